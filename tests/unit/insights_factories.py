"""Valid default insights, a section at a time; a test names what differs from them."""

from datetime import date, timedelta
from typing import Any

from tests.unit import factories as f
from tests.unit.cycle_factories import make_exhaustion
from tracker.reports.types import (
    AcceptedEdits,
    ActivityDay,
    AnalyticsState,
    Availability,
    ClientVersion,
    ClientVersions,
    CodeVolume,
    Conversations,
    ConversationSlice,
    DailyActiveUsers,
    Edits,
    EditsDay,
    ExtensionUse,
    FeatureUse,
    Figures,
    FileExtensions,
    Insight,
    InsightsReport,
    InsightsSection,
    LabelCount,
    ModelAdoption,
    ModelCourse,
    Modes,
    NamedUse,
    RepositoryVolume,
    ServerUse,
    UseDay,
    VersionState,
)

AVAILABLE = Availability(AnalyticsState.AVAILABLE, f.NOW - timedelta(minutes=3), f.TODAY - timedelta(days=80))
UNAVAILABLE = Availability(AnalyticsState.UNAVAILABLE)
NOT_YET = Availability(AnalyticsState.NOT_YET)
NAMES = ("review", "fix-tests", "explain", "commit", "docs", "refactor", "plan", "release-notes")


def make_days(count: int = 30) -> tuple[date, ...]:
    return tuple(f.TODAY - timedelta(days=count - 1 - index) for index in range(count))


def wave(index: int, size: int) -> int:
    day = make_days()[index % 30]
    return round(size * (0.3 if day.weekday() >= 5 else 1.0) * (0.7 + 0.06 * (index * 5 % 7)))


