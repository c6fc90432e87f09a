"""A collection that is killed, one that meets another, and ranges too large for one transaction."""

import json
import random
import signal
import threading
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from sandbox.cursor_api import faults
from tracker.collect.run import BatchSizes
from tracker.settings_service import SettingsService
from tracker.store.lock import POLL_S, CollectionBusy, collection_lock
from tracker.store.tables import BackfillRow, ReadRangeRow

from .conftest import EVENTS_PATH, NOW, Company, usage

ROOT = Path(__file__).parents[3]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def test_killed_at_any_moment_the_next_collection_arrives_at_the_same_totals(company: Company):
    rng = random.Random(7)
    for number in range(4000):
        company.team.add_event(usage(NOW - number * HOUR * 1.2, f"m{number % 7}@example.com", cents=number / 7))
    company.cursor.world.faults.add(faults.slow(EVENTS_PATH, delay_s=0.05, times=None))
    stopped_at = set()
    for pages in (0, 1, 2, 3, 2):  # the second page is asked for when the first range is stored
        process = company.collect_in_a_process()
        asked = len(company.cursor.world.requests(EVENTS_PATH))
        while len(company.cursor.world.requests(EVENTS_PATH)) < asked + pages and process.poll() is None:
            time.sleep(0.005)
        time.sleep(rng.uniform(0, 0.1))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        company.let_leases_run_out()
        company.assert_rollups_follow_from_events(is_cut_short=True)
        stopped_at.add(company.event_count())

    process = company.collect_in_a_process()
    out, err = process.communicate()

    assert process.returncode == 0, err.decode()
    assert json.loads(out)["errors"] == []
    assert company.totals() == company.expected(NOW)
    assert company.event_count() == 3999  # the newest happens at this very moment
    company.assert_rollups_follow_from_events()
    assert len(stopped_at) > 1, "every kill came before anything was stored: the test shows nothing"


def test_two_collections_at_once_store_everything_once(company: Company):
    for number in range(3000):
        company.team.add_event(usage(NOW - number * timedelta(minutes=10) - HOUR, cents=number / 7))
    processes = [company.collect_in_a_process() for _ in range(3)]
    results = [json.loads(process.communicate()[0]) for process in processes]

    assert [result["errors"] for result in results] == [[], [], []]
    assert company.totals() == company.expected(NOW)
    assert company.event_count() == 3000
    # One of them read the history; each of the others, one after the other, what is due every time.
    assert sorted(result["stored"]["usage_events"] for result in results)[-1] == 3000
    assert sum(result["stored"]["usage_events"] for result in results) < 3100


def test_whoever_waits_too_long_is_told_so(company: Company):
    said: list[str] = []
    slept: list[float] = []
    waits = collection_lock(
        company.store,
        wait_seconds=60,
        on_wait=lambda: said.append("waiting"),
        monotonic=lambda: sum(slept),
        sleep=slept.append,
    )
    with (
        collection_lock(company.store),
        pytest.raises(CollectionBusy, match="another collection is running") as busy,
        waits,
    ):
        pytest.fail("the lock was given twice")
    assert busy.value.waited_s == 60
    assert said == ["waiting"]
    assert 60 <= sum(slept) <= 60 + POLL_S


def test_whoever_waits_gets_the_lock_when_it_is_free(company: Company):
    free = threading.Event()
    got = threading.Event()

    def hold() -> None:
        with collection_lock(company.store):
            got.set()
            free.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    got.wait(10)
    with collection_lock(company.store, wait_seconds=10, on_wait=free.set):
        pass
    holder.join()


def test_settings_are_saved_while_a_collection_runs(either: Company):
    def save() -> None:
        wanted = {"zscore_multiplier": "3"}
        SettingsService(either.store).save(wanted, by="Mara", source="cli", now=NOW)

    with collection_lock(either.store):
        saving = threading.Thread(target=save)
        saving.start()
        saving.join(20)
        has_waited = saving.is_alive()
    saving.join()
    assert not has_waited


def test_a_range_with_too_many_events_is_cut_and_read_piece_by_piece(company: Company):
    company.batch_sizes = BatchSizes(events_in_range=1000)
    for number in range(5000):
        company.team.add_event(usage(NOW - number * timedelta(minutes=3) - HOUR, cents=number / 7))
    result = company.collect()

    assert result.errors == ()
    assert company.totals() == company.expected(NOW)
    company.assert_rollups_follow_from_events()
    ranges = sorted((row.start_ms, row.end_ms, row.rows) for row in company.rows(ReadRangeRow))
    assert all(earlier[1] == later[0] for earlier, later in pairwise(ranges))
    assert all(start % 3_600_000 == 0 for start, _, _ in ranges)
    assert max(rows for _, _, rows in ranges) <= 1000
    [backfill] = [row for row in company.rows(BackfillRow) if row.kind == "events"]
    assert backfill.is_done and backfill.empty_ranges == 3


def test_a_burst_within_a_minute_is_read_whole(company: Company):
    company.batch_sizes = BatchSizes(events_in_range=100)
    for number in range(1500):
        company.team.add_event(usage(NOW - 2 * DAY + number * timedelta(milliseconds=2)))
    assert company.collect().errors == ()
    assert company.totals() == company.expected(NOW)
