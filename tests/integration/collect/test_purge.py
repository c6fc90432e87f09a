"""Raw events are deleted by whole days when admins want it; every sum stays, whatever happens meanwhile."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import SQLModel, col, select

from sandbox.cursor_api import faults
from tests.integration.purging import purge_events
from tracker.clock import day_end, day_start, from_ms, iso, to_ms
from tracker.collect.collector import CollectionResult, Collector
from tracker.store.checkpoints import purged_before
from tracker.store.lease import LeaseLost, LeaseName
from tracker.store.purge import oldest_kept_day, purge_batch
from tracker.store.rollups import rebuild_days
from tracker.store.settings import save_settings
from tracker.store.tables import ActorRow, BackfillRow, BillingCycleRow, UsageEventRow
from tracker.store.tables_rollups import (
    DayMemberModelRow,
    DayMemberRow,
    DayModelRow,
    DayPartRow,
    HourModelRow,
    WeekMemberModelRow,
    WeekMemberRow,
)

from .conftest import EVENTS_PATH, NOW, Company, usage

ROOT = Path(__file__).parents[3]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = NOW.date()
SUMS = (DayMemberModelRow, DayMemberRow, DayModelRow, DayPartRow, HourModelRow, WeekMemberModelRow, WeekMemberRow)

KILLED_AFTER_A_BATCH = """
import os, signal, sys
from datetime import datetime
from tracker.collect import purge
from tracker.store import purge as batches
from tracker.store.engine import open_store

