"""What has been read from Cursor so far, up to when, and what went wrong. From it a collection knows what is due."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, func, select

from tracker.clock import day_start, from_ms, to_ms
from tracker.store.row_ids import insert_row
from tracker.store.tables import BackfillRow, CollectionRunRow, ReadStateRow

PURGE = "purge"
UNAVAILABLE = "is_unavailable"


class Reading(StrEnum):
    """A kind of reading with its own checkpoint."""

    MEMBERS = "members"
    GROUPS = "groups"
    SPENDING = "spending"
    EVENTS = "events"
    EVENTS_SETTLING = "events_settling"  # the last days, whose costs still change
    EVENTS_CYCLE = "events_cycle"
    DAILY_USAGE = "daily_usage"
    DAILY_USAGE_CYCLE = "daily_usage_cycle"
    TEAM_DAU = "team_dau"
    TEAM_MODELS = "team_models"
    TEAM_AGENT_EDITS = "team_agent_edits"
    TEAM_TABS = "team_tabs"
    TEAM_MCP = "team_mcp"
    TEAM_COMMANDS = "team_commands"
    TEAM_PLANS = "team_plans"
    TEAM_ASK_MODE = "team_ask_mode"
    TEAM_SKILLS = "team_skills"
    TEAM_FILE_EXTENSIONS = "team_file_extensions"
    TEAM_CLIENT_VERSIONS = "team_client_versions"
    TEAM_CONVERSATIONS = "team_conversations"
    MEMBER_MODELS = "member_models"
    MEMBER_AGENT_EDITS = "member_agent_edits"
    MEMBER_TABS = "member_tabs"
    MEMBER_MCP = "member_mcp"
    MEMBER_COMMANDS = "member_commands"
    AI_COMMITS = "ai_commits"


# What a plan may lack without anything being wrong; each is read, and refused, independently.
ANALYTICS = frozenset(kind for kind in Reading if kind.startswith(("team_", "member_", "ai_")))


@dataclass(frozen=True)
class ReadState:
    """When a kind was last completely read (the `now` of that run), and its last failure since then.

    `is_unavailable`: Cursor refused it because of the team's plan or the key's scope.
    """

    read_at: datetime | None = None
    failed_at: datetime | None = None
    is_unavailable: bool = False


@dataclass(frozen=True)
class Backfill:
    """How far back a first run has come: everything in [next_end, begun_at) is stored.

    `empty_ranges` counts the latest ranges in a row that held nothing.
    """

    begun_at: datetime
    next_end: datetime
    empty_ranges: int = 0
    oldest_event_ms: int | None = None
    is_done: bool = False


def load_read_states(session: Session) -> dict[str, ReadState]:
    """Every checkpoint by kind."""
    return {
        row.kind: ReadState(row.read_at, row.last_error_at, bool(row.detail.get(UNAVAILABLE)))
        for row in session.exec(select(ReadStateRow))
    }


def mark_read(
    session: Session, kind: Reading, *, now: datetime, rows: int, detail: Mapping[str, Any] | None = None
) -> None:
    """Remember a complete reading. If its `now` is before that of the last one, only the error is cleared."""
    row = session.get(ReadStateRow, kind) or ReadStateRow(kind=kind)
    row.last_error = row.last_error_at = None
    if row.read_at is None or row.read_at <= now:
        row.read_at = now
        row.rows = rows
        row.detail = dict(detail or {})
    else:
        row.detail = {key: value for key, value in row.detail.items() if key != UNAVAILABLE}
    session.add(row)


def mark_failed(session: Session, kind: Reading, *, now: datetime, error: str, is_unavailable: bool = False) -> None:
    """Remember that a reading failed; what was read before is unaffected."""
    row = session.get(ReadStateRow, kind) or ReadStateRow(kind=kind)
    row.last_error, row.last_error_at = error, now
    row.detail = {**row.detail, UNAVAILABLE: is_unavailable}
    session.add(row)


def load_backfill(session: Session, kind: Reading) -> Backfill | None:
    """How far the first run of a kind has come; None before it has stored anything."""
    row = session.get(BackfillRow, kind)
    if row is None:
        return None
    return Backfill(
        begun_at=from_ms(row.begun_ms),
        next_end=from_ms(row.next_end_ms),
        empty_ranges=row.empty_ranges,
        oldest_event_ms=row.oldest_event_ms,
        is_done=row.is_done,
    )


def save_backfill(session: Session, kind: Reading, backfill: Backfill) -> None:
    """Store how far the first run has come, in the transaction that stores what it read."""
    session.merge(
        BackfillRow(
            kind=kind,
            begun_ms=to_ms(backfill.begun_at),
            next_end_ms=to_ms(backfill.next_end),
            empty_ranges=backfill.empty_ranges,
            oldest_event_ms=backfill.oldest_event_ms,
            is_done=backfill.is_done,
        )
    )


def purged_before(session: Session) -> datetime | None:
    """The instant before which raw events have been deleted; nothing before it may be read again."""
    row = session.get(ReadStateRow, PURGE)
    return day_start(date.fromisoformat(row.detail["before"])) if row else None


def save_purge(session: Session, *, before: date) -> None:
    """Remember that the raw events of every day before `before` are gone."""
    known = purged_before(session)
    if known is None or known < day_start(before):
        session.merge(ReadStateRow(kind=PURGE, detail={"before": before.isoformat()}))


def begin_run(session: Session, *, now: datetime) -> int:
    """Record that a collection has begun; return its id."""
    row = CollectionRunRow(now=now)
    return insert_row(session, row)


def first_collection_begun_at(session: Session) -> datetime | None:
    """The `now` of the very first collection, even if it failed; None before it."""
    return session.exec(select(func.min(CollectionRunRow.now))).one()


def finish_run(
    session: Session,
    run_id: int,
    *,
    finished_at: datetime,
    is_complete: bool,
    requests: Mapping[str, int],
    stored: Mapping[str, int],
    errors: list[Mapping[str, str]],
) -> None:
    """Record how the run ended."""
    row = session.get_one(CollectionRunRow, run_id)
    row.finished_at = finished_at
    row.is_complete = is_complete
    row.requests, row.stored, row.errors = dict(requests), dict(stored), [dict(error) for error in errors]
    session.add(row)
