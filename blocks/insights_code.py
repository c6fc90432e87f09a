"""The sections of the insights about code: accepted edits, file extensions, lines in repositories."""

from blocks import chart_theme as theme
from blocks.insights_charts import Bar
from blocks.insights_view import (
    HIDDEN_REPOSITORY,
    View,
    bar,
    lines_of_days,
    name_of,
    number,
    ranking,
    repository_name,
)
from blocks.numbers import count, counted, percent
from blocks.tables import Number, Table, share
from tracker.reports.types import (
    AcceptedEdits,
    CodeVolume,
    Edits,
    FileExtensions,
    InsightsSection,
)

_BARS = 20


def edits_view(figures: AcceptedEdits) -> View:
    """How many of the agent's edits and tab completions were accepted."""
    parts = [("agent", "agent edits", figures.agent), ("tab", "tab completions", figures.tab)]
    known = [(name, noun, edits) for name, noun, edits in parts if edits is not None]
    if not any(edits.suggested or edits.lines_accepted for _, _, edits in known):
        return View("Nothing was suggested on these days")
    (_, noun, first), *others = known
    short = f"{percent(first.accepted, first.suggested)} of {count(first.suggested)} {noun} were accepted"
    rest = f", {counted(first.lines_accepted, 'line')}" + "".join(
        f"; and {percent(edits.accepted, edits.suggested)} of {count(edits.suggested)} {noun}, "
        f"{counted(edits.lines_accepted, 'line')}"
        for _, noun, edits in others
    )
    missing = [f"Cursor gives no figures for {noun}." for _, noun, edits in parts if edits is None]
    lines = [f"{name} {count(edits.lines_accepted)}" for name, _, edits in known]
    return View(
        short,
        rest,
        stats=tuple((f"Lines accepted, {name}", count(edits.lines_accepted)) for name, _, edits in known),
        table=Table(
            caption="Suggestions and their outcome; lines include additions and deletions",
            columns=("Source", "Suggested", "Accepted", "Rejected", "Accept rate", "Lines suggested", "Lines accepted"),
            rows=tuple(_edits_row(noun, edits) for _, noun, edits in known),
        ),
        charts=(
            lines_of_days(
                InsightsSection.EDITS,
                f"Lines accepted: {', '.join(lines)}",
                "Lines accepted by UTC day",
                [day.date for day in known[0][2].days],
                [(name, [day.lines_accepted for day in edits.days]) for name, _, edits in known],
            ),
        ),
        caveats=(*missing, "Accepted lines undercount the agent's work: much of it is applied without asking."),
    )


def _edits_row(noun: str, edits: Edits) -> tuple[str | Number, ...]:
    return (
        noun.capitalize(),
        number(edits.suggested),
        number(edits.accepted),
        number(edits.rejected),
        share(edits.accepted, edits.suggested),
        number(edits.lines_suggested),
        number(edits.lines_accepted),
    )


def files_view(figures: FileExtensions) -> View:
    """File extensions by accepted lines."""
    rows = figures.rows
    if not rows:
        return View("No files were edited on these days")
    first = rows[0]
    then = f", then {name_of(rows[1].extension)} with {count(rows[1].lines_accepted)}" if len(rows) > 1 else ""
    return View(
        f"{name_of(first.extension)} leads with {counted(first.lines_accepted, 'accepted line')}",
        then,
        table=Table(
            caption="Extensions by accepted lines, on days when they were in the top five",
            columns=("Extension", "Lines accepted", "Lines suggested", "Accept rate", "Files", "Days in top five"),
            rows=tuple(
                (
                    name_of(row.extension),
                    number(row.lines_accepted),
                    number(row.lines_suggested),
                    share(row.lines_accepted, row.lines_suggested),
                    number(row.files),
                    number(row.days),
                )
                for row in rows
            ),
        ),
        charts=ranking(
            InsightsSection.FILES,
            f"{theme.chart_label(first.extension, 36)} leads with {count(first.lines_accepted)} accepted lines",
            "Accepted lines by file extension, top five of each day",
            [Bar(row.extension, row.lines_accepted, count(row.lines_accepted)) for row in rows[:_BARS]],
        ),
        caveats=("Cursor names only the five most edited extensions of each day, so nothing here is a total.",),
    )


def repositories_view(figures: CodeVolume) -> View:
    """Committed lines by repository, and how many of them are attributed to AI."""
    total, rows = figures.total, figures.rows
    if not total.commits:
        return View("Nobody committed anything on these days")
    first = rows[0]
    return View(
        f"{counted(total.lines, 'line')} in {counted(figures.repositories, 'repository', 'repositories')}, "
        f"{percent(first.lines, total.lines)} of them in {repository_name(first.repository)}",
        f"; Cursor attributes {percent(total.attributed, total.lines)} of all lines to its agent and tab",
        stats=(
            ("Lines", count(total.lines)),
            ("Attributed", f"{count(total.attributed)} ({percent(total.attributed, total.lines)})"),
            ("Commits", count(total.commits)),
            ("Repositories", count(figures.repositories)),
        ),
        table=Table(
            caption=f"The {len(rows)} largest of {counted(figures.repositories, 'repository', 'repositories')}",
            columns=("Repository", "Lines", "Share", "Added", "Deleted", "Attributed", "Attributed share", "Commits"),
            rows=tuple(
                (
                    repository_name(row.repository),
                    number(row.lines),
                    share(row.lines, total.lines),
                    number(row.lines_added),
                    number(row.lines_deleted),
                    number(row.attributed),
                    share(row.attributed, row.lines),
                    number(row.commits),
                )
                for row in rows
            ),
        ),
        charts=ranking(
            InsightsSection.REPOSITORIES,
            f"{count(total.lines)} lines, {percent(total.attributed, total.lines)} attributed to the agent and tab",
            "Lines added and deleted by repository, and the share of all; the dark part is attributed",
            [bar(row.repository or HIDDEN_REPOSITORY, row.lines, total.lines, part=row.attributed) for row in rows],
        ),
        caveats=(
            "Lines are everything that commits added and deleted, not only AI code. Unattributed does not mean written "
            "by hand. Only the repository at a workspace's root is tracked, and an amended commit may count twice.",
        ),
    )
