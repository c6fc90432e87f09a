"""What the team spends and who drives it: the answer to /spend, in three sections."""

from dataclasses import replace
from functools import partial

from blocks import action_ids
from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    bullets,
    button,
    day_words,
    header,
    images,
    line,
    lines,
    message,
    paragraph,
    remark,
    rich_text,
    stat_fields,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.models import cost_per_request_charts
from blocks.numbers import (
    MILLION,
    against,
    count,
    counted,
    dollars,
    dollars_or_none,
    multiple,
    percent,
    used_by,
)
from blocks.overview_charts import MEMBERS_SHOWN, daily_chart, members_chart
from blocks.overview_tables import members_table, models_table
from blocks.report_query import ReportQuery
from blocks.scope import (
    caveats,
    controls,
    footer,
    group_menu,
    known_figures,
    next_question,
    none_used,
    range_and_group,
    range_menu,
    refresh_button,
)
from blocks.stat_words import cycle_place, cycle_title, forecast_words, per_day_line, seats_words
from blocks.tables import table_blocks
from tracker.reports.types import CycleProgress, ModelShare, OverviewReport, Spike

SUMMARY, MEMBERS, MODELS = None, "members", "models"
SECTIONS = {SUMMARY: "Summary", MEMBERS: "By member, day by day", MODELS: "By model"}
_TOP_SHOWN = 5  # in the summary
_MEMBERS_SHOWN = 10
_MODELS_NAMED = 4
_NAME = 32  # characters of a member's or a model's name
_SPIKES_SHOWN = 3
LINES_CAVEAT = "Accepted lines are counted by Cursor for whole UTC days and miss many that agents wrote."
_BEFORE = {"cycle": "the last cycle at this point", "last cycle": "the previous cycle"}


