"""The event log over a company: slices, counts and sums agree with reading everything, whatever was changed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.company.company import Company
from sandbox.company.kinds import USAGE_BASED
from sandbox.company.tallies import Tally
from sandbox.company.types import UsageEvent, to_ms
from sandbox.cursor_api.event_log import EventLog

NOW = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
NOW_MS = to_ms(NOW)
DAY_MS = 86_400_000


def _added(at_ms: int) -> UsageEvent:
    return UsageEvent(at_ms, "new@example.com", "default", USAGE_BASED, 5, member_id="user_new")


@pytest.fixture(scope="module")
def logs() -> dict[str, EventLog]:
    company = Company.build(seed=5, now=NOW, members=20, history_days=6)
    changed = EventLog(company)
    for hours in range(0, 100, 7):
        changed.add(_added(NOW_MS - hours * 3_600_000))
    for event in changed.between(NOW_MS - 2 * DAY_MS, NOW_MS)[::9]:
        changed.correct(event, charged_microcents=1)
    alone = EventLog(events=changed.between(0, NOW_MS))
    return {"company": EventLog(company), "changed": changed, "alone": alone}


@pytest.mark.parametrize("name", ["company", "changed", "alone"])
@settings(max_examples=40)
@given(
    bounds=st.tuples(st.integers(0, 7 * DAY_MS), st.integers(0, 7 * DAY_MS)),
    offset=st.integers(0, 3000),
    limit=st.integers(1, 1000),
)
def test_a_slice_is_that_part_of_everything_newest_first(
    logs: dict[str, EventLog], name: str, bounds: tuple[int, int], offset: int, limit: int
) -> None:
    log = logs[name]
    start_ms, end_ms = NOW_MS - max(bounds), NOW_MS - min(bounds)
    newest_first = log.between(start_ms, end_ms)[::-1]
    assert log.newest_first(start_ms, end_ms, offset=offset, limit=limit) == newest_first[offset : offset + limit]
    assert log.count(start_ms, end_ms) == len(newest_first)


@settings(max_examples=20)
@given(st.tuples(st.integers(0, 7 * DAY_MS), st.integers(0, 7 * DAY_MS)))
def test_sums_follow_what_was_added_and_corrected(logs: dict[str, EventLog], bounds: tuple[int, int]) -> None:
    start_ms, end_ms = NOW_MS - max(bounds), NOW_MS - min(bounds)
    log = logs["changed"]
    by_hand: dict[str | None, Tally] = {}
    for event in log.between(start_ms, end_ms):
        by_hand.setdefault(event.member_id, Tally()).add(event)
    tallies = log.tallies(start_ms, end_ms, lambda event: event.member_id)
    assert {owner: _figures(tally) for owner, tally in tallies.items()} == {
        owner: _figures(tally) for owner, tally in by_hand.items()
    }


def _figures(tally: Tally) -> tuple[Any, ...]:
    return tally.value_microcents, tally.on_demand_microcents, tally.requests, tally.main_model


def test_hidden_events_come_out_in_the_order_of_their_moments() -> None:
    log = EventLog()
    for visible_from, at_ms in ((30, 3), (10, 1), (20, 2), (20, 2)):
        log.add_hidden(_added(at_ms), visible_from_ms=visible_from)
    assert log.between(0, 100) == []
    log.show_due(20)
    assert [event.at_ms for event in log.between(0, 100)] == [1, 2, 2]
    log.show_due(30)
    assert log.count(0, 100) == 4


def test_ten_thousand_events_of_one_instant_keep_their_order() -> None:
    events = [UsageEvent(7, f"p{n}@example.com", "m", USAGE_BASED, n) for n in range(10_000)]
    log = EventLog(events=events)
    assert log.newest_first(7, 8, offset=9_998, limit=10) == [events[1], events[0]]


def test_the_history_is_read_from_its_beginning_when_no_start_is_given() -> None:
    company = Company.build(seed=5, now=NOW, members=5, history_days=2)
    log = EventLog(company)
    assert log.first_ms == to_ms(datetime(2026, 11, 17, tzinfo=UTC))
    log.add(_added(to_ms(NOW - timedelta(days=40))))
    assert log.newest_first(0, NOW_MS, offset=log.count(0, NOW_MS) - 1, limit=5)[0].email == "new@example.com"
