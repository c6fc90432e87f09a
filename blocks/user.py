"""One person's days, models and history: the answer to /user."""

from functools import partial

from blocks import person_charts
from blocks.badges import badges_in_words
from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    bullets,
    header,
    images,
    line,
    message,
    paragraph,
    remark,
    rich_text,
    stat_fields,
    utc,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.numbers import (
    NONE,
    compact_count,
    count,
    counted,
    dollars,
    multiple,
    percent,
)
from blocks.report_query import ReportQuery
from blocks.scope import (
    caveats,
    controls,
    footer,
    known_figures,
    next_question,
    none_used,
    range_menu,
    refresh_button,
    section_buttons,
)
from blocks.stat_words import cycle_place, cycle_title, cycle_words, forecast_words, per_day_line
from blocks.tables import Cell, Number, Table, price, share, table_blocks
from blocks.user_screen import SECTIONS
from tracker.reports.types import (
    ActorKind,
    AnomalyLine,
    DailyCounters,
    ModelShare,
    UserReport,
    UserSection,
)

_MODELS_SHOWN = 5  # the section of models has all
_ANOMALIES_SHOWN = 3


def user_message(report: UserReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Figures, days by model, cost by model, tokens, and past anomalies."""
    summary = user_summary(report)
    return message(
        _text(report, summary),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, user_charts(report)),
        table_blocks(_models_table(report), look.tables),
        _details(report),
        _history(report),
        controls(section_buttons(query, SECTIONS, UserSection.OVERVIEW)),
        controls(range_menu(query, report.scope.range.label), *_next_questions(report, query), refresh_button(query)),
        footer(report.scope, *caveats(report.totals, report.days)),
        remark(look),
    )


def user_charts(report: UserReport) -> tuple[Chart, ...]:
    """The days, stacked by model, if there is more than one."""
    if len(report.days) < 2 or report.scope.is_before_history:
        return ()
    by_day = ", ".join(
        f"{day.date:%-d %b} {dollars(day.usage_value_microcents)}" for day in report.days if day.usage_value_microcents
    )
    who, total = outside(report.actor.display), report.totals.usage_value_microcents
    return (
        Chart(
            name="days",
            title="Spend and tokens by day",
            alt_text=(
                f"Usage value per day, {who}, {outside(report.scope.range.label)}: {by_day or 'none'}; "
                f"{compact_count(report.totals.tokens)} tokens in all."
            ),
            draw=partial(person_charts.timeline_chart, report.actor, report.days, total, report.scope.range.label),
        ),
    )


def user_summary(report: UserReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    return Summary(
        title=f"{outside(report.actor.display)}: {outside(report.scope.range.label)}",
        sentence=tuple(_sentence(report)),
        stats=known_figures(report.scope, _stats(report)),
    )


def _sentence(report: UserReport) -> list[Element]:
    spent = report.totals.usage_value_microcents
    who = outside(report.actor.display)
    if not report.totals.requests and not spent:
        last = f" Last active on {report.last_active_on:%-d %B %Y}." if report.last_active_on else ""
        return [none_used(report.scope, f"{who} used nothing in this range.{last}")]
    pieces = [words(f"{who} spent {dollars(spent)}", bold=True)]
    pieces.append(words(f" in {counted(report.totals.requests, 'request')}"))
    if report.rank and report.ranked:
        pieces.append(words(f", rank {report.rank:,} of {report.ranked:,}"))
    if report.team_median_microcents and spent > report.team_median_microcents:
        median = report.team_median_microcents
        pieces.append(words(f" and {multiple(spent, median)} the team's median of {dollars(median)}"))
    pieces.append(words("."))
    return pieces


def _stats(report: UserReport) -> list[tuple[str, str]]:
    totals = report.totals
    on_demand = dollars(totals.on_demand_microcents)
    if report.limit_dollars is not None:
        on_demand += f" (limit ${report.limit_dollars:,})"
    active_days = sum(1 for day in report.days if day.requests)
    stats = [
        ("Usage value", dollars(totals.usage_value_microcents) + per_day_line(report.usage_value_per_day_microcents)),
        ("On-demand", on_demand),
        ("Requests", f"{count(totals.requests)}{_cost_per_request(report)}"),
        ("Active days", f"{active_days} of {len(report.days)}{_activity_rank(report)}"),
        (cycle_title(report.cycle), _cycle(report)),
        ("Cycle forecast", forecast_words(report.cycle)),
        ("Diffs accepted", _diffs(report.counters)),
    ]
    if report.badges and report.badges.all:
        stats.append(("Badges", badges_in_words(report.badges)))
    return stats


def _cost_per_request(report: UserReport) -> str:
    """A second line: the cost per request, with the team's if the reader may see it."""
    own, team = report.totals.cost_per_request_microcents, report.team_cost_per_request_microcents
    if own is None:
        return ""
    return f"\n{dollars(own)} a request" + (f" (team {dollars(team)})" if team else "")


def _activity_rank(report: UserReport) -> str:
    """A second line for readers who may compare: the rank by agent requests."""
    if report.activity_rank is None or report.activity_ranked is None:
        return ""
    return f"\nrank {report.activity_rank:,} of {report.activity_ranked:,} by agent requests"


def _cycle(report: UserReport) -> str:
    """The cycle's figures; without spend if the report is about the cycle, as its usage value already is that."""
    cycle = report.cycle
    if report.scope.range.words == "cycle":
        return cycle_place(cycle)
    return f"{cycle_words(cycle)}{per_day_line(cycle.usage_value_per_day_microcents)}"


def _diffs(counters: DailyCounters | None) -> str:
    """Accepted diffs of the agent, with the share if any were applied."""
    if counters is None:
        return NONE
    accepted, applied = counters.accepts, counters.applies
    share_of = f"{percent(accepted, applied)}, " if applied else ""
    return f"{share_of}{count(accepted)} of {counted(applied, 'applied', 'applied')}"


def _models_table(report: UserReport) -> Table:
    total = report.totals.usage_value_microcents
    shown = report.models[:_MODELS_SHOWN]
    first = f", the first {len(shown)} of {len(report.models)}" if len(report.models) > len(shown) else ""
    return Table(
        caption=f"Cost by model{first}",
        columns=("Model", "Usage value", "Share", "Requests", "Per request", "Tokens"),
        rows=tuple(_model_cells(model, total) for model in shown),
    )


def _model_cells(model: ModelShare, total: int) -> tuple[Cell, ...]:
    spent = model.usage_value_microcents
    return (
        outside(model.model, 48),
        price(spent),
        share(spent, total),
        Number(model.requests, count(model.requests)),
        price(round(spent / model.requests) if model.requests else None),
        Number(model.tokens, compact_count(model.tokens)),
    )


def _details(report: UserReport) -> Block:
    """Who the person is, and what the tokens were used for."""
    kind = {
        ActorKind.PERSON: "Member",
        ActorKind.SERVICE_ACCOUNT: "Service account",
        ActorKind.UNKNOWN: "Usage without a name",
        ActorKind.TEAM: "The whole team",
    }[report.actor.kind]
    left = ", no longer on the team" if report.actor.is_removed else ""
    email = f", {outside(report.actor.email, 120)}" if report.actor.email else ""
    group = f", group {outside(report.group)}" if report.group is not None else ""
    tokens = (
        ("input", report.tokens_input),
        ("output", report.tokens_output),
        ("cache read", report.tokens_cache_read),
        ("cache write", report.tokens_cache_write),
    )
    by_use = ", ".join(f"{name} {compact_count(number)}" for name, number in tokens)
    used = f"{compact_count(report.totals.tokens)}, of which {by_use}"
    return paragraph(
        words(f"{kind}: ", bold=True),
        words(f"{outside(report.actor.name)}{email}{group}{left}"),
        *([words("\nTokens: ", bold=True), words(used)] if report.totals.tokens else []),
    )


def _history(report: UserReport) -> Block | None:
    if not report.anomalies:
        return None
    lines = [line(*_anomaly_pieces(anomaly)) for anomaly in report.anomalies[:_ANOMALIES_SHOWN]]
    if len(report.anomalies) > _ANOMALIES_SHOWN:
        lines.append(line(words(f"and {count(len(report.anomalies) - _ANOMALIES_SHOWN)} more")))
    return rich_text(line(words("Out of line:", bold=True)), bullets(*lines))


def _anomaly_pieces(anomaly: AnomalyLine) -> list[Element]:
    cleared = ", cleared since" if anomaly.cleared_at else ", ongoing"
    incident = f", incident #{anomaly.incident_id}" if anomaly.incident_id is not None else ""
    return [
        words(outside(anomaly.message, 300)),
        words(f" ({anomaly.severity}{incident}{cleared})"),
    ]


def _next_questions(report: UserReport, query: ReportQuery) -> list[Element]:
    """Next questions, all about the team: only for readers who may ask them, whose reports have a rank."""
    if report.rank is None:
        return []
    return [next_question("Top spenders", ReportQuery("topspenders", query.range_words))]


def _text(report: UserReport, summary: Summary) -> str:
    models = [
        f"{outside(model.model)} {dollars(model.usage_value_microcents)}" for model in report.models[:_MODELS_SHOWN]
    ]
    return message_text(
        summary.text,
        escape("By model: " + "; ".join(models)) if models else "",
        *(escape(f"{outside(a.period_label)}: {outside(a.message, 300)}") for a in report.anomalies[:_ANOMALIES_SHOWN]),
        escape(f"Basis: {report.scope.basis}, as of {utc(report.scope.as_of)}."),
    )
