"""How the team works with the tool: every section of the insights, or one of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from tracker.clock import utc_day
from tracker.ranges import TimeRange
from tracker.reports.insights import code, features, people
from tracker.reports.insights.query import InsightsQuery
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_of
from tracker.reports.types.analytics import AnalyticsState, Availability
from tracker.reports.types.insights import Figures, Insight, InsightsReport, InsightsSection
from tracker.store.analytics import analytics_state
from tracker.store.checkpoints import Reading
from tracker.store.people import EVERYONE, Everyone, People
from tracker.store.windows import Window

BASIS = "counts of Cursor's analytics, by whole UTC days"
_STATES = (AnalyticsState.UNAVAILABLE, AnalyticsState.NOT_YET, AnalyticsState.AVAILABLE)


@dataclass(frozen=True)
class _Source:
    """Where a section's figures come from: readings of the team and, where Cursor splits them, per person."""

    load: Callable[[InsightsQuery], Figures]
    team: tuple[Reading, ...]
    by_person: tuple[Reading, ...] = ()


_SOURCES = {
    InsightsSection.DAU: _Source(people.load_dau, (Reading.TEAM_DAU,)),
    InsightsSection.MODELS: _Source(features.load_models, (Reading.TEAM_MODELS,), (Reading.MEMBER_MODELS,)),
    InsightsSection.EDITS: _Source(
        code.load_edits,
        (Reading.TEAM_AGENT_EDITS, Reading.TEAM_TABS),
        (Reading.MEMBER_AGENT_EDITS, Reading.MEMBER_TABS),
    ),
    InsightsSection.COMMANDS: _Source(features.load_commands, (Reading.TEAM_COMMANDS,), (Reading.MEMBER_COMMANDS,)),
    InsightsSection.MCP: _Source(features.load_mcp, (Reading.TEAM_MCP,), (Reading.MEMBER_MCP,)),
    InsightsSection.MODES: _Source(features.load_modes, (Reading.TEAM_PLANS, Reading.TEAM_ASK_MODE)),
    InsightsSection.SKILLS: _Source(features.load_skills, (Reading.TEAM_SKILLS,)),
    InsightsSection.FILES: _Source(code.load_files, (Reading.TEAM_FILE_EXTENSIONS,)),
    InsightsSection.VERSIONS: _Source(people.load_versions, (Reading.TEAM_CLIENT_VERSIONS,)),
    InsightsSection.REPOSITORIES: _Source(code.load_repositories, (Reading.AI_COMMITS,), (Reading.AI_COMMITS,)),
    InsightsSection.EXHAUSTION: _Source(people.load_plan_exhaustion, (Reading.DAILY_USAGE,), (Reading.DAILY_USAGE,)),
    InsightsSection.CONVERSATIONS: _Source(people.load_conversations, (Reading.TEAM_CONVERSATIONS,)),
}


def load_insights(
    session: Session,
    *,
    range: TimeRange,
    now: datetime,
    group: str | None = None,
    section: InsightsSection = InsightsSection.OVERVIEW,
    named: int | None = None,
) -> InsightsReport:
    """One section over the whole UTC days that a range touches, or all for the overview. Raises GroupNotFound.

    For a group the figures are those of its members, where Cursor splits them by person. `named` is how many people are
    listed by name, None for all.
    """
    group = group and find_group(session, group)
    whose, window = people_of(session, group, now=now), window_of(range, now)
    wanted = tuple(_SOURCES) if section is InsightsSection.OVERVIEW else (section,)
    sections = {each: load_insight(session, each, window, whose=whose, now=now, named=named) for each in wanted}
    read = [each.availability.read_at for each in sections.values() if each.figures is not None]
    scope = build_scope(session, range, now=now, group=group)
    return InsightsReport(
        scope=replace(scope, basis=BASIS, collected_at=min(filter(None, read), default=None)),
        section=section,
        sections=sections,
        groups=group_names(session),
    )


def load_insight(
    session: Session,
    section: InsightsSection,
    window: Window,
    *,
    whose: People,
    now: datetime,
    named: int | None = None,
) -> Insight:
    """One section over the whole UTC days that a window touches, for these people if Cursor splits it by person."""
    source = _SOURCES[section]
    is_everyone = isinstance(whose, Everyone)
    is_by_person = not is_everyone and bool(source.by_person)
    states = {kind: analytics_state(session, kind) for kind in (source.by_person if is_by_person else source.team)}
    availability = max(states.values(), key=lambda each: _STATES.index(each.state))
    days = _known(_days(session, section, window, now), availability)
    figures = None
    if days and availability.is_available and availability.read_at:
        query = InsightsQuery(
            session=session,
            days=days,
            over=utc_day(availability.read_at),
            people=whose if is_by_person else EVERYONE,
            kinds=frozenset(kind for kind, each in states.items() if each.is_available),
            window=window,
            now=now,
            named=named,
        )
        figures = source.load(query)
    return Insight(
        section=section,
        availability=availability,
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        is_whole_team=not is_everyone and not source.by_person,
        figures=figures,
    )


def _days(session: Session, section: InsightsSection, window: Window, now: datetime) -> Sequence[date]:
    """The days of the range; for plan exhaustion, those of the cycle in which the range ends."""
    if section is not InsightsSection.EXHAUSTION:
        return window.days
    cycle = people.exhaustion_cycle(session, window)
    return Window(cycle.start, min(cycle.end, now)).days


def _known(days: Sequence[date], availability: Availability) -> tuple[date, ...]:
    """The days that have been read."""
    first, last = availability.first_day, availability.read_at
    return tuple(day for day in days if (first is None or day >= first) and (last is None or day <= utc_day(last)))
