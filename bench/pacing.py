"""How long a paced collection takes compared with the minimum under Cursor's rate limits, and its request count.

Uses the real collector, client and pacer on a simulated clock, which moves only while they wait or a request is
running.
"""

import json
import tempfile
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from bench.measuring import line, title
from tracker.clock import ONE_DAY, floor_hour, from_ms, iso, to_ms
from tracker.collect.collector import CollectionResult, Collector
from tracker.collect.due import RECENT
from tracker.cursor.client import DAILY_PAGE_SIZE, EVENT_PAGE_SIZE, SPEND_PAGE_SIZE, CursorClient
from tracker.cursor.endpoints import DAILY_USAGE, GROUPS, MEMBERS, SPEND, USAGE_EVENTS
from tracker.cursor.pacing import WINDOW_S
from tracker.store.engine import open_store
from tracker.store.migrate import migrate

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
CYCLE_START = datetime(2026, 11, 2, 12, 8, 4, tzinfo=UTC)
LATENCY_S = 0.3  # from sending a request to the end of its answer
ENDPOINTS = {endpoint.path: endpoint for endpoint in (MEMBERS, GROUPS, SPEND, USAGE_EVENTS, DAILY_USAGE)}
MAX_DAYS_ASKED = 30


@dataclass(frozen=True)
class Size:
    """A team: its members, the days of its history, and each member's events per day."""

    members: int
    days: int
    events_a_day: int


SIZES = (Size(65, 75, 15), Size(1_000, 30, 15), Size(10_000, 20, 5))
QUICK_SIZES = (Size(2_500, 2, 15),)


def main(*, quick: bool) -> None:
    """Print both ratios, for a first collection and one an hour later, for teams of several sizes."""
    title(f"pacing: on a simulated clock, {LATENCY_S} s a question")
    for size in QUICK_SIZES if quick else SIZES:
        with tempfile.TemporaryDirectory() as folder:
            _measure(size, Path(folder) / "pacing.db")


def _measure(size: Size, database: Path) -> None:
    cursor = SimulatedCursor(size)
    store = open_store(f"sqlite:///{database}")
    migrate(store)
    with CursorClient(
        "http://127.0.0.1", SecretStr("key"), transport=cursor, monotonic=cursor.monotonic, sleep=cursor.sleep
    ) as client:
        collector = Collector(store, client, monotonic=cursor.monotonic)
        first = collector.run(now=cursor.now)
        _print("first", size, first, cursor.fewest_requests(cursor.start, cursor.now, days=size.days + 1))
        due = floor_hour(cursor.now - RECENT + timedelta(hours=1))
        cursor.sleep_until(NOW + timedelta(hours=1))
        hourly = collector.run(now=cursor.now)
        _print("hourly", size, hourly, cursor.fewest_requests(due, cursor.now, days=3))
    store.close()


def _print(which: str, size: Size, result: CollectionResult, fewest: Mapping[str, int]) -> None:
    assert result.is_complete, result.errors
    made = {path: result.requests[path] for path in ENDPOINTS}
    others = sum(result.requests.values()) - sum(made.values())
    floor_s = _floor_s(fewest, others)
    requests, least = sum(made.values()), sum(fewest.values())
    name = f"{size.members:,} members, {which}"
    time_ratio, request_ratio = result.duration_s / floor_s, requests / least
    line(f"{name}: s / floor", f"{result.duration_s:,.0f} / {floor_s:,.0f} = {time_ratio:.2f}", "1.05")
    line(f"{name}: requests / fewest", f"{requests:,} / {least:,} = {request_ratio:.2f}", "1.1")


def _floor_s(fewest: Mapping[str, int], others: int) -> float:
    """The minimum seconds for a client that sends one request at a time and keeps to every limit."""
    one_after_the_other = (sum(fewest.values()) + others) * LATENCY_S
    return max(
        one_after_the_other, *(_paced_s(count, ENDPOINTS[path].requests_per_minute) for path, count in fewest.items())
    )


def _paced_s(count: int, a_minute: int) -> float:
    """The minimum time if each minute's allowance is used up at its beginning."""
    minutes = ceil(count / a_minute) - 1
    return minutes * WINDOW_S + (count - minutes * a_minute) * LATENCY_S


