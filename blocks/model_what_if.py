"""What each member's or group's requests would have cost on a cheaper model: the what-if sections of /models."""

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
    paragraph,
    plain,
    remark,
    rich_text,
    stat_fields,
    words,
)
from blocks.escape import SHORT_NAME, escape, message_text, outside
from blocks.model_sections import PERSON, section_buttons, section_menus
from blocks.numbers import count, counted, dollars
from blocks.report_query import ReportQuery
from blocks.scope import controls, footer, known_figures, none_used, page_buttons, range_and_group, refresh_button
from blocks.shown_names import shown_names
from blocks.tables import Cell, Number, Table, price, table_blocks
from tracker.reports.types import COMPARED_FROM_REQUESTS, WhatIfReport, WhatIfRow

WHAT_IF_ASSUMPTION = (
    "What if: the same number of requests at the cheaper model's average cost in this range. Quality is not "
    "considered, and nothing changes where it would cost more. Only models of the same family with at least "
    f"{COMPARED_FROM_REQUESTS} requests in this range are compared."
)
_NAMED = 3


def what_if_message(report: WhatIfReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The three largest savings in words, all as a chart and a table, the assumption, the next questions."""
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
        section_menus(query, report.scope.range.label, report.scope.group, report.groups),
        controls(page_buttons(query, report.page, report.pages), _people(report, query), section_buttons(query)),
        controls(refresh_button(query)),
        footer(report.scope, _switches(report)),
        remark(look),
    )


def what_if_charts(report: WhatIfReport) -> tuple[Chart, ...]:
    """Usage value and saving of the page's first ten; none without savings."""
    rows = [row for row in report.rows if row.saving_microcents > 0][: model_charts.CHART_ROWS]
    if not rows:
        return ()
    listed = ", ".join(f"{_who(row)} {dollars(row.saving_microcents)}" for row in rows)
    by = "group" if report.by_group else "member"
    return (
        Chart(
            name="what-if",
            title=f"Savings with a cheaper model, by {by}",
            alt_text=f"Savings with a cheaper model by {by}, {range_and_group(report.scope)}: {listed}.",
            draw=partial(model_charts.what_if_chart, rows, report.saving_microcents, report.scope.range.label),
        ),
    )


def what_if_summary(report: WhatIfReport) -> Summary:
    """A short version of the section, for the headline where the command was typed."""
    return Summary(
        title=f"What if, by {'group' if report.by_group else 'member'}: {range_and_group(report.scope)}",
        sentence=tuple(_what_if_sentence(report)),
        stats=known_figures(
            report.scope,
            (
                ("Could be cheaper", dollars(report.usage_value_microcents)),
                ("Would have cost", dollars(report.would_cost_microcents)),
                ("Saving", dollars(report.saving_microcents)),
                ("Requests", count(report.requests)),
            ),
        ),
    )


def _what_if_sentence(report: WhatIfReport) -> list[Element]:
    if not report.switches:
        sentence = "No model here has a cheaper one in its family with enough requests to compare."
        return [none_used(report.scope, sentence)]
    if report.saving_microcents <= 0:
        return [words("Nobody would have saved anything: their requests already cost no more.")]
    what = f"{dollars(report.usage_value_microcents)} went to models with a cheaper one in their family; "
    saving = f"{dollars(report.saving_microcents)}"
    subjects = counted(report.savers, "group" if report.by_group else "member")
    return [words(what), words(saving, bold=True), words(f" would have been saved, across {subjects}.")]


def _switches(report: WhatIfReport) -> str:
    named = "; ".join(
        f"{outside(dear, SHORT_NAME)} on {outside(cheap, SHORT_NAME)}" for dear, cheap in report.switches[:_NAMED]
    )
    more = f" and {len(report.switches) - _NAMED} more" if len(report.switches) > _NAMED else ""
    return f"What if: {named}{more}." if named else ""


def _largest(report: WhatIfReport) -> Block | None:
    if report.page > 1:
        return None
    named = [row for row in report.rows if row.saving_microcents > 0][:_NAMED]
    return rich_text(bullets(*(line(words(_what_if_words(row))) for row in named))) if named else None


def _what_if_words(row: WhatIfRow) -> str:
    return (
        f"{_who(row)}: {dollars(row.saving_microcents)} less of {dollars(row.usage_value_microcents)}, mostly with "
        f"{outside(row.main_cheaper_model, SHORT_NAME)} instead of {outside(row.main_model, SHORT_NAME)}"
    )


def _who(row: WhatIfRow) -> str:
    return outside(row.actor.display if row.actor is not None else row.group or "", SHORT_NAME)


def _what_if_table(report: WhatIfReport) -> Table:
    subject = "Group" if report.by_group else "Member"
    pages = f", page {report.page} of {report.pages}" if report.pages > 1 else ""
    names = shown_names((row.actor for row in report.rows if row.actor is not None), SHORT_NAME)
    return Table(
        caption=f"{counted(report.savers, subject.lower())}, largest saving first{pages}",
        columns=(subject, "Usage value", "Would have cost", "Saving", "Requests", "Most on"),
        rows=tuple(_what_if_cells(row, names[row.actor.key] if row.actor else _who(row)) for row in report.rows),
        page_size=15,
    )


def _what_if_cells(row: WhatIfRow, who: str) -> tuple[Cell, ...]:
    return (
        who,
        price(row.usage_value_microcents),
        price(row.would_cost_microcents),
        price(row.saving_microcents),
        Number(row.requests, count(row.requests)),
        outside(row.main_model, SHORT_NAME),
    )


def _people(report: WhatIfReport, query: ReportQuery) -> list[Element]:
    """Buttons for the models of the people who would save most."""
    return [
        button(
            f"Models of {outside(row.actor.display, SHORT_NAME)}",
            action_ids.distinct(action_ids.SHOW_REPORT, "person", place),
            ReportQuery("models", query.range_words, user=row.actor.key, section=PERSON).encode(),
        )
        for place, row in enumerate(report.rows[:_NAMED], start=1)
        if row.actor is not None
    ]
