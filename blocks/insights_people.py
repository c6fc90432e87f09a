"""The sections of the insights about people: active users, versions, plan exhaustion, conversations."""

from collections.abc import Sequence

from blocks import chart_theme as theme
from blocks.elements import day_words
from blocks.escape import SHORT_NAME
from blocks.insights_charts import Bar
from blocks.insights_view import (
    View,
    bar,
    colored,
    lines_of_days,
    name_of,
    number,
    ranking,
)
from blocks.numbers import MILLION, NONE, count, counted, percent
from blocks.scope import counters_caveat
from blocks.shown_names import shown_names
from blocks.tables import Number, Table, share
from tracker.reports.types import (
    ClientVersion,
    ClientVersions,
    Conversations,
    DailyActiveUsers,
    ExhaustionBucket,
    InsightsSection,
    PlanExhaustion,
    VersionState,
)

_BARS = 20
_STATE_WORDS = {
    VersionState.LATEST: "latest",
    VersionState.NEEDS_UPDATE: "needs update",
    VersionState.NOT_COMPARABLE: "not a version number",
}
_STATE_COLORS = {
    VersionState.LATEST: theme.SERIES[2],
    VersionState.NEEDS_UPDATE: theme.SERIES[1],
    VersionState.NOT_COMPARABLE: theme.REST,
}
_SLICE_WORDS = {
    "intents": "intent",
    "complexity": "complexity",
    "categories": "category",
    "guidanceLevels": "guidance",
    "workTypes": "kind of work",
}


def dau_view(figures: DailyActiveUsers) -> View:
    """Active people per day, and the average."""
    busiest = max(figures.days, key=lambda day: day.users)
    if not busiest.users:
        return View("Nobody used an AI feature on these days")
    average = figures.average_users
    parts = (
        ("CLI", figures.average_cli_users, [day.cli_users for day in figures.days]),
        ("cloud agent", figures.average_cloud_agent_users, [day.cloud_agent_users for day in figures.days]),
        ("Bugbot", figures.average_bugbot_users, [day.bugbot_users for day in figures.days]),
    )
    if average is None:
        short = f"{counted(busiest.users, 'person', 'people')} used an AI feature so far today"
        rest = ""
    else:
        short = f"{average:,.1f} people per day use an AI feature on average"
        rest = f", at most {count(busiest.users)}, on {day_words(busiest.date)}"
    title = short if average is None else f"{average:,.1f} people per day on average, at most {count(busiest.users)}"
    return View(
        short,
        rest,
        stats=(
            ("People per day", _average(average)),
            *((f"{name[:1].upper()}{name[1:]} per day", _average(mean)) for name, mean, _ in parts),
        ),
        table=Table(
            caption="People by day, newest first",
            columns=("Day", "People", "CLI", "Cloud agent", "Bugbot"),
            rows=tuple(
                (
                    day_words(day.date),
                    *map(number, (day.users, day.cli_users, day.cloud_agent_users, day.bugbot_users)),
                )
                for day in reversed(figures.days)
            ),
            page_size=7,
        ),
        charts=(
            lines_of_days(
                InsightsSection.DAU,
                title,
                "People with at least one AI feature used, by UTC day; one person may be in several lines",
                [day.date for day in figures.days],
                [("all", [day.users for day in figures.days]), *((name, values) for name, _, values in parts)],
                average,
            ),
        ),
        caveats=("CLI, cloud agent and Bugbot overlap. These figures name nobody.",),
    )


def _average(value: float | None) -> str:
    return NONE if value is None else f"{value:,.1f}"


def versions_view(figures: ClientVersions) -> View:
    """Who runs the latest version, and who needs an update."""
    if figures.day is None:
        return View("Cursor reports no versions for these days")
    total = sum(row.users for row in figures.rows)
    on_latest = sum(row.users for row in figures.rows if row.state is VersionState.LATEST)
    behind = sum(row.users for row in figures.rows if row.state is VersionState.NEEDS_UPDATE)
    latest = "no version number" if figures.latest is None else name_of(figures.latest)
    day = day_words(figures.day)
    need = f"{count(behind)} {'needs' if behind == 1 else 'need'} an update"
    title = f"{count(on_latest)} of {counted(total, 'person', 'people')} run the latest version"
    return View(
        f"{title}, {latest}",
        f"; {need} (on {day})",
        stats=(
            ("On the latest", f"{count(on_latest)} ({percent(on_latest, total)})"),
            ("Needs update", f"{count(behind)} ({percent(behind, total)})"),
        ),
        table=Table(
            caption=f"Versions on {day}, newest first; the newest seen in the range counts as latest",
            columns=("Version", "People", "Share", "State"),
            rows=tuple(_version_row(row) for row in figures.rows),
        ),
        charts=ranking(
            InsightsSection.VERSIONS,
            title,
            f"People by version on {day}, newest first; green is the latest, amber needs an update",
            [bar(row.version, row.users, total, _STATE_COLORS[row.state]) for row in figures.rows[:_BARS]],
        ),
        caveats=("One version per person and day: the newest they used.",),
    )