batches.purge_batch.__kwdefaults__["most"] = int(sys.argv[3])
purge.purge_if_due(
    open_store(sys.argv[1]),
    now=datetime.fromisoformat(sys.argv[2]),
    sleep=lambda _: os.kill(os.getpid(), signal.SIGKILL),
)
"""


def keep(company: Company, days: int) -> None:
    with company.store.writing() as session:
        save_settings(session, {"keep_events_days": str(days)}, by="U1", source="test", now=NOW)


def with_history(company: Company, *, days: int = 120) -> None:
    """Four events on every day up to today, collected, on a plan without analytics, which purging never touches."""
    company.team.enterprise = False
    for number in range(days * 4):
        at = day_start(TODAY) - number // 4 * DAY + number % 4 * 2 * HOUR
        company.team.add_event(usage(at, f"m{number % 3}@example.com", cents=number / 7, model=f"model-{number % 2}"))
    assert company.collect().errors == ()


def sums(company: Company, *, before: date | None = None) -> dict[str, list[str]]:
    """All stored sums of days, weeks, parts of days and hours; only those before `before` if given."""
    return {
        table.__tablename__: sorted(str(row.model_dump()) for row in company.rows(table) if _is_before(row, before))
        for table in SUMS
    }


def _is_before(row: SQLModel, before: date | None) -> bool:
    if before is None:
        return True
    if hasattr(row, "day"):
        return bool(row.day < before)
    return from_ms(getattr(row, "start_ms", None) or row.hour_ms).date() < before


def stored_days(company: Company) -> set[date]:
    return {from_ms(row.timestamp_ms).date() for row in company.rows(UsageEventRow)}


def collect_with_pauses(company: Company, pause: Callable[[float], None], now: datetime = NOW) -> CollectionResult:
    company.cursor.now = now
    with company.client() as client:
        return Collector(company.store, client, sleep=pause).run(now=now)


def test_events_of_older_days_go_and_every_sum_stays(either: Company):
    with_history(either)
    before, everything = sums(either), either.totals()
    keep(either, 90)
    result = either.collect()
    assert (result.purged.events, result.purged.kept_from) == (4 * 29, TODAY - 90 * DAY)
    assert stored_days(either) == {TODAY - back * DAY for back in range(91)}
    assert sums(either) == before
    assert either.totals() == everything == either.expected(NOW)
    with either.store.reading() as session:
        assert oldest_kept_day(session) == TODAY - 90 * DAY


def test_a_day_later_one_more_day_goes_and_nothing_old_is_asked_for_again(either: Company):
    with_history(either)
    keep(either, 65)
    either.collect()
    asked = len(either.cursor.pages_asked())
    either.team.add_event(usage(NOW - 110 * DAY))  # would come late, far behind what is kept
    later = NOW + DAY
    result = either.collect(later)
    assert (result.purged.events, result.purged.kept_from) == (4, TODAY - 64 * DAY)
    starts = [from_ms(int(str(page["startDate"]))) for page in either.cursor.pages_asked()[asked:]]
    assert min(starts) >= day_start(TODAY - 65 * DAY)
    assert either.collect(later).purged.events == 0


def test_nothing_is_deleted_unless_somebody_asked_for_it(either: Company):
    with_history(either, days=100)
    assert either.collect().purged.kept_from is None
    assert len(stored_days(either)) == 100


def test_asking_to_keep_more_again_brings_nothing_back_and_reads_nothing_again(either: Company):
    with_history(either)
    keep(either, 65)
    either.collect()
    before = sums(either)
    keep(either, 0)
    result = either.collect(NOW + HOUR)
    assert (result.purged.events, min(stored_days(either))) == (0, TODAY - 65 * DAY)
    assert sums(either, before=TODAY - DAY) == {
        name: [row for row in rows if row in before[name]] for name, rows in sums(either, before=TODAY - DAY).items()
    }
    assert either.totals() == either.expected(NOW + HOUR)


@pytest.mark.parametrize("most", [1, 3, 7, 100])
def test_killed_between_two_batches_the_next_collection_brings_it_to_an_end(either: Company, most: int):
    with_history(either)
    before = sums(either)
    keep(either, 90)
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED_AFTER_A_BATCH,
            either.store.engine.url.render_as_string(hide_password=False),
            iso(NOW),
            str(most),
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert 480 - most <= either.event_count() < 480
    with either.store.writing() as session:
        rebuild_days(session, TODAY - 130 * DAY, TODAY - 70 * DAY, now=NOW)
    assert sums(either) == before
    if most == 1:
        keep(either, 0)  # the day already begun is deleted all the same
    either.collect(NOW)
    kept_from = TODAY - (90 if most > 1 else 118) * DAY
    assert min(stored_days(either)) == kept_from
    assert sums(either) == before


def test_what_does_not_go_in_time_goes_with_the_next_collections(company: Company):
    with_history(company)
    keep(company, 65)
    ticks = iter(range(10_000))
    company.cursor.now = NOW
    with company.client() as client:
        slow = Collector(company.store, client, monotonic=lambda: 25.0 * next(ticks), sleep=lambda _: None)
        assert slow.run(now=NOW).purged.events == 0, "its twenty seconds are over before the first batch"
    assert company.collect().purged.events > 0


def test_others_write_between_two_batches(either: Company):
    with_history(either)
    keep(either, 65)
    pauses: list[float] = []

    def somebody_writes(seconds: float) -> None:
        with either.store.writing() as session:
            save_settings(session, {"max_requests_per_day": str(len(pauses) + 1)}, by="U2", source="test", now=NOW)
        pauses.append(seconds)

    assert collect_with_pauses(either, somebody_writes).purged.events > 0
    assert len(pauses) == 1
    assert pauses[0] >= 0


def test_who_has_lost_the_right_to_collect_deletes_no_more(either: Company):
    with_history(either)
    keep(either, 65)
    left: list[int] = []

    def another_takes_over(_: float) -> None:
        with either.store.writing() as session:
            take = text("UPDATE lease SET token = token + 1 WHERE name = :name")
            session.connection().execute(take, {"name": LeaseName.COLLECT.value})
        with either.store.writing() as session:
            for back in range(100, 119):  # what the next batch would delete
                ends = to_ms(day_end(TODAY - back * DAY)) - 1
                row = session.exec(select(UsageEventRow).limit(1)).one()
                session.add(UsageEventRow(**row.model_dump(exclude={"id", "timestamp_ms"}), timestamp_ms=ends))
        left.append(either.event_count())

    with pytest.raises(LeaseLost):
        collect_with_pauses(either, another_takes_over)
    assert [either.event_count()] == left


def test_a_clock_that_is_ahead_deletes_nothing_that_is_to_be_kept(company: Company):
    with_history(company)
    keep(company, 90)
    result = company.collect(NOW + 300 * DAY)
    assert result.purged.kept_from == TODAY - 89 * DAY  # counted from the day after the newest event
    assert company.collect(NOW + HOUR).errors == ()


def test_the_history_is_read_to_its_end_before_anything_of_it_goes(company: Company):
    with_history(company)
    keep(company, 65)
    with company.store.writing() as session:
        row = session.get_one(BackfillRow, "events")
        row.is_done = False
    company.cursor.world.faults.add(faults.server_error(EVENTS_PATH, times=10_000))
    assert company.collect(NOW).purged.events == 0
    assert len(stored_days(company)) == 120


def test_a_collection_that_could_not_read_deletes_nothing(company: Company):
    with_history(company)
    keep(company, 65)
    company.cursor.world.faults.add(faults.server_error(EVENTS_PATH, times=10_000))
    result = company.collect(NOW + HOUR)
    assert result.errors
    assert result.purged.events == 0
    assert len(stored_days(company)) == 120


def test_this_cycle_and_the_last_stay_however_long_they_are(company: Company):
    with_history(company, days=200)
    with company.store.writing() as session:
        for row in session.exec(select(BillingCycleRow).order_by(col(BillingCycleRow.start_ms))):
            session.delete(row)
        long_ago, turn = NOW - 150 * DAY, NOW - 60 * DAY
        for start, end in ((long_ago, turn), (turn, NOW + 30 * DAY)):
            session.add(BillingCycleRow(start_ms=to_ms(start), end_ms=to_ms(end), is_end_known=True, seen_at=NOW))
    company.cursor.world.faults.add(faults.server_error("/teams/spend", times=10_000))
    company.cursor.world.faults.add(faults.server_error("/teams/groups", times=10_000))
    keep(company, 65)
    company.collect(NOW)
    assert min(stored_days(company)) == long_ago.date()


@given(st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_batch_is_small_and_leaves_each_day_whole_or_called_purged(company: Company, data: st.DataObject):
    rng = random.Random(data.draw(st.integers(0, 10**6)))
    times = sorted(to_ms(NOW - timedelta(days=rng.randrange(10), seconds=rng.randrange(40_000))) for _ in range(60))
    actor = {"actor_id": 1, "model": "m", "kind": "k", "billing": "included"}
    most, before = data.draw(st.integers(1, 30)), TODAY - data.draw(st.integers(0, 12)) * DAY
    with company.store.writing() as session:
        session.connection().execute(text("DELETE FROM usage_event"))
        session.connection().execute(text("DELETE FROM read_state"))
        session.merge(ActorRow(id=1, key="a", email="a", name="a", kind="person", first_seen_at=NOW))
        session.flush()
        session.add_all(UsageEventRow(timestamp_ms=time, **actor) for time in times)
    while True:
        with company.store.writing() as session:
            gone = purge_batch(session, before=before, most=most)
        with company.store.reading() as session:
            kept_from = purged_before(session) or day_start(date.min.replace(year=2000))
            left = sorted(session.exec(select(UsageEventRow.timestamp_ms)))
        assert gone <= most
        assert [time for time in left if time >= to_ms(kept_from)] == [t for t in times if t >= to_ms(kept_from)]
        if not gone:
            break
    assert left == [time for time in times if from_ms(time).date() >= before]


def test_a_purge_counts_every_event_once(company: Company):
    with_history(company, days=80)
    with company.store.writing() as session:
        assert purge_events(session, before=TODAY - 70 * DAY, most=3) == 4 * 9
