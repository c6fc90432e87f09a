"""The markdown block as HTML."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.slack.page.markdown import markdown
from sandbox.slack.page.reader import Reader
from tests.unit.sandbox_page.html_reading import HARMLESS_TAGS, ReadHtml

TAGS = HARMLESS_TAGS | {"div", "h3", "h4", "h5", "h6", "hr", "table", "tbody", "td", "th", "thead", "tr"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Spend", "<h3>Spend</h3>"),
        ("#### *Why*", "<h6><em>Why</em></h6>"),
        ("**a _b_** ~~c~~", "<p><strong>a <em>b</em></strong> <s>c</s></p>"),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("`x < y`", "<p><code>x &lt; y</code></p>"),
        ("> a\n> b", "<blockquote>a<br>b</blockquote>"),
        ("- a\n  - [x] b", '<ul class="indent-0"><li>a</li></ul><ul class="indent-1"><li>☑ b</li></ul>'),
        ("3. c", '<ol class="indent-0" start="3"><li>c</li></ol>'),
        ("---", "<hr>"),
        (r"\*no\* snake_case_word", "<p>*no* snake_case_word</p>"),
        ("```python\n# a | b\n", '<pre tabindex="0"># a | b\n</pre>'),
    ],
)
def test_standard_markdown(text: str, html: str, reader: Reader) -> None:
    assert str(markdown(text, reader)) == html


def test_a_table_has_its_header_and_no_more_cells_than_that(reader: Reader) -> None:
    read = ReadHtml(str(markdown("| A | B |\n| --- | ---: |\n| 1 | 2 | 3 |\n\nafter", reader)))
    assert [read.tags.count(tag) for tag in ("th", "td", "p")] == [2, 2, 1]
    assert read.text == "AB12after"


def test_links_and_pictures_are_links_and_only_to_the_web(reader: Reader) -> None:
    shown = str(markdown("[a](https://example.com/a) ![b](https://example.com/b) [c](javascript:x)", reader))
    assert shown.count("<a ") == 2
    assert "<img" not in shown
    assert shown.endswith("c</p>")


@given(text=st.text(alphabet="ab<>&|*_~`#-[]()!\\ \n1.:", max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_stays_harmless(text: str, reader: Reader) -> None:
    read = ReadHtml(str(markdown(text, reader)))
    assert set(read.tags) <= TAGS
    assert not [tag for tag in read.unbalanced if tag != "hr"]
