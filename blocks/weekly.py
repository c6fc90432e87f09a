"""A week's cost compared with the week before, and why: the weekly message and `/spendwatch weekly`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
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
    context,
    header,
    images,
    line,
    lines,
    message,
    paragraph,
    plain,
    remark,
    rich_text,
    spoken,
    stat_fields,
    words,
)
from blocks.escape import SHORT_NAME, escape, message_text, outside
from blocks.model_sections import WHAT_IF
from blocks.models import ASSUMPTION
from blocks.numbers import change, count, counted, dollars, dollars_or_none, dollars_value, duration, multiple, percent
from blocks.report_query import ReportQuery
from blocks.scope import caveats, controls, footer, group_menu, next_question, refresh_button
from blocks.shown_names import shown_names
from blocks.tables import Cell, Number, Table, table_blocks
from blocks.weekly_chart import weekly_chart
from tracker.reports.types import (
    IDLE_DAYS,
    MOVED_DOLLARS,
    MOVED_IDLE_PER_CENT,
    MOVED_PER_CENT,
    MOVED_SAVING_DOLLARS,
    OR_MOVED_DOLLARS,
    OR_MOVED_PER_CENT,
    Actor,
    IdleSeats,
    WeeklyChange,
    WeeklyModel,
    WeeklyReport,
    WhatIfRow,
)

REPORT = "weekly"
RULE = (
    f"A digest is sent when spend changed by {MOVED_PER_CENT}% and ${MOVED_DOLLARS}, or by {OR_MOVED_PER_CENT}% and "
    f"${OR_MOVED_DOLLARS}; when {MOVED_IDLE_PER_CENT}% of the seats, at least one, newly had no requests for "
    f"{IDLE_DAYS} days; when an incident was opened or resolved; or when cheaper models would have saved "
    f"${MOVED_SAVING_DOLLARS}."
)
SILENT = "Nothing changed enough, so no message is sent for this week. "
IDLE_NAMED = 10
_WEEK = timedelta(weeks=1)
_PARTS = (  # shares, and the words for roughly as much
    (Fraction(1, 4), "a quarter"),
    (Fraction(1, 3), "a third"),
    (Fraction(1, 2), "half"),
    (Fraction(2, 3), "two thirds"),
    (Fraction(3, 4), "three quarters"),
    (Fraction(1), "all"),
)
_PART_TOLERANCE = Fraction(1, 25)


def weekly_message(report: WeeklyReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The report as the answer to a command, with controls."""
    rule = f"{SILENT if report.is_silent else ''}{RULE}"
    return _message(
        report,
        look,
        controls(group_menu(report.scope.group, report.groups), _weeks(report, query)),
        controls(
            button("Subscribe…", action_ids.SUBSCRIBE_WEEKLY, query.encode(), style="primary"),
            _questions(report),
            refresh_button(query),
        ),
        rule=rule,
    )


def weekly_notice(report: WeeklyReport, subscription_id: int, look: Look = PLAIN_LOOK) -> Message:
    """The report as sent on Mondays; its buttons name the week, as they may be clicked in a later one."""
    return _message(
        report,
        look,
        controls(
            next_question("Open report", _query(report, report.monday)),
            _questions(report)[0],
            button("Stop this digest", action_ids.STOP_WEEKLY, str(subscription_id)),
        ),
    )


def weekly_charts(report: WeeklyReport) -> tuple[Chart, ...]:
    """Both weeks by day; none if nothing was spent."""
    days, before = report.days, report.days_before
    if not any(day.usage_value_microcents for day in (*days, *before)):
        return ()
    daily = ", ".join(
        f"{day.date:%a} {dollars(day.usage_value_microcents)} ({dollars(was.usage_value_microcents)})"
        for day, was in zip(days, before, strict=True)
    )
    return (
        Chart(
            name=REPORT,
            title=f"{_dates(report.monday)} against the week before",
            alt_text=f"Usage value by UTC day, the week before in brackets: {daily}.",
            draw=partial(weekly_chart, days, before),
        ),
    )


def weekly_summary(report: WeeklyReport) -> Summary:
    """The report in short."""
    totals, total = report.totals, report.total
    seats = f"{count(totals.active_seats or 0)} of {count(totals.members)}"
    return Summary(
        title=f"Week of {_dates(report.monday)}: {_who(report)}",
        sentence=tuple(_sentence(report)),
        stats=(
            ("Usage value", dollars(totals.usage_value_microcents)),
            ("Week before", dollars(total.before_microcents) if total else "nothing stored"),
            ("Requests", count(totals.requests)),
            ("Cost per request", dollars_or_none(totals.cost_per_request_microcents)),
            ("On-demand", dollars(totals.on_demand_microcents)),
            ("Active seats", seats),
        ),
    )


