"""rich_text and tables as HTML."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.slack.page.reader import Reader
from sandbox.slack.page.rich_text import rich_text
from sandbox.slack.page.tables import data_table, plain_table
from sandbox.slack.records import User
from tests.unit.sandbox_page.html_reading import assert_harmless

UGLY = "<!channel> *x* & <https://x|y>"


def section(*pieces: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": list(pieces)}


def drawn(reader: Reader, *parts: dict[str, Any]) -> str:
    return str(rich_text({"type": "rich_text", "elements": list(parts)}, reader))


@pytest.mark.parametrize(
    ("piece", "html"),
    [
        ({"type": "text", "text": "a\nb"}, "a<br>b"),
        ({"type": "text", "text": "x", "style": {"bold": True, "code": True}}, "<code><strong>x</strong></code>"),
        ({"type": "text", "text": "x", "style": {"bold": False}}, "x"),
        ({"type": "emoji", "name": "tada"}, "🎉"),
        ({"type": "emoji", "name": "custom", "unicode": "1f44d-1f3fb"}, "👍🏻"),
        ({"type": "emoji", "name": "custom", "unicode": "no hex"}, ":custom:"),
        ({"type": "broadcast", "range": "here"}, '<span class="mention mention-all">@here</span>'),
        ({"type": "link", "url": "javascript:alert(1)", "text": "x"}, "x"),
        ({"type": "date", "timestamp": 1795356180, "format": "{nope}", "fallback": "then"}, "then"),
        ({"type": "color", "value": "#ff0000"}, "<code>#ff0000</code>"),
    ],
)
def test_each_piece_has_its_form(piece: dict[str, Any], html: str, reader: Reader) -> None:
    assert drawn(reader, section(piece)) == f"<p>{html}</p>"


def test_a_person_is_named(reader: Reader, eve: User) -> None:
    assert "@Eve Engineer" in drawn(reader, section({"type": "user", "user_id": eve.id}))


def test_lists_keep_their_order_and_indent(reader: Reader) -> None:
    items = [section({"type": "text", "text": name}) for name in "ab"]
    ordered = {"type": "rich_text_list", "style": "ordered", "indent": 1, "offset": 2, "elements": items}
    assert drawn(reader, ordered) == '<ol class="indent-1" start="3"><li>a</li><li>b</li></ol>'
    bullets = {"type": "rich_text_list", "style": "bullet", "border": 1, "elements": items}
    assert drawn(reader, bullets) == '<ul class="indent-0 bordered"><li>a</li><li>b</li></ul>'


def test_quotes_and_preformatted_text(reader: Reader) -> None:
    pieces = [{"type": "text", "text": "a  b"}]
    assert drawn(reader, {"type": "rich_text_quote", "elements": pieces}) == "<blockquote>a  b</blockquote>"
    assert drawn(reader, {"type": "rich_text_preformatted", "elements": pieces}) == '<pre tabindex="0">a  b</pre>'


@given(text=st.text(min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_in_rich_text_is_parsed(text: str, reader: Reader) -> None:
    text = text.replace("\r", "").replace("\x00", "")
    read = assert_harmless(drawn(reader, section({"type": "text", "text": text})))
    assert read.text == text


def test_columns_of_numbers_stand_right_and_sort_by_value(reader: Reader) -> None:
    rows = [
        [{"type": "raw_text", "text": "Member"}, {"type": "raw_text", "text": "Spend"}],
        [{"type": "raw_text", "text": UGLY}, {"type": "raw_number", "value": 12.5, "text": "$12.50"}],
    ]
    table = data_table({"type": "data_table", "caption": "Top", "rows": rows}, reader)
    assert [(column.align, column.is_numeric) for column in table.columns] == [("left", False), ("right", True)]
    assert [str(cell.shown) for cell in table.header] == ["Member", "Spend"]
    assert table.rows[0][1].sort_key == 12.5
    assert assert_harmless(table.rows[0][0].shown).text == UGLY
    assert (table.caption, table.page_size, table.row_header) == ("Top", 5, 0)


def test_one_word_among_numbers_makes_a_column_of_words(reader: Reader) -> None:
    number, dash = {"type": "raw_number", "value": 1, "text": "1"}, {"type": "raw_text", "text": "-"}
    table = data_table({"caption": "c", "rows": [[dash], [number], [dash]]}, reader)
    assert table.columns[0].align == "left"


def test_a_plain_table_is_aligned_by_its_settings(reader: Reader) -> None:
    row = [{"type": "raw_text", "text": "a"}] * 3
    table = plain_table({"rows": [row], "column_settings": [None, {"align": "right", "is_wrapped": True}]}, reader)
    assert [(column.align, column.is_wrapped) for column in table.columns] == [
        ("left", False),
        ("right", True),
        ("left", False),
    ]


def test_an_action_cell_shows_its_button(reader: Reader) -> None:
    button = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Open"}}
    cell = {"type": "action_cell", "element": button, "fallback": {"type": "raw_text", "text": "open"}}
    table = data_table({"caption": "c", "rows": [[{"type": "raw_text", "text": "Do"}], [cell]]}, reader)
    assert table.rows[0][0].button == button
