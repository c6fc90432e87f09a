"""A team in which everyone uses three models every day, with Cursor's counters, groups, incidents and analytics.

Rollups and counters cover 92 days, so that 90 whole ones are available; days that reports cut also have their events.
"""

import random
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, text, update
from sqlmodel import Session, SQLModel, col, select

from bench.analytics import fill_analytics
from bench.embedded import embedded_postgresql
from tracker.clock import day_start, to_ms
from tracker.collect.group_days import add_up_group_days
from tracker.store.engine import Store, open_store
from tracker.store.group_days import ALL, forget_group_days
from tracker.store.migrate import migrate
from tracker.store.rollups import rebuild_days
from tracker.store.tables import (
    ActorRow,
    AnomalyRow,
    BillingCycleRow,
    DailyUsageRow,
    IncidentMoveRow,
    IncidentRow,
    UsageEventRow,
)
from tracker.store.tables_groups import BillingGroupRow, GroupMembershipRow
from tracker.store.tables_rollups import DayMemberModelRow, DayMemberRow, DayModelRow
from tracker.store.weeks import rebuild_activity_weeks, rebuild_weeks

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TURN = datetime(2026, 10, 28, 12, 8, 4, tzinfo=UTC)
HISTORY_DAYS = 92
REQUESTS_PER_MODEL = 37
EVENTS_PER_DAY = 3 * REQUESTS_PER_MODEL  # per member: 100 million in ninety days for 10,000 members
TOKENS_PER_DAY, MAX_SPENT_PER_MODEL = 1_500_000, 10**9  # per member; microcents
MODELS = ("claude-4.5-sonnet", "claude-4.5-opus", "claude-4.5-opus-max")  # one has a cheaper model in its family
GROUPS = 20
ANOMALIES = 5_000  # over ninety days, three per incident
ROWS_AT_ONCE = 20_000


