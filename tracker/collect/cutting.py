"""Cuts time into ranges that fit into one request or one transaction."""

from datetime import datetime, timedelta

from tracker.clock import EPOCH, ONE_DAY
from tracker.cursor.client import LONGEST_RANGE

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)

Range = tuple[datetime, datetime]


def range_before(end: datetime, *, not_before: datetime) -> Range:
    """The longest allowed range that ends at `end`; it begins on a full hour, or at `not_before`."""
    earliest = EPOCH - (EPOCH - end + LONGEST_RANGE) // HOUR * HOUR
    return max(earliest, not_before), end


def allowed_ranges(start: datetime, end: datetime) -> list[Range]:
    """Split [start, end) into the fewest ranges that Cursor accepts, oldest first."""
    ranges: list[Range] = []
    while end > start:
        ranges.append(range_before(end, not_before=start))
        end = ranges[-1][0]
    return ranges[::-1]


def cut(span: Range, parts: int) -> list[Range]:
    """Cut a range into about `parts` equal pieces, oldest first: on full hours, or on full minutes below two hours.

    Pieces longer than a day are whole UTC days, so that no day is rolled up twice. Returns the range itself if it is
    too short to cut.
    """
    start, end = span
    piece = (end - start) / parts
    if piece > ONE_DAY:
        step, length = ONE_DAY, piece // ONE_DAY * ONE_DAY
    else:
        step = HOUR if end - start > 2 * HOUR else MINUTE
        length = max(step, -(-piece // step) * step)
    edges = [start]
    while (edge := EPOCH + (edges[-1] - EPOCH) // step * step + length) < end:
        edges.append(edge)
    return list(zip(edges, [*edges[1:], end], strict=True))
