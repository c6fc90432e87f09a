"""A team in a database, and a plain list of its usage, from which every figure can be computed independently."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from tests.databases import Databases
from tracker.clock import to_ms
from tracker.reports.service import ReportService
from tracker.store.effective_groups import rebuild_memberships
from tracker.store.engine import Store
from tracker.store.rollups import rebuild_days
from tracker.store.tables import ActorRow, BillingCycleRow, MemberSpendRow, ReadStateRow, UsageEventRow
from tracker.store.tables_groups import BillingGroupRow, CursorMembershipRow

CENT = 1_000_000  # microcents
FIRST_SEEN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Used:
    """One usage event as the tests know it; money in microcents."""

    at: datetime
    key: str
    cost: int
    model: str
    billing: str
    tokens: tuple[int, int, int, int]  # input, output, cache write, cache read
    is_estimated: bool
    is_max_mode: bool = False

    @property
    def is_request(self) -> bool:
        return self.billing != "not_charged"

    @property
    def value(self) -> int:
        return self.cost if self.is_request else 0

    @property
    def on_demand(self) -> int:
        return self.cost if self.billing == "on_demand" else 0


class Team:
    """Fills a store, and keeps the plain list alongside."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.reports = ReportService(store)
        self.used: list[Used] = []

    def actor(
        self,
        name: str,
        *,
        key: str | None = None,
        kind: str = "person",
        is_member: bool = True,
        is_removed: bool = False,
        email: str | None = None,
    ) -> str:
        """Someone with a seat unless stated otherwise; returns the key."""
        key = f"{name.lower().replace(' ', '.')}@example.com" if key is None else key
        email = email or (key if "@" in key else None)
        row = ActorRow(
            key=key,
            email=email,
            name=name,
            kind=kind,
            is_member=is_member,
            is_removed=is_removed,
            first_seen_at=FIRST_SEEN,
        )
        with self.store.writing() as session:
            session.add(row)
        return key

    def use(
        self,
        key: str,
        at: datetime,
        cents: float = 100,
        *,
        model: str = "sonnet",
        billing: str = "included",
        tokens: tuple[int, int, int, int] = (100, 20, 3, 1000),
        is_estimated: bool = False,
        is_max_mode: bool = False,
        times: int = 1,
    ) -> None:
        """Identical usage events; `store_usage` stores them."""
        used = Used(at, key, round(cents * CENT), model, billing, tokens, is_estimated, is_max_mode)
        self.used += [used] * times

    def store_usage(self, *, now: datetime) -> None:
        """Store the events and their rollups."""
        ids = self.ids()
        with self.store.writing() as session:
            for used in self.used:
                session.add(event_of(used, ids[used.key]))
            session.flush()
            days = [used.at.date() for used in self.used]
            rebuild_days(session, min(days), max(days), now=now)

    def cycle(self, start: datetime, end: datetime) -> None:
        with self.store.writing() as session:
            session.add(BillingCycleRow(start_ms=to_ms(start), end_ms=to_ms(end), is_end_known=True, seen_at=start))

    def group(self, name: str, *, is_unassigned: bool = False) -> int:
        row = BillingGroupRow(cursor_id=name, name=name, is_unassigned=is_unassigned, seen_at=FIRST_SEEN)
        with self.store.writing() as session:
            session.add(row)
            session.flush()
            assert row.id is not None
            return row.id

    def group_id(self, name: str) -> int:
        with self.store.reading() as session:
            found = session.exec(select(BillingGroupRow.id).where(BillingGroupRow.name == name)).one()
        assert found is not None
        return found

    def join(self, key: str, group_id: int, at: datetime = FIRST_SEEN, *, until: datetime | None = None) -> None:
        with self.store.writing() as session:
            actor_id = self.ids()[key]
            session.add(CursorMembershipRow(group_id=group_id, actor_id=actor_id, joined_at=at, left_at=until))
            session.flush()
            rebuild_memberships(session, {actor_id})

    def limit(self, key: str, cycle_start: datetime, dollars: int) -> None:
        with self.store.writing() as session:
            session.add(
                MemberSpendRow(
                    cycle_start_ms=to_ms(cycle_start),
                    actor_id=self.ids()[key],
                    effective_limit_dollars=dollars,
                    read_at=cycle_start,
                )
            )

    def collected(self, at: datetime) -> None:
        with self.store.writing() as session:
            session.merge(ReadStateRow(kind="events", read_at=at))

    def within(self, start: datetime, end: datetime, counts: Callable[[Used], bool] = lambda _: True) -> list[Used]:
        """The independent computation: everything used in [start, end)."""
        return [used for used in self.used if start <= used.at < end and counts(used)]

    def on(self, day: date) -> list[Used]:
        return [used for used in self.used if used.at.date() == day]

    def ids(self) -> dict[str, int]:
        """Everyone's row id by key."""
        with self.store.reading() as session:
            return dict(session.exec(select(ActorRow.key, ActorRow.id)).all())


def event_of(used: Used, actor_id: int) -> UsageEventRow:
    prompt, answer, written, read = used.tokens
    return UsageEventRow(
        timestamp_ms=to_ms(used.at),
        actor_id=actor_id,
        model=used.model,
        kind=used.billing,
        billing=used.billing,
        is_max_mode=used.is_max_mode,
        charged_microcents=used.cost,
        cost_source="estimated" if used.is_estimated else "charged",
        input_tokens=prompt,
        output_tokens=answer,
        cache_write_tokens=written,
        cache_read_tokens=read,
    )


@pytest.fixture
def team(each_backend: str, databases: Databases) -> Iterator[Team]:
    """An empty team on each backend."""
    with databases.lend_open(each_backend) as store:
        yield Team(store)


@pytest.fixture(scope="module")
def shared_team(each_backend: str, databases: Databases) -> Iterator[Team]:
    """One team on each backend for a whole test module, filled once and then only read."""
    with databases.lend_open(each_backend) as store:
        yield Team(store)
