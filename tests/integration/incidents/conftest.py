"""A company in a database of each kind: tests add events, and rollups are rebuilt as in a collection."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import pytest
from sqlmodel import SQLModel, delete, select

from tests.databases import Databases
from tracker.clock import to_ms
from tracker.incidents.detection import DetectionOutcome, DetectionRun
from tracker.incidents.service import IncidentService
from tracker.store.engine import Store
from tracker.store.outbox import Outbox, OutboxItem
from tracker.store.redraws import Redraws
from tracker.store.rollups import rebuild_days
from tracker.store.tables import (
    ActorRow,
    BillingCycleRow,
    IncidentMoveRow,
    IncidentRow,
    OutboxRow,
    ReadStateRow,
    UsageEventRow,
)

DOLLAR = 100_000_000  # microcents

Row = TypeVar("Row", bound=SQLModel)


class Company:
    """Fills a store; spend is given in dollars."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.service = IncidentService(store)
        self.outbox = Outbox(store)
        self.redraws = Redraws(store)

    def member(self, name: str) -> str:
        """A person with a seat; returns the key."""
        key = f"{name.lower()}@example.com"
        with self.store.writing() as session:
            session.add(
                ActorRow(key=key, email=key, name=name, is_member=True, first_seen_at=datetime(2026, 1, 1, tzinfo=UTC))
            )
        return key

    def cycle(self, start: datetime, end: datetime) -> None:
        with self.store.writing() as session:
            session.add(BillingCycleRow(start_ms=to_ms(start), end_ms=to_ms(end), is_end_known=True, seen_at=start))

    def event(
        self,
        key: str,
        at: datetime,
        dollars: float = 1.0,
        *,
        model: str = "sonnet",
        billing: str = "included",
        tokens: int = 1000,
    ) -> None:
        """One usage event, and the rollups of its day."""
        self.events(key, [(at, dollars)], model=model, billing=billing, tokens=tokens)

    def events(
        self,
        key: str,
        spent: Sequence[tuple[datetime, float]],
        *,
        model: str = "sonnet",
        billing: str = "included",
        tokens: int = 1000,
    ) -> None:
        with self.store.writing() as session:
            actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
            for at, dollars in spent:
                session.add(
                    UsageEventRow(
                        timestamp_ms=to_ms(at),
                        actor_id=actor_id,
                        model=model,
                        kind=billing,
                        billing=billing,
                        charged_microcents=round(dollars * DOLLAR),
                        input_tokens=tokens,
                    )
                )
        self.roll_up({at.date() for at, _ in spent})

    def forget_events(self, key: str, day: date) -> None:
        """Remove a member's events of a day, as when Cursor corrects them."""
        start = to_ms(datetime.combine(day, time.min, UTC))
        with self.store.writing() as session:
            actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
            session.exec(
                delete(UsageEventRow).where(
                    UsageEventRow.actor_id == actor_id,
                    UsageEventRow.timestamp_ms >= start,
                    UsageEventRow.timestamp_ms < start + 86_400_000,
                )
            )
        self.roll_up({day})

    def roll_up(self, days: set[date]) -> None:
        with self.store.writing() as session:
            rebuild_days(session, min(days), max(days), now=datetime.combine(max(days), time.max, UTC))

    def usual_days(self, key: str, last: date, *, days: int = 8, dollars: float = 20.0, model: str = "sonnet") -> None:
        """`days` days up to `last`, each with ten requests that together cost `dollars`."""
        noon = datetime.combine(last, time(12), UTC)
        self.events(
            key,
            [
                (noon - timedelta(days=back, minutes=minute), dollars / 10)
                for back in range(days)
                for minute in range(10)
            ],
            model=model,
        )

    def runaway(self, name: str, day: date = date(2026, 11, 20), dollars: float = 30.0) -> str:
        """A member of $20 a day whose agent spends `dollars` a minute six times, from 10:00 on `day`."""
        key = self.member(name)
        self.usual_days(key, day - timedelta(days=1))
        self.run_wild(key, day, dollars)
        return key

    def run_wild(self, key: str, day: date, dollars: float = 30.0) -> None:
        ten = datetime.combine(day, time(10), UTC)
        self.events(key, [(ten + timedelta(minutes=minute), dollars) for minute in range(6)], model="opus")

    def collected(self, at: datetime) -> None:
        """A complete collection of events at that instant."""
        with self.store.writing() as session:
            session.merge(ReadStateRow(kind="events", read_at=at))

    def detect(self, now: datetime, **options: object) -> DetectionOutcome:
        self.collected(now)
        return DetectionRun(self.store).run(now=now, **options)

    def outbox_keys(self) -> list[str]:
        return [row.key for row in self.rows(OutboxRow)]

    def moves(self, incident_id: int) -> list[tuple[str, str, str]]:
        """(move, by, source) of an incident's trail."""
        rows = [row for row in self.rows(IncidentMoveRow) if row.incident_id == incident_id]
        return [(row.move, row.by, row.source) for row in rows]

    def incidents(self) -> list[IncidentRow]:
        with self.store.reading() as session:
            rows = list(session.exec(select(IncidentRow).order_by(IncidentRow.id)))
            session.expunge_all()
            return rows

    def rows(self, table: type[Row]) -> list[Row]:
        with self.store.reading() as session:
            rows = list(session.exec(select(table).order_by(table.id)))
            session.expunge_all()
            return rows

    def send_all(self, now: datetime) -> list[OutboxItem]:
        """Send everything that may be sent, as a dispatcher would; the receipt is derived from the key."""
        sent = []
        while item := self.outbox.claim_next(now=now, claimer="test"):
            self.outbox.store_receipt(item, f"channel:{item.key}", now=now, drawn_version=1)
            sent.append(item)
        return sent


@pytest.fixture
def store(each_backend: str, databases: Databases) -> Iterator[Store]:
    """A migrated, empty database on each backend."""
    with databases.lend_open(each_backend) as opened:
        yield opened


@pytest.fixture
def company(store: Store) -> Company:
    return Company(store)


@pytest.fixture
def new_company(each_backend: str, databases: Databases) -> Iterator[Callable[[], Company]]:
    """Makes any number of companies, each in a database of its own."""
    with ExitStack() as stack:
        yield lambda: Company(stack.enter_context(databases.lend_open(each_backend)))
