"""The newest comparison of the stored events with Cursor's own sums, with names."""

from sqlmodel import Session

from tracker.clock import parse_instant
from tracker.reports.actors import actors_by_id
from tracker.reports.types import MemberDifference, Reconciliation
from tracker.store.reconciliation import find_reconciliation


def load_reconciliation(session: Session) -> Reconciliation | None:
    """The result of the newest comparison; None before the first."""
    row = find_reconciliation(session)
    if row is None or row.read_at is None:
        return None
    detail = row.detail
    since = detail["since"]
    return Reconciliation(
        as_of=row.read_at,
        cycle_start=parse_instant(detail["cycle_start"]),
        members=detail["members"],
        not_comparable=detail["not_comparable"],
        members_off=detail["members_off"],
        events_microcents=detail["events"],
        cursor_microcents=detail["said"],
        difference_microcents=detail["difference"],
        misplaced_microcents=detail["misplaced"],
        not_listed_microcents=detail["not_listed"],
        nameless_microcents=detail["nameless"],
        explained_microcents=detail["explained"],
        largest=_largest(session, detail["largest"]),
        past_tolerance_since=parse_instant(since) if since else None,
    )


def _largest(session: Session, kept: list[tuple[int, int, int]]) -> tuple[MemberDifference, ...]:
    actors = actors_by_id(session, [actor_id for actor_id, _, _ in kept])
    return tuple(
        MemberDifference(actors[actor_id], events, said) for actor_id, events, said in kept if actor_id in actors
    )
