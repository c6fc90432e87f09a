"""Each process reports itself, and `health` judges only those on its own host: no container restarts for another."""

import signal
import socket
from datetime import UTC, datetime, timedelta

import pytest

from bot.cli.health import Health, check_health
from tests.running import run_process
from tracker.store.heartbeat import Heartbeat, beat, forget, list_heartbeats
from tracker.store.lease import LeaseName
from tracker.store.tables import LeaseRow, ReadStateRow

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(open_as, database_url):
    return open_as(database_url)


def shown(store, process: str, *, ago=SECOND, up=HOUR, link=True, leads=False):
    """A heartbeat of `ago`, from a process that had run for `up` by then."""
    beat(store, Heartbeat(process, NOW - ago - up, NOW - ago, link, leads))


def judged(store, host: str | None) -> Health:
    return check_health(store, now=NOW, interval=HOUR, host=host)


def led_by(store, holder: str, *, since=HOUR, ends=HOUR):
    """A lease that a process holds or has held."""
    with store.writing() as session:
        session.merge(LeaseRow(name=LeaseName.LEAD, holder=holder, token=1, since=NOW - since, expires_at=NOW + ends))


def test_a_leader_that_died_is_a_problem_on_its_host_and_a_note_on_the_others(store):
    shown(store, "a:1", ago=5 * MINUTE, leads=True)
    shown(store, "b:1")
    led_by(store, "a:1")
    assert judged(store, "a").problems == ("no bot on a has shown a sign of life in the last three minutes",)
    beside = judged(store, "b")
    assert beside.problems == ()
    assert len(beside.notes) == 1
    assert beside.notes[0].startswith("a:1 has shown no sign of life since ")
    assert len(judged(store, None).problems) == 1


def test_a_process_that_hangs_is_a_problem_though_another_leads(store):
    shown(store, "a:1", leads=True)
    shown(store, "b:1", ago=5 * MINUTE)
    led_by(store, "a:1")
    assert judged(store, "a").problems == ()
    assert judged(store, "b").problems != ()


def test_a_job_that_is_late_is_a_problem_of_the_leaders_host_alone(store):
    shown(store, "a:1", leads=True)
    shown(store, "b:1")
    led_by(store, "a:1")
    with store.writing() as session:
        session.merge(ReadStateRow(kind="detection", read_at=NOW - 3 * HOUR))
    assert [len(judged(store, host).problems) for host in ("a", "b", None)] == [1, 0, 1]
    assert judged(store, "b").notes[0].startswith("detection was last done at")


@pytest.mark.parametrize(("for_s", "problems"), [(30, 0), (90, 1)])
def test_that_nobody_leads_is_a_problem_once_somebody_should_have_taken_over(store, for_s, problems):
    shown(store, "b:1")
    led_by(store, "a:1", ends=-for_s * SECOND)
    assert len(judged(store, "b").problems) == problems


def test_a_link_is_given_a_minute_to_open(store):
    led_by(store, "a:1")
    for up, problems in ((0 * SECOND, 0), (59 * SECOND, 0), (60 * SECOND, 1)):
        shown(store, "a:1", up=up, link=False, leads=True)
        assert len(judged(store, "a").problems) == problems


def test_a_process_that_was_killed_is_no_news_once_another_has_started_on_its_host(store):
    led_by(store, "a:2")
    shown(store, "a:1", ago=10 * MINUTE, leads=True)
    shown(store, "a:2", up=5 * MINUTE, leads=True)
    assert judged(store, "a").problems == ()


def test_one_of_two_on_a_host_that_fell_silent_is_a_problem(store):
    led_by(store, "a:2")
    shown(store, "a:1", ago=10 * MINUTE)
    shown(store, "a:2", leads=True)
    (problem,) = judged(store, "a").problems
    assert problem.startswith("a:1 has shown no sign of life")


def test_who_has_been_silent_for_a_day_is_forgotten_and_who_ends_at_once(store):
    shown(store, "a:1", ago=timedelta(days=2))
    shown(store, "b:1")
    shown(store, "c:1")
    forget(store, "b:1")
    with store.reading() as session:
        assert [each.process for each in list_heartbeats(session)] == ["c:1"]


def test_each_process_shows_itself_and_one_that_was_killed_is_missed(begin, tmp_path, postgresql_url, open_as):
    leader = begin()
    leader.waits_for("message sent key=incident:1")
    other = begin()
    other.waits_for("standing by leader=")
    other.waits_for("link to slack open")
    store = open_as(postgresql_url)

    def processes():
        with store.reading() as session:
            return {each.process for each in list_heartbeats(session)}

    names = [f"{socket.gethostname()}:{bot.process.pid}" for bot in (leader, other)]
    assert processes() == set(names)
    ran = run_process("health", "--json", folder=tmp_path, DATABASE_URL=postgresql_url)
    assert (ran.code, ran.json["problems"], ran.json["notes"]) == (0, [], [])
    assert len(ran.json["processes"]) == 2
    leader.end(signal.SIGKILL)
    assert other.end() == 0
    assert processes() == {names[0]}
