"""A clock that jumps: a laptop that slept for days, a clock that was wrong and is put right."""

import threading
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import apscheduler.schedulers.base
import pytest

from bot.cli.health import check_health
from bot.jobs import Jobs
from sandbox.cursor_api import faults
from sandbox.slack.faults import Fault, FaultKind
from tests.integration.bot.conftest import PostOffice, Team
from tests.integration.bot.message_parts import said
from tests.integration.collect.conftest import EVENTS_PATH, NOW, Company, usage
from tracker.clock import from_ms, utc_day
from tracker.collect.collector import Collector
from tracker.collect.trouble import announce_staleness
from tracker.incidents.service import IncidentService
from tracker.reports.service import ReportService
from tracker.store.readings import data_collected_at
from tracker.store.tables import IncidentRow, OutboxRow, UsageEventRow

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# --- collecting ------------------------------------------------------------------------------------------------------


def test_a_collection_after_any_jump_stores_what_was_served_and_the_last_one_has_everything(company: Company):
    moments = (
        NOW,
        NOW + HOUR,
        NOW + 3 * DAY,
        NOW + 3 * DAY - HOUR,
        NOW + 2 * DAY,
        NOW + 10 * DAY,
        NOW + 3 * DAY + HOUR,
    )
    for hour in range(11 * 24):
        company.team.add_event(usage(NOW - 5 * HOUR + hour * HOUR, cents=1 + hour))
    for now in moments:
        result = company.collect(now)
        assert result.errors == ()
        company.assert_rollups_follow_from_events()
    end = NOW + 11 * DAY
    assert company.collect(end).errors == ()
    assert company.totals() == company.expected(end)
    stored = Counter(row.charged_microcents for row in company.rows(UsageEventRow))
    assert stored == {(1 + hour) * 1_000_000: 1 for hour in range(11 * 24)}


@pytest.mark.parametrize(("ahead", "is_first"), [(2 * HOUR, False), (20 * DAY, False), (400 * DAY, True)])
def test_one_collection_by_a_clock_that_was_ahead_loses_nothing(either: Company, ahead: timedelta, is_first: bool):
    """The bot then pauses for two days while the clock is right again, and continues until after the false mark."""
    for hour in range(33 * 24):
        either.team.add_event(usage(NOW - 5 * DAY + hour * HOUR, cents=1 + hour))
    if not is_first:
        either.collect(NOW)
    wrong = NOW + HOUR + ahead
    assert either.collect(wrong, served_at=NOW + HOUR).errors == ()

    rest = [NOW + 51 * HOUR + turn * 4 * DAY for turn in range(8)]  # the cycle turns on 1 December
    for now in (NOW + 2 * HOUR, *rest):
        assert either.collect(now).errors == ()
        assert either.event_count() == sum(NOW - 5 * DAY + hour * HOUR < now for hour in range(33 * 24))
    assert either.totals() == either.expected(rest[-1])
    either.assert_rollups_follow_from_events()


def test_a_collection_cut_short_after_the_clock_was_put_right_leaves_no_gap(company: Company):
    """Ranges are read newest first, so the mark has to be corrected before the first one is stored."""
    company.collect(NOW)
    for day in range(60):
        company.team.add_event(usage(NOW + day * DAY + HOUR))
    company.collect(NOW + 400 * DAY, served_at=NOW + HOUR)

    world = company.cursor.world
    world.after_request.append(lambda _: world.faults.add(faults.server_error(EVENTS_PATH, times=None)))
    assert company.collect(NOW + 60 * DAY).errors != ()
    world.after_request.clear()
    world.faults.clear()
    assert company.collect(NOW + 60 * DAY + HOUR).errors == ()
    assert company.event_count() == 60


def test_daily_usage_and_analytics_are_read_again_from_the_last_sure_reading_on(company: Company):
    company.team.add_event(usage(NOW - HOUR))
    company.collect(NOW)
    company.collect(NOW + 90 * DAY, served_at=NOW + HOUR)
    company.cursor.world.request_log.clear()
    company.collect(NOW + 60 * DAY)
    days = [from_ms(int(str(params["startDate"]))) for params in company.cursor.pages_asked("/teams/daily-usage-data")]
    assert utc_day(min(days)) <= utc_day(NOW)
    analytics = [str(params["startDate"]) for params in company.cursor.pages_asked("/analytics/team/dau")]
    assert min(analytics) <= utc_day(NOW).isoformat()


