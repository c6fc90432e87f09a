"""How many events a second the collector stores, against a bare `executemany` of the same rows."""

import json
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from pydantic import SecretStr

from bench.measuring import line, median_ratio, timed, title
from bench.stand_ins import cursor_stand_in
from tracker.clock import from_ms
from tracker.collect.collector import CollectionResult, Collector
from tracker.cursor.client import DAILY_PAGE_SIZE, EVENT_PAGE_SIZE, SPEND_PAGE_SIZE, CursorClient
from tracker.cursor.endpoints import DAILY_USAGE, SPEND, USAGE_EVENTS
from tracker.cursor.pacing import Pacer
from tracker.cursor.schemas import WireEvent
from tracker.store.engine import Store, open_store
from tracker.store.migrate import migrate
from tracker.store.ranges import replace_events

MEMBERS, HISTORY_DAYS, REPEATS = 200, 75, 3
QUICK_MEMBERS, QUICK_HISTORY_DAYS, QUICK_REPEATS = 65, 20, 2

ParsedRange = tuple[datetime, datetime, list[WireEvent]]
Samples = list[float]
Question = tuple[str, str, bytes]
Answer = tuple[int, Mapping[str, str], bytes]


class Recording(httpx.BaseTransport):
    """Passes requests on and keeps the answers."""

    def __init__(self) -> None:
        self._transport = httpx.HTTPTransport()
        self.answers: dict[Question, Answer] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the server."""
        response = self._transport.handle_request(request)
        body = response.read()
        response.close()
        headers = {"content-type": response.headers["content-type"]}
        self.answers[_question(request)] = (response.status_code, headers, body)
        return httpx.Response(response.status_code, headers=headers, content=body)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()


class Replay(httpx.BaseTransport):
    """Gives recorded answers again, from memory."""

    def __init__(self, answers: Mapping[Question, Answer]) -> None:
        self._answers = answers

    def bodies(self, path: str) -> list[bytes]:
        """Every body that one endpoint answered with."""
        return [body for (_, asked, _), (_, _, body) in self._answers.items() if asked == path]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer what was asked before; raises KeyError for anything else."""
        status, headers, body = self._answers[_question(request)]
        return httpx.Response(status, headers=headers, content=body)


def _question(request: httpx.Request) -> Question:
    return request.method, request.url.raw_path.decode(), request.read()


@dataclass(frozen=True)
class Collected:
    """A first collection into an empty database: what it did, and the seconds that it took."""

    result: CollectionResult
    seconds: float


@dataclass(frozen=True)
class EventTable:
    """The table of events as it was made, indexes included, the statement that fills it, and its rows."""

    ddl: tuple[str, ...]
    insert: str
    rows: Sequence[tuple[Any, ...]]


def main(*, quick: bool) -> None:
    """Print events a second, their ratio to the bare insert, and requests against the fewest possible."""
    members, days, repeats = (
        (QUICK_MEMBERS, QUICK_HISTORY_DAYS, QUICK_REPEATS) if quick else (MEMBERS, HISTORY_DAYS, REPEATS)
    )
    now = datetime.now(UTC)
    title(f"collect: a first run, {members:,} members, {days} days of history, into SQLite")
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "first.db"
        with cursor_stand_in(members=members, history_days=days) as (url, key):
            recording = Recording()
            over_http = _collect(first, url, key, recording, now)
        replay = Replay(recording.answers)
        table, parsed = _stored_events(first), _parsed_ranges(first, url, key, replay)
        bare, from_memory, storing, decoding = Samples(), Samples(), Samples(), Samples()
        for number in range(repeats):
            bare.append(_insert_bare(Path(folder) / f"bare-{number}.db", table))
            again = _collect(Path(folder) / f"again-{number}.db", url, key, replay, now)
            assert again.result.stored == over_http.result.stored
            from_memory.append(again.seconds)
            storing.append(_store(Path(folder) / f"store-{number}.db", parsed, now))
            decoding.append(timed(lambda: [json.loads(body) for body in replay.bodies(USAGE_EVENTS.path)]))
    events = over_http.result.stored.usage_events
    line("events stored", f"{events:,}")
    _print_speed("bare executemany of these rows", events, bare)
    _print_speed("json.loads alone of the answers with them", events, decoding)
    _print_speed("storing alone: replace the range, rebuild its rollups", events, storing)
    _print_speed("the collector, answers from memory", events, from_memory)
    line("the collector, answers over HTTP, events/s", f"{events / over_http.seconds:,.0f}")
    line("ratio to the bare executemany: the collector from memory", f"{median_ratio(bare, from_memory):.2f}", "0.5")
    line("ratio: storing alone", f"{median_ratio(bare, storing):.2f}")
    line("ratio: over HTTP, from a stand-in that makes them meanwhile", f"{median(bare) / over_http.seconds:.2f}")
    _print_requests(over_http.result, history_days=days)


