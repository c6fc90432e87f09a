"""The sections of /models beside cost a request: efficiency, what if by member or group, one person's models."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from blocks import action_ids, model_charts
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
    message,
    option,
    paragraph,
    plain,
    remark,
    rich_text,
    select,
    stat_fields,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.numbers import (
    MILLION,
    NONE,
    change,
    count,
    counted,
    dollars,
    dollars_or_none,
    multiple,
    per_request,
    percent,
)
from blocks.report_query import ReportQuery, filter_value
from blocks.scope import (
    caveats,
    controls,
    footer,
    group_menu,
    next_question,
    page_buttons,
    range_and_group,
    range_menu,
    refresh_button,
)
from blocks.tables import Cell, Number, Table, price, table_blocks
from tracker.reports.types import (
    COMPARED_FROM_REQUESTS,
    EFFICIENT_FROM_DOLLARS,
    EFFICIENT_FROM_USERS,
    MEDIAN_FROM_REQUESTS,
    MEDIAN_FROM_USERS,
    PRICED_FROM_LINES,
    EfficiencyReport,
    EfficiencyRow,
    PersonModelRow,
    PersonModelsReport,
    WhatIfReport,
    WhatIfRow,
)

EFFICIENCY, WHAT_IF, WHAT_IF_GROUPS, PERSON = "efficiency", "what-if", "what-if-groups", "person"

CHART_ROWS = 10
EFFICIENCY_CAVEATS = (
    "By whole days that are over on which Cursor says that the model was a person's most used: nobody knows which "
    "model wrote a line, so lines, requests and dollars a line are all of those days. Per request is the model's own.",
    "Cursor's accepted lines leave out much of what agents write, and teams give models different work: a hint where "
    "to look, not a verdict on a model or on anyone.",
)
WHAT_IF_ASSUMPTION = (
    "What if: as many requests, each at the cheaper model's average cost here; quality is not weighed. Where that "
    "would cost more, nothing changes. Compared within a family only, with models of at least "
    f"{COMPARED_FROM_REQUESTS} requests in this range."
)
PERSON_CAVEAT = (
    f"Median on the same model: of everyone with at least {MEDIAN_FROM_REQUESTS} requests to it, where there are "
    f"{MEDIAN_FROM_USERS} or more. A dearer request may be a longer question."
)
_NAME = 40
_NAMED = 3


def section_menu(query: ReportQuery, groups: Sequence[str]) -> Element | None:
    """The menu of sections, set to the one shown."""
    titles = {None: "Cost per request", EFFICIENCY: "Efficiency", WHAT_IF: "What if, by member"}
    if groups:
        titles[WHAT_IF_GROUPS] = "What if, by group"
    choices = [option(title, filter_value("section", section)) for section, title in titles.items()]
    chosen = filter_value("section", query.section)
    return select(action_ids.distinct(action_ids.CHOOSE_FILTER, "section"), "Section", choices, chosen=chosen)


# Efficiency


def efficiency_message(report: EfficiencyReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Lines kept and thrown away as a chart, the ranking as a table, its caveats; then the next questions."""
    summary = efficiency_summary(report)
    rows = (
        f"{outside(row.model)}: {dollars_or_none(row.cost_per_useful_line_microcents)} a useful line, "
        f"precision {_share(row.precision_millionths)}"
        for row in report.rows
    )
    return message(
        message_text(summary.text, *map(escape, EFFICIENCY_CAVEATS), *map(escape, rows)),
        header(summary.title),
        paragraph(*summary.sentence),
        images(look, efficiency_charts(report)),
        table_blocks(_efficiency_table(report), look.tables),
        context(*(plain(each) for each in EFFICIENCY_CAVEATS)),
        _menus(query, report.scope.range.label, report.scope.group, report.groups),
        controls(section_buttons(query), refresh_button(query)),
        footer(report.scope, _left_out(report)),
        remark(look),
    )


def efficiency_charts(report: EfficiencyReport) -> tuple[Chart, ...]:
    """Useful and wasted lines a request of the first ten models; none where there is no line."""
    rows = report.rows[:CHART_ROWS]
    if not any(row.added_lines or row.accepted_lines for row in rows):
        return ()
    listed = ", ".join(
        f"{outside(row.model)} {per_request(row.useful_lines_per_request_millionths)} useful and "
        f"{per_request(row.wasted_lines_per_request_millionths)} wasted"
        for row in rows
    )
    return (
        Chart(
            name="efficiency",
            title="Lines per request by model",
            alt_text=f"Lines a request by model, {range_and_group(report.scope)}: {listed}.",
            draw=partial(model_charts.efficiency_chart, rows, report.scope.range.label),
        ),
    )


