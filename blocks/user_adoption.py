"""How one person uses the tool: the adoption score with its parts, context, and features."""

from functools import partial

from blocks import chart_theme as theme
from blocks.badges import BADGE_WORDS, badges_in_words
from blocks.elements import Block, Chart, Element, TableStyle, words
from blocks.escape import outside
from blocks.insights_charts import Bar, bars_chart
from blocks.numbers import MILLION, NONE, compact_count, count, counted, multiple, percent
from blocks.tables import Number, Table, table_blocks
from blocks.user_screen import Screen
from tracker.reports.types import (
    AdoptionScore,
    ContextBand,
    ContextUse,
    DailyCounters,
    UserAdoption,
    UserSection,
)

SCORE_CAVEAT = "It shows how much the tool is used, not how good anyone's work is."
MIN_REQUESTS = 10
BAND_WORDS = {ContextBand.LONG: "long", ContextBand.MEDIUM: "medium", ContextBand.SHORT: "short"}
_POINTS = {"Accepted diffs": 40, "Intensity": 40, "Consistency": 20}


def adoption_screen(report: UserAdoption) -> Screen:
    """The score, what it does not measure, and its parts."""
    score, counters = report.score, report.counters
    features = _features(counters) if counters else []
    return Screen(
        section=UserSection.ADOPTION,
        sentence=_sentence(report),
        stats=[*_parts(report), *_context(report.context), *_team(report)],
        charts=_charts(report, score) if score else (),
        details=partial(_details, features),
        spoken=[f"{name}: {count(number)}" + (f", {more}" if more else "") for name, number, more in features],
        remarks=("Agent requests are counted by Cursor's client; they are not the billed requests.",),
    )


def _sentence(report: UserAdoption) -> list[Element]:
    who, score = outside(report.actor.display), report.score
    if score:
        return [
            words(
                f"{who} has an adoption score of {score.score:.0f} out of 100: {BADGE_WORDS[score.tier]}.", bold=True
            ),
            words(f" {SCORE_CAVEAT}"),
        ]
    if report.counters is None:
        return [words(f"Cursor counts no activity for {who} in this range, so there is no adoption score.")]
    requests = counted(report.counters.agent_requests, "agent request")
    if report.counters.agent_requests < MIN_REQUESTS:
        why = f"below {MIN_REQUESTS} agent requests there is no adoption score"
    else:
        why = "the adoption score compares with the team's pace, so only people who can read team reports see it"
    return [
        words(f"{who} made {requests} on {counted(report.active_days, 'active day')}", bold=True),
        words(f"; {why}."),
    ]


def _parts(report: UserAdoption) -> list[tuple[str, str]]:
    """The three parts of the score: points out of the maximum, and what each is based on."""
    score = report.score
    if score is None:
        return (
            []
            if report.counters is None
            else [
                ("Accepted diffs", _of(report.counters.accepts, report.counters.applies)),
                ("Active days", f"{count(report.active_days)} of {count(report.days_passed)}"),
            ]
        )
    points = dict(zip(_POINTS, _points(score), strict=True))
    made_of = (
        f"{_of(score.accepts, score.applies)} accepted",
        f"{score.pace:,.1f} agent requests per active day; full marks from {score.top_pace:,.1f}",
        f"{count(score.active_days)} of {counted(score.days, 'day')} active",
    )
    return [
        (f"{name}: {points[name]:.1f} of {most} points", each)
        for (name, most), each in zip(_POINTS.items(), made_of, strict=True)
    ]


def _points(score: AdoptionScore) -> tuple[float, float, float]:
    shares = (score.accept_rate, score.intensity, score.consistency)
    accepted, intensity, consistency = (most * part for most, part in zip(_POINTS.values(), shares, strict=True))
    return accepted, intensity, consistency


def _of(accepts: int, applies: int) -> str:
    return f"{count(accepts)} of {counted(applies, 'diff')}" + (f" ({percent(accepts, applies)})" if applies else "")


def _context(context: ContextUse | None) -> list[tuple[str, str]]:
    """Context per request, compared with the team if the reader may see that."""
    if context is None:
        return [("Context per request", NONE)]
    figures = f"{compact_count(context.tokens_per_request)} cache-read tokens, {BAND_WORDS[context.band]}"
    if context.rank is not None and context.team.median_tokens and context.ratio_to_median_millionths:
        against = multiple(context.ratio_to_median_millionths, MILLION)
        median = compact_count(context.team.median_tokens)
        rank = f"rank {context.rank:,} of {context.team.people:,}, largest first"
        figures += f"\n{against} the team's median of {median}; {rank}"
    return [("Context per request", figures)]


def _team(report: UserAdoption) -> list[tuple[str, str]]:
    """The part for readers who may read team reports."""
    figures = []
    if report.activity_rank is not None and report.activity_ranked is not None:
        requests = report.counters.agent_requests if report.counters else 0
        rank = f"rank {report.activity_rank:,} of {report.activity_ranked:,}"
        figures.append(("Activity", f"{rank} by {counted(requests, 'agent request')}"))
    if report.badges and report.badges.all:
        figures.append(("Badges", badges_in_words(report.badges)))
    return figures


def _features(counters: DailyCounters) -> list[tuple[str, int, str]]:
    """Features with their number of uses and a remark."""
    left_open = max(0, counters.applies - counters.accepts - counters.rejects)
    return [
        ("Agent requests", counters.agent_requests, ""),
        ("Chat requests", counters.chat_requests, ""),
        ("Composer requests", counters.composer_requests, ""),
        ("Cmd-K uses", counters.cmdk_usages, ""),
        ("Tab completions accepted", counters.tabs_accepted, f"of {count(counters.tabs_shown)} shown"),
        ("Bugbot uses", counters.bugbot_usages, ""),
        (
            "Diffs applied",
            counters.applies,
            f"{count(counters.accepts)} accepted, {count(counters.rejects)} rejected, {count(left_open)} left open",
        ),
        (
            "Lines added in the editor",
            counters.lines_added,
            f"whatever their source; {count(counters.accepted_lines_added)} accepted",
        ),
    ]


def _details(features: list[tuple[str, int, str]], style: TableStyle) -> list[Block]:
    table = Table(
        caption="Feature use",
        columns=("Feature", "Times", "In detail"),
        rows=tuple((name, Number(number, count(number)), more) for name, number, more in features),
    )
    return table_blocks(table, style)


def _charts(report: UserAdoption, score: AdoptionScore) -> tuple[Chart, ...]:
    parts = [(name, most, points) for (name, most), points in zip(_POINTS.items(), _points(score), strict=True)]
    figures = ", ".join(f"{name} {points:.1f} of {most}" for name, most, points in parts)
    who, label = outside(report.actor.display), outside(report.scope.range.label)
    title = f"Adoption score {score.score:.0f} out of 100: {BADGE_WORDS[score.tier]}"
    whose = f"{theme.chart_name(report.actor, 28)}, {theme.chart_label(report.scope.range.label)}"
    bars = [
        Bar(f"{name}, up to {most}", round(points * 10), f"{points:.1f} points", color)
        for (name, most, points), color in zip(parts, theme.SERIES, strict=False)
    ]
    return (
        Chart(
            name="adoption",
            title="Adoption score",
            alt_text=f"{title}, of {who}, {label}: {figures}. {SCORE_CAVEAT}",
            draw=partial(bars_chart, title, f"Points of each part; {whose}. {SCORE_CAVEAT}", bars),
        ),
    )