def _message(report: WeeklyReport, look: Look, *rows: Block | None, rule: str = "") -> Message:
    summary, details = weekly_summary(report), _details(report)
    savings = _savings(report)
    assumption = ASSUMPTION if savings else ""
    return message(
        message_text(
            summary.text,
            *(spoken(*pieces) for pieces in (*details, *savings)),
            escape(assumption),
            *(escape(_spoken_row(name, each)) for name, each in _movers(report)),
        ),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, weekly_charts(report)),
        table_blocks(_table(report), look.tables),
        rich_text(lines(*details)),
        [rich_text(bullets(*(line(*pieces) for pieces in savings))), context(plain(assumption))] if savings else None,
        *rows,
        footer(report.scope, *caveats(report.totals, report.days), rule),
        remark(look),
    )


# --- the first line --------------------------------------------------------------------------------------------------


def _who(report: WeeklyReport) -> str:
    return "the team" if report.scope.group is None else outside(report.scope.group, SHORT_NAME)


def _dates(monday: date) -> str:
    sunday = monday + timedelta(days=6)
    first = f"{monday:%-d}" if monday.month == sunday.month else f"{monday:%-d %b}"
    return f"{first} to {sunday:%-d %b %Y}"


def _when(report: WeeklyReport) -> str:
    return "last week" if report.scope.as_of.date() < report.monday + 2 * _WEEK else "that week"


def _sentence(report: WeeklyReport) -> list[Element]:
    who = "The team" if report.scope.group is None else _who(report)
    total = report.total
    spent = f"{who} spent {dollars(report.totals.usage_value_microcents)} {_when(report)}"
    if total is None:
        return [words(spent, bold=True), words("; nothing is stored for the week before to compare it with.")]
    return [words(f"{spent}, {_against(total)}", bold=True), words(f"{_main_model(report, total)}.")]


def _against(total: WeeklyChange) -> str:
    before, difference = total.before_microcents, total.change_microcents
    if not difference:
        return "as much as the week before"
    if before <= 0:
        return "nothing in the week before"
    if total.usage_value_microcents >= 10 * before:
        return f"{multiple(total.usage_value_microcents, before)} the week before"
    return f"{percent(abs(difference), before)} {'more' if difference > 0 else 'less'} than the week before"


def _main_model(report: WeeklyReport, total: WeeklyChange) -> str:
    """`; two thirds of the rise is opus-max, used by 3 of 12`: the model with most of the change."""
    main = next((each for each in report.models if each.users is not None), None)
    if main is None or not total.change_microcents:
        return ""
    course = "rise" if total.change_microcents > 0 else "fall"
    part = _part(Fraction(main.change.change_microcents, total.change_microcents))
    return f"; {part} of the {course} is {outside(main.model, SHORT_NAME)}{_users(main, report.totals.members)}"


def _part(share: Fraction) -> str:
    """`two thirds`, `36%`, or `more than all` if others moved in the opposite direction."""
    if share > 1 + _PART_TOLERANCE:
        return "more than all"
    return next((text for part, text in _PARTS if abs(share - part) <= _PART_TOLERANCE), f"{round(100 * share)}%")


def _users(main: WeeklyModel, seats: int) -> str:
    users = main.users or 0
    if not users:
        return ", no longer used by anyone"
    return f", used by {count(users)} of {count(seats)}" if users <= seats else f", used by {count(users)}"


# --- why -------------------------------------------------------------------------------------------------------------


def _movers(report: WeeklyReport) -> list[tuple[str, WeeklyChange]]:
    models = [(outside(each.model, SHORT_NAME), each.change) for each in report.models]
    names = shown_names((each.actor for each in report.people), SHORT_NAME)
    return [*models, *((names[each.actor.key], each.change) for each in report.people)]


def _table(report: WeeklyReport) -> Table:
    return Table(
        caption="Models, then people, that changed most; split into more requests and a higher price per request",
        columns=("What changed", "Change", "This week", "By requests", "By price"),
        rows=tuple(_cells(name, each) for name, each in _movers(report)),
        page_size=10,
    )


def _cells(name: str, of: WeeklyChange) -> tuple[Cell, ...]:
    return (
        name,
        Number(dollars_value(of.change_microcents), _signed(of.change_microcents)),
        Number(dollars_value(of.usage_value_microcents), dollars(of.usage_value_microcents)),
        Number(dollars_value(of.by_requests_microcents), _signed(of.by_requests_microcents)),
        Number(dollars_value(of.by_price_microcents), _signed(of.by_price_microcents)),
    )


def _signed(microcents: int) -> str:
    return f"+{dollars(microcents)}" if microcents > 0 else dollars(microcents)


def _spoken_row(name: str, of: WeeklyChange) -> str:
    now, before = of.usage_value_microcents, of.before_microcents
    return f"{name}: {_signed(of.change_microcents)} ({change(now, before)}), now {dollars(now)}"


def _details(report: WeeklyReport) -> list[list[Element]]:
    reasons = [("Why: ", _why(report)), ("Idle seats: ", _idle_words(report)), ("Incidents: ", _incident_words(report))]
    if not _savings(report):
        reasons.append(("Savings: ", "none with a cheaper model of the same family."))
    return [[words(name, bold=True), words(text)] for name, text in reasons if text]


