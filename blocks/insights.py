"""How the team works with the tool, in sections: the answer to /insights."""

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
    message,
    option,
    paragraph,
    remark,
    rich_text,
    select,
    spoken,
    stat_fields,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.insights_sections import view_of
from blocks.insights_view import TITLES, View, why_not
from blocks.report_query import ReportQuery, filter_value, with_section
from blocks.scope import controls, footer, group_menu, next_question, range_and_group, range_menu, refresh_button
from blocks.tables import Number, Table, table_blocks
from tracker.reports.types import Insight, InsightsReport, InsightsSection

_SHORTS = 3  # headlines in the overview's first line
_WHOLE_TEAM = "Whole team: Cursor does not split this by person."
_OPENINGS = TITLES | {InsightsSection.MODES: "Plan mode"}
_NEXT = {
    InsightsSection.MODELS: ("Cost by model", "models"),
    InsightsSection.EXHAUSTION: ("Billing cycle", "cycle"),
}


def insights_message(report: InsightsReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The overview with each section's headline, or one section with its figures, chart and table."""
    if report.section is InsightsSection.OVERVIEW:
        return _overview_message(report, query, look)
    return _section_message(report, report.sections[report.section], query, look)


def insights_summary(report: InsightsReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    if report.section is InsightsSection.OVERVIEW:
        return Summary(f"Insights: {range_and_group(report.scope)}", tuple(_overview_sentence(report)), ())
    insight = report.sections[report.section]
    view = _view(insight)
    return Summary(_title(report, insight), tuple(view.sentence), view.stats)


def insights_charts(report: InsightsReport) -> tuple[Chart, ...]:
    """The section's chart; for the overview, the first section's that has one."""
    for insight in report.sections.values():
        if found := _view(insight).charts:
            return found
    return ()


def _overview_message(report: InsightsReport, query: ReportQuery, look: Look) -> Message:
    summary = insights_summary(report)
    headlines = [_headline(insight) for insight in report.sections.values()]
    return message(
        message_text(summary.text, *(spoken(*pieces) for pieces in headlines)),
        header(summary.title),
        paragraph(*summary.sentence),
        images(look, insights_charts(report)),
        rich_text(bullets(*(line(*pieces) for pieces in headlines))),
        controls(
            _section_menu(report.section),
            range_menu(query, report.scope.range.label),
            group_menu(report.scope.group, report.groups),
        ),
        controls(_next_questions(report, query), refresh_button(query)),
        footer(report.scope, _days_words(report)),
        remark(look),
    )


def _section_message(report: InsightsReport, insight: Insight, query: ReportQuery, look: Look) -> Message:
    summary, view = insights_summary(report), _view(insight)
    whole_team = _WHOLE_TEAM if insight.is_whole_team else ""
    return message(
        message_text(
            summary.text, whole_team, *map(escape, view.lists), *_table_lines(view.table), *map(escape, view.caveats)
        ),
        header(summary.title),
        paragraph(*summary.sentence),
        paragraph(words(whole_team, italic=True)) if whole_team else None,
        stat_fields(view.stats),
        images(look, view.charts),
        table_blocks(view.table, look.tables) if view.table else None,
        _list(view.lists),
        controls(
            _section_menu(report.section),
            range_menu(query, report.scope.range.label),
            group_menu(report.scope.group, report.groups),
        ),
        controls(
            button(
                "All insights", action_ids.distinct(action_ids.UPDATE_REPORT, "all"), with_section(query, None).encode()
            ),
            _next_questions(report, query),
            refresh_button(query),
        ),
        footer(report.scope, _days_words(report), *view.caveats),
        remark(look),
    )


def _view(insight: Insight) -> View:
    if insight.figures is not None:
        return view_of(insight)
    return View(f"{TITLES[insight.section]}: {why_not(insight)}")


def _title(report: InsightsReport, insight: Insight) -> str:
    name = TITLES[insight.section]
    if insight.section is InsightsSection.EXHAUSTION and insight.first_day:
        group = f", group {outside(report.scope.group)}" if report.scope.group is not None else ""
        return f"{name}: cycle from {day_words(insight.first_day)}{group}"
    if insight.is_whole_team:
        return f"{name}: {outside(report.scope.range.label)}, whole team"
    return f"{name}: {range_and_group(report.scope)}"


def _overview_sentence(report: InsightsReport) -> list[Element]:
    views = [view_of(insight) for insight in report.sections.values() if insight.figures is not None]
    if not views:
        (reason, *_) = {why_not(insight) for insight in report.sections.values()}
        return [words(f"Cursor's analytics: {reason}.", bold=True)]
    first, *others = views[:_SHORTS]
    return [words(first.short, bold=True), *(words(f"; {view.short}") for view in others), words(".")]


def _headline(insight: Insight) -> list[Element]:
    if insight.figures is None:
        return [words(f"{TITLES[insight.section]}: ", bold=True), words(f"{why_not(insight)}.")]
    view = view_of(insight)
    whole_team = " (whole team)" if insight.is_whole_team else ""
    answer, opening = f"{view.short}{view.rest}.", _OPENINGS[insight.section]
    if answer.startswith(opening):  # the headline already starts with the section's name
        return [words(f"{opening}{whole_team}", bold=True), words(answer.removeprefix(opening))]
    return [words(f"{TITLES[insight.section]}{whole_team}: ", bold=True), words(answer)]


def _days_words(report: InsightsReport) -> str:
    """The whole days that the figures cover; "" without any."""
    known = [each for each in report.sections.values() if each.figures is not None]
    of_range = [each for each in known if each.section is not InsightsSection.EXHAUSTION] or known
    spans = [(each.first_day, each.last_day) for each in of_range if each.first_day and each.last_day]
    if not spans:
        return ""
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    days = day_words(first) if first == last else f"{day_words(first)} to {day_words(last)}"
    is_open = last == report.scope.as_of.date()
    return f"Whole UTC days: {days}{', the last one still in progress' if is_open else ''}."


def _section_menu(shown: InsightsSection) -> Element | None:
    listed = [option(title, filter_value("section", section)) for section, title in TITLES.items()]
    is_one = shown is not InsightsSection.OVERVIEW
    return select(
        action_ids.CHOOSE_FILTER,
        "Section" if is_one else "Open a section…",
        listed,
        chosen=filter_value("section", shown) if is_one else None,
    )


def _next_questions(report: InsightsReport, query: ReportQuery) -> list[Element]:
    text, name = _NEXT.get(report.section, ("Team spend", "overview"))
    group = None if name == "cycle" else query.group
    words_of = "cycle" if name == "cycle" else query.range_words
    return [next_question(text, ReportQuery(name, words_of, group=group))]


def _list(lines: tuple[str, ...]) -> Block | None:
    return rich_text(bullets(*(line(words(each)) for each in lines))) if lines else None


def _table_lines(table: Table | None) -> list[str]:
    """The table in words, a line per row."""
    if table is None:
        return []
    return [
        escape("; ".join(f"{name}: {_cell(cell)}" for name, cell in zip(table.columns, row, strict=True)))
        for row in table.rows
    ]


def _cell(cell: str | Number) -> str:
    return cell.text if isinstance(cell, Number) else cell
