"""Reads ranges of usage events completely: every page, checked against Cursor's own count; large ranges are cut."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tracker.clock import iso
from tracker.collect.cutting import Range, cut
from tracker.collect.run import NotRead, Run
from tracker.cursor.endpoints import USAGE_EVENTS
from tracker.cursor.schemas.events import EventPage, WireEvent

CUT_MARGIN = 1.25  # pieces are equal in time, but usage is uneven
ATTEMPTS = 3  # attempts at a range whose events shift while its pages are read

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RangeRead:
    """Every readable event of [start, end); `rows` includes the unreadable ones."""

    start: datetime
    end: datetime
    events: list[WireEvent]
    rows: int


class _TooMany(Exception):
    """A range holds more events than are read at once."""

    def __init__(self, total: int) -> None:
        super().__init__(f"{total} events")
        self.total = total


def read_ranges(run: Run, ranges: Iterable[Range]) -> Iterator[RangeRead]:
    """Read ranges, given oldest first, starting with the newest; cut those that hold too much.

    Raises CursorApiError, or NotRead if a range keeps changing while it is read.
    """
    waiting, most = list(ranges), run.batch_sizes.events_in_range
    while waiting:
        span = waiting.pop()
        try:
            yield _read_checked(run, span, most=most)
        except _TooMany as too_many:
            pieces = cut(span, -int(-too_many.total * CUT_MARGIN // most))
            if len(pieces) == 1:  # already the shortest range allowed
                yield _read_checked(run, span, most=None)
            else:
                waiting += pieces


def _read_checked(run: Run, span: Range, *, most: int | None) -> RangeRead:
    """Read a range until its row count matches Cursor's total, in a bounded number of attempts."""
    served, totals = 0, {0}
    for _ in range(ATTEMPTS):
        pages = _read_pages(run, span, most)
        served = sum(page.row_count for page in pages)
        totals = {page.total_count for page in pages if page.total_count is not None}
        if totals <= {served}:
            run.note_rejected(row for page in pages for row in page.rejected)
            return RangeRead(*span, [event for page in pages for event in page.rows], served)
        log.info("range shifted while read start=%s end=%s rows=%d totals=%s", *map(iso, span), served, sorted(totals))
    raise NotRead(
        USAGE_EVENTS.path,
        f"Cursor announced {' or '.join(map(str, sorted(totals)))} usage events from {iso(span[0])} to {iso(span[1])} "
        f"and served {served}, {ATTEMPTS} times over: "
        "the stored events stay as they were, and the next run asks again",
    )


def _read_pages(run: Run, span: Range, most: int | None) -> list[EventPage]:
    """Read every page of a range; raise _TooMany after the first page if the range holds more than `most` events."""
    pages: list[EventPage] = []
    try:
        for page in run.client.iter_event_pages(*span):
            if not pages:
                if most is not None and page.total_count is not None and page.total_count > most:
                    raise _TooMany(page.total_count)
                run.progress.start(f"usage events {span[0]:%-d %b %Y} to {span[1]:%-d %b %Y}", page.total_count)
            pages.append(page)
            run.progress.advance(page.row_count)
            run.work_while_waiting_for(USAGE_EVENTS)
    finally:
        if pages:
            run.progress.finish()
    return pages
