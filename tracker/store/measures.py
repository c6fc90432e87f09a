"""What an event, or a row of a rollup, adds to each measure: one definition for everything summed at query time.

All money is in microcents. tracker/store/rollups.py builds the rollups by the same rules, for many events at once.
"""

from datetime import timedelta
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, SQLColumnExpression, case, cast, func, literal_column
from sqlmodel import Session, col

from tracker.clock import ONE_MS
from tracker.cursor.schemas.events import Billing, CostSource
from tracker.store.tables import UsageEventRow

HOUR_MS = timedelta(hours=1) // ONE_MS
DAY_MS = timedelta(days=1) // ONE_MS

_BILLING_OF = {"on_demand_microcents": Billing.ON_DEMAND, "unknown_kind_microcents": Billing.UNKNOWN}

_EVENT, _CHARGED = UsageEventRow, col(UsageEventRow.charged_microcents)
IS_REQUEST = col(_EVENT.billing) != Billing.NOT_CHARGED  # the others were errored or aborted
_IS_ESTIMATED = IS_REQUEST & (col(_EVENT.cost_source) == CostSource.ESTIMATED)
_TOKENS: dict[str, ColumnElement[int]] = {
    name: func.coalesce(getattr(_EVENT, name), 0)
    for name in ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
}
OF_EVENT: dict[str, ColumnElement[int]] = {
    "usage_value_microcents": case((IS_REQUEST, _CHARGED), else_=0),
    **{name: case((col(_EVENT.billing) == kind, _CHARGED), else_=0) for name, kind in _BILLING_OF.items()},
    "estimated_microcents": case((_IS_ESTIMATED, _CHARGED), else_=0),
    "requests": case((IS_REQUEST, 1), else_=0),
    "not_charged": case((IS_REQUEST, 0), else_=1),
    "tokens": reduce(add, _TOKENS.values()),
    **_TOKENS,
    "max_mode_requests": case((IS_REQUEST & col(_EVENT.is_max_mode), 1), else_=0),
    "cache_read_events": case((col(_EVENT.cache_read_tokens) > 0, 1), else_=0),
}


def has_measure(table: Any, measure: str) -> bool:
    """Whether a rollup has this measure, or a key of this name."""
    return hasattr(table, measure) or measure in _BILLING_OF


def sum_of(table: Any, measure: str) -> ColumnElement[int]:
    """The sum of a measure over events or over rows of a rollup; 0 if there are none.

    In a rollup split by billing kind, some measures are the usage value of one kind.
    """
    if table is UsageEventRow:
        return total(OF_EVENT[measure])
    if hasattr(table, measure):
        return total(col(getattr(table, measure)))
    return total(case((table.billing == _BILLING_OF[measure], table.usage_value_microcents), else_=0))


def total(column: SQLColumnExpression[int]) -> ColumnElement[int]:
    """The sum of whole numbers. PostgreSQL sums BIGINTs as NUMERIC, and none of our sums exceeds BIGINT."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def full_periods(time: Any, length_ms: int) -> ColumnElement[int]:
    """Full days or hours since 1970.

    The length is inlined: as a bound parameter, it would keep PostgreSQL from recognising the grouping expression.
    """
    return col(time).op("/")(literal_column(str(length_ms)))


def as_date(session: Session, day: ColumnElement[int]) -> ColumnElement[Any]:
    """A number of days since 1970 as a date, in the form in which each backend stores dates."""
    if session.get_bind().dialect.name == "sqlite":
        return func.date(day * literal_column("86400"), literal_column("'unixepoch'"))
    return literal_column("DATE '1970-01-01'") + cast(day, Integer)
