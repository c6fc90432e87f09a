"""A billing cycle for finance: the answer to /cycle."""

from functools import partial

from blocks import action_ids
from blocks.cycle_chart import cycle_chart
from blocks.elements import (
    PLAIN_LOOK,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    button,
    header,
    images,
    lines,
    message,
    paragraph,
    remark,
    rich_text,
    spoken,
    stat_fields,
    utc,
    words,
)
from blocks.escape import SHORT_NAME, message_text, outside
from blocks.numbers import NONE, about_dollars, against, count, counted, dollars, percent
from blocks.report_query import ReportQuery
from blocks.scope import (
    caveats,
    controls,
    counters_caveat,
    footer,
    known_figures,
    next_question,
    none_used,
    refresh_button,
)
from blocks.shown_names import shown_names
from blocks.stat_words import forecast_spread
from blocks.tables import Number, Table, price, share, table_blocks
from tracker.reports.types import (
    Adoption,
    AdoptionTier,
    BudgetState,
    CycleReport,
    ExhaustionBucket,
    MemberRow,
    PlanExhaustion,
    Seats,
)

ADOPTION_CAVEAT = "It shows how much the tool is used, not how good anyone's work is."
_TIER_WORDS = {
    AdoptionTier.AI_NATIVE: "AI-native",
    AdoptionTier.HIGH: "high",
    AdoptionTier.MODERATE: "moderate",
    AdoptionTier.LOW: "low",
    AdoptionTier.MANUAL: "manual",
}
EXHAUSTED_NAMED = 5


