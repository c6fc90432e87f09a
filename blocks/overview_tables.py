"""The tables of the overview: spend by member, and by model."""

from blocks.escape import outside
from blocks.numbers import MILLION, NONE, count, counted, dollars_or_none, dollars_value, multiple
from blocks.scope import range_and_group
from blocks.shown_names import shown_names
from blocks.tables import Cell, Number, Table, price, share
from tracker.reports.types import MemberRow, ModelShare, OverviewReport

_LONGEST_NAME = 32  # characters of a member's or a model's name


def members_table(report: OverviewReport, most: int) -> Table:
    """The first `most` active members, most spend first."""
    total = report.totals.usage_value_microcents
    users = [row for row in report.members if row.usage_value_microcents or row.requests]
    shown = users[:most]
    names = shown_names((row.actor for row in shown), _LONGEST_NAME)
    total_users = len(users) + report.members_left_out
    first = f"top {len(shown)} of {count(total_users)}, " if total_users > len(shown) else ""
    return Table(
        caption=f"Spend by member, {first}{range_and_group(report.scope)}",
        columns=("Member", "Usage value", "Share", "Requests", "Per request", "Main model"),
        rows=tuple(_member_cells(row, names[row.actor.key], total) for row in shown),
    )


def _member_cells(row: MemberRow, name: str, total: int) -> tuple[Cell, ...]:
    spent = row.usage_value_microcents
    return (
        name,
        price(spent),
        share(spent, total),
        Number(row.requests, count(row.requests)),
        price(row.cost_per_request_microcents),
        outside(row.main_model, _LONGEST_NAME) if row.main_model else NONE,
    )


def models_table(report: OverviewReport) -> Table:
    """Every model, with its cost per request compared with the cheapest one's."""
    total = report.totals.usage_value_microcents
    return Table(
        caption=f"{counted(len(report.models), 'model')}, most spend first; ×: per request compared with the cheapest",
        columns=("Model", "Usage value", "Share", "On-demand", "Requests", "Per request"),
        rows=tuple(_model_cells(each, total) for each in report.models),
    )


def _model_cells(each: ModelShare, total: int) -> tuple[Cell, ...]:
    spent, per_request = each.usage_value_microcents, each.cost_per_request_microcents
    times = each.multiple_of_cheapest_millionths
    against = f" ({multiple(times, MILLION)})" if times is not None else ""
    return (
        outside(each.model, _LONGEST_NAME),
        price(spent),
        share(spent, total),
        price(each.on_demand_microcents),
        Number(each.requests, count(each.requests)),
        Number(dollars_value(per_request or 0), f"{dollars_or_none(per_request)}{against}"),
    )
