"""Onset: the first event with which a running figure crossed its line."""

import numpy as np
from numpy.typing import ArrayLike

from tracker.detect.judging import Mask
from tracker.detect.types import Ints


def onset(timestamps_ms: ArrayLike, amounts: ArrayLike, line: int) -> int | None:
    """Timestamp of the first event with which the running sum of `amounts` exceeds `line`.

    Parameters
    ----------
    timestamps_ms : array_like of int, shape (events,)
        Event times of one subject in the period of a finding, in any order.
    amounts : array_like of int, shape (events,)
        What each event adds, in the unit of `line`: microcents for spend, millionths for requests and tokens.
    line : int
        The largest running sum that is still no finding (`Finding.last_quiet_millionths`).

    Returns
    -------
    int or None
        Milliseconds since 1970, or None when the events never add up to more than the line.

    Examples
    --------
    >>> onset([1000, 2000, 3000], [40, 20, 90], line=50)
    2000
    """
    times, added = _in_time_order(timestamps_ms, amounts)
    return _first(times, np.cumsum(added) > line)


def cost_per_request_onset(
    timestamps_ms: ArrayLike, spend: ArrayLike, requests: ArrayLike, line: int, least_spend: int
) -> int | None:
    """Timestamp of the first event with which running spend / running requests exceeds `line`.

    `spend` and `least_spend` are microcents, `requests` is 1 for an event that counts as a request, else 0, and `line`
    is microcents a request. Nothing counts before the running spend reaches `least_spend`: the first request of a day
    alone says little about its price. None if the line is never crossed.
    """
    times, spent, counted = _in_time_order(timestamps_ms, spend, requests)
    total, count = np.cumsum(spent), np.cumsum(counted)
    return _first(times, (total >= least_spend) & (count > 0) & (total > line * count))


def _in_time_order(timestamps_ms: ArrayLike, *columns: ArrayLike) -> list[Ints]:
    arrays = [np.asarray(column, dtype=np.int64) for column in (timestamps_ms, *columns)]
    if any(array.ndim != 1 or array.shape != arrays[0].shape for array in arrays):
        raise ValueError(f"expected one value an event, got the shapes {[array.shape for array in arrays]}")
    order = np.argsort(arrays[0], kind="stable")
    return [array[order] for array in arrays]


def _first(times: Ints, is_past: Mask) -> int | None:
    return int(times[np.argmax(is_past)]) if is_past.any() else None