def cycle_message(report: CycleReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Figures, the course of the cycle, top spenders, used-up plans, idle seats; then follow-up questions."""
    summary = cycle_summary(report)
    details = [] if report.scope.is_before_history else cycle_details(report)
    return message(
        message_text(
            summary.text,
            spoken(words("Top spenders: " + "; ".join(map(spender_words, report.top)))) if report.top else "",
            *(spoken(*pieces) for pieces in details),
            spoken(words(f"Basis: {report.scope.basis}.")),
        ),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, cycle_charts(report)),
        table_blocks(cycle_top_table(report), look.tables),
        [rich_text(lines(pieces)) for pieces in details],
        controls(_next_questions(report, query), refresh_button(query)),
        footer(
            report.scope,
            *caveats(report.totals, report.days),
            _history_caveat(report),
            counters_caveat(report.exhaustion.counters_as_of),
        ),
        remark(look),
    )


def cycle_charts(report: CycleReport) -> tuple[Chart, ...]:
    """The course of the cycle, if anything was spent in it or in the previous one."""
    if not report.totals.usage_value_microcents and report.before is None:
        return ()
    sentence = "".join(piece["text"] for piece in _sentence(report))
    by_day = ", ".join(f"{day.date:%-d %b} {dollars(day.usage_value_microcents)}" for day in report.days)
    return (
        Chart(
            name="cycle",
            title="Cumulative spend over the cycle",
            alt_text=f"Cumulative usage value over the billing cycle. {sentence} By day: {by_day}.",
            draw=partial(cycle_chart, report),
        ),
    )


def cycle_summary(report: CycleReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    cycle = report.progress.cycle
    unknown = "" if cycle.is_known else " (calendar month, the cycle is not known yet)"
    return Summary(
        title=f"Billing cycle {cycle.start:%-d %b} to {cycle.end:%-d %b %Y}{unknown}",
        sentence=tuple(_sentence(report)),
        stats=known_figures(report.scope, _stats(report)),
    )


def _sentence(report: CycleReport) -> list[Element]:
    spent = report.totals.usage_value_microcents
    if not spent and not report.totals.requests:
        return [none_used(report.scope, f"No usage in {_cycle_in_words(report)}.", of=_cycle_in_words(report))]
    return [words(f"{dollars(spent)} in {_cycle_in_words(report)}", bold=True), *_against(report), *_course(report)]


def _cycle_in_words(report: CycleReport) -> str:
    return "the last cycle" if report.is_over else "this cycle"


def _against(report: CycleReport) -> list[Element]:
    """Compared with the previous cycle up to the same point."""
    if report.before is None:
        return [words(", the first cycle on record")]
    now, before = report.totals.usage_value_microcents, report.before.same_span_usage_value_microcents
    other = "the previous cycle" if report.is_over else "the last cycle at this point"
    return [words(f", {against(now, before, other)}")]


def _course(report: CycleReport) -> list[Element]:
    progress = report.progress
    if report.is_over:
        return [words(".")]
    if progress.forecast_microcents is None:
        return [words("; a forecast needs three whole days.")]
    pieces = [words("; on course for "), words(about_dollars(progress.forecast_microcents), bold=True)]
    return [*pieces, words(f"{forecast_spread(progress)}.")]


def _stats(report: CycleReport) -> list[tuple[str, str]]:
    totals = report.totals
    stats = [
        ("Usage value", dollars(totals.usage_value_microcents)),
        ("On-demand", dollars(totals.on_demand_microcents)),
        ("Cycle", _place(report)),
        ("Previous cycle" if report.is_over else "Last cycle", _before(report)),
        ("Requests", count(totals.requests)),
        ("Seats in use", f"{count(report.seats.used)} of {count(report.seats.total)} with a request"),
        ("Included plan used up", _exhausted_share(report.exhaustion)),
    ]
    if report.budget is not None:
        stats.insert(4, ("Budget", _budget(report.budget)))
    return stats


def _place(report: CycleReport) -> str:
    progress = report.progress
    if report.is_over:
        return f"{counted(progress.days_total, 'day')}\nended {utc(progress.cycle.end)}"
    left = counted(progress.days_left, "day")
    return f"day {progress.day_number} of {progress.days_total}, {left} left\nresets {utc(progress.cycle.end)}"


def _before(report: CycleReport) -> str:
    before = report.before
    if before is None:
        return NONE
    total = dollars(before.usage_value_microcents)
    return (
        total
        if report.is_over
        else f"{dollars(before.same_span_usage_value_microcents)} by this point, {total} in total"
    )


def _budget(budget: BudgetState) -> str:
    if budget.is_reached:
        return f"{dollars(budget.budget_microcents)}, reached: {dollars(-budget.left_microcents)} over"
    used = percent(budget.budget_microcents - budget.left_microcents, budget.budget_microcents)
    course = "on course to exceed it" if budget.is_expected_to_be_reached else f"{dollars(budget.left_microcents)} left"
    return f"{used} of {dollars(budget.budget_microcents)} used, {course}"


def _exhausted_share(exhaustion: PlanExhaustion) -> str:
    return f"{count(exhaustion.members)} of {counted(exhaustion.active, 'agent user')}"


def cycle_top_table(report: CycleReport) -> Table:
    """The five who spent most."""
    total = report.totals.usage_value_microcents
    names = shown_names((row.actor for row in report.top), 32)
    return Table(
        caption=f"Top spenders of {_cycle_in_words(report)}",
        columns=("Member", "Usage value", "Share", "Requests", "Main model"),
        rows=tuple(
            (
                names[row.actor.key],
                price(row.usage_value_microcents),
                share(row.usage_value_microcents, total),
                Number(row.requests, count(row.requests)),
                outside(row.main_model, 32) if row.main_model else NONE,
            )
            for row in report.top
        ),
    )


def spender_words(row: MemberRow) -> str:
    """A top spender in words."""
    return f"{row.rank}. {outside(row.actor.display, SHORT_NAME)} {dollars(row.usage_value_microcents)}"


def cycle_details(report: CycleReport) -> list[list[Element]]:
    """Plan, seats and adoption, one paragraph each."""
    return [_exhaustion(report.exhaustion), _seats(report.seats, _cycle_in_words(report)), _adoption(report.adoption)]


def _exhaustion(exhaustion: PlanExhaustion) -> list[Element]:
    title = words("Included plan used up: ", bold=True)
    if not exhaustion.exhausted:
        return [title, words("nobody has used up the included plan.")]
    buckets = ", ".join(f"{_bucket_words(bucket)} {count(bucket.members)}" for bucket in exhaustion.buckets)
    listed = exhaustion.exhausted[:EXHAUSTED_NAMED]
    names = shown_names((each.actor for each in listed), SHORT_NAME)
    first = ", ".join(f"{names[each.actor.key]} (day {each.days})" for each in listed)
    more = exhaustion.members - len(listed)
    rest = f" and {count(more)} more" if more > 0 else ""
    middle = f"{exhaustion.median_days:.10g}" if exhaustion.median_days is not None else NONE
    share_of = f"{_exhausted_share(exhaustion)}, median day {middle}."
    return [title, words(f"{share_of} By day of the cycle: {buckets}. First: {first}{rest}.")]


def _bucket_words(bucket: ExhaustionBucket) -> str:
    days = f"{bucket.first_day} or later" if bucket.last_day is None else f"{bucket.first_day} to {bucket.last_day}"
    return f"{days}:"


def _seats(seats: Seats, cycle: str) -> list[Element]:
    title = words("Unused seats: ", bold=True)
    if not seats.unused:
        return [title, words(f"every seat made a request in {cycle}.")]
    named = ", ".join(shown_names(seats.unused_first, SHORT_NAME).values())
    more = seats.unused - len(seats.unused_first)
    rest = f" and {count(more)} more" if more > 0 else ""
    made = counted(seats.unused, "seat")
    return [title, words(f"{made} of {count(seats.total)} without a request in {cycle}: {named}{rest}.")]


def _adoption(adoption: Adoption) -> list[Element]:
    tiers = ", ".join(f"{_TIER_WORDS[each.tier]} {count(each.members)}" for each in adoption.tiers)
    below = f"; {counted(adoption.unscored, 'seat')} below 10 requests, not scored" if adoption.unscored else ""
    return [words("Adoption: ", bold=True), words(f"{tiers}{below}. "), words(ADOPTION_CAVEAT, italic=True)]


def _next_questions(report: CycleReport, query: ReportQuery) -> list[Element]:
    other = ("This cycle", "cycle") if report.is_over else ("Last cycle", "last cycle")
    return [
        button("Download CSV", action_ids.DOWNLOAD_CSV, query.encode(), style="primary"),
        button(
            other[0], action_ids.distinct(action_ids.UPDATE_REPORT, "cycle"), ReportQuery("cycle", other[1]).encode()
        ),
        next_question("Top spenders", ReportQuery("topspenders", query.range_words)),
        next_question("Team spend", ReportQuery("overview", query.range_words)),
    ]


def _history_caveat(report: CycleReport) -> str:
    if report.before is None or report.before.is_complete or not report.before.days:
        return ""
    return f"The cycle from {report.before.cycle.start:%-d %b} is incomplete: my history begins partway through it."


def csv_notice(file_name: str, lines_count: int, total_microcents: int) -> Message:
    """The message above the file in the person's conversation with the bot."""
    text = f"{file_name}: {counted(lines_count, 'member')}, {dollars(total_microcents)} usage value in total."
    return message(message_text(spoken(words(text))), paragraph(words(text)))