def make_dau(people: int = 48, days: int = 30) -> DailyActiveUsers:
    found = tuple(
        ActivityDay(day, wave(i, people), wave(i, people // 5), wave(i, people // 3), wave(i, people // 8))
        for i, day in enumerate(make_days(days))
    )
    over = found[:-1] or found
    return DailyActiveUsers(
        found,
        sum(day.users for day in over) / len(over),
        sum(day.cli_users for day in over) / len(over),
        sum(day.cloud_agent_users for day in over) / len(over),
        sum(day.bugbot_users for day in over) / len(over),
    )


def make_use(names: Any = NAMES, *, servers: Any = (), users: int | None = None, size: int = 90) -> FeatureUse:
    top = tuple(
        NamedUse(name, max(1, size * 20 // (place + 2)), servers[place % len(servers)] if servers else "", users)
        for place, name in enumerate(names)
    )
    total = sum(each.uses for each in top)
    by_server = {
        server: [each for each in top if each.server == server] for server in dict.fromkeys(each.server for each in top)
    }
    return FeatureUse(
        uses=total,
        names=len(top),
        top=top[:20],
        days=tuple(UseDay(day, wave(i, total // 22)) for i, day in enumerate(make_days())),
        servers=tuple(ServerUse(s, sum(e.uses for e in used), len(used)) for s, used in by_server.items())
        if servers
        else (),
    )


def make_adoption(
    names: Any = ("composer-2.5", "claude-4.5-sonnet", "default", "gpt-5.1-codex", "opus"),
) -> ModelAdoption:
    use = make_use((*names, "gemini-3-pro"), users=21)
    courses = tuple(
        ModelCourse(name, tuple(wave(i + place, 100 // (place + 2)) for i in range(30)))
        for place, name in enumerate(names[:5])
    )
    days = tuple(
        UseDay(day.date, sum(course.messages[i] for course in courses) + wave(i, 9)) for i, day in enumerate(use.days)
    )
    return ModelAdoption(
        FeatureUse(sum(day.uses for day in days), use.names, use.top, days),
        courses,
    )


def make_edits(size: int = 400) -> Edits:
    days = tuple(EditsDay(day, wave(i, size)) for i, day in enumerate(make_days()))
    lines = sum(day.lines_accepted for day in days)
    return Edits(size * 10, size * 6, size * 2, lines * 2, lines, days)


def make_versions(names: Any = ("3.2.1", "3.2.0", "3.1.15", "3.1.9", "2.9.0-pre", "nightly")) -> ClientVersions:
    states = (VersionState.LATEST, *[VersionState.NEEDS_UPDATE] * (len(names) - 2), VersionState.NOT_COMPARABLE)
    users = [max(1, 24 // (place + 1)) for place in range(len(names))]
    rows = tuple(
        ClientVersion(name, people, round(10**6 * people / sum(users)), state)
        for name, people, state in zip(names, users, states, strict=True)
    )
    return ClientVersions(f.TODAY, names[0], rows)


def make_volume(names: Any = ("acme/app", "acme/api", "acme/infra", "")) -> CodeVolume:
    rows = tuple(
        RepositoryVolume(name, 40 - place, 9_000 // (place + 1), 1_200, 4_100 // (place + 1), 300)
        for place, name in enumerate(names)
    )
    total = RepositoryVolume(
        "",
        sum(row.commits for row in rows),
        sum(row.lines_added for row in rows),
        sum(row.lines_deleted for row in rows),
        sum(row.attributed_added for row in rows),
        sum(row.attributed_deleted for row in rows),
    )
    return CodeVolume(len(rows), total, rows[:20])


def make_files(names: Any = ("py", "ts", "tsx", "md", "sql", "rs", "yml")) -> FileExtensions:
    return FileExtensions(
        tuple(ExtensionUse(name, 9_000 // (place + 1), 15_000, 300, 30 - place) for place, name in enumerate(names))
    )


def make_conversations(names: Any = ("write code", "ask", "plan", "debug")) -> Conversations:
    slices = ("intents", "complexity", "categories", "guidanceLevels", "workTypes")
    return Conversations(
        tuple(
            ConversationSlice(name, tuple(LabelCount(label, 400 // (place + 1)) for place, label in enumerate(names)))
            for name in slices
        )
    )


def make_figures(section: InsightsSection, names: Any = None) -> Figures:
    """The default figures of a section, or with other names in them."""
    tools = names or ("search_issues", "create_issue", "run_query", "read_page", "list_files", "take_screenshot")
    given = (names,) if names else ()
    match section:
        case InsightsSection.DAU:
            return make_dau()
        case InsightsSection.MODELS:
            return make_adoption(*given)
        case InsightsSection.EDITS:
            return AcceptedEdits(make_edits(), make_edits(900))
        case InsightsSection.MCP:
            return make_use(tools, servers=names or ("tracker", "database", "browser"))
        case InsightsSection.MODES:
            return Modes(make_use(*given), make_use(*given, size=30))
        case InsightsSection.FILES:
            return make_files(*given)
        case InsightsSection.VERSIONS:
            return make_versions(*given)
        case InsightsSection.REPOSITORIES:
            return make_volume(*given)
        case InsightsSection.EXHAUSTION:
            return make_exhaustion()
        case InsightsSection.CONVERSATIONS:
            return make_conversations(*given)
        case _:
            return make_use(*given)


def make_insight(section: InsightsSection, **changes: Any) -> Insight:
    figures = changes.pop("figures", None) or (None if "availability" in changes else make_figures(section))
    given = {
        "section": section,
        "availability": AVAILABLE,
        "first_day": f.TODAY - timedelta(days=29),
        "last_day": f.TODAY,
        "is_whole_team": False,
        "figures": figures,
    }
    return Insight(**(given | changes))


def make_insights(section: InsightsSection = InsightsSection.OVERVIEW, **changes: Any) -> InsightsReport:
    """One section, or all of them; `figures` and the other parts of an insight may be given for one section."""
    of_report = {key: changes.pop(key) for key in ("scope", "groups") if key in changes}
    asked = [each for each in InsightsSection if each is not InsightsSection.OVERVIEW]
    if section is not InsightsSection.OVERVIEW:
        asked = [section]
    given: dict[str, Any] = {
        "scope": f.make_scope(range=f.make_range(30), basis="counts of Cursor's analytics, by whole UTC days"),
        "section": section,
        "sections": {each: make_insight(each, **changes) for each in asked},
        "groups": ("Platform", "Data", "Unassigned"),
    }
    return InsightsReport(**(given | of_report))