def efficiency_summary(report: EfficiencyReport) -> Summary:
    """The section in short, for the headline where the command was typed."""
    return Summary(
        title=f"Model efficiency: {range_and_group(report.scope)}",
        sentence=tuple(_efficiency_sentence(report)),
        stats=(("Models listed", count(len(report.rows))), ("Whole days", count(report.days))),
    )


def _efficiency_sentence(report: EfficiencyReport) -> list[Element]:
    if not report.days:
        return [words("No whole day of this range is over yet, and Cursor counts lines by the day.")]
    if not report.rows:
        least = f"{EFFICIENT_FROM_USERS} people and ${EFFICIENT_FROM_DOLLARS}"
        return [words(f"No model was the most used of at least {least} on whole days of this range.")]
    priced = [row for row in report.rows if row.cost_per_useful_line_microcents is not None]
    if not priced:
        return [words(f"No model has {PRICED_FROM_LINES} accepted lines here, too few to put a price on one.")]
    first, last = priced[0], priced[-1]
    pieces = [
        words(f"A useful line cost least with {outside(first.model, _NAME)}: "),
        words(dollars_or_none(first.cost_per_useful_line_microcents), bold=True),
    ]
    if last is not first:
        pieces.append(
            words(f"; most with {outside(last.model, _NAME)}: {dollars_or_none(last.cost_per_useful_line_microcents)}")
        )
    return [*pieces, words(".")]


def _left_out(report: EfficiencyReport) -> str:
    if not report.left_out:
        return ""
    least = f"{EFFICIENT_FROM_USERS} users or ${EFFICIENT_FROM_DOLLARS}"
    return f"{counted(report.left_out, 'model')} below {least} on their days left out."


def _efficiency_table(report: EfficiencyReport) -> Table:
    return Table(
        caption=f"{counted(len(report.rows), 'model')}, fewest dollars a useful line first",
        columns=("Model", "$ per useful line", "Precision", "Useful", "Wasted", "Rejected", "Per request", "Users"),
        rows=tuple(map(_efficiency_cells, report.rows)),
        page_size=15,
    )


def _efficiency_cells(row: EfficiencyRow) -> tuple[Cell, ...]:
    useful, wasted = row.useful_lines_per_request_millionths, row.wasted_lines_per_request_millionths
    return (
        outside(row.model, _NAME),
        price(row.cost_per_useful_line_microcents),
        _share_cell(row.precision_millionths),
        Number(useful / MILLION, per_request(useful)),
        Number(wasted / MILLION, per_request(wasted)),
        _share_cell(row.rejection_rate_millionths),
        price(row.cost_per_request_microcents),
        Number(row.users, count(row.users)),
    )


def _share(millionths: int | None) -> str:
    return NONE if millionths is None else percent(millionths, MILLION)


def _share_cell(millionths: int | None) -> Number:
    return Number((millionths or 0) / MILLION, _share(millionths))


# What if