@dataclass
class SimulatedCursor(httpx.BaseTransport):
    """A team without analytics and with evenly spaced events, behind enforced rate limits."""

    size: Size
    seconds: float = 0.0
    asked_at: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    @property
    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    @property
    def start(self) -> datetime:
        """The beginning of the history."""
        return floor_hour(NOW) - self.size.days * ONE_DAY

    @property
    def step_ms(self) -> int:
        """Milliseconds between two events."""
        return 86_400_000 // (self.size.members * self.size.events_a_day)

    def monotonic(self) -> float:
        """Seconds since the beginning."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Advance the clock."""
        self.seconds += seconds

    def sleep_until(self, instant: datetime) -> None:
        """Advance the clock to an instant, unless it is past."""
        self.seconds = max(self.seconds, (instant - NOW).total_seconds())

    def fewest_requests(self, start: datetime, end: datetime, *, days: int) -> dict[str, int]:
        """The fewest requests possible: full pages everywhere, and the longest ranges allowed."""
        events = len(self._event_times(to_ms(start), to_ms(end) - 1))
        return {
            MEMBERS.path: 1,
            GROUPS.path: 1,
            SPEND.path: ceil(self.size.members / SPEND_PAGE_SIZE),
            USAGE_EVENTS.path: max(1, ceil(events / EVENT_PAGE_SIZE)),
            DAILY_USAGE.path: ceil(days / MAX_DAYS_ASKED) * ceil(self.size.members / DAILY_PAGE_SIZE),
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer after the latency; raises AssertionError when a limit is exceeded."""
        path = request.url.path
        if path not in ENDPOINTS:
            self.seconds += LATENCY_S
            return httpx.Response(403, json={"error": "Forbidden", "message": "Enterprise access required"})
        self._count(path)
        asked = json.loads(request.read() or b"{}")
        answers = {
            MEMBERS.path: self._members, GROUPS.path: self._groups, SPEND.path: self._spend,
            USAGE_EVENTS.path: self._events, DAILY_USAGE.path: self._daily_usage,
        }  # fmt: skip
        self.seconds += LATENCY_S
        return httpx.Response(200, headers={"content-type": "application/json"}, content=answers[path](asked))

    def _count(self, path: str) -> None:
        """Assert that no sliding minute exceeds the limit."""
        times = self.asked_at[path]
        while times and times[0] <= self.seconds - WINDOW_S:
            times.popleft()
        times.append(self.seconds)
        assert len(times) <= ENDPOINTS[path].requests_per_minute, f"too many requests of {path}"

    def _members(self, _: Any) -> bytes:
        return _json(
            {"teamMembers": [{"id": _id(n), "email": _email(n), "name": _id(n)} for n in range(self.size.members)]}
        )

    def _groups(self, _: Any) -> bytes:
        cycle = {"cycleStart": iso(CYCLE_START), "cycleEnd": iso(CYCLE_START + 30 * ONE_DAY)}
        return _json({"groups": [], "billingCycle": cycle})

    def _spend(self, asked: Any) -> bytes:
        members = self._page_of_members(asked)
        rows = [{"userId": _id(n), "email": _email(n), "overallSpendCents": 0, "spendCents": 0} for n in members]
        pages = ceil(self.size.members / asked["pageSize"])
        return _json({"teamMemberSpend": rows, "subscriptionCycleStart": to_ms(CYCLE_START), "totalPages": pages})

    def _daily_usage(self, asked: Any) -> bytes:
        days = [
            from_ms(ms).date().isoformat()
            for ms in range(asked["startDate"] // 86_400_000 * 86_400_000, asked["endDate"], 86_400_000)
        ]
        members = self._page_of_members(asked)
        rows = [{"day": day, "userId": n, "email": _email(n), "agentRequests": 5} for n in members for day in days]
        return _json({"data": rows, "pagination": {"hasNextPage": members.stop < self.size.members}})

    def _events(self, asked: Any) -> bytes:
        times = self._event_times(asked["startDate"], asked["endDate"])[::-1]
        first = (asked["page"] - 1) * asked["pageSize"]
        page = times[first : first + asked["pageSize"]]
        rows = [
            {"timestamp": str(ms), "userEmail": _email(ms // self.step_ms % self.size.members), "model": "composer-2.5",
             "kind": "Included in Business", "chargedCents": 0}
            for ms in page
        ]  # fmt: skip
        paging = {"hasNextPage": first + len(page) < len(times)}
        return _json({"usageEvents": rows, "totalUsageEventsCount": len(times), "pagination": paging})

    def _event_times(self, first_ms: int, last_ms: int) -> range:
        """The times of events from one millisecond to another, both inclusive."""
        first_ms, last_ms = max(first_ms, to_ms(self.start)), min(last_ms, to_ms(self.now))
        return range(-(-first_ms // self.step_ms) * self.step_ms, last_ms + 1, self.step_ms)

    def _page_of_members(self, asked: Any) -> range:
        first = (asked["page"] - 1) * asked["pageSize"]
        return range(first, min(first + asked["pageSize"], self.size.members))


def _json(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body).encode()


def _id(number: int) -> str:
    return f"user_{number}"


def _email(number: int) -> str:
    return f"person{number}@example.com"