def overview_message(report: OverviewReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The main sentence and the section that the query asks for; then the other sections and next questions."""
    summary = overview_summary(report)
    draw = {SUMMARY: _summary_section, MEMBERS: _members_section, MODELS: _models_section}[query.section]
    return message(
        _text(report, summary),
        header(summary.title),
        paragraph(*summary.sentence),
        *draw(report, summary, look),
        controls(range_menu(query, report.scope.range.label), group_menu(report.scope.group, report.groups)),
        controls(_section_buttons(query), _next_questions(report, query), refresh_button(query)),
        footer(report.scope, *caveats(report.totals, report.days), *_summary_caveats(report, query.section)),
        remark(look),
    )


def _summary_section(report: OverviewReport, summary: Summary, look: Look) -> list[Block | list[Block] | None]:
    """Figures, the daily trend with its spikes, the breakdown, and the top spenders."""
    return [
        stat_fields(summary.stats),
        images(look, overview_charts(report, SUMMARY)),
        _spikes(report),
        _breakdown(report),
        table_blocks(members_table(report, _TOP_SHOWN), look.tables),
    ]


def _members_section(report: OverviewReport, _summary: Summary, look: Look) -> list[Block | list[Block] | None]:
    """Daily spend by member, and a table of the first ten."""
    charts_of_members = images(look, overview_charts(report, MEMBERS))
    return [charts_of_members, table_blocks(members_table(report, _MEMBERS_SHOWN), look.tables)]


def _models_section(report: OverviewReport, _summary: Summary, look: Look) -> list[Block | list[Block] | None]:
    """Each model's cost per request compared with the cheapest, and the spend on each."""
    return [images(look, overview_charts(report, MODELS)), table_blocks(models_table(report), look.tables)]


def overview_charts(report: OverviewReport, section: str | None = SUMMARY) -> tuple[Chart, ...]:
    """The chart of a section, if there is anything to show."""
    if section == MODELS:
        priced = [each for each in report.models if each.requests and each.usage_value_microcents > 0]
        return cost_per_request_charts(priced, report.scope)
    chart = {SUMMARY: _daily_chart, MEMBERS: _members_chart}[section](report)
    return (chart,) if chart else ()


def _daily_chart(report: OverviewReport) -> Chart | None:
    """The daily trend, if there is more than one day."""
    if len(report.days) < 2 or report.scope.is_before_history:
        return None
    by_day = ", ".join(f"{day_words(day.date)} {dollars(day.usage_value_microcents)}" for day in report.days)
    spikes = ", ".join(day_words(spike.date) for spike in report.spikes)
    return Chart(
        name="daily",
        title="Spend by day",
        alt_text=f"Usage value per day, {range_and_group(report.scope)}: "
        + (f"spikes on {spikes}; " if spikes else "")
        + f"{by_day}.",
        draw=partial(
            daily_chart,
            report.days,
            report.totals.usage_value_microcents,
            report.scope.range.label,
            report.scope.group,
            average=report.average_day_microcents,
            spikes=tuple(spike.date for spike in report.spikes),
        ),
    )


def _members_chart(report: OverviewReport) -> Chart | None:
    """The first members' daily spend, if there is more than one day."""
    members = report.daily_by_member[:MEMBERS_SHOWN]
    if len(report.days) < 2 or not members:
        return None
    listed = ", ".join(
        f"{outside(member.actor.display)} {dollars(sum(day.usage_value_microcents for day in member.days))}"
        for member in members
    )
    return Chart(
        name="members",
        title="Spend by day and member",
        alt_text=f"Usage value per day by member, {range_and_group(report.scope)}: {listed}; above them everyone else.",
        draw=partial(
            members_chart, report.days, members, report.totals.usage_value_microcents, report.scope.range.label
        ),
    )


def overview_summary(report: OverviewReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    return Summary(
        title=f"Spend: {range_and_group(report.scope)}",
        sentence=tuple(_sentence(report)),
        stats=known_figures(report.scope, _stats(report)),
    )


def _sentence(report: OverviewReport) -> list[Element]:
    total = report.totals.usage_value_microcents
    if not report.totals.requests and not total:
        return [none_used(report.scope, "No usage in this range.")]
    who = "The team" if report.scope.group is None else f"Group {outside(report.scope.group)}"
    pieces = [words(f"{who} spent {dollars(total)}", bold=True)]
    if report.previous is not None:
        before = report.previous.usage_value_microcents
        other = _BEFORE.get(report.scope.range.words, "the period before")
        amount = f" ({dollars(before)})" if before > 0 else ""
        pieces.append(words(f", {against(total, before, other)}{amount}"))
    pieces.append(words("."))
    spenders = [row for row in report.members if row.usage_value_microcents > 0]
    if spenders:
        first = spenders[0]
        spent = first.usage_value_microcents
        pieces.append(
            words(
                f" {outside(first.actor.display)} spent most: {dollars(spent)}, {percent(spent, total)} of the total."
            )
        )
    models = [each for each in report.models if each.usage_value_microcents > 0]
    if models:
        spent = models[0].usage_value_microcents
        users = models[0].users
        by = f", {used_by(users, report.totals.members)}" if users is not None else ""
        pieces.append(words(f" {percent(spent, total)} went to {outside(models[0].model, _NAME)}{by}."))
    return pieces


def _stats(report: OverviewReport) -> list[tuple[str, str]]:
    """At most ten figures, Slack's limit."""
    totals, cycle = report.totals, report.cycle
    of_total = f"\n{percent(totals.on_demand_microcents, totals.usage_value_microcents)} of it"
    per_request = totals.cost_per_request_microcents
    a_request = f"\n{dollars(per_request)} a request" if per_request is not None else ""
    accepted = report.accepted_lines_added
    found = f"\n{counted(report.open_anomalies, 'open anomaly', 'open anomalies')}" if report.open_anomalies else ""
    return [
        ("Usage value", dollars(totals.usage_value_microcents) + per_day_line(report.usage_value_per_day_microcents)),
        ("On-demand", dollars(totals.on_demand_microcents) + (of_total if totals.on_demand_microcents else "")),
        ("Requests", count(totals.requests) + a_request),
        ("Accepted lines", count(accepted) if accepted is not None else "not available"),
        ("Active members", seats_words(totals)),
        ("Open incidents", count(report.open_incidents) + found),
        (cycle_title(cycle), cycle_place(cycle)),
        *([] if report.scope.range.words == "cycle" else [("Cycle so far", _cycle_so_far(cycle))]),
        ("Cycle forecast", forecast_words(cycle)),
    ]


def _cycle_so_far(cycle: CycleProgress) -> str:
    return f"{dollars(cycle.usage_value_microcents)}\n{dollars(cycle.on_demand_microcents)} on-demand"


def _spikes(report: OverviewReport) -> Block | None:
    """The largest spikes by date: how far above usual, and which member and model drove them."""
    largest = sorted(report.spikes, key=lambda spike: -spike.usage_value_microcents)[:_SPIKES_SHOWN]
    if not largest:
        return None
    rest = len(report.spikes) - len(largest)
    days = [line(*_spike_words(spike)) for spike in sorted(largest, key=lambda spike: spike.date)]
    more = [line(words(f"and {counted(rest, 'more day')} at more than twice the usual"))] if rest else []
    return rich_text(bullets(*days, *more))


def _spike_words(spike: Spike) -> list[Element]:
    spent, usual = spike.usage_value_microcents, spike.usual_microcents
    pieces = [
        words(f"Spike on {day_words(spike.date)}: {dollars(spent)}", bold=True),
        words(f", {multiple(spent, usual)} the usual {dollars(usual)}."),
    ]
    if spike.member is not None and spike.member_microcents is not None:
        name = outside(spike.member.display, _NAME)
        pieces.append(words(f" {name} drove it with {dollars(spike.member_microcents)}"))
        if spike.model is not None and spike.model_microcents is not None:
            model = outside(spike.model, _NAME)
            pieces.append(words(f"; among models, {model} with {dollars(spike.model_microcents)}"))
        pieces.append(words("."))
    return pieces


def _breakdown(report: OverviewReport) -> Block | None:
    """What the plans included, what was on-demand, and the spend by model."""
    total, on_demand = report.totals.usage_value_microcents, report.totals.on_demand_microcents
    if total <= 0:
        return None
    included = total - on_demand
    paid = f"{dollars(included)} included in plans ({percent(included, total)}), "
    paid += f"{dollars(on_demand)} on-demand ({percent(on_demand, total)})"
    by_model = _by_model(report)
    return rich_text(
        lines(
            [words("Breakdown: ", bold=True), words(paid)],
            *([[words("By model: ", bold=True), words(by_model)]] if by_model else []),
        )
    )


def _by_model(report: OverviewReport) -> str:
    spent = [each for each in report.models if each.usage_value_microcents > 0]
    total = report.totals.usage_value_microcents
    named = [
        f"{outside(each.model, _NAME)} {dollars(each.usage_value_microcents)} "
        f"({percent(each.usage_value_microcents, total)}, {_price_words(each)})"
        for each in spent[:_MODELS_NAMED]
    ]
    rest = spent[_MODELS_NAMED:]
    if rest:
        named.append(f"{len(rest)} more {dollars(sum(each.usage_value_microcents for each in rest))}")
    return ", ".join(named)


def _price_words(each: ModelShare) -> str:
    """`$0.84 a request, 8.4×`, with the multiple of the cheapest model listed."""
    price_of = dollars_or_none(each.cost_per_request_microcents)
    times = each.multiple_of_cheapest_millionths
    return f"{price_of} a request" + (f", {multiple(times, MILLION)}" if times is not None else "")


def _section_buttons(query: ReportQuery) -> list[Element]:
    """Buttons for the sections that are not shown."""
    return [
        button(
            name,
            action_ids.distinct(action_ids.UPDATE_REPORT, section or "summary"),
            replace(query, section=section).encode(),
        )
        for section, name in SECTIONS.items()
        if section != query.section
    ]


def _next_questions(report: OverviewReport, query: ReportQuery) -> list[Element]:
    range_words, group = query.range_words, query.group
    questions = [next_question("Top spenders", ReportQuery("topspenders", range_words, group=group))]
    if query.section == MODELS:
        questions = [next_question("What a cheaper model saves", ReportQuery("models", range_words, group=group))]
    if report.open_incidents:
        name = f"Open incidents ({count(report.open_incidents)})"
        questions.append(next_question(name, ReportQuery("incidents", "30d", which="open")))
    return questions


def _summary_caveats(report: OverviewReport, section: str | None) -> tuple[str, ...]:
    """Caveats about the figures; "" for those that do not apply."""
    if section is not SUMMARY or report.scope.is_before_history:
        return ()
    averaged = sum(day.whole and not day.provisional for day in report.days)
    is_of_some = report.average_day_microcents is not None and averaged < len(report.days)
    return (
        f"The chart's average covers only the {averaged} whole, final days." if is_of_some else "",
        LINES_CAVEAT if report.accepted_lines_added is not None else "",
    )


def _text(report: OverviewReport, summary: Summary) -> str:
    members = [
        f"{row.rank}. {outside(row.actor.display)} {dollars(row.usage_value_microcents)}"
        for row in report.members[:_MEMBERS_SHOWN]
        if row.usage_value_microcents
    ]
    spikes = ["".join(piece["text"] for piece in _spike_words(spike)) for spike in report.spikes[:_SPIKES_SHOWN]]
    by_model = _by_model(report)
    return message_text(
        summary.text,
        *map(escape, spikes),
        escape("By member: " + "; ".join(members)) if members else "",
        escape(f"By model: {by_model}") if by_model else "",
        escape(f"Basis: {report.scope.basis}."),
    )
