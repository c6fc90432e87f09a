"""The detailed sections of one actor's report; each is loaded on request."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from tracker.ranges import TimeRange
from tracker.reports.adoption import adoption_score
from tracker.reports.badges import badges_of, references_of
from tracker.reports.context import Contexts, compared_contexts, context_use
from tracker.reports.insights.report import BASIS, load_insight
from tracker.reports.measures import Crowd, Measures, load_crowd
from tracker.reports.overview import build_days, build_models, build_totals
from tracker.reports.ranking import rank_among
from tracker.reports.scope import build_scope, window_of
from tracker.reports.spikes import load_spikes
from tracker.reports.types import (
    Actor,
    ContextTeam,
    ContextUse,
    DailyCounters,
    Insight,
    InsightsSection,
    Scope,
    Totals,
    UserActivity,
    UserAdoption,
    UserCode,
    UserModels,
    UserPart,
    UserSection,
    UserTools,
)
from tracker.reports.user_activity import build_member_days, hour_profile, model_periods
from tracker.store.people import EVERYONE, OneActor
from tracker.store.queries_actors import find_actor_id, find_seated
from tracker.store.queries_member import counters_of, requests_by_hour
from tracker.store.queries_spend import WindowUsage

COUNTERS_BASIS = "Cursor's daily counters, by whole UTC days"
SPIKES_WITH_DRIVERS = 10  # the largest, with the model that drove them


@dataclass(frozen=True)
class _Query:
    """A section's query, within one read snapshot."""

    session: Session
    scope: Scope
    actor: Actor
    actor_id: int
    usage: WindowUsage
    now: datetime
    with_team: bool

    def totals(self) -> Totals:
        """The actor's sums."""
        seats = int(self.actor_id in find_seated(self.session))
        return build_totals(self.usage, seats=seats, active=len(self.usage.active_ids()))


def load_user_part(
    session: Session, actor: Actor, section: UserSection, *, range: TimeRange, now: datetime, with_team: bool = True
) -> UserPart:
    """A section other than the overview. Without `with_team` it reveals nothing about anyone else.

    Raises LookupError for an unknown actor.
    """
    actor_id = find_actor_id(session, actor.key)
    if actor_id is None:
        raise LookupError(f"nothing is stored about {actor.key!r}")
    return _LOADERS[section](
        _Query(
            session=session,
            scope=build_scope(session, range, now=now),
            actor=actor,
            actor_id=actor_id,
            usage=WindowUsage(session, window_of(range, now), OneActor(actor_id)),
            now=now,
            with_team=with_team,
        )
    )


def _models(query: _Query) -> UserModels:
    usage = query.usage
    return UserModels(
        scope=query.scope,
        actor=query.actor,
        totals=query.totals(),
        models=build_models(usage),
        periods=model_periods(usage.window.days, usage.requests_by_day_and_model()),
    )


def _activity(query: _Query) -> UserActivity:
    days = build_member_days(query.usage, query.now)
    by_hour = requests_by_hour(query.session, query.actor_id, query.usage.window)
    return UserActivity(
        scope=query.scope,
        actor=query.actor,
        totals=query.totals(),
        days=days,
        active_days=sum(day.requests > 0 for day in days),
        spikes=load_spikes(
            query.session, query.usage, build_days(query.usage, query.now), drivers_of=SPIKES_WITH_DRIVERS
        ),
        timed_requests=sum(by_hour.values()),
        requests_by_weekday_and_hour=hour_profile(by_hour),
    )


def _adoption(query: _Query) -> UserAdoption:
    """Comparing with the team reads everyone's rows, so it happens only in this section."""
    window = query.usage.window
    usage = WindowUsage(query.session, window, EVERYONE) if query.with_team else query.usage
    everyone = load_crowd(query.session, usage)
    own = everyone.of(query.actor_id)
    counters = counters_of(query.session, query.actor_id, window.days)
    alone = UserAdoption(
        scope=replace(query.scope, basis=COUNTERS_BASIS),
        actor=query.actor,
        with_team=query.with_team,
        counters=DailyCounters(*counters) if counters else None,
        active_days=own.activity.active_days,
        days_passed=len(window.days),
        score=None,
        context=_without_team(context_use(own.used, Contexts())),
    )
    return _compared(alone, own, everyone) if query.with_team else alone


def _without_team(context: ContextUse | None) -> ContextUse | None:
    return context and replace(context, rank=None, ratio_to_median_millionths=None, team=ContextTeam(0, None, None))


def _compared(alone: UserAdoption, own: Measures, everyone: Crowd) -> UserAdoption:
    """The same with the comparison to the team."""
    references = references_of(everyone, days=max(1, alone.days_passed))
    counted = everyone.agent_requests
    is_active = own.activity.active_days > 0
    return replace(
        alone,
        score=adoption_score(own.activity, top_pace=references.top_pace, days=references.days),
        context=context_use(own.used, compared_contexts(everyone.used)),
        activity_rank=rank_among(counted, own.activity.agent_requests) if is_active else None,
        activity_ranked=len(counted),
        badges=badges_of(own, references),
    )


def _tools(query: _Query) -> UserTools:
    return UserTools(
        scope=replace(query.scope, basis=BASIS),
        actor=query.actor,
        mcp=_insight(query, InsightsSection.MCP),
        commands=_insight(query, InsightsSection.COMMANDS),
    )


def _code(query: _Query) -> UserCode:
    return UserCode(
        scope=replace(query.scope, basis=BASIS),
        actor=query.actor,
        repositories=_insight(query, InsightsSection.REPOSITORIES),
    )


def _insight(query: _Query, section: InsightsSection) -> Insight:
    return load_insight(query.session, section, query.usage.window, whose=query.usage.people, now=query.now)


_LOADERS: dict[UserSection, Callable[[_Query], UserPart]] = {
    UserSection.MODELS: _models,
    UserSection.ACTIVITY: _activity,
    UserSection.ADOPTION: _adoption,
    UserSection.TOOLS: _tools,
    UserSection.CODE: _code,
}
