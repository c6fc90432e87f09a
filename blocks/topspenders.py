"""The ranked list of spenders: the answer to /topspenders."""

from functools import partial

from blocks import action_ids, charts
from blocks.badges import BADGE_WORDS, NEUTRAL, badge_menu, badges_button, badges_in_words
from blocks.elements import (
    PLAIN_LOOK,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    header,
    images,
    message,
    option,
    paragraph,
    remark,
    select,
    stat_fields,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.numbers import (
    NONE,
    compact_count,
    count,
    counted,
    dollars,
    dollars_or_none,
    dollars_value,
    multiple,
    percent,
)
from blocks.overview import seats_words
from blocks.report_query import ReportQuery
from blocks.scope import (
    caveats,
    clear_button,
    controls,
    footer,
    group_menu,
    known_figures,
    next_question,
    none_used,
    page_buttons,
    people_menu,
    range_and_group,
    range_menu,
    refresh_button,
    search_field,
)
from blocks.tables import Cell, Number, Table, price, table_blocks
from tracker.reports.types import SpenderRow, SpenderSort, TopSpendersReport

_GROUP = 40  # characters of a group's name within a sentence
SORT_WORDS = {
    SpenderSort.SPEND: "Most spend first",
    SpenderSort.REQUESTS: "Most requests first",
    SpenderSort.LINES: "Most accepted lines first",
    SpenderSort.COST_PER_REQUEST: "Dearest requests first",
    SpenderSort.CONTEXT: "Most context first",
    SpenderSort.ACTIVITY: "Most agent requests first",
    SpenderSort.ADOPTION: "Highest adoption first",
    SpenderSort.TOKENS: "Most tokens first",
    SpenderSort.NAME: "By name",
}


def topspenders_message(report: TopSpendersReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """One page of the members' table with its chart, the ways to sort, search and filter it, and to open a person."""
    summary = topspenders_summary(report)
    return message(
        _text(report, summary),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, topspenders_charts(report)),
        table_blocks(_table(report), look.tables),
        search_field(query, "Search by name or e-mail"),
        controls(
            people_menu(report.rows),
            _sort_menu(report.sort),
            badge_menu(report.badge),
            range_menu(query, report.scope.range.label),
            group_menu(report.scope.group, report.groups),
        ),
        controls(
            page_buttons(query, report.page, report.pages),
            clear_button(query) if _is_filtered(report) else None,
            badges_button(),
            next_question("Team spend", ReportQuery("overview", query.range_words, group=query.group)),
            refresh_button(query),
        ),
        footer(report.scope, NEUTRAL, *caveats(report.totals, ())),
        remark(look),
    )


def topspenders_charts(report: TopSpendersReport) -> tuple[Chart, ...]:
    """The first ten by the sort as bars of spend; none where nobody spent."""
    spenders = [row for row in report.top if row.usage_value_microcents > 0]
    if not spenders:
        return ()
    listed = ", ".join(f"{outside(row.actor.display)} {dollars(row.usage_value_microcents)}" for row in spenders)
    return (
        Chart(
            name="spenders",
            title="Top spenders",
            alt_text=f"Usage value by member, {range_and_group(report.scope)}: {listed}.",
            draw=partial(charts.spenders_chart, tuple(spenders), report.totals, report.scope.range.label),
        ),
    )


def topspenders_summary(report: TopSpendersReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    totals = report.totals
    return Summary(
        title=f"Top spenders: {range_and_group(report.scope)}",
        sentence=tuple(_sentence(report)),
        stats=known_figures(
            report.scope,
            (
                ("Usage value", dollars(totals.usage_value_microcents)),
                ("On-demand", dollars(totals.on_demand_microcents)),
                ("Active members", seats_words(totals)),
                ("Median cost per request", dollars_or_none(report.median_cost_per_request_microcents)),
            ),
        ),
    )


def _sentence(report: TopSpendersReport) -> list[Element]:
    total = report.totals.usage_value_microcents
    spenders = [row for row in report.top if row.usage_value_microcents > 0]
    if _is_filtered(report) and not report.scope.is_before_history:
        return _who_matches(report)
    if not spenders:
        return [none_used(report.scope, "Nobody spent anything in this range.")]
    if report.sort is SpenderSort.SPEND and len(spenders) > 1:
        together = sum(row.usage_value_microcents for row in spenders)
        return [
            words(f"The top {len(spenders)} spent {dollars(together)}", bold=True),
            words(f", {percent(together, total)} of {_whose(report)} {dollars(total)}. "),
            words(f"{outside(spenders[0].actor.display)} spent most."),
        ]
    first = spenders[0]
    return [
        words(f"{outside(first.actor.display)} comes first", bold=True),
        words(f" with {dollars(first.usage_value_microcents)} in {counted(first.requests, 'request')}, "),
        words(f"of {_whose(report)} {dollars(total)}."),
    ]


def _who_matches(report: TopSpendersReport) -> list[Element]:
    """How many the search and the badge leave, and what they spent."""
    total, listed = report.totals.usage_value_microcents, report.listed_usage_value_microcents
    sought = f" with “{outside(report.search)}” in the name or e-mail" if report.search else ""
    badge = f" with the badge {BADGE_WORDS[report.badge]}" if report.badge else ""
    asked = " and".join(each for each in (badge, sought) if each)
    if not report.listed:
        return [words("Nobody", bold=True), words(f"{asked} used anything in this range.")]
    return [
        words(counted(report.listed, "person", "people"), bold=True),
        words(f"{asked} spent "),
        words(dollars(listed), bold=True),
        words(f", {percent(listed, total)} of {_whose(report)} {dollars(total)}."),
    ]


def _whose(report: TopSpendersReport) -> str:
    """Who the total is of, as a genitive."""
    return "the team's" if report.scope.group is None else f"group {outside(report.scope.group, _GROUP)}'s"


def _is_filtered(report: TopSpendersReport) -> bool:
    return report.badge is not None or report.search is not None


def _table(report: TopSpendersReport) -> Table:
    against = "; ×: against the median cost per request" if report.median_cost_per_request_microcents else ""
    context = "; context: tokens read from the cache a request"
    return Table(
        caption=f"{SORT_WORDS[report.sort]}, {_page_words(report)}{against}{context}",
        columns=COLUMNS,
        rows=tuple(_cells(row, report.median_cost_per_request_microcents) for row in report.rows),
        row_header=1,
        page_size=20,
    )


COLUMNS = (
    "#",
    "Member",
    "Usage value",
    "Per request",
    "Badges",
    "Requests",
    "Lines",
    "Main model",
    "Context",
    "Activity rank",
)


def _cells(row: SpenderRow, median: int | None) -> tuple[Cell, ...]:
    each = row.cost_per_request_microcents
    against = f" ({multiple(each, median)})" if each and median else ""
    context = row.context.tokens_per_request if row.context else None
    return (
        Number(row.rank, str(row.rank)),
        outside(row.actor.display, 24),
        price(row.usage_value_microcents),
        Number(dollars_value(each or 0), f"{dollars_or_none(each)}{against}"),
        badges_in_words(row.badges) or NONE,
        Number(row.requests, count(row.requests)),
        _counted(row.accepted_lines),
        outside(row.main_model, 24) if row.main_model else NONE,
        Number(context or 0, NONE if context is None else compact_count(context)),
        _counted(row.activity_rank),
    )


def _counted(number: int | None) -> Number:
    return Number(number or 0, NONE if number is None else count(number))


def _sort_menu(sort: SpenderSort) -> Element | None:
    choices = [option(text, value.value) for value, text in SORT_WORDS.items()]
    return select(action_ids.CHOOSE_SORT, "Sort", choices, chosen=sort.value)


def _page_words(report: TopSpendersReport) -> str:
    people = counted(report.listed, "person", "people")
    return f"{people} in all, page {report.page} of {report.pages}" if report.pages > 1 else f"{people} in all"


def _text(report: TopSpendersReport, summary: Summary) -> str:
    rows = [
        escape(
            f"{row.rank}. {outside(row.actor.display)}: {dollars(row.usage_value_microcents)}, "
            f"{counted(row.requests, 'request')}"
        )
        for row in report.rows
    ]
    return message_text(summary.text, f"{SORT_WORDS[report.sort]}, {_page_words(report)}.", *rows)
