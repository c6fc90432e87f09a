"""mrkdwn as HTML: what Slack marks up, what it leaves alone, and that nothing else ever becomes markup."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.slack.page.mrkdwn import mrkdwn, text_object
from sandbox.slack.page.reader import Reader
from sandbox.slack.records import Channel, User
from tests.unit.sandbox_page.html_reading import assert_harmless

WHOLE = [
    "```",
    "&lt;",
    "&amp;",
    "https://x.example",
    "<!date^1^{time}|f>",
    "<javascript:alert(1)|x>",
    "\ue000",
    "\ue001",
]
PIECES = st.sampled_from([*"*_~`<>&|!@#:\n\"' 0", *WHOLE])
HOSTILE = st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=30).map("".join)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold*", "<strong>bold</strong>"),
        ("_italic_ and ~gone~", "<em>italic</em> and <s>gone</s>"),
        ("*_both_*", "<strong><em>both</em></strong>"),
        ("_*a* *b*_", "<em><strong>a</strong> <strong>b</strong></em>"),
        ("`a *b* <c`", "<code>a *b* &lt;c</code>"),
        ("snake_case_name and 2*3*4", "snake_case_name and 2*3*4"),
        ("* no * and *no *", "* no * and *no *"),
        ("*not\nover lines*", "*not<br>over lines*"),
        ("(*bold*).", "(<strong>bold</strong>)."),
        ("```\na = 1\n  *b*\n```", "<pre>a = 1\n  *b*</pre>"),
        ("before\n```x```after", "before<pre>x</pre>after"),
        ("&gt; quoted\n&gt; twice\nplain", "<blockquote>quoted<br>twice</blockquote>plain"),
        ("one\ntwo", "one<br>two"),
        (":tada: :nobody_knows_it:", "🎉 :nobody_knows_it:"),
        ("a &lt;b&gt; &amp;amp; c", "a &lt;b&gt; &amp;amp; c"),
        ("<b>", "&lt;b&gt;"),
        ("", ""),
    ],
)
def test_markup_of_slack_becomes_html(text: str, html: str, reader: Reader) -> None:
    assert mrkdwn(text, reader) == html


def test_links_lead_out_in_a_new_tab(reader: Reader) -> None:
    expected = '<a href="https://example.com/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">the plan</a>'
    assert mrkdwn("<https://example.com/?a=1&amp;b=2|the plan>", reader) == expected


@pytest.mark.parametrize(
    "text", ["<javascript:alert(1)|x>", "<data:text/html,x|y>", "<//evil.example|x>", "<http://[|x>"]
)
def test_only_web_and_mail_addresses_become_links(text: str, reader: Reader) -> None:
    read = assert_harmless(mrkdwn(text, reader))
    assert read.tags == []
    assert read.text == text


def test_a_bare_address_is_a_link_unless_verbatim(reader: Reader) -> None:
    assert 'href="https://example.com/a"' in mrkdwn("see https://example.com/a.", reader)
    assert mrkdwn("see https://example.com/a.", reader, verbatim=True) == "see https://example.com/a."


def test_a_message_of_this_workspace_opens_on_the_page(reader: Reader, ada: User) -> None:
    html = mrkdwn("<http://127.0.0.1/archives/C1/p1795356180000100?thread_ts=1.000001|open>", reader)
    assert (
        html == f'<a href="/?as={ada.id}&amp;channel=C1&amp;at=1795356180.000100&amp;thread=1.000001" data-go>open</a>'
    )


def test_people_are_named_and_oneself_stands_out(reader: Reader, ada: User, eve: User) -> None:
    assert mrkdwn(f"<@{eve.id}>", reader) == '<span class="mention">@Eve Engineer</span>'
    assert mrkdwn(f"<@{ada.id}>", reader) == '<span class="mention mention-me">@Ada Lind</span>'
    assert mrkdwn("<@UNOBODY|x>", reader) == '<span class="mention">@UNOBODY</span>'


def test_a_channel_one_cannot_see_is_not_named(reader: Reader, alerts: Channel, eve: User) -> None:
    assert ">#ai-spend</a>" in mrkdwn(f"<#{alerts.id}|>", reader)
    outside = Reader(reader.directory, eve.id, reader.zone, reader.now)
    assert mrkdwn(f"<#{alerts.id}|>", outside) == '<span class="mention">#private-channel</span>'


def test_mentions_of_everyone_stand_out(reader: Reader) -> None:
    assert mrkdwn("<!channel>", reader) == '<span class="mention mention-all">@channel</span>'
    assert mrkdwn("&lt;!channel&gt;", reader) == "&lt;!channel&gt;"


def test_a_date_is_shown_in_the_zone_of_the_reader(reader: Reader) -> None:
    html = mrkdwn("<!date^1795356180^{date_short_pretty}, {time}|then>", reader)
    title = "Sunday, November 22, 2026, 14:03:00 UTC"
    assert html == f'<time datetime="2026-11-22T14:03:00+00:00" title="{title}">today, 14:03</time>'


def test_a_date_with_an_unknown_token_shows_its_fallback(reader: Reader) -> None:
    assert mrkdwn("<!date^1795356180^{moon_phase}|22 Nov>", reader) == "22 Nov"
    assert mrkdwn("<!date^99999999999999^{time}|far>", reader) == "far"


def test_plain_text_is_never_parsed(reader: Reader) -> None:
    ugly = "<!channel> *x* & <https://x|y> :tada:"
    shown = text_object({"type": "plain_text", "text": ugly, "emoji": False}, reader)
    assert assert_harmless(shown).text == ugly
    assert "🎉" in text_object({"type": "plain_text", "text": ":tada:"}, reader)


@given(text=HOSTILE)
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hostile_text_never_becomes_html_of_its_own(text: str, reader: Reader) -> None:
    assert_harmless(mrkdwn(text, reader))
    assert_harmless(mrkdwn(text, reader, verbatim=True))


@given(text=st.text(st.characters(exclude_characters="*_~`<>&|:@\r\x00\ue000\ue001", exclude_categories=["Cs"])))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_text_without_markup_is_shown_as_it_is(text: str, reader: Reader) -> None:
    assert assert_harmless(mrkdwn(text, reader, verbatim=True)).text == text


@pytest.mark.parametrize("piece", ["*a ", "_a*b~", "<", "`", ":a", "```", "https://a", "&gt;"])
def test_long_hostile_text_is_read_in_time_that_grows_with_its_length(piece: str, reader: Reader) -> None:
    assert_harmless(mrkdwn(piece * 10_000, reader))