def what_if_message(report: WhatIfReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The three largest savings in words, all as a chart and a table, the assumption; then the next questions."""
    summary = what_if_summary(report)
    lines = [_what_if_words(row) for row in report.rows]
    return message(
        message_text(summary.text, escape(WHAT_IF_ASSUMPTION), *map(escape, lines)),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, what_if_charts(report)),
        _largest(report),
        table_blocks(_what_if_table(report), look.tables),
        context(plain(WHAT_IF_ASSUMPTION)),
        _menus(query, report.scope.range.label, report.scope.group, report.groups),
        controls(page_buttons(query, report.page, report.pages), _people(report, query), section_buttons(query)),
        controls(refresh_button(query)),
        footer(report.scope, _switches(report)),
        remark(look),
    )


def what_if_charts(report: WhatIfReport) -> tuple[Chart, ...]:
    """Usage value and saving of the first ten of the page; none without a saving."""
    rows = [row for row in report.rows if row.saving_microcents > 0][:CHART_ROWS]
    if not rows:
        return ()
    listed = ", ".join(f"{_who(row)} {dollars(row.saving_microcents)}" for row in rows)
    by = "group" if report.by_group else "member"
    return (
        Chart(
            name="what-if",
            title=f"Saving with a cheaper model, by {by}",
            alt_text=f"Saving with a cheaper model by {by}, {range_and_group(report.scope)}: {listed}.",
            draw=partial(model_charts.what_if_chart, rows, report.saving_microcents, report.scope.range.label),
        ),
    )


def what_if_summary(report: WhatIfReport) -> Summary:
    """The section in short, for the headline where the command was typed."""
    return Summary(
        title=f"What if, by {'group' if report.by_group else 'member'}: {range_and_group(report.scope)}",
        sentence=tuple(_what_if_sentence(report)),
        stats=(
            ("Could be cheaper", dollars(report.usage_value_microcents)),
            ("Would have cost", dollars(report.would_cost_microcents)),
            ("Saving", dollars(report.saving_microcents)),
            ("Requests", count(report.requests)),
        ),
    )


def _what_if_sentence(report: WhatIfReport) -> list[Element]:
    if not report.switches:
        return [words("No model here has a cheaper one of its family with enough requests to compare with.")]
    if report.saving_microcents <= 0:
        return [words("Nobody would have saved anything: their requests were as cheap already.")]
    what = f"{dollars(report.usage_value_microcents)} went to models that have a cheaper one of their family; "
    saving = f"{dollars(report.saving_microcents)} less"
    subjects = counted(report.savers, "group" if report.by_group else "member")
    return [words(what), words(saving, bold=True), words(f" would have done, over {subjects}.")]


def _switches(report: WhatIfReport) -> str:
    named = "; ".join(f"{outside(dear, _NAME)} on {outside(cheap, _NAME)}" for dear, cheap in report.switches[:_NAMED])
    more = f" and {len(report.switches) - _NAMED} more" if len(report.switches) > _NAMED else ""
    return f"What if: {named}{more}." if named else ""


def _largest(report: WhatIfReport) -> Block | None:
    if report.page > 1:
        return None
    named = [row for row in report.rows if row.saving_microcents > 0][:_NAMED]
    return rich_text(bullets(*(line(words(_what_if_words(row))) for row in named))) if named else None


def _what_if_words(row: WhatIfRow) -> str:
    return (
        f"{_who(row)}: {dollars(row.saving_microcents)} less of {dollars(row.usage_value_microcents)}, most with "
        f"{outside(row.main_cheaper_model, _NAME)} in place of {outside(row.main_model, _NAME)}"
    )


def _who(row: WhatIfRow) -> str:
    return outside(row.actor.display if row.actor is not None else row.group or "", _NAME)


def _what_if_table(report: WhatIfReport) -> Table:
    subject = "Group" if report.by_group else "Member"
    pages = f", page {report.page} of {report.pages}" if report.pages > 1 else ""
    return Table(
        caption=f"{counted(report.savers, subject.lower())}, largest saving first{pages}",
        columns=(subject, "Usage value", "Would have cost", "Saving", "Requests", "Most on"),
        rows=tuple(map(_what_if_cells, report.rows)),
        page_size=15,
    )


def _what_if_cells(row: WhatIfRow) -> tuple[Cell, ...]:
    return (
        _who(row),
        price(row.usage_value_microcents),
        price(row.would_cost_microcents),
        price(row.saving_microcents),
        Number(row.requests, count(row.requests)),
        outside(row.main_model, _NAME),
    )


def _people(report: WhatIfReport, query: ReportQuery) -> list[Element]:
    """The models of those who would save most."""
    return [
        button(
            f"Models of {outside(row.actor.display, _NAME)}",
            action_ids.distinct(action_ids.SHOW_REPORT, "person", place),
            ReportQuery("models", query.range_words, user=row.actor.key, section=PERSON).encode(),
        )
        for place, row in enumerate(report.rows[:_NAMED], start=1)
        if row.actor is not None
    ]


# One person


def person_models_message(report: PersonModelsReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """One person's models as a table and a chart, against the team's medians where they may be seen."""
    summary = person_models_summary(report)
    rows = (
        f"{outside(row.model)}: {dollars(row.usage_value_microcents)}, {counted(row.requests, 'request')}, "
        f"{dollars(row.cost_per_request_microcents)} a request"
        for row in report.rows
    )
    return message(
        message_text(summary.text, *map(escape, rows)),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, person_models_charts(report)),
        table_blocks(_person_table(report), look.tables),
        context(plain(PERSON_CAVEAT)) if report.with_team and report.rows else None,
        controls(range_menu(query, report.scope.range.label), *_person_questions(report, query), refresh_button(query)),
        footer(report.scope, *caveats(report.totals, ())),
        remark(look),
    )


def person_models_charts(report: PersonModelsReport) -> tuple[Chart, ...]:
    """Cost a request of the person's models; none where nothing was spent."""
    rows = [row for row in report.rows if row.usage_value_microcents > 0][:CHART_ROWS]
    if not rows:
        return ()
    listed = ", ".join(f"{outside(row.model)} {_against_team(row)}" for row in rows)
    who = outside(report.actor.display)
    return (
        Chart(
            name="person-models",
            title="Cost per request by model",
            alt_text=f"Usage value a request by model of {who}, {outside(report.scope.range.label)}: {listed}.",
            draw=partial(model_charts.person_models_chart, report.actor, rows, report.scope.range.label),
        ),
    )


def _against_team(row: PersonModelRow) -> str:
    own, team = dollars(row.cost_per_request_microcents), row.team_median_cost_per_request_microcents
    return own if team is None else f"{own} (median {dollars(team)})"


def person_models_summary(report: PersonModelsReport) -> Summary:
    """The section in short, for the headline where the command was typed."""
    totals = report.totals
    each = dollars_or_none(totals.cost_per_request_microcents)
    stats = [
        ("Usage value", dollars(totals.usage_value_microcents)),
        ("Cost per request", each),
        ("Requests", count(totals.requests)),
        ("Models", count(len(report.rows))),
    ]
    if report.with_team:
        stats.append(("Median member", dollars_or_none(report.median_member_microcents)))
        stats.append(("Median member's request", dollars_or_none(report.median_member_cost_per_request_microcents)))
    return Summary(
        title=f"Models of {outside(report.actor.display)}: {outside(report.scope.range.label)}",
        sentence=tuple(_person_sentence(report)),
        stats=tuple(stats),
    )


def _person_sentence(report: PersonModelsReport) -> list[Element]:
    who, totals = outside(report.actor.display), report.totals
    if not report.rows:
        return [words(f"{who} used no model in this range.")]
    first = report.rows[0]
    pieces = [
        words(f"{who}: {dollars_or_none(totals.cost_per_request_microcents)} a request", bold=True),
    ]
    median = report.median_member_cost_per_request_microcents
    if median:
        own = totals.cost_per_request_microcents or 0
        pieces.append(words(f", {multiple(own, median)} the median member's {dollars(median)}"))
    if totals.usage_value_microcents > 0:
        share = percent(first.usage_value_microcents, totals.usage_value_microcents)
        pieces.append(
            words(f"; {share} of {dollars(totals.usage_value_microcents)} went to {outside(first.model, _NAME)}")
        )
    return [*pieces, words(".")]


def _person_table(report: PersonModelsReport) -> Table:
    team = ("Team's median", "Difference") if report.with_team else ()
    return Table(
        caption=f"{counted(len(report.rows), 'model')}, most spend first",
        columns=("Model", "Usage value", "Requests", "Per request", *team),
        rows=tuple(_person_cells(row, with_team=report.with_team) for row in report.rows),
        page_size=15,
    )


def _person_cells(row: PersonModelRow, *, with_team: bool) -> tuple[Cell, ...]:
    own, team = row.cost_per_request_microcents, row.team_median_cost_per_request_microcents
    cells: tuple[Cell, ...] = (
        outside(row.model, _NAME),
        price(row.usage_value_microcents),
        Number(row.requests, count(row.requests)),
        price(own),
    )
    if not with_team:
        return cells
    difference = Number(0, NONE) if team is None else Number((own - team) / MILLION, change(own, team))
    return (*cells, price(team), difference)


def _person_questions(report: PersonModelsReport, query: ReportQuery) -> list[Element]:
    """The person's own report, and the team's models for those who may ask for them."""
    view = button("View user", action_ids.VIEW_USER, ReportQuery("user", query.range_words, user=query.user).encode())
    team = [next_question("Models of the team", ReportQuery("models", query.range_words))] if report.with_team else []
    return [view, *team]


# Shared


def _menus(query: ReportQuery, label: str, group: str | None, groups: Sequence[str]) -> Block | None:
    """Section, range and, where the section is about one, the group."""
    of_group = None if query.section == WHAT_IF_GROUPS else group_menu(group, groups)
    return controls(section_menu(query, groups), range_menu(query, label), of_group)


def section_buttons(query: ReportQuery) -> list[Element]:
    """The other sections, as the next questions."""
    asked = ((None, "Cost per request"), (EFFICIENCY, "Which is efficient?"), (WHAT_IF, "Who could save?"))
    return [
        button(
            text,
            action_ids.distinct(action_ids.UPDATE_REPORT, "section", section or "cost"),
            replace(query, section=section, page=1).encode(),
        )
        for section, text in asked
        if section != query.section
    ]
