"""SIGTERM ends the bot within the ten seconds that containers get, and work in progress is not lost."""

import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import make_url

from sandbox.cursor_api import faults
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import Person, all_text
from tests.integration.bot.message_parts import said
from tests.running import PATIENCE_S, Running, run_process

GRACE_S = 10
EVENTS = "/teams/filtered-usage-events"


def ends(bot) -> int:
    """The exit code after SIGTERM; fails if a container's grace period is exceeded."""
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


@pytest.mark.parametrize("method", ["auth.test", "apps.connections.open"])
def test_a_link_that_slack_lets_hang_while_it_opens_is_left(run, neighbours, method):
    neighbours.workspace.faults.arm(Fault(FaultKind.SLOW, method, count=100, seconds=28))
    bot = run()
    bot.waits_for("bot running")
    assert neighbours.workspace.feed.wait_until(lambda: neighbours.workspace.faults.armed()[0].count < 100, PATIENCE_S)
    assert ends(bot) == 0
    bot.waits_for("link not closed in time")


@pytest.mark.sqlite("another program holds the file")
def test_a_leader_whose_database_is_held_by_somebody_else_ends(run, neighbours, database_url):
    bot = run()
    bot.waits_for("message sent key=incident:1")
    with sqlite3.connect(make_url(database_url).database, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert ends(bot) == 0
        other.execute("ROLLBACK")
    bot.waits_for("lease not given back, it runs out")


def test_a_database_that_does_not_answer_holds_up_neither_the_leader_nor_who_stands_by(run, tmp_path, postgresql_url):
    run_process("start-alerts", folder=tmp_path, DATABASE_URL=postgresql_url)
    leader = run(DATABASE_URL=postgresql_url)
    leader.waits_for("message sent key=incident:1")
    other = run(DATABASE_URL=postgresql_url)
    other.waits_for("standing by leader=")
    other.waits_for("link to slack open")
    with holding_every_table(postgresql_url):
        assert [ends(bot) for bot in (leader, other)] == [0, 0]
    leader.waits_for("lease not given back, it runs out")


def test_what_hangs_all_the_same_is_ended_and_the_log_says_so(tmp_path):
    bot = Running(tmp_path, module="tests.integration.bot.hanging")
    bot.waits_for("about to hang")
    assert ends(bot) == 1
    bot.waits_for("shutdown hangs, ended all the same")


@contextmanager
def holding_every_table(url: str) -> Iterator[None]:
    """Blocks every query on the database."""
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)) as holder:
        tables = holder.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        holder.execute(f"LOCK TABLE {', '.join(name for (name,) in tables)} IN ACCESS EXCLUSIVE MODE")
        yield