def _print_speed(what: str, events: int, seconds: Samples) -> None:
    line(f"{what}, events/s", f"{events / median(seconds):,.0f}")


def _collect(database: Path, url: str, key: str, transport: httpx.BaseTransport, now: datetime) -> Collected:
    store = _new_store(database)
    results: list[CollectionResult] = []
    with _client(url, key, transport) as client:
        seconds = timed(lambda: results.append(Collector(store, client).run(now=now)))
    store.close()
    assert results[0].is_complete, results[0].errors
    return Collected(results[0], seconds)


def _new_store(database: Path) -> Store:
    store = open_store(f"sqlite:///{database}")
    migrate(store)
    return store


def _client(url: str, key: str, transport: httpx.BaseTransport) -> CursorClient:
    pacer = Pacer(lambda: 0.0, _never_wait, scale=1_000_000)
    return CursorClient(url, SecretStr(key), pacer=pacer, transport=transport)


def _never_wait(seconds: float) -> None:
    raise AssertionError(f"the collector wanted to wait {seconds} s, without any limit to wait for")


def _stored_events(database: Path) -> EventTable:
    with closing(sqlite3.connect(database)) as connection:
        made = "SELECT sql FROM sqlite_master WHERE tbl_name = 'usage_event' AND sql IS NOT NULL ORDER BY type DESC"
        ddl = tuple(sql for (sql,) in connection.execute(made))
        names = [name for _, name, *_ in connection.execute("PRAGMA table_info(usage_event)") if name != "id"]
        columns = ", ".join(names)
        rows = connection.execute(f"SELECT {columns} FROM usage_event ORDER BY id").fetchall()
    marks = ", ".join("?" * len(names))
    return EventTable(ddl, f"INSERT INTO usage_event ({columns}) VALUES ({marks})", rows)


def _insert_bare(database: Path, table: EventTable) -> float:
    """Seconds of one `executemany` in one transaction, with the settings that the store has."""
    with closing(sqlite3.connect(database)) as connection:
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}")
        for statement in table.ddl:
            connection.execute(statement)
        connection.commit()

        def fill() -> None:
            connection.executemany(table.insert, table.rows)
            connection.commit()

        return timed(fill)


def _parsed_ranges(database: Path, url: str, key: str, replay: Replay) -> list[ParsedRange]:
    """The ranges that the collector read, each with its events as the client gives them."""
    with closing(sqlite3.connect(database)) as connection:
        edges = connection.execute("SELECT start_ms, end_ms FROM read_range ORDER BY end_ms DESC").fetchall()
    with _client(url, key, replay) as client:
        return [
            (start, end, [event for page in client.iter_event_pages(start, end) for event in page.rows])
            for start, end in ((from_ms(start_ms), from_ms(end_ms)) for start_ms, end_ms in edges)
        ]


def _store(database: Path, ranges: Sequence[ParsedRange], now: datetime) -> float:
    """Seconds to store parsed events range by range, as the collector does, without reading them first."""
    store = _new_store(database)

    def fill() -> None:
        for start, end, events in ranges:
            with store.writing() as session:
                replace_events(session, start, end, events, now=now)

    seconds = timed(fill)
    store.close()
    return seconds


def _print_requests(result: CollectionResult, *, history_days: int) -> None:
    admin = {path: count for path, count in result.requests.items() if not path.startswith("/analytics/")}
    fewest = _fewest_requests(result, history_days)
    for path, count in sorted(admin.items()):
        line(f"requests {path}", f"{count}, fewest {fewest[path]}")
    line("requests of analytics", f"{sum(result.requests.values()) - sum(admin.values())}")
    made, least = sum(admin.values()), sum(fewest[path] for path in admin)
    line("requests made / fewest", f"{made} / {least} = {made / least:.2f}")


def _fewest_requests(result: CollectionResult, history_days: int) -> dict[str, int]:
    """Full pages everywhere, ranges of 30 days for daily usage, and none to learn where the history ends."""
    return dict.fromkeys(result.requests, 1) | {
        USAGE_EVENTS.path: ceil(result.stored.usage_events / EVENT_PAGE_SIZE),
        SPEND.path: ceil(result.stored.spending / SPEND_PAGE_SIZE),
        DAILY_USAGE.path: ceil((history_days + 1) / 30) * ceil(result.stored.members / DAILY_PAGE_SIZE),
    }