def test_a_mark_in_the_future_is_called_a_problem_until_the_next_collection(company: Company):
    company.collect(NOW + 20 * DAY, served_at=NOW)
    state = check_health(company.store, now=NOW + HOUR, interval=HOUR, host=None)
    assert any("is in the future" in problem for problem in state.problems)
    assert announce_staleness(company.store, now=NOW + HOUR, interval=HOUR)
    assert not announce_staleness(company.store, now=NOW + 2 * HOUR, interval=HOUR), "it is told once"

    company.collect(NOW + 3 * HOUR)
    state = check_health(company.store, now=NOW + 3 * HOUR, interval=HOUR, host=None)
    assert not any("is in the future" in problem for problem in state.problems)


def test_a_collection_that_looks_back_leaves_the_newest_reading_as_it_is(company: Company):
    company.collect(NOW)
    with company.client() as client:
        assert Collector(company.store, client).run(now=NOW - 2 * DAY, present=NOW + HOUR).errors == ()
    with company.store.reading() as session:
        assert data_collected_at(session) == NOW


# --- sending ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", [HOUR, DAY, 400 * DAY])
def test_what_was_due_before_the_clock_was_put_back_is_sent_at_once_and_once(post: PostOffice, team: Team, back):
    team.runaways("rudi@example.com")
    (incident,) = team.judged(post.clock.now)
    post.clock.now -= back
    post.dispatcher().drain()
    assert len(post.arrived()) == 1

    IncidentService(post.store).acknowledge(incident, by="mara@example.com", source="cli", now=post.clock.now)
    post.clock.advance(seconds=5)
    post.dispatcher().drain()
    assert said(post.workspace) == Counter(row.key for row in team.rows(OutboxRow))
    (row,) = team.rows(IncidentRow)
    assert row.drawn_version == row.version, "the message is redrawn too"


@pytest.mark.parametrize("kind", [FaultKind.LOST_ANSWER, FaultKind.SERVER_ERROR])
def test_a_message_that_was_put_off_does_not_wait_for_the_clock_to_be_as_late_again(post, team, kind):
    team.runaways("rudi@example.com")
    team.judged(post.clock.now)
    post.workspace.faults.arm(Fault(kind, "chat.postMessage"))
    post.dispatcher().drain()
    post.clock.now -= 3 * DAY
    post.dispatcher().drain()
    assert len(post.arrived()) == 1


def test_no_duration_of_an_incident_is_negative_after_the_clock_was_put_back(post, team):
    team.runaways("rudi@example.com")
    (incident,) = team.judged(post.clock.now)
    post.clock.now -= DAY
    post.dispatcher().drain()
    post.clock.now -= DAY
    service = IncidentService(post.store)
    service.acknowledge(incident, by="mara@example.com", source="cli", now=post.clock.now)
    service.resolve(incident, by="mara@example.com", source="cli", now=post.clock.now, cause="A loop")
    durations = asdict(ReportService(post.store).incident(incident, post.clock.now).durations)
    assert all(seconds is None or seconds >= 0 for seconds in durations.values())
    assert durations["time_to_investigate_seconds"] is None


# --- the jobs --------------------------------------------------------------------------------------------------------


class Wall:
    """A wall clock that the test sets."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Times:
    """Counts how often something was done, to wait for it."""

    def __init__(self) -> None:
        self.count = 0
        self._more = threading.Condition()

    def one_more(self) -> None:
        with self._more:
            self.count += 1
            self._more.notify_all()

    def wait_for(self, count: int) -> bool:
        with self._more:
            return self._more.wait_for(lambda: self.count >= count, 10)


class Rounds:
    """Rounds that do nothing."""

    def __init__(self) -> None:
        self.begun = Times()

    def run(self) -> None:
        self.begun.one_more()

    def check_staleness(self) -> None:
        pass


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    """The scheduler reads it too."""
    wall = Wall()

    class Set(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return wall().astimezone(tz)

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", Set)
    return wall


@pytest.mark.parametrize("jump", [-DAY, -HOUR, 3 * DAY])
def test_rounds_go_on_whatever_the_clock_does_and_do_not_pile_up(store, wall, jump):
    rounds, asked = Rounds(), Times()

    def interval() -> float:
        asked.one_more()
        return 1.0

    jobs = Jobs(rounds, store=store, interval_minutes=interval, clock=wall, check_clock_s=0.1)
    jobs.start()
    assert rounds.begun.wait_for(1)
    wall.ahead += jump
    assert rounds.begun.wait_for(2), "no round after the jump"
    assert asked.wait_for(asked.count + 2)  # so the scheduler has gone on to what is due later
    assert rounds.begun.count < 4, "rounds were made up for one by one"
    jobs.stop(timeout=5)
