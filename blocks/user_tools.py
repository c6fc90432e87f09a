"""One person's MCP tools, commands and repositories, if the plan has analytics."""

from functools import partial

from blocks import chart_theme as theme
from blocks.elements import Block, Chart, Element, TableStyle, words
from blocks.escape import outside, sentence_case
from blocks.insights_charts import Bar, bars_chart
from blocks.insights_view import HIDDEN_REPOSITORY, repository_name, why_not
from blocks.numbers import count, counted, percent
from blocks.tables import Number, Table, share, table_blocks
from blocks.user_screen import Screen, small_print
from tracker.reports.types import (
    Actor,
    CodeVolume,
    FeatureUse,
    Insight,
    NamedUse,
    RepositoryVolume,
    Scope,
    UserCode,
    UserSection,
    UserTools,
)

ATTRIBUTION_CAVEAT = (
    "Attributed lines are those Cursor knows came from the agent or tab. Unattributed does not mean written by hand. "
    "Only repositories at the root of a workspace are counted."
)
NO_NAME = "(no name)"
_TOOLS_SHOWN = 10
_REPOSITORIES_SHOWN = 10
_NAME = 48


# MCP tools and commands


def tools_screen(report: UserTools) -> Screen:
    """The ten most used of each."""
    mcp, commands = _use(report.mcp), _use(report.commands)
    return Screen(
        section=UserSection.TOOLS,
        sentence=_tools_sentence(report, mcp, commands),
        stats=[
            ("MCP tools", _counted(mcp, "tool", "call") if mcp else why_not(report.mcp)),
            ("Commands", _counted(commands, "command", "use") if commands else why_not(report.commands)),
        ],
        charts=_tool_charts(report, mcp, commands),
        details=partial(_uses_table, mcp, commands),
        spoken=[
            *_spoken_uses("MCP tools", mcp),
            *_spoken_uses("Commands", commands),
        ],
        remarks=_days_read(report.mcp, report.commands),
    )


def _use(insight: Insight) -> FeatureUse | None:
    return insight.figures if isinstance(insight.figures, FeatureUse) else None


def _tools_sentence(report: UserTools, mcp: FeatureUse | None, commands: FeatureUse | None) -> list[Element]:
    who = outside(report.actor.display)
    if mcp is None and commands is None:
        return [words(f"Tools and commands of {who}: {why_not(report.mcp)}.", bold=True)]
    parts = [
        _most_used(mcp, "MCP tool", "called", report.mcp),
        _most_used(commands, "command", "used", report.commands),
    ]
    return [words(f"{who}: {parts[0]}", bold=True), words(f"; {parts[1]}.")]


def _counted(use: FeatureUse, noun: str, times: str) -> str:
    return f"{counted(use.names, noun)}, {counted(use.uses, times)}"


def _most_used(use: FeatureUse | None, noun: str, verb: str, insight: Insight) -> str:
    if use is None:
        return f"{noun}s: {why_not(insight)}"
    if not use.uses:
        return f"{verb} no {noun}"
    most = outside(use.top[0].name or NO_NAME, _NAME)
    return f"{verb} {counted(use.names, noun)} {counted(use.uses, 'time')}, {most} most"


def _uses_table(mcp: FeatureUse | None, commands: FeatureUse | None, style: TableStyle) -> list[Block]:
    """MCP tools and commands in one table, as a message may contain only one table block."""
    shown = [(kind, use, each) for kind, use in (("MCP tool", mcp), ("Command", commands)) if use for each in _top(use)]
    table = Table(
        caption=f"The {_TOOLS_SHOWN} MCP tools and commands used most, with their share of their kind",
        columns=("Name", "Kind", "Server", "Uses", "Share"),
        rows=tuple(
            (
                outside(each.name or NO_NAME, _NAME),
                kind,
                outside(each.server, _NAME) if each.server else "",
                Number(each.uses, count(each.uses)),
                share(each.uses, use.uses),
            )
            for kind, use, each in shown
        ),
        page_size=2 * _TOOLS_SHOWN,
    )
    return table_blocks(table, style)


def _top(use: FeatureUse) -> tuple[NamedUse, ...]:
    return use.top[:_TOOLS_SHOWN]


def _spoken_uses(name: str, use: FeatureUse | None) -> list[str]:
    if use is None or not use.top:
        return []
    return [f"{name}: " + ", ".join(f"{_named(each)} {count(each.uses)}" for each in _top(use))]


def _named(each: NamedUse) -> str:
    server = f" ({outside(each.server, _NAME)})" if each.server else ""
    return f"{outside(each.name or NO_NAME, _NAME)}{server}"


def _tool_charts(report: UserTools, mcp: FeatureUse | None, commands: FeatureUse | None) -> tuple[Chart, ...]:
    """MCP tools as bars, or commands if there are none."""
    charted = (("MCP tool", mcp), ("command", commands))
    noun, use = next((each for each in charted if each[1] and each[1].uses), charted[0])
    if use is None or not use.uses:
        return ()
    top = _top(use)
    listed = ", ".join(f"{_named(each)} {count(each.uses)}" for each in top)
    first = theme.chart_label(top[0].name or NO_NAME, 36)
    bars = [Bar(each.name or NO_NAME, each.uses, f"{count(each.uses)}  {percent(each.uses, use.uses)}") for each in top]
    title = f"{first} is the {noun} used most: {counted(top[0].uses, 'time')}"
    return (
        Chart(
            name="tools",
            title=f"{sentence_case(noun)}s",
            alt_text=f"Uses by {noun} of {outside(report.actor.display)}, {_label(report.scope)}: {listed}.",
            draw=partial(bars_chart, title, f"Uses by {noun}, {_whose(report.actor, report.scope)}", bars),
        ),
    )