def _version_row(row: ClientVersion) -> tuple[str | Number, ...]:
    return name_of(row.version), number(row.users), share(row.share_millionths, MILLION), _STATE_WORDS[row.state]


def exhaustion_view(figures: PlanExhaustion) -> View:
    """Who used up their plan, and on which day of the cycle."""
    gone, active = figures.members, figures.active
    if not gone:
        of = f", of {counted(active, 'agent user')}"
        lag = (counters_caveat(figures.counters_as_of),)
        return View("Nobody has used up the included plan this cycle", of, caveats=lag)
    names = shown_names((each.actor for each in figures.exhausted), SHORT_NAME)
    by_bucket = [(_bucket_words(each), each.members) for each in figures.buckets]
    median = "" if figures.median_days is None else f", at the median on day {figures.median_days:g}"
    title = f"{count(gone)} of {counted(active, 'agent user')} ({percent(gone, active)}) used up the included plan"
    return View(
        title,
        f" this cycle{median}",
        stats=(
            *((name, count(people)) for name, people in by_bucket),
            ("Mean", NONE if figures.mean_days is None else f"day {figures.mean_days:,.1f}"),
            ("Median", NONE if figures.median_days is None else f"day {figures.median_days:g}"),
        ),
        table=Table(
            caption="Who used up the plan, first to last"
            + (f": the first {len(figures.exhausted)}" if len(figures.exhausted) < gone else ""),
            columns=("Member", "Day", "Day of the cycle"),
            rows=tuple((names[each.actor.key], day_words(each.on), number(each.days)) for each in figures.exhausted),
        ),
        charts=ranking(
            InsightsSection.EXHAUSTION,
            title,
            "Members by the day of the cycle on which they used up the plan",
            [bar(name, people, gone) for name, people in by_bucket],
        ),
        caveats=(
            "Counted from the first usage-based request, as Cursor counts them; for a whole cycle, not a range.",
            counters_caveat(figures.counters_as_of),
        ),
    )


def _bucket_words(bucket: ExhaustionBucket) -> str:
    last = "+" if bucket.last_day is None else f"–{bucket.last_day}"
    return f"Day {bucket.first_day}{last}"


def conversations_view(figures: Conversations) -> View:
    """What conversations were about, by each of Cursor's classifications."""
    if not figures.slices:
        return View("No conversations were sorted on these days")
    first = figures.slices[0]
    total = sum(label.conversations for label in first.labels)
    most = first.labels[0]
    rows: list[tuple[str | Number, ...]] = []
    bars: list[Bar] = []
    colors = {each.slice: color for each, color in zip(figures.slices, theme.SERIES, strict=False)}
    for each in figures.slices:
        of_slice = sum(label.conversations for label in each.labels)
        for label in each.labels:
            cells = (number(label.conversations), share(label.conversations, of_slice))
            rows.append((_slice_words(each.slice), name_of(label.label), *cells))
        largest = each.labels[: max(1, _BARS // len(figures.slices))]
        bars += [
            bar(label.label, label.conversations, of_slice, colors.get(each.slice, theme.REST)) for label in largest
        ]
    return View(
        f"{percent(most.conversations, total)} of {counted(total, 'conversation')} had the {_slice_words(first.slice)} "
        f"{name_of(most.label)}",
        stats=(("Conversations", count(total)),),
        table=Table(
            caption="Conversations in each of Cursor's categories",
            columns=("Sorted by", "Label", "Conversations", "Share"),
            rows=tuple(rows),
            row_header=1,
        ),
        charts=ranking(
            InsightsSection.CONVERSATIONS,
            f"{counted(total, 'conversation')}, {theme.chart_label(most.label, 30)} most often",
            "Conversations by label, in each of Cursor's categories",
            bars[:_BARS],
            colored(_slices(figures)),
        ),
    )


def _slices(figures: Conversations) -> Sequence[str]:
    return [_slice_words(each.slice) for each in figures.slices]


def _slice_words(name: str) -> str:
    return _SLICE_WORDS.get(name, name_of(name))
