"""The view of a section of the insights, and helpers for its sentences, tables and charts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from blocks import chart_theme as theme
from blocks import insights_charts as charts
from blocks.chart_parts import Series
from blocks.elements import Chart, Element, day_words, words
from blocks.escape import SHORT_NAME, outside
from blocks.insights_charts import Bar, Course
from blocks.numbers import count, counted, percent
from blocks.tables import Number, Table
from tracker.reports.types import AnalyticsState, Insight, InsightsSection

TITLES = {
    InsightsSection.OVERVIEW: "Insights",
    InsightsSection.DAU: "Active users",
    InsightsSection.MODELS: "Model adoption",
    InsightsSection.EDITS: "Accepted edits",
    InsightsSection.COMMANDS: "Commands",
    InsightsSection.MCP: "MCP tools",
    InsightsSection.MODES: "Plan and ask mode",
    InsightsSection.SKILLS: "Skills",
    InsightsSection.FILES: "File extensions",
    InsightsSection.VERSIONS: "Client versions",
    InsightsSection.REPOSITORIES: "Code volume",
    InsightsSection.EXHAUSTION: "Plan exhaustion",
    InsightsSection.CONVERSATIONS: "Conversations",
}
HIDDEN_REPOSITORY = "(hidden by privacy mode)"
_ALT_NAMES = 20
_ALT_DAYS = 31


@dataclass(frozen=True)
class View:
    """The view of a section: `short` is the headline, `rest` continues the sentence."""

    short: str
    rest: str = ""
    stats: tuple[tuple[str, str], ...] = ()
    table: Table | None = None
    lists: tuple[str, ...] = ()  # lines below the table
    charts: tuple[Chart, ...] = ()
    caveats: tuple[str, ...] = ()

    @property
    def sentence(self) -> list[Element]:
        """The first line, with the headline in bold."""
        return [words(self.short, bold=True), words(f"{self.rest}.")]


def name_of(text: str) -> str:
    """A name from outside, short enough for a list."""
    return outside(text, SHORT_NAME)


def repository_name(name: str) -> str:
    """A repository's name, which Cursor leaves out if privacy mode hides it."""
    return name_of(name or HIDDEN_REPOSITORY)


def why_not(insight: Insight) -> str:
    """Why there are no figures."""
    match insight.availability.state:
        case AnalyticsState.UNAVAILABLE:
            return "not available on this plan"
        case AnalyticsState.NOT_YET:
            return "not read from Cursor yet"
        case AnalyticsState.AVAILABLE:
            first = insight.availability.first_day
            since = f"; figures begin on {day_words(first)}" if first else ""
            return f"nothing was read for these days{since}"


def number(value: int) -> Number:
    """A sortable cell with a count."""
    return Number(value, count(value))


def lines_of_days(
    section: InsightsSection,
    title: str,
    subtitle: str,
    dates: Sequence[date],
    series: Sequence[tuple[str, Sequence[int]]],
    average: float | None = None,
) -> Chart:
    """A chart of named lines over days."""
    return _of_days(charts.lines_chart, section, _course(title, subtitle, dates, series, average))


def shares_of_days(
    section: InsightsSection,
    title: str,
    subtitle: str,
    dates: Sequence[date],
    series: Sequence[tuple[str, Sequence[int]]],
    rest: Sequence[int],
) -> Chart:
    """A chart of each day's shares by name, and the rest."""
    course = _course(title, subtitle, dates, series, None)
    others = (Series("others", theme.REST, tuple(rest)),) if any(rest) else ()
    course = Course(course.title, course.subtitle, course.dates, (*course.series, *others))
    return _of_days(charts.shares_chart, section, course)


def ranking(
    section: InsightsSection, title: str, subtitle: str, bars: Sequence[Bar], legend: Sequence[Series] = ()
) -> tuple[Chart, ...]:
    """A chart of a ranked list; none if it is empty."""
    shown = tuple(bars)
    if not any(bar.value for bar in shown):
        return ()
    listed = ", ".join(f"{name_of(bar.name)} {bar.text}" for bar in shown[:_ALT_NAMES])
    return (
        Chart(
            name=f"insights_{section}",
            title=TITLES[section],
            alt_text=f"{subtitle}: {listed}.",
            draw=partial(charts.bars_chart, title, subtitle, shown, tuple(legend)),
        ),
    )


def colored(names: Sequence[str]) -> list[Series]:
    """Names with their colours, for a legend."""
    pairs = zip(names, theme.SERIES, strict=False)
    return [Series(theme.chart_label(name, 18), color, ()) for name, color in pairs]


def bar(name: str, value: int, total: int, color: str = theme.MAIN, part: int | None = None) -> Bar:
    """A bar with its count and its share."""
    return Bar(name, value, f"{count(value)}  {percent(value, total)}", color, part)


def first_of(shown: int, listed: int, singular: str, plural: str = "") -> str:
    """`The 20 most used of 31 tools`, or `8 tools, most used first` if all are shown."""
    things = counted(listed, singular, plural)
    return f"{things}, most used first" if shown >= listed else f"The {shown} most used of {things}"


def _course(
    title: str,
    subtitle: str,
    dates: Sequence[date],
    series: Sequence[tuple[str, Sequence[int]]],
    average: float | None,
) -> Course:
    length = 26 if len(series) <= 3 else 17
    named = zip(series, theme.SERIES, strict=False)
    drawn = (Series(theme.chart_label(name, length), color, tuple(values)) for (name, values), color in named)
    return Course(title, subtitle, tuple(dates), tuple(drawn), average)


def _of_days(draw: Callable[[Course], bytes], section: InsightsSection, course: Course) -> Chart:
    by_day = ", ".join(
        f"{day_words(day)} " + "/".join(count(series.values[index]) for series in course.series)
        for index, day in list(enumerate(course.dates))[-_ALT_DAYS:]
    )
    names = "/".join(series.name for series in course.series)
    return Chart(
        name=f"insights_{section}",
        title=TITLES[section],
        alt_text=f"{course.subtitle}; {names} by day: {by_day}.",
        draw=partial(draw, course),
    )