@contextmanager
def generated_team(size: int, *, on_postgresql: bool = False) -> Iterator[Store]:
    """A store with a team of that size, in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as server:
        url = (
            server.enter_context(embedded_postgresql(Path(folder))) if on_postgresql else f"sqlite:///{folder}/bench.db"
        )
        store = open_store(url)
        migrate(store)
        with store.writing() as session:
            _fill(session, size, random.Random(size))
            fill_analytics(session, NOW.date(), now=NOW)
        _add_up_groups(store)
        with store.writing() as session:
            if on_postgresql:  # autovacuum would do this within a minute
                session.connection().execute(text("ANALYZE"))
        yield store
        store.close()


def _fill(session: Session, size: int, chance: random.Random) -> None:
    members = range(1, size + 1)
    seen = NOW - timedelta(days=HISTORY_DAYS)
    insert_rows(session, ActorRow, (actor_row(number, seen) for number in members))
    insert_rows(
        session, BillingGroupRow, ({"id": n, "name": f"Group {n}", "seen_at": seen} for n in range(1, GROUPS + 1))
    )
    insert_rows(
        session,
        GroupMembershipRow,
        ({"group_id": 1 + n % GROUPS, "actor_id": n, "joined_at": seen} for n in members),
    )
    session.add(running_cycle())
    _fill_incidents(session, members, chance)
    for back in range(HISTORY_DAYS):
        _fill_day(session, members, NOW.date() - timedelta(days=back), chance)
    for day in sorted({TURN.date(), NOW.date(), *_starts_of_windows_before()}):
        until = NOW if day == NOW.date() else day_start(day) + timedelta(days=1)
        insert_rows(session, UsageEventRow, _events(members, day, until, chance))
        session.flush()
        rebuild_days(session, day, day, now=NOW)
    first = NOW.date() - timedelta(days=HISTORY_DAYS - 1)
    rebuild_weeks(session, first, NOW.date())
    rebuild_activity_weeks(session, first, NOW.date())


def move_everyone(store: Store) -> None:
    """Move the whole team into other groups on one day, as an import does, and one in twenty again later."""
    at, later = NOW - timedelta(days=15), NOW - timedelta(days=4)
    with store.writing() as session:
        members = list(session.exec(select(GroupMembershipRow.actor_id)))
        session.execute(update(GroupMembershipRow).values(left_at=at))
        moved = (_stay(n, 1 + n * 7 % GROUPS, at, later if n % 20 == 0 else None) for n in members)
        insert_rows(session, GroupMembershipRow, moved)
        insert_rows(
            session, GroupMembershipRow, (_stay(n, 1 + n // 20 % GROUPS, later) for n in members if n % 20 == 0)
        )
    _add_up_groups(store)


def unassign_most(store: Store) -> None:
    """Remove four in five of the team from all groups, as if only few had been given one."""
    with store.writing() as session:
        session.execute(delete(GroupMembershipRow).where(col(GroupMembershipRow.actor_id) % 5 != 0))
    _add_up_groups(store)


def gather_most(store: Store) -> None:
    """Put the same people into one group."""
    with store.writing() as session:
        most = list(session.exec(select(ActorRow.id).where(col(ActorRow.id) % 5 != 0)))
        seen = NOW - timedelta(days=HISTORY_DAYS)
        insert_rows(session, GroupMembershipRow, (_stay(actor_id, 1, seen) for actor_id in most if actor_id))
    _add_up_groups(store)


def _add_up_groups(store: Store) -> None:
    """Add up every day by group, as the next collection would."""
    with store.writing() as session:
        for sums in ALL:
            forget_group_days(session, sums, date.min)
    add_up_group_days(store, now=NOW)


def _stay(actor_id: int, group_id: int, joined_at: datetime, left_at: datetime | None = None) -> dict[str, Any]:
    return {"actor_id": actor_id, "group_id": group_id, "joined_at": joined_at, "left_at": left_at}


def _fill_incidents(session: Session, members: range, chance: random.Random) -> None:
    """Incidents, resolved except for the newest twenty, and their anomalies."""
    count, minute = ANOMALIES // 3, timedelta(minutes=1)
    found = sorted(NOW - chance.random() * timedelta(days=90) for _ in range(count))
    subjects = [f"person{chance.choice(members)}@example.com" for _ in range(count - 20)]
    subjects += [f"person{number}@example.com" for number in members[:20]]
    times = {number: (subject, at) for number, (subject, at) in enumerate(zip(subjects, found, strict=True), start=1)}
    insert_rows(session, IncidentRow, (_incident(n, who, at, n > count - 20) for n, (who, at) in times.items()))
    insert_rows(session, IncidentMoveRow, (
        {"incident_id": n, "at": at + minute, "move": move, "by": "U1", "source": "slack"}
        for n, (_, at) in times.items() for move in ("opened", "alerted", "acknowledged")
    ))  # fmt: skip
    insert_rows(session, AnomalyRow, (
        _anomaly(n, who, at + place * minute, rule)
        for n, (who, at) in times.items() for place, rule in enumerate(("spend_spike", "zscore", "max_tokens_day"))
    ))  # fmt: skip


def _incident(number: int, subject: str, at: datetime, is_open: bool) -> dict[str, Any]:
    hour = timedelta(hours=1)
    return {
        "id": number,
        "subject": subject,
        "state": "alerted" if is_open else "resolved",
        "severity": "warning",
        "onset_at": at - hour,
        "collected_at": at,
        "detected_at": at,
        "alerted_at": at,
        "acknowledged_at": None if is_open else at + hour,
        "acknowledged_by": None if is_open else "U1",
        "resolved_at": None if is_open else at + 2 * hour,
        "resolved_by": None if is_open else "U1",
    }


def _anomaly(incident_id: int, subject: str, at: datetime, rule: str) -> dict[str, Any]:
    return {
        "incident_id": incident_id,
        "subject": subject,
        "rule": rule,
        "metric": "spend",
        "period_key": str(date(2000, 1, 1) + timedelta(days=incident_id)),
        "severity": "warning",
        "unit": "cents",
        "models": [],
        "value_millionths": 10**10,
        "line_millionths": 10**9,
        "onset_at": at,
        "detected_at": at,
        "judged_at": at,
        "message": f"{subject} spent $100.00 on this day, ten times the usual",
    }


def _starts_of_windows_before() -> list[date]:
    thirty_days_ago = day_start(NOW.date() - timedelta(days=29))
    return [(start - (NOW - start)).date() for start in (thirty_days_ago, TURN)]


def running_cycle() -> BillingCycleRow:
    """The billing cycle at NOW, which turned in the middle of a day."""
    return BillingCycleRow(
        start_ms=to_ms(TURN), end_ms=to_ms(TURN + timedelta(days=31)), is_end_known=True, seen_at=NOW
    )


def actor_row(number: int, seen: datetime) -> dict[str, Any]:
    """A person with a seat since `seen`."""
    email = f"person{number}@example.com"
    return {
        "id": number,
        "key": email,
        "email": email,
        "name": f"Person {number}",
        "is_member": True,
        "first_seen_at": seen,
    }


def _fill_day(session: Session, members: range, day: date, chance: random.Random) -> None:
    spent = {(n, model): chance.randrange(1, MAX_SPENT_PER_MODEL) for n in members for model in MODELS}
    sums: dict[str, Any] = {"day": day, "requests": EVENTS_PER_DAY, "tokens": TOKENS_PER_DAY}
    insert_rows(
        session,
        DayMemberRow,
        (sums | {"actor_id": n, "usage_value_microcents": sum(spent[n, model] for model in MODELS)} for n in members),
    )
    insert_rows(session, DailyUsageRow, _counters(members, day))
    of_model: dict[str, Any] = {
        "day": day,
        "billing": "included",
        "requests": REQUESTS_PER_MODEL,
        "tokens": TOKENS_PER_DAY // 3,
    }
    insert_rows(
        session,
        DayMemberModelRow,
        (of_model | {"actor_id": n, "model": model, "usage_value_microcents": spent[n, model]} for n, model in spent),
    )
    team = of_model | {key: of_model[key] * len(members) for key in ("requests", "tokens")}
    insert_rows(
        session,
        DayModelRow,
        (team | {"model": model, "usage_value_microcents": sum(spent[n, model] for n in members)} for model in MODELS),
    )


def _counters(members: range, day: date) -> Iterator[dict[str, Any]]:
    """Cursor's own counters of a day."""
    same = {
        "day": day,
        "is_active": True,
        "agent_requests": EVENTS_PER_DAY,
        "applies": 20,
        "accepts": 12,
        "lines_added": 400,
    }
    for n in members:
        turn = n + day.toordinal()
        yield same | {
            "actor_id": n,
            "accepted_lines_added": n % 300,
            "most_used_model": MODELS[turn % len(MODELS)],
            "usage_based_requests": 3 if turn % 40 == 0 else 0,
        }


