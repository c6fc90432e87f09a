"""A cycle as CSV for finance: one line per member, and a line of totals that they add up to.

RFC 4180: lines end with CR LF; cells with a comma, a quote or a line break are quoted; quotes are doubled. An
apostrophe is put before text that a spreadsheet would take for a formula.
"""

import csv
import io

from blocks.numbers import MICROCENTS_PER_DOLLAR
from tracker.reports.types import CycleMember, CycleMembersReport

COLUMNS = (
    "email",
    "name",
    "kind",
    "group_today",
    "included_usd",
    "on_demand_usd",
    "usage_value_usd",
    "requests",
    "tokens",
    "models",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TOTAL = "total"


def cycle_csv(report: CycleMembersReport) -> str:
    """The header, a line per member by descending spend, the totals; money in dollars, exact to the microcent."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(member) for member in report.members)
    totals = report.totals
    money = _money(totals.usage_value_microcents, totals.on_demand_microcents)
    writer.writerow([TOTAL, "", "", "", *money, totals.requests, totals.tokens, ""])
    return target.getvalue()


def cycle_csv_name(report: CycleMembersReport) -> str:
    """`spendwatch-cycle-2026-10-27.csv`, after the day on which the cycle began."""
    return f"spendwatch-cycle-{report.scope.range.start:%Y-%m-%d}.csv"


def text_cell(text: str) -> str:
    """Text from outside as a cell that no spreadsheet evaluates; lone surrogates are replaced.

    >>> text_cell("=1+1"), text_cell("Mia Fox")
    ("'=1+1", 'Mia Fox')
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return "'" + whole if whole.startswith(FORMULA_STARTS) else whole


def _cells(member: CycleMember) -> list[str | int]:
    actor = member.actor
    models = "; ".join(f"{model} {requests}" for model, requests in member.models)
    return [
        text_cell(actor.email or actor.key),
        text_cell(actor.name),
        actor.kind.value,
        text_cell(member.group),
        *_money(member.usage_value_microcents, member.on_demand_microcents),
        member.requests,
        member.tokens,
        text_cell(models),
    ]


def _money(usage_value: int, on_demand: int) -> list[str]:
    """Included, on-demand and their sum: whatever is not on-demand counts as included."""
    return [_dollars(usage_value - on_demand), _dollars(on_demand), _dollars(usage_value)]


def _dollars(microcents: int) -> str:
    """All digits: a microcent is a dollar's eighth decimal place; at least two places are shown."""
    sign = "-" if microcents < 0 else ""
    whole, rest = divmod(abs(microcents), MICROCENTS_PER_DOLLAR)
    places = f"{rest:08d}"
    return f"{sign}{whole}.{places[:2]}{places[2:].rstrip('0')}"