def _why(report: WeeklyReport) -> str:
    total = report.total
    if total is None or not total.change_microcents:
        return ""
    now, before = (
        _price(total.usage_value_microcents, total.requests),
        _price(total.before_microcents, total.requests_before),
    )
    by_requests, by_price = total.by_requests_microcents, total.by_price_microcents
    more = total.requests >= total.requests_before
    requests = (
        f"{_signed(by_requests)} for {'more' if more else 'fewer'} requests "
        f"({count(total.requests)} instead of {count(total.requests_before)})"
    )
    if before is None or now is None:
        return f"{requests}."
    dearer = "pricier" if by_price > 0 else "cheaper"
    return f"{requests}, {_signed(by_price)} for {dearer} ones ({dollars(now)} a request instead of {dollars(before)})."


def _price(microcents: int, requests: int) -> int | None:
    return round(Fraction(microcents, requests)) if requests else None


def _idle_words(report: WeeklyReport) -> str:
    idle = report.idle
    if not report.totals.members:
        return "nobody has a seat in it now."
    if not idle.week:
        return f"none; every one of {counted(report.totals.members, 'seat')} made a request."
    newly = f", {count(idle.newly)} of them newly" if idle.newly else ""
    seats = (
        f"{count(idle.week)} of {counted(report.totals.members, 'seat')} without a request in the week, "
        f"{count(idle.fortnight)} for {IDLE_DAYS} days{newly}."
    )
    return f"{seats}{_idle_names(idle)}"


def _idle_names(idle: IdleSeats) -> str:
    fortnight = idle.fortnight_people[:IDLE_NAMED]
    week = idle.week_people[: IDLE_NAMED - len(fortnight)]
    names = [
        f" {IDLE_DAYS} days: {_names(fortnight)}." if fortnight else "",
        f" The week: {_names(week)}." if week else "",
    ]
    left_out = idle.week - len(fortnight) - len(week)
    return "".join(names) + (f" And {count(left_out)} more." if left_out else "")


def _names(people: Sequence[Actor]) -> str:
    return ", ".join(shown_names(people, SHORT_NAME).values())


def _incident_words(report: WeeklyReport) -> str:
    incidents = report.incidents
    if not incidents.opened and not incidents.resolved:
        return "none opened, none resolved."
    mean = f"; resolved {duration(incidents.mttr.mean_seconds)} after detection on average" if incidents.mttr.n else ""
    return f"{count(incidents.opened)} opened, {count(incidents.resolved)} resolved{mean}."


def _savings(report: WeeklyReport) -> list[list[Element]]:
    savings = report.savings
    if savings.saving_microcents <= 0:
        return []
    whole = [
        words(f"{counted(savings.savers, 'member')} could have saved {dollars(savings.saving_microcents)}", bold=True),
        words(" with a cheaper model of the same family"),
    ]
    return [whole, *(_saver(row) for row in savings.rows)]


def _saver(row: WhatIfRow) -> list[Element]:
    name = outside(row.actor.display, SHORT_NAME) if row.actor else ""
    return [
        words(f"{name}: "),
        words(dollars(row.saving_microcents), bold=True),
        words(f" on {counted(row.requests, 'request')}, most of it {outside(row.main_model, SHORT_NAME)} instead of "),
        words(outside(row.main_cheaper_model, SHORT_NAME)),
    ]


# --- the next questions ----------------------------------------------------------------------------------------------


def _query(report: WeeklyReport, monday: date) -> ReportQuery:
    return ReportQuery(REPORT, f"{monday} to {monday + timedelta(days=6)}", group=report.scope.group)


def _questions(report: WeeklyReport) -> list[Element]:
    asked = _query(report, report.monday)
    return [
        next_question("What if", replace(asked, report="models", section=WHAT_IF)),
        next_question("Top spenders", replace(asked, report="topspenders")),
        next_question("Team spend", replace(asked, report="overview")),
    ]


def _weeks(report: WeeklyReport, query: ReportQuery) -> list[Element]:
    asked = [("Week before", "before", report.monday - _WEEK)]
    if report.monday + 2 * _WEEK <= report.scope.as_of.date():
        asked.append(("Week after", "after", report.monday + _WEEK))
    return [
        button(
            name,
            action_ids.distinct(action_ids.UPDATE_REPORT, part),
            replace(query, range_words=f"{monday} to {monday + timedelta(days=6)}").encode(),
        )
        for name, part, monday in asked
    ]


# --- the end of a subscription ---------------------------------------------------------------------------------------


def weekly_ended_message(reason: str) -> Message:
    """For the recipients of a digest: it has ended, and why."""
    sentence = f"A weekly digest that was sent here has ended: {outside(reason, 300)}."
    return message(message_text(escape(sentence)), paragraph(words(sentence)))