def _events(members: range, day: date, until: datetime, chance: random.Random) -> Iterator[dict[str, Any]]:
    """In time order, as they are read."""
    start_ms, end_ms = to_ms(day_start(day)), to_ms(until)
    for timestamp_ms in sorted(chance.randrange(start_ms, end_ms) for _ in range(EVENTS_PER_DAY * len(members))):
        yield event_row(
            timestamp_ms,
            chance.choice(members),
            chance.choice(MODELS),
            charged=chance.randrange(1, MAX_SPENT_PER_MODEL // REQUESTS_PER_MODEL),
            input_tokens=100,
            cache_read_tokens=TOKENS_PER_DAY // EVENTS_PER_DAY,
        )


def event_row(timestamp_ms: int, actor_id: int, model: str, *, charged: int, **tokens: int) -> dict[str, Any]:
    """A usage event included in the plan; `charged` is in microcents."""
    return {
        "timestamp_ms": timestamp_ms,
        "actor_id": actor_id,
        "model": model,
        "kind": "Included",
        "billing": "included",
        "charged_microcents": charged,
        **tokens,
    }


def insert_rows(session: Session, table: type[SQLModel], rows: Iterable[dict[str, Any]]) -> None:
    """Store many rows in batches."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            session.connection().execute(insert(table), batch)
            batch = []
    if batch:
        session.connection().execute(insert(table), batch)
