"""How long an import of billing groups takes from the file to what the admin sees."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.generated_team import NOW
from bench.measuring import line, measure, timed, title
from tracker.groups.imports import GroupImports
from tracker.reports.service import ReportService
from tracker.store.engine import Store, open_store
from tracker.store.migrate import migrate
from tracker.store.tables import ActorRow

SIZES, QUICK_SIZES = (10_000,), (65,)
TEAM_SIZE = 12
AUTHOR: dict[str, Any] = {"by": "bench", "source": "cli", "now": NOW}


def main(*, quick: bool) -> None:
    """Print the times of the preview, of one of its pages, and of applying everything."""
    title("imports: HiBob's file with everyone on the team in it")
    for size in QUICK_SIZES if quick else SIZES:
        _measure_size(size, runs=2 if quick else 5)


def _measure_size(size: int, *, runs: int) -> None:
    with _team(size) as store:
        imports, reports, content = GroupImports(store), ReportService(store), _file(size)
        p50, p95, _, _ = measure(lambda: imports.preview(content, "people.csv", **AUTHOR), runs)
        line(f"{size:,} rows: the preview, p50 / p95 ms of {runs} runs", f"{p50:.0f} / {p95:.0f}", "below 2,000")
        number = imports.preview(content, "people.csv", **AUTHOR)
        p50, p95, _, _ = measure(lambda: reports.group_import(number, page=3, now=NOW), runs)
        line("a page of its moves", f"{p50:.0f} / {p95:.0f}", "below 300")
        taken = timed(lambda: imports.apply(number, **AUTHOR))
        line("applying every move, once, ms", f"{taken * 1000:.0f}")


@contextmanager
def _team(size: int) -> Iterator[Store]:
    """A store with so many seats, in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/bench.db")
        migrate(store)
        with store.writing() as session:
            session.add_all(
                ActorRow(key=_email(n), email=_email(n), name=f"Person {n}", is_member=True, first_seen_at=NOW)
                for n in range(size)
            )
        yield store
        store.close()


def _email(number: int) -> str:
    return f"p{number}@example.com"


def _file(size: int) -> bytes:
    rows = (f"{_email(n)},Person {n},R&D {n % 7},Group {n % 40},Team {n // TEAM_SIZE}" for n in range(size))
    return "\r\n".join(["Email,Display name,Department,Group,Team", *rows]).encode("utf-8-sig")
