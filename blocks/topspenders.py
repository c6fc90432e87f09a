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
from blocks.shown_names import shown_names
from blocks.stat_words import seats_words
from blocks.tables import Cell, Number, Table, price, table_blocks
from tracker.reports.types import SpenderRow, SpenderSort, TopSpendersReport

_GROUP = 40  # characters of a group's name in a sentence
SORT_WORDS = {
    SpenderSort.SPEND: "Most spend first",
    SpenderSort.REQUESTS: "Most requests first",
    SpenderSort.LINES: "Most accepted lines first",
    SpenderSort.COST_PER_REQUEST: "Most expensive requests first",
    SpenderSort.CONTEXT: "Most context first",
    SpenderSort.ACTIVITY: "Most agent requests first",
    SpenderSort.ADOPTION: "Highest adoption first",
    SpenderSort.MAIN_MODEL: "By main model",
    SpenderSort.BADGES: "By badge",
    SpenderSort.TOKENS: "Most tokens first",
    SpenderSort.NAME: "By name",
}


_SORTED_BY = {  # the columns by which the list can be sorted, each shown next to the name
    SpenderSort.SPEND: "Usage value",
    SpenderSort.REQUESTS: "Requests",
    SpenderSort.LINES: "Lines",
    SpenderSort.COST_PER_REQUEST: "Per request",
    SpenderSort.CONTEXT: "Context",
    SpenderSort.ACTIVITY: "Agent requests",
    SpenderSort.ADOPTION: "Adoption score",
    SpenderSort.MAIN_MODEL: "Main model",
    SpenderSort.BADGES: "Badges",
    SpenderSort.TOKENS: "Tokens",
}
_SPOKEN = {"Lines": "accepted lines", "Per request": "cost per request", "Context": "context per request"}


def topspenders_message(report: TopSpendersReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """One page of the members' table with its chart, and controls to sort, search, filter and open a person."""
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
    """The first ten in the chosen order as bars of spend; none if nobody spent."""
    spenders = [row for row in report.top if row.usage_value_microcents > 0]
    if not spenders:
        return ()
    listed = ", ".join(f"{outside(row.actor.display)} {dollars(row.usage_value_microcents)}" for row in spenders)
    return (
        Chart(
            name="spenders",
            title="Usage value by member",
            alt_text=f"Usage value by member, {range_and_group(report.scope)}, {_order(report.sort)}: {listed}.",
            draw=partial(
                charts.spenders_chart, tuple(spenders), report.totals, report.scope.range.label, _order(report.sort)
            ),
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
    first = report.top[0]
    return [
        words(f"{outside(first.actor.display)} comes first by {_first_by(first, report)}", bold=True),
        words(f", and spent {dollars(first.usage_value_microcents)} in {counted(first.requests, 'request')}, "),
        words(f"of {_whose(report)} {dollars(total)}."),
    ]


def _first_by(row: SpenderRow, report: TopSpendersReport) -> str:
    """The sort column's name and the row's value in it."""
    column = _SORTED_BY.get(report.sort)
    if column is None:
        return "name"
    spoken = _SPOKEN.get(column, column.lower())
    cell = _cells(row, report.median_cost_per_request_microcents)[column]
    return f"{spoken}: {cell if isinstance(cell, str) else cell.text}"


def _sorted_figure(row: SpenderRow, report: TopSpendersReport) -> str:
    """The same, for a line of text; "" if the line contains that figure anyway."""
    contained = {SpenderSort.SPEND, SpenderSort.REQUESTS, SpenderSort.NAME}
    return "" if report.sort in contained else f"{_first_by(row, report)}, "


def _order(sort: SpenderSort) -> str:
    """The order of the bars, in the menu's words."""
    return SORT_WORDS[sort][:1].lower() + SORT_WORDS[sort][1:]


def _who_matches(report: TopSpendersReport) -> list[Element]:
    """How many people match search and badge, and what they spent."""
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
    """Whose total it is, in the possessive."""
    return "the team's" if report.scope.group is None else f"group {outside(report.scope.group, _GROUP)}'s"


def _is_filtered(report: TopSpendersReport) -> bool:
    return report.badge is not None or report.search is not None


def _table(report: TopSpendersReport) -> Table:
    against = "; ×: compared with the median cost per request" if report.median_cost_per_request_microcents else ""
    context = "; context: tokens read from the cache per request"
    columns = _columns(report.sort)
    names = shown_names((row.actor for row in report.rows), 24)
    cells = [
        _cells(row, report.median_cost_per_request_microcents) | {"Member": names[row.actor.key]} for row in report.rows
    ]
    return Table(
        caption=f"{SORT_WORDS[report.sort]}, {_page_words(report)}{against}{context}",
        columns=columns,
        rows=tuple(tuple(of_row[column] for column in columns) for of_row in cells),
        row_header=1,
        page_size=20,
    )


_WHO = ("#", "Member")
_SHOWN = (
    "Usage value",
    "Per request",
    "Requests",
    "Lines",
    "Context",
    "Activity rank",
    "Main model",
    "Badges",
)


def _columns(sort: SpenderSort) -> tuple[str, ...]:
    """The sort column next to the name, then figures before text, which is widest."""
    sorted_by = _SORTED_BY.get(sort, _SHOWN[0])
    return (*_WHO, sorted_by, *(column for column in _SHOWN if column != sorted_by))


def _cells(row: SpenderRow, median: int | None) -> dict[str, Cell]:
    """All cells of a row except the name, by column."""
    adoption = row.adoption
    return {
        "#": Number(row.rank, str(row.rank)),
        "Usage value": price(row.usage_value_microcents),
        "Per request": _per_request(row, median),
        "Requests": _counted(row.requests),
        "Lines": _counted(row.accepted_lines),
        "Context": _compact(row.context.tokens_per_request if row.context else None),
        "Activity rank": _counted(row.activity_rank),
        "Agent requests": _counted(row.agent_requests),
        "Adoption score": Number(adoption.score, f"{adoption.score:.0f}") if adoption else Number(0, NONE),
        "Tokens": _compact(row.tokens),
        "Main model": outside(row.main_model, 24) if row.main_model else NONE,
        "Badges": badges_in_words(row.badges) or NONE,
    }


def _per_request(row: SpenderRow, median: int | None) -> Number:
    each = row.cost_per_request_microcents
    against = f" ({multiple(each, median)})" if each and median else ""
    return Number(dollars_value(each or 0), f"{dollars_or_none(each)}{against}")


def _compact(number: int | None) -> Number:
    return Number(number or 0, NONE if number is None else compact_count(number))


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
            f"{row.rank}. {outside(row.actor.display)}: {_sorted_figure(row, report)}"
            f"{dollars(row.usage_value_microcents)}, {counted(row.requests, 'request')}"
        )
        for row in report.rows
    ]
    return message_text(summary.text, f"{SORT_WORDS[report.sort]}, {_page_words(report)}.", *rows)
