"""`spendwatch collect`."""

import logging
import sys
from typing import Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from bot.build import open_collect
from bot.cli.opening import open_config, open_database, read_as_of
from bot.cli.output import AsOf, Json, console, print_json
from bot.logs import logs_are_json
from tracker.collect.analytics import METRICS
from tracker.collect.collector import CollectionResult
from tracker.collect.progress import Progress

log = logging.getLogger(__name__)


def collect(as_of: AsOf = None, json: Json = False) -> None:
    """Read from Cursor what is due and store it. The first run reads the whole history."""
    config = open_config()
    config.secret("CURSOR_ADMIN_API_KEY")
    now = read_as_of(as_of)
    with (
        open_database(config) as store,
        _Progress() as progress,
        open_collect(config, store, progress=progress) as run_collection,
    ):
        result = run_collection(now)
    if json:
        print_json(result_json(result))
    else:
        _print(result)
    raise typer.Exit(1 if result.errors else 0)


def result_json(result: CollectionResult) -> dict[str, Any]:
    """A collection's result for scripts."""
    return {
        "now": result.now,
        "requests": dict(result.requests),
        "stored": {
            "members": result.stored.members,
            "daily_usage": result.stored.daily_usage,
            "spending": result.stored.spending,
            "usage_events": result.stored.usage_events,
            "groups": result.stored.groups,
            "analytics": result.stored.analytics,
            "commits": result.stored.commits,
        },
        "unchanged": result.unchanged,
        "unavailable": list(result.unavailable),
        "rejected": dict(result.rejected),
        "errors": [{"endpoint": error.endpoint, "message": error.message} for error in result.errors],
        "oldest_day": result.oldest_day,
        "purged": {"usage_events": result.purged.events, "kept_from": result.purged.kept_from},
        "duration_s": round(result.duration_s, 3),
    }


def _print(result: CollectionResult) -> None:
    out = console()
    out.print(f"[collect] Done in {result.duration_s:.1f}s")
    out.print(f"  Members: {result.stored.members:,}")
    out.print(f"  Daily usage: {result.stored.daily_usage:,}")
    out.print(f"  Spending: {result.stored.spending:,}")
    out.print(f"  Usage events: {result.stored.usage_events:,}")
    out.print(f"  Billing groups: {result.stored.groups:,}")
    if result.stored.analytics or result.stored.commits or result.unchanged:
        out.print(f"  Analytics: {result.stored.analytics:,} ({result.unchanged:,} answers unchanged)")
        out.print(f"  Commits: {result.stored.commits:,}")
    if result.unavailable:
        out.print(f"  Not available on this plan: {_unavailable(result)}")
    if result.oldest_day is not None:
        out.print(f"  History from: {result.oldest_day}")
    if result.purged.events:
        out.print(f"  Raw usage events deleted: {result.purged.events:,}; kept from {result.purged.kept_from}")
    for kind, rows in result.rejected.items():
        out.print(f"  Rows that could not be read: {rows:,} ({kind}; the log says why)")
    for error in result.errors:
        out.print(f"  Not read: {error.endpoint}: {error.message}")


def _unavailable(result: CollectionResult) -> str:
    if len(result.unavailable) == len(METRICS) + 1:
        return "analytics"
    return ", ".join(path.removeprefix("/analytics/") for path in result.unavailable)


class _Progress(Progress):
    """Progress as a bar on a terminal, as plain lines elsewhere; both on stderr, as stdout may carry JSON.

    If logs are JSON, progress is logged instead, as a program may be reading them.
    """

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False, markup=False)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._bar = Bar(
            *columns, console=self._console, disable=logs_are_json() or not sys.stderr.isatty(), transient=True
        )
        self._task: TaskID | None = None

    def __enter__(self) -> "_Progress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def start(self, what: str, total: int | None) -> None:
        """Show that a task has started."""
        if self._bar.disable:
            self._say(f"reading {what}" + (f" ({total:,} rows)" if total is not None else ""))
        self._task = self._bar.add_task(what, total=total)

    def advance(self, rows: int) -> None:
        """Show that rows have been read."""
        if self._task is not None:
            self._bar.advance(self._task, rows)

    def finish(self) -> None:
        """Remove the task from the screen."""
        if self._task is not None:
            self._bar.remove_task(self._task)
            self._task = None

    def waiting(self) -> None:
        """Say that another process is collecting."""
        self._say("another collection is running; waiting up to a minute for it to finish")

    def _say(self, words: str) -> None:
        if logs_are_json():
            log.info("%s", words)
        else:
            self._console.print(words)
