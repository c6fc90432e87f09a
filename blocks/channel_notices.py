"""Notices for the alert channel besides incidents: used-up plans, the team's budget, the end of a cycle."""

from dataclasses import replace
from datetime import timedelta

from blocks import action_ids
from blocks.cycle import cycle_charts, cycle_details, cycle_summary, cycle_top_table, spender_words
from blocks.elements import (
    PLAIN_LOOK,
    Element,
    Look,
    Message,
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
from blocks.numbers import about_dollars, count, counted, dollars
from blocks.report_query import ReportQuery
from blocks.scope import caveats, controls, counters_caveat, footer, next_question
from blocks.tables import table_blocks
from tracker.reports.types import BudgetNotice, CycleReport, PlansNotice

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def plans_notice(notice: PlansNotice, look: Look = PLAIN_LOOK) -> Message:
    """How many people used up their plan, how many more than in the last notice, and the newest by name."""
    sentence = _plans_sentence(notice)
    newest = [words("Newest: ", bold=True), words(f"{_newest(notice)}.")] if notice.newest else []
    return message(
        message_text(spoken(*sentence), spoken(*newest)),
        header("Included plans used up"),
        rich_text(lines(sentence, newest) if newest else lines(sentence)),
        controls(
            next_question("Plan exhaustion", ReportQuery("insights", "cycle", section="exhaustion")),
            next_question("Billing cycle", ReportQuery("cycle", "cycle")),
        ),
        footer(notice.scope, "A plan counts as used up from the first usage-based request."),
        remark(look),
    )


def _plans_sentence(notice: PlansNotice) -> list[Element]:
    have = "has" if notice.members == 1 else "have"
    share = f"{count(notice.members)} of {counted(notice.active, 'active user')}"
    return [
        words(share, bold=True),
        words(f" {have} used up their included plan this cycle{_plans_change(notice)}."),
    ]


def _plans_change(notice: PlansNotice) -> str:
    if notice.members_before is None or notice.told_on is None:
        return ""
    difference = notice.members - notice.members_before
    more = "more" if difference > 0 else "fewer"
    return f", {count(abs(difference))} {more} than on {notice.told_on:%-d %B}"


def _newest(notice: PlansNotice) -> str:
    return ", ".join(f"{outside(each.actor.display, SHORT_NAME)} ({each.on:%-d %b})" for each in notice.newest)


def budget_notice(notice: BudgetNotice, look: Look = PLAIN_LOOK) -> Message:
    """How much of the team's budget is spent, and when it will be used up."""
    progress = notice.progress
    spent, budget = progress.usage_value_microcents, progress.budget_microcents
    sentence = [
        words(f"{_whole_percent(spent, budget)}% of the team's budget", bold=True),
        words(f" for this cycle is used: {dollars(spent)} of {dollars(budget)}. {_budget_course(notice)}"),
    ]
    return message(
        message_text(spoken(*sentence)),
        header(f"{notice.mark}% of the team's budget is used"),
        paragraph(*sentence),
        stat_fields(
            [
                ("Usage value", dollars(spent)),
                ("Budget", dollars(budget)),
                ("Left", dollars(budget - spent)),
                ("Cycle", f"day {progress.day_number} of {progress.days_total}\nresets {utc(progress.cycle.end)}"),
            ]
        ),
        controls(
            next_question("Billing cycle", ReportQuery("cycle", "cycle")),
            next_question("Top spenders", ReportQuery("topspenders", "cycle")),
        ),
        footer(notice.scope),
        remark(look),
    )


def _whole_percent(spent: int, budget: int) -> int:
    """Percent, rounded down: 100 % must mean that the whole budget is spent."""
    return spent * 100 // budget if budget else 0


def _budget_course(notice: BudgetNotice) -> str:
    progress = notice.progress
    if progress.forecast_microcents is None:
        return "A forecast needs three whole days."
    total = about_dollars(progress.forecast_microcents)
    if notice.reached_at is None:
        return f"At the pace of the last 14 days, the cycle will end below it, at {total}."
    before = _time_words(progress.cycle.end - notice.reached_at)
    return (
        f"At the pace of the last 14 days, it will be used up on {notice.reached_at:%-d %B}, {before} before the cycle "
        f"ends, and the cycle will cost {total}."
    )


def _time_words(span: timedelta) -> str:
    """To the nearest day, or to the hour below a day and a half."""
    days, hours = round(span / _DAY), max(1, round(span / _HOUR))
    return counted(days, "day") if days > 1 else counted(hours, "hour")


def cycle_ends_notice(report: CycleReport, look: Look = PLAIN_LOOK) -> Message:
    """The cycle's report for finance before the invoice: cost so far, forecast, people and models.

    Its buttons name the cycle by its first day, as they may be clicked during the next one.
    """
    details, left = cycle_details(report), report.progress.cycle.end - report.scope.as_of
    summary = cycle_summary(report)
    summary = replace(summary, title=f"{summary.title} ends in {_time_words(left)}")
    query = ReportQuery("cycle", "cycle", cycle_start=f"{report.progress.cycle.start:%Y-%m-%d}")
    return message(
        message_text(
            summary.text,
            spoken(words("Top spenders: " + "; ".join(map(spender_words, report.top)))) if report.top else "",
            *(spoken(*pieces) for pieces in details),
        ),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, cycle_charts(report)),
        table_blocks(cycle_top_table(report), look.tables),
        [rich_text(lines(pieces)) for pieces in details],
        controls(
            button("Download CSV", action_ids.DOWNLOAD_CSV, query.encode(), style="primary"),
            next_question("Open report", query),
        ),
        footer(
            report.scope,
            *caveats(report.totals, report.days),
            counters_caveat(report.exhaustion.counters_as_of),
        ),
        remark(look),
    )
