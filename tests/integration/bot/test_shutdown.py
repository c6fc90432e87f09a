"""SIGTERM ends the bot within the ten seconds that containers are given, and what was under way is not lost."""

import signal
import subprocess

import pytest

from sandbox.cursor_api import faults
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import Person, all_text
from tests.integration.bot.running import PATIENCE_S
from tests.integration.bot.test_killed_while_sending import said
from tests.integration.bot.test_run import neighbours, run

__all__ = ["neighbours", "run"]

GRACE_S = 10
EVENTS = "/teams/filtered-usage-events"


def ends(bot) -> int:
    """The exit code after SIGTERM; fails where the grace of a container is over first."""
    bot.process.send_signal(signal.SIGTERM)
    try:
        bot.process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        pytest.fail("\n".join(["still running after its grace:", *bot.lines]))
    return bot.end()


def test_a_collection_that_hangs_on_cursor_is_left_and_the_next_start_reads_everything(run, neighbours):
    neighbours.world.faults.add(faults.slow(EVENTS, delay_s=25, times=1))
    bot = run()
    bot.waits_for("link to slack open")
    assert neighbours.workspace.feed.wait_until(lambda: not len(neighbours.world.faults), PATIENCE_S)
    assert ends(bot) == 0
    assert neighbours.alerts == []

    neighbours.world.faults.clear()
    bot = run()
    bot.waits_for("collection finished")
    bot.waits_for("message sent key=incident:1")
    assert ends(bot) == 0
    assert len(neighbours.alerts) == 1


def test_a_message_that_is_being_sent_arrives_and_is_known_to_have_arrived(run, neighbours):
    neighbours.workspace.faults.arm(Fault(FaultKind.SLOW, "chat.postMessage", seconds=1.5))
    bot = run()
    assert neighbours.workspace.feed.wait_until(lambda: not neighbours.workspace.faults.armed(), PATIENCE_S)
    assert ends(bot) == 0
    bot = run()
    bot.waits_for("collection finished")
    assert ends(bot) == 0
    assert list(said(neighbours.workspace).values()) == [1]


def test_a_command_that_is_being_answered_is_answered(run, neighbours):
    bot = run()
    bot.waits_for("message sent key=incident:1")
    neighbours.workspace.faults.arm(Fault(FaultKind.SLOW, "chat.postMessage", seconds=1.0))
    lead = Person(neighbours.workspace, "Otto Lead", patience_s=PATIENCE_S)
    lead.types("/spend 7d", in_="#general")
    assert neighbours.workspace.feed.wait_until(lambda: not neighbours.workspace.faults.armed(), PATIENCE_S)
    assert ends(bot) == 0
    assert any("$" in all_text(message) for message in lead.sees("#general"))


def test_the_second_signal_ends_it_at_once(run, neighbours):
    neighbours.world.faults.add(faults.slow(EVENTS, delay_s=25, times=1))
    bot = run()
    bot.waits_for("link to slack open")
    bot.process.send_signal(signal.SIGTERM)
    bot.waits_for("bot stopping")
    assert bot.end(signal.SIGTERM) in (-signal.SIGTERM, 0)
