"""Factories for the status report and its reconciliation; a test names what differs."""

from datetime import date, timedelta
from typing import Any

from tests.unit.factories import CYCLE, DOLLAR, NOW, make_actor
from tracker.reports.types import (
    EndpointStatus,
    MemberDifference,
    Reconciliation,
    StatusReport,
)


def make_reconciliation(*named: str, **changes: Any) -> Reconciliation:
    given = {
        "as_of": NOW,
        "cycle_start": CYCLE.start,
        "members": 65,
        "not_comparable": 2,
        "members_off": 3,
        "events_microcents": 12_480 * DOLLAR,
        "cursor_microcents": 12_605 * DOLLAR,
        "difference_microcents": 125 * DOLLAR,
        "misplaced_microcents": 140 * DOLLAR,
        "not_listed_microcents": 41 * DOLLAR,
        "nameless_microcents": 12 * DOLLAR,
        "explained_microcents": 12 * DOLLAR,
        "largest": tuple(MemberDifference(make_actor(name), 120 * DOLLAR, 129 * DOLLAR) for name in named or ("Mia",)),
        "past_tolerance_since": NOW,
    }
    return Reconciliation(**(given | changes))


def make_status(**changes: Any) -> StatusReport:
    minute = timedelta(minutes=1)
    given = {
        "as_of": NOW,
        "collected_at": NOW - 3 * minute,
        "oldest_day": date(2026, 8, 1),
        "members": 65,
        "events": 481_204,
        "cycle": CYCLE,
        "endpoints": (
            EndpointStatus("usage events", NOW - 3 * minute, None, None, 481_204),
            EndpointStatus("billing groups", NOW - 63 * minute, "Cursor answered 500", NOW - 3 * minute, 4),
        ),
        "unresolved_incidents": 2,
        "outbox_waiting": 0,
        "outbox_dead": 0,
        "changed_settings": (("spend_spike_multiplier", "4.0"),),
    }
    return StatusReport(**(given | changes))
