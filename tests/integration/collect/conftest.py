"""A collector with a database, and the stand-in for Cursor's API over real HTTP."""

import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import SQLModel, col, func, select

from sandbox.company.types import UsageEvent, to_ms
from sandbox.cursor_api.app import create_app
from sandbox.cursor_api.team import SANDBOX_KEY, Expected, Team
from sandbox.cursor_api.world import World
from sandbox.serving import serve
from tests.databases import Databases
from tests.running import ROOT, clean_environment
from tracker.clock import day_end, iso
from tracker.collect.collector import CollectionResult, Collector
from tracker.collect.progress import Progress
from tracker.collect.run import BatchSizes
from tracker.cursor.client import CursorClient
from tracker.cursor.pacing import Pacer
from tracker.store.engine import Store
from tracker.store.tables import ActorRow, DailyUsageRow, LeaseRow, UsageEventRow
from tracker.store.tables_groups import GroupMembershipRow
from tracker.store.tables_rollups import (
    DayGroupModelRow,
    DayMemberModelRow,
    DayMemberRow,
    DayModelRow,
    GroupDayRow,
    HourMemberRow,
    WeekActivityRow,
    WeekMemberModelRow,
    WeekMemberRow,
    WeekModelDaysRow,
)

NOW = datetime.fromisoformat("2026-11-12T09:20:31.500+00:00")
CENT = 1_000_000
EVENTS_PATH = "/teams/filtered-usage-events"


def usage(at: datetime, email: str | None = "ines@example.com", cents: float = 8.464, **parts: object) -> UsageEvent:
    """One usage-based event."""
    values: dict[str, object] = {"model": "claude-4.5-sonnet", "kind": "Usage-based"} | parts
    return UsageEvent(at_ms=to_ms(at), email=email, charged_microcents=round(cents * CENT), **values)


class Cursor:
    """The stand-in with one team, served over HTTP; its clock is set to the last collection."""

    def __init__(self) -> None:
        self.now = NOW
        self.team = Team()
        self.world = World([self.team], clock=lambda: self.now)
        self.world.rate_limits.enabled = False
        self.url = ""

    def pages_asked(self, path: str = EVENTS_PATH) -> list[dict[str, object]]:
        return [record.params for record in self.world.requests(path)]


