"""Whatever people type or click, they get an answer that Slack accepts, and never an internal error."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from blocks.report_query import ReportQuery
from bot.commands import COMMANDS
from sandbox.slack.person import all_text
from tests.integration.bot.controls import posted

WORDS = st.sampled_from(
    ["7d", "0d", "cycle", "last", "week", "since", "2026-11-01", "to", "2026-13-01", "10", "0", "help", "?", "open",
     "mine", "all", "Platform", "ines", "Ines Quiet", "@ines", "@nobody", "status", "<!channel>", "&lt;", "%s", "`"]
)  # fmt: skip
TYPED = st.lists(WORDS | st.text(max_size=12), max_size=6).map(" ".join).filter(lambda text: "\n" not in text)


@settings(max_examples=120)
@given(command=st.sampled_from([command.name for command in COMMANDS]), text=TYPED, who=st.booleans())
def test_every_line_is_answered_without_trouble(busy_desk, command, text, who):
    name = "Mara Lind" if who else "Ines Quiet"
    answers = busy_desk.asks(name, f"{command} {text}", in_="bot")
    assert answers
    for answer in answers:
        assert "Something went wrong" not in all_text(answer)
        assert "<!channel" not in json.dumps(answer.blocks) + answer.text


QUERIES = st.builds(
    ReportQuery,
    report=st.sampled_from(["overview", "topspenders", "user", "incidents", "status", "nonsense"]),
    range_words=WORDS | st.sampled_from(["30d", "today"]),
    group=st.none() | st.sampled_from(["Platform", "Gone"]),
    user=st.none() | st.sampled_from(["p3@example.com", "ines", "gone@example.com"]),
    sort=st.none() | st.sampled_from(["spend", "name", "shoe size"]),
    page=st.integers(1, 10**12),
    limit=st.none() | st.integers(1, 10**12),
    which=st.none() | st.sampled_from(["open", "mine", "all", "some"]),
)


@settings(max_examples=80)
@given(query=QUERIES)
def test_every_button_of_every_age_is_answered_without_trouble(busy_desk, query):
    message = posted(busy_desk, "report.update", query.encode(), channel="ai-spend")
    answers = busy_desk.clicks("Mara Lind", "report.update", message)
    redrawn = busy_desk.workspace.messages.get(message.channel_id, message.ts)
    assert answers or redrawn != message
    for shown in (*answers, redrawn):
        assert "Something went wrong" not in all_text(shown)
