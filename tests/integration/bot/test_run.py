"""`spendwatch run` in its own process: what it does without Slack, and how it ends."""

import signal
from contextlib import ExitStack

import pytest
import yaml

from bot.manifest import manifest
from sandbox.slack.person import Person, all_text
from tests.neighbours import open_neighbours
from tests.running import PATIENCE_S, starting


def test_a_refused_slack_token_stops_neither_collecting_nor_saying_how_to_fix_it(run, neighbours):
    bot = run(SLACK_BOT_TOKEN="xoxb-of-another-app", COLLECT_INTERVAL_MINUTES="0.02")
    assert "spendwatch doctor" in bot.waits_for("no link to slack")
    assert "invalid_auth" in bot.waits_for("no link to slack")
    bot.waits_for("collection finished", times=2)
    bot.waits_for("message not sent key=incident:1")
    assert bot.end() == 0
    assert "xoxb-of-another-app" not in "\n".join(bot.lines)
    assert "Traceback" not in "\n".join(bot.lines)
    assert neighbours.alerts == []


def test_a_bot_outside_the_alert_channel_keeps_collecting_and_the_log_says_why_nothing_arrives(run, neighbours):
    directory = neighbours.workspace.directory
    channel = directory.channel_by_name("#ai-spend")
    directory.set_members(channel.id, [member for member in channel.members if member != directory.bot.id])
    bot = run(COLLECT_INTERVAL_MINUTES="0.02")
    assert "channel_not_found" in bot.waits_for("message not sent key=incident:1")
    bot.waits_for("collection finished", times=2)
    directory.set_members(channel.id, [*channel.members, directory.bot.id])
    bot.waits_for("message sent key=incident:1")
    assert bot.end(signal.SIGINT) == 0
    assert len(neighbours.alerts) == 1


def test_a_wrong_cursor_key_is_told_in_the_channel_once_while_commands_are_answered(run, neighbours):
    bot = run(CURSOR_ADMIN_API_KEY="wrong", COLLECT_INTERVAL_MINUTES="0.02")
    bot.waits_for("link to slack open")
    bot.waits_for("collection finished", times=3)
    mara = Person(neighbours.workspace, "Mara Lind", patience_s=PATIENCE_S)
    told = mara.waits_for_text("CURSOR_ADMIN_API_KEY", in_="#ai-spend")
    mara.types("/spendwatch status", in_="#general")
    mara.waits_for_text("CURSOR_ADMIN_API_KEY")
    assert bot.end() == 0
    assert [message.ts for message in neighbours.alerts] == [told.ts]


def test_the_log_of_a_start_tells_only_what_is_news(run):
    bot = run()
    bot.waits_for("link to slack open")
    bot.waits_for("message sent key=incident:1")
    assert bot.end() == 0
    said = [line for line in bot.lines if " WARNING " in line or " ERROR " in line or "slack_bolt" in line]
    assert said == []


def test_a_collection_that_waits_for_cursors_allowance_ends_with_the_process(run):
    bot = run(CURSOR_RATE_LIMIT_SCALE="0.05", LOG_LEVEL="debug")  # three requests for events a minute; it needs four
    bot.waits_for("path=/teams/filtered-usage-events", times=3)
    assert bot.end() == 0
    bot.waits_for("round ended by the shutdown reason=WaitCutShort")
    assert "Traceback" not in "\n".join(bot.lines)


# --- the first start -------------------------------------------------------------------------------------------------


@pytest.fixture
def new(tmp_path, database_url):
    """A workspace whose commands have a prefix, and an installation that has never run."""
    with ExitStack() as stack:
        neighbours = open_neighbours(stack, manifest=yaml.safe_load(manifest("sw-")))
        env = (
            neighbours.env
            | {"COMMAND_PREFIX": "sw", "ADMIN_USERS": "mara@example.com"}
            | {"DATABASE_URL": database_url}
        )

        def person(name):
            return Person(neighbours.workspace, name, patience_s=PATIENCE_S)

        with starting(tmp_path, **env, COLLECT_INTERVAL_MINUTES="0.05") as begin:
            yield begin, person


def test_a_new_installation_says_hello_and_asks_once_over_restarts_and_alerts_after_the_answer(new):
    begin, person = new
    mara, otto, rudi = person("Mara Lind"), person("Otto Lead"), person("Rudi Runaway")
    for _ in range(2):
        bot = begin()
        bot.waits_for("link to slack open")
        bot.waits_for("collection finished", times=2)
        trial = mara.waits_for_text("I would have sent", in_="#ai-spend")
        assert bot.end() == 0
    hello = mara.sees("bot")
    assert len(hello) == 1
    assert "/sw-spend 7d" in all_text(hello[0])
    assert [message.ts for message in mara.sees("#ai-spend")] == [trial.ts]

    begin().waits_for("link to slack open")
    rudi.types("/sw-spendwatch trial", in_="#general")
    refused = rudi.waits_for_text("Only members of the alert channel", in_="#general")
    assert "/sw-user" in refused.text
    otto.types("/sw-spendwatch status", in_="bot")
    assert "/sw-spendwatch trial" in all_text(otto.waits_for_text("Alerts are waiting for an answer"))
    otto.clicks("Start alerting", trial)
    otto.waits_for(lambda message: "Rudi" in all_text(message) and message.ts != trial.ts, in_="#ai-spend")
    otto.types("/sw-spend help", in_="bot")
    otto.waits_for_text("/sw-spend last week Platform")
