"""How long judging a large team takes, compared with reading the same rows, and the memory for a very large one.

python -m bench.detection DATABASE     # judges that database in its own process and prints its peak memory
"""

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from sqlmodel import Session

from bench.generated_team import NOW, TURN, actor_row, event_row, insert_rows, running_cycle
from bench.measuring import line, median_ratio, memory_mb, timed, title
from bench.stand_ins import program, read_line
from tracker.clock import day_start, to_ms
from tracker.detect.detector import detect
from tracker.detect.types import Figures
from tracker.incidents.detection import DetectionRun
from tracker.settings import JUDGED_DAYS, Settings
from tracker.store.cycles import find_cycle
from tracker.store.engine import Store, open_store
from tracker.store.figures import load_figures
from tracker.store.migrate import migrate
from tracker.store.rollups import rebuild_days
from tracker.store.tables import ActorRow, UsageEventRow
from tracker.store.tables_rollups import DayMemberModelRow, DayMemberRow

MEMBERS, DAYS, REPEATS = 10_000, 30, 9
QUICK_MEMBERS, QUICK_REPEATS = 1_000, 3
LARGE_MEMBERS, LARGE_DAYS = 50_000, 35
QUICK_LARGE_MEMBERS = 1_000
LARGE_SETTINGS = Settings(spend_spike_lookback_days=LARGE_DAYS - JUDGED_DAYS)  # makes a detection read all days
RUNAWAYS = 10
EVENTS_PER_DAY = 5  # on the days read from events: the judged ones, and the one on which the cycle turns
DOLLAR = 100_000_000
JUDGED_LARGE = (
    ("findings", ""),
    ("the first run, s", ""),
    ("a whole run that finds nothing new, s", "below 3"),
    ("peak memory of that process, MB", "below 300"),
    ("of it above what it had before, MB", ""),
)
MODELS = ("claude-4.5-sonnet", "gpt-5.1-codex")


def main(*, quick: bool) -> None:
    """Print the times, the ratio, and what a very large team takes."""
    members, repeats = (QUICK_MEMBERS, QUICK_REPEATS) if quick else (MEMBERS, REPEATS)
    title(f"detection: {members:,} members x {DAYS} days, {RUNAWAYS} of them run wild today")
    settings = Settings()
    with _team(members, DAYS) as (store, database):
        run = DetectionRun(store)
        first = timed(lambda: run.run(now=NOW, settings=settings))
        reading: list[float] = []
        judging: list[float] = []
        whole: list[float] = []
        for _ in range(repeats):
            reading.append(_read_rows(database, members))
            judging.append(timed(lambda: _judge(store, settings)))
            whole.append(timed(lambda: run.run(now=NOW, settings=settings)))
        found = len(detect(_figures(store, settings), settings).findings)
    line("findings", f"{found}")
    line("reading the rows with sqlite3 alone, ms", f"{median(reading) * 1000:.0f}")
    line("loading the figures and judging them, ms", f"{median(judging) * 1000:.0f}")
    line("a whole run that finds nothing new, ms", f"{median(whole) * 1000:.0f}")
    line("the first run, which stores every finding and its incident, ms", f"{first * 1000:.0f}")
    line("ratio to reading the same rows: load and judge", f"{median_ratio(judging, reading):.2f}")
    line("ratio to reading the same rows: a whole run", f"{median_ratio(whole, reading):.2f}", "below 3")
    _large(QUICK_LARGE_MEMBERS if quick else LARGE_MEMBERS)


def _large(members: int) -> None:
    title(f"detection: {members:,} members x {LARGE_DAYS} days")
    with _team(members, LARGE_DAYS) as (_, database), program("bench.detection", [database]) as judge:
        for what, aim in JUDGED_LARGE:
            line(what, read_line(judge), aim)