class Company:
    """Collects, and reads back what is stored."""

    def __init__(self, store: Store, cursor: Cursor) -> None:
        self.store = store
        self.cursor = cursor
        self.team = cursor.team
        self.batch_sizes = BatchSizes()
        self.scale = 10_000.0  # of the allowances
        self.waited_s = 0.0  # by the pacer's clock; nobody sleeps

    def client(self) -> CursorClient:
        pacer = Pacer(lambda: self.waited_s, self._wait, scale=self.scale)
        return CursorClient(self.cursor.url, SecretStr(SANDBOX_KEY), pacer=pacer, sleep=lambda _: None)

    def _wait(self, seconds: float) -> None:
        self.waited_s += seconds

    def collect(
        self, now: datetime = NOW, *, progress: Progress | None = None, served_at: datetime | None = None
    ) -> CollectionResult:
        """Collect at `now`; `served_at` is Cursor's time if our clock is wrong."""
        self.cursor.now = served_at or now
        with self.client() as client:
            return Collector(self.store, client, progress=progress, batch_sizes=self.batch_sizes).run(now=now)

    def collect_in_a_process(self) -> "subprocess.Popen[bytes]":
        """`spendwatch collect` at the clock of Cursor, in a process that can be killed."""
        return subprocess.Popen(
            [sys.executable, "-m", "bot", "collect", "--json", "--as-of", iso(self.cursor.now)],
            env=clean_environment(
                DATABASE_URL=self.store.engine.url.render_as_string(hide_password=False),
                CURSOR_API_URL=self.cursor.url,
                CURSOR_ADMIN_API_KEY=SANDBOX_KEY,
                CURSOR_RATE_LIMIT_SCALE="100",
            ),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def let_leases_run_out(self) -> None:
        """Move time past the 30 s lease: a process killed on PostgreSQL has not released it."""
        with self.store.writing() as session:
            for lease in session.exec(select(LeaseRow)):
                lease.expires_at -= timedelta(hours=1)

    def rows(self, table: type[SQLModel]) -> list[SQLModel]:
        with self.store.reading() as session:
            rows = list(session.exec(select(table)))
            session.expunge_all()
            return rows

    def actor(self, key: str) -> ActorRow | None:
        return next((row for row in self.rows(ActorRow) if row.key == key), None)

    def event_count(self) -> int:
        with self.store.reading() as session:
            return session.exec(select(func.count()).select_from(UsageEventRow)).one()

    def totals(self) -> dict[str | None, Expected]:
        """The totals of the stored events by e-mail, from the daily rows."""
        with self.store.reading() as session:
            statement = (
                select(
                    ActorRow.key,
                    func.sum(DayMemberRow.usage_value_microcents),
                    func.sum(DayMemberRow.on_demand_microcents),
                    func.sum(DayMemberRow.requests),
                )
                .join(ActorRow, col(ActorRow.id) == DayMemberRow.actor_id)
                .group_by(ActorRow.key)
            )
            return {
                key or None: Expected(value, on_demand, requests)
                for key, value, on_demand, requests in session.exec(statement)
                if requests
            }

    def expected(self, now: datetime) -> dict[str | None, Expected]:
        """The totals of the team's events before `now`."""
        self.team.seen_until_ms(now)
        return self.team.expected_totals(now - timedelta(days=4000), now)

    def assert_rollups_follow_from_events(self, *, is_cut_short: bool = False) -> None:
        """Compare every rollup with sums computed in Python from the stored events."""
        events = self.rows(UsageEventRow)
        days: dict[tuple[object, ...], list[int]] = {}
        for event in events:
            day = datetime.fromtimestamp(event.timestamp_ms // 1000, NOW.tzinfo).date()
            counted = event.billing != "not_charged"
            tokens = sum(
                getattr(event, name) or 0
                for name in ("input_tokens", "output_tokens", "cache_write_tokens", "cache_read_tokens")
            )
            part = [event.charged_microcents * counted, int(counted), int(not counted), tokens]
            for key in (
                ("member", day, event.actor_id),
                ("member_model", day, event.actor_id, event.model, event.billing),
                ("model", day, event.model, event.billing),
            ):
                days[key] = [a + b for a, b in zip(days.get(key, [0, 0, 0, 0]), part, strict=True)]
        stored: dict[tuple[object, ...], list[int]] = {}
        for row in self.rows(DayMemberRow):
            stored["member", row.day, row.actor_id] = _sums(row)
        for row in self.rows(DayMemberModelRow):
            stored["member_model", row.day, row.actor_id, row.model, row.billing] = _sums(row)
        for row in self.rows(DayModelRow):
            stored["model", row.day, row.model, row.billing] = _sums(row)
        assert stored == days
        if is_cut_short:
            self._assert_added_up_weeks_follow_from_days()
        else:
            self._assert_weeks_follow_from_days()
        assert {row.hour_ms % 3_600_000 for row in self.rows(HourMemberRow)} <= {0}
        self._assert_group_days_follow()

    def _assert_group_days_follow(self) -> None:
        """A day is added up by group once it is over: it may be missing, but never wrong."""
        days = {row.day for row in self.rows(GroupDayRow) if row.kind == "usage"}
        stays = self.rows(GroupMembershipRow)
        expected: Counter[tuple[object, ...]] = Counter()
        for row in self.rows(DayMemberModelRow):
            if row.day in days:
                end = day_end(row.day)
                its = (each for each in stays if each.actor_id == row.actor_id and each.joined_at < end)
                held = [each.group_id for each in its if each.left_at is None or each.left_at >= end]
                expected[row.day, *(held or [0]), row.model, row.billing] += row.usage_value_microcents
        stored = self.rows(DayGroupModelRow)
        assert {
            (row.day, row.group_id, row.model, row.billing): row.usage_value_microcents for row in stored
        } == expected

    def _assert_added_up_weeks_follow_from_days(self) -> None:
        """A week is added up once its days have been read: it may be missing, but never wrong."""
        used = WeekMemberRow.model_fields.keys() - {"day", "actor_id"}
        added_up = {row.day for row in self.rows(WeekMemberRow)}
        for weeks, days, measures, keys in (
            (WeekMemberRow, DayMemberRow, used, ()),
            (WeekMemberModelRow, DayMemberModelRow, _SPENT, ("model",)),
        ):
            expected = self._by_week(days, measures, *keys)
            assert self._by_week(weeks, measures, *keys) == {
                key: sums for key, sums in expected.items() if key[0] in added_up
            }

    def _assert_weeks_follow_from_days(self) -> None:
        used = WeekMemberRow.model_fields.keys() - {"day", "actor_id"}
        assert self._by_week(WeekMemberRow, used) == self._by_week(DayMemberRow, used)
        counted = WeekActivityRow.model_fields.keys() - {"day", "actor_id", "active_days"}
        assert self._by_week(WeekActivityRow, counted) == self._by_week(DailyUsageRow, counted)
        assert self._by_week(WeekMemberModelRow, _SPENT, "model") == self._by_week(DayMemberModelRow, _SPENT, "model")
        self._assert_model_days_follow()
        weeks = (
            *self.rows(WeekModelDaysRow),
            *self.rows(WeekMemberRow),
            *self.rows(WeekMemberModelRow),
            *self.rows(WeekActivityRow),
        )
        assert {row.day.weekday() for row in weeks} <= {0}
        active = [row for row in self.rows(DailyUsageRow) if row.is_active or row.agent_requests]
        days = Counter((_monday(row.day), row.actor_id) for row in active)
        assert {(row.day, row.actor_id): row.active_days for row in self.rows(WeekActivityRow)} == {
            key: days[key] for key in self._by_week(DailyUsageRow, counted)
        }

    def _assert_model_days_follow(self) -> None:
        used = {(row.day, row.actor_id): row for row in self.rows(DayMemberRow) if row.requests}
        expected: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
        for row in self.rows(DailyUsageRow):
            day = used.get((row.day, row.actor_id))
            if day and row.most_used_model is not None:
                expected[_monday(row.day), row.actor_id, row.most_used_model].update(
                    days=1,
                    requests=day.requests,
                    usage_value_microcents=day.usage_value_microcents,
                    **{name: getattr(row, name) for name in _WRITTEN},
                )
        assert self._by_week(WeekModelDaysRow, ("days", *_SPENT, *_WRITTEN), "model") == expected

    def _by_week(
        self, table: type[SQLModel], measures: Collection[str], *keys: str
    ) -> dict[tuple[object, ...], Counter[str]]:
        weeks: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
        for row in self.rows(table):
            key = (_monday(row.day), row.actor_id, *(getattr(row, each) for each in keys))
            weeks[key].update({name: getattr(row, name) for name in measures})
        return weeks


_WRITTEN = ("lines_added", "accepted_lines_added", "accepts", "rejects")
_SPENT = ("requests", "usage_value_microcents")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _sums(row: SQLModel) -> list[int]:
    return [row.usage_value_microcents, row.requests, row.not_charged, row.tokens]


@contextmanager
def serving_cursor() -> Iterator[Cursor]:
    """Cursor over HTTP, with a team that has used nothing yet."""
    cursor = Cursor()
    with serve(create_app(cursor.world)) as url:
        cursor.url = url
        yield cursor


@pytest.fixture
def cursor() -> Iterator[Cursor]:
    with serving_cursor() as cursor:
        yield cursor


@pytest.fixture(scope="module")
def shared_cursor() -> Iterator[Cursor]:
    """One Cursor for a whole file of tests, each of which gives it a team."""
    with serving_cursor() as cursor:
        yield cursor


@pytest.fixture
def company(store: Store, cursor: Cursor) -> Company:
    return Company(store, cursor)


@pytest.fixture
def either(each_backend: str, databases: Databases, cursor: Cursor) -> Iterator[Company]:
    """A company on each backend."""
    with databases.lend_open(each_backend) as store:
        yield Company(store, cursor)
