"""The same collection on both backends, and a whole company with every oddity that Cursor is known to send."""

import threading
from dataclasses import replace
from datetime import date, timedelta

from sandbox.company.company import Company as SandboxCompany
from sandbox.company.types import TokenUsage
from sandbox.cursor_api import faults
from sandbox.cursor_api.team import Team
from tests.integration.purging import purge_events
from tracker.clock import from_ms
from tracker.collect.collector import Collector
from tracker.store.lock import CollectionBusy, collection_lock
from tracker.store.tables import ActorRow, DailyUsageRow, MemberSpendRow
from tracker.store.tables_rollups import DayMemberModelRow, DayMemberRow, DayModelRow, HourMemberRow

from .conftest import EVENTS_PATH, NOW, Company, usage

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CENT = 1_000_000


def test_a_whole_company_with_its_oddities_is_stored_to_the_microcent(either: Company):
    sandbox = SandboxCompany.build(seed=7, now=NOW, members=12, history_days=40)
    either.team = either.cursor.team = Team.of_company(sandbox)
    either.cursor.world.teams = [either.team]

    for hours in (0, 1, 6, 25):
        now = NOW + hours * HOUR
        assert either.collect(now).errors == ()
        assert either.totals() == either.expected(now)
        either.assert_rollups_follow_from_events()

    start, _ = either.team.cycle_at(now)
    served = either.team.expected_totals(start, now)
    emails = {row.id: row.key for row in either.rows(ActorRow)}
    spent = {
        emails[row.actor_id]: (row.overall_microcents, row.on_demand_microcents)
        for row in either.rows(MemberSpendRow)
        if from_ms(row.cycle_start_ms) == start
    }
    for email, total in served.items():
        if email in spent:
            assert spent[email] == (total.usage_value_microcents, total.on_demand_microcents)
    assert len(either.rows(DailyUsageRow)) > 0


def test_a_day_is_summed_by_hand(either: Company):
    day = date(2026, 11, 11)
    noon = NOW.replace(day=11, hour=12, minute=30)
    full = TokenUsage(100, 20, 3, 4000, total_microcents=7 * CENT)
    bare = TokenUsage(10, None, None, None, total_microcents=7 * CENT)
    for parts in (
        {"cents": 10, "tokens": full},
        {"cents": 20, "kind": "Included in Business", "model": "gpt-5", "tokens": bare},
        {"cents": 40, "kind": "Errored, Not Charged", "tokens": full},
        {"cents": 80, "kind": "Something new"},
    ):
        either.team.add_event(usage(noon, **parts))
    event = usage(noon + HOUR, tokens=full)
    either.team.events.add(replace(event, charged_microcents=None, max_mode=True))
    fresh = TokenUsage(1, 1, 1, 0, total_microcents=0)
    either.team.events.add(usage(noon + HOUR, cents=1, tokens=fresh))
    either.team.events.add(replace(usage(noon + HOUR, kind="Aborted, Not Charged"), max_mode=True))
    either.collect()

    [row] = either.rows(DayMemberRow)
    assert row.model_dump(exclude={"actor_id"}) == {
        "day": day,
        "usage_value_microcents": (10 + 20 + 80 + 7 + 1) * CENT,
        "on_demand_microcents": (10 + 7 + 1) * CENT,
        "unknown_kind_microcents": 80 * CENT,
        "estimated_microcents": 7 * CENT,
        "requests": 5,
        "not_charged": 2,
        "tokens": 3 * 4123 + 10 + 3,
        "input_tokens": 311,
        "output_tokens": 61,
        "cache_write_tokens": 10,
        "cache_read_tokens": 12_000,
        "cache_read_events": 3,
        "max_mode_requests": 1,
    }
    by_model = {(row.model, row.billing): row for row in either.rows(DayMemberModelRow)}
    assert set(by_model) == {
        ("claude-4.5-sonnet", "on_demand"),
        ("gpt-5", "included"),
        ("claude-4.5-sonnet", "not_charged"),
        ("claude-4.5-sonnet", "unknown"),
    }
    assert by_model["claude-4.5-sonnet", "not_charged"].usage_value_microcents == 0
    assert {row.users for row in either.rows(DayModelRow)} == {1}
    hours = {
        from_ms(row.hour_ms).hour: (row.usage_value_microcents, row.requests) for row in either.rows(HourMemberRow)
    }
    assert hours == {12: (110 * CENT, 3), 13: (8 * CENT, 2)}


def test_hours_are_kept_for_35_days(either: Company):
    for days in (0.5, 34, 36, 60):
        either.team.add_event(usage(NOW - days * DAY))
    either.collect()
    assert {(NOW - from_ms(row.hour_ms)).days for row in either.rows(HourMemberRow)} == {0, 34}
    either.collect(NOW + 2 * DAY)
    assert {(NOW - from_ms(row.hour_ms)).days for row in either.rows(HourMemberRow)} == {0}
    assert len(either.rows(DayMemberRow)) == 4


def test_only_one_collection_holds_the_lock(either: Company):
    refused = threading.Event()

    def contend() -> None:
        try:
            with collection_lock(either.store, wait_seconds=0.0):
                pass
        except CollectionBusy:
            refused.set()

    with collection_lock(either.store):
        other = threading.Thread(target=contend)
        other.start()
        other.join()
    assert refused.is_set()
    with collection_lock(either.store, wait_seconds=0.0):
        pass


def test_purged_days_keep_their_rollups_and_are_not_read_again(either: Company):
    for days in (0.5, 20, 50):
        either.team.add_event(usage(NOW - days * DAY))
    either.collect()
    with either.store.writing() as session:
        assert purge_events(session, before=(NOW - 10 * DAY).date()) == 2

    pause = NOW + 40 * DAY  # would read again from the start of the cycle that has ended
    result = either.collect(pause)

    assert either.event_count() == 1
    assert either.totals() == either.expected(pause)
    assert result.errors == ()


def test_an_instant_in_the_past_is_collected_as_of_then(either: Company):
    for days in (0.5, 3, 12):
        either.team.add_event(usage(NOW - days * DAY))
    either.cursor.now = NOW
    with either.client() as client:
        Collector(either.store, client).run(now=NOW - 2 * DAY)
        assert either.event_count() == 2
        Collector(either.store, client).run(now=NOW)
        assert either.totals() == either.expected(NOW)
        before = either.totals()
        Collector(either.store, client).run(now=NOW - 5 * DAY)
    assert either.totals() == before
    assert either.collect(NOW + HOUR).requests[EVENTS_PATH] == 1


def test_progress_tells_of_each_range_and_its_rows(company: Company):
    class Listener:
        def __init__(self) -> None:
            self.told: list[object] = []

        def start(self, what: str, total: int | None) -> None:
            self.told.append((what.split(" ", maxsplit=1)[0], total))

        def advance(self, rows: int) -> None:
            self.told.append(rows)

        def finish(self) -> None:
            self.told.append("finish")

        def waiting(self) -> None:
            self.told.append("waiting")

    for number in range(1500):
        company.team.add_event(usage(NOW - (number + 1) * timedelta(minutes=1)))
    company.cursor.world.faults.add(faults.server_error("/teams/daily-usage-data", times=10_000))
    listener = Listener()
    company.collect(progress=listener)
    empty = [("usage", 0), 0, "finish"]
    told = [("usage", 1500), 1000, 500, "finish", *empty * 3, ("daily", None), "finish"]
    assert listener.told[: len(told)] == told
    assert {what[0] for what in listener.told[len(told) :] if isinstance(what, tuple)} == {"analytics", "commits"}