def _judge_large(database: str) -> None:
    """Judge a database, and print the values that `JUDGED_LARGE` names, one per line."""
    store = open_store(f"sqlite:///{database}")
    run = DetectionRun(store)
    assert LARGE_SETTINGS.history_days == LARGE_DAYS
    with store.reading() as session:
        find_cycle(session, NOW)
    idle = memory_mb("VmHWM")
    first = timed(lambda: run.run(now=NOW, settings=LARGE_SETTINGS))
    again = [timed(lambda: run.run(now=NOW, settings=LARGE_SETTINGS)) for _ in range(REPEATS)]
    peak = memory_mb("VmHWM")
    found = len(detect(_figures(store, LARGE_SETTINGS), LARGE_SETTINGS).findings)
    for text in (f"{found}", f"{first:.2f}", f"{median(again):.2f}", f"{peak:.0f}", f"{peak - idle:.0f}"):
        print(text, flush=True)
    store.close()


def _read_rows(database: Path, members: int) -> float:
    """Seconds to read the four figures of every member and day into Python."""
    first = NOW.date() - timedelta(days=DAYS - 1)
    with closing(sqlite3.connect(database)) as connection:
        select = "SELECT actor_id, usage_value_microcents, requests, tokens FROM day_member WHERE day >= ? AND day <= ?"
        rows: list[Any] = []
        seconds = timed(lambda: rows.extend(connection.execute(select, (first.isoformat(), NOW.date().isoformat()))))
    assert len(rows) == members * DAYS
    return seconds


def _judge(store: Store, settings: Settings) -> None:
    detect(_figures(store, settings), settings)


def _figures(store: Store, settings: Settings) -> Figures:
    with store.reading() as session:
        cycle = find_cycle(session, NOW)
        return load_figures(session, now=NOW, cycle=cycle, history_days=settings.history_days)


@contextmanager
def _team(size: int, days: int) -> Iterator[tuple[Store, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "bench.db"
        store = open_store(f"sqlite:///{database}")
        migrate(store)
        with store.writing() as session:
            _fill(session, size, days, Random(size))
        yield store, database
        store.close()


def _fill(session: Session, size: int, days: int, chance: Random) -> None:
    members = range(1, size + 1)
    seen = NOW - timedelta(days=days)
    insert_rows(session, ActorRow, (actor_row(number, seen) for number in members))
    session.add(running_cycle())
    with_events = {TURN.date(), NOW.date() - timedelta(days=1), NOW.date()}
    for back in range(days):
        day = NOW.date() - timedelta(days=back)
        if day not in with_events:
            insert_rows(session, DayMemberRow, (_sums(day, number, chance) for number in members))
            insert_rows(session, DayMemberModelRow, (_model_sums(day, number) for number in members))
    for day in sorted(with_events):
        insert_rows(session, UsageEventRow, _events(members, day, chance))
        session.flush()
        rebuild_days(session, day, day, now=NOW)


def _sums(day: date, number: int, chance: Random) -> dict[str, Any]:
    spent = chance.randrange(1 * DOLLAR, 20 * DOLLAR)
    return {"day": day, "actor_id": number, "usage_value_microcents": spent, "requests": 20, "tokens": 900_000}


def _model_sums(day: date, number: int) -> dict[str, Any]:
    return {"day": day, "actor_id": number, "model": MODELS[0], "billing": "included"} | {
        "usage_value_microcents": 10 * DOLLAR,
        "requests": 20,
        "tokens": 900_000,
    }


def _events(members: range, day: date, chance: Random) -> Iterator[dict[str, Any]]:
    """Everyone's few events of a day up to NOW; today the outliers spend a hundred times as much."""
    start = day_start(day)
    until_ms = min(to_ms(start + timedelta(days=1)), to_ms(NOW))
    for number in members:
        is_wild = day == NOW.date() and number <= RUNAWAYS
        for _ in range(EVENTS_PER_DAY):
            yield event_row(
                chance.randrange(to_ms(start), until_ms),
                number,
                chance.choice(MODELS),
                charged=chance.randrange(DOLLAR // 2, 2 * DOLLAR) * (100 if is_wild else 1),
                input_tokens=1_000,
                cache_read_tokens=50_000,
            )


if __name__ == "__main__":
    _judge_large(sys.argv[1])