# Repositories


def code_screen(report: UserCode) -> Screen:
    """Committed lines by repository, and how many of them are attributed to AI."""
    volume = _volume(report)
    return Screen(
        section=UserSection.CODE,
        sentence=_code_sentence(report, volume),
        stats=_code_stats(volume) if volume else [("Lines", why_not(report.repositories))],
        charts=_code_charts(report, volume) if volume else (),
        details=partial(_code_table, volume),
        spoken=_spoken_code(volume),
        remarks=_days_read(report.repositories),
    )


def _volume(report: UserCode) -> CodeVolume | None:
    figures = report.repositories.figures
    return figures if isinstance(figures, CodeVolume) else None


def _code_sentence(report: UserCode, volume: CodeVolume | None) -> list[Element]:
    who = outside(report.actor.display)
    if volume is None:
        return [words(f"Commits of {who}: {why_not(report.repositories)}.", bold=True)]
    total = volume.total
    if not total.commits:
        return [words(f"{who} committed nothing that Cursor saw in this range.")]
    repositories = counted(volume.repositories, "repository", "repositories")
    return [
        words(f"{who} committed {counted(total.lines, 'line')} to {repositories}", bold=True),
        words(f", {percent(total.attributed, total.lines)} of them attributed to the agent or to tab."),
    ]


def _code_stats(volume: CodeVolume) -> list[tuple[str, str]]:
    total = volume.total
    return [
        ("Lines added", count(total.lines_added)),
        ("Lines deleted", count(total.lines_deleted)),
        ("Attributed lines", f"{count(total.attributed)} ({percent(total.attributed, total.lines)})"),
        ("Commits", count(total.commits)),
    ]


def _code_table(volume: CodeVolume | None, style: TableStyle) -> list[Block]:
    if volume is None or not volume.rows:
        return []
    shown = volume.rows[:_REPOSITORIES_SHOWN]
    more = f", the first {len(shown)} of {count(volume.repositories)}" if volume.repositories > len(shown) else ""
    table = Table(
        caption=f"Repositories by lines{more}",
        columns=("Repository", "Lines", "Share", "Attributed", "Added", "Deleted", "Commits"),
        rows=tuple(
            (
                repository_name(row.repository),
                Number(row.lines, count(row.lines)),
                share(row.lines, volume.total.lines),
                share(row.attributed, row.lines),
                Number(row.lines_added, count(row.lines_added)),
                Number(row.lines_deleted, count(row.lines_deleted)),
                Number(row.commits, count(row.commits)),
            )
            for row in shown
        ),
    )
    return [*table_blocks(table, style), small_print(ATTRIBUTION_CAVEAT)]


def _spoken_code(volume: CodeVolume | None) -> list[str]:
    if volume is None or not volume.rows:
        return []
    return [*(_repository_words(row) for row in volume.rows[:_REPOSITORIES_SHOWN]), ATTRIBUTION_CAVEAT]


def _repository_words(row: RepositoryVolume) -> str:
    name = repository_name(row.repository)
    return f"{name}: {counted(row.lines, 'line')}, {percent(row.attributed, row.lines)} attributed"


def _code_charts(report: UserCode, volume: CodeVolume) -> tuple[Chart, ...]:
    rows = [row for row in volume.rows[:_REPOSITORIES_SHOWN] if row.lines]
    if not rows:
        return ()
    total = volume.total
    listed = "; ".join(map(_repository_words, rows))
    bars = [
        Bar(
            row.repository or HIDDEN_REPOSITORY,
            row.lines,
            f"{count(row.lines)}  {percent(row.attributed, row.lines)} attributed",
        )
        for row in rows
    ]
    title = f"{counted(total.lines, 'line')}, {percent(total.attributed, total.lines)} attributed"
    return (
        Chart(
            name="code",
            title="Lines by repository",
            alt_text=f"Lines committed by {outside(report.actor.display)}, {_label(report.scope)}: {listed}.",
            draw=partial(
                bars_chart,
                title,
                f"Lines added and deleted, {_whose(report.actor, report.scope)}; unattributed does not mean by hand",
                bars,
            ),
        ),
    )


# Shared parts


def _days_read(*insights: Insight) -> tuple[str, ...]:
    """The whole days that the figures cover."""
    spans = {(each.first_day, each.last_day) for each in insights if each.figures and each.first_day and each.last_day}
    return tuple(
        f"Counted by Cursor in whole UTC days: {first:%-d %b %Y} to {last:%-d %b %Y}." for first, last in spans
    )


def _label(scope: Scope) -> str:
    return outside(scope.range.label)


def _whose(actor: Actor, scope: Scope) -> str:
    return f"{theme.chart_name(actor, 28)}, {theme.chart_label(scope.range.label)}"
