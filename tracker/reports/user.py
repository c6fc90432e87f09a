"""One actor: sums, days, models, tokens, their anomalies, and how they compare."""

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sqlmodel import Session

from tracker.clock import parse_instant
from tracker.detect.sentences import period_label
from tracker.detect.types import Metric, Rule, Severity
from tracker.ranges import TimeRange
from tracker.reports.badges import badges_of, references_of
from tracker.reports.cycle import load_cycle, spend_per_day
from tracker.reports.measures import crowd_of
from tracker.reports.overview import build_models, build_totals
from tracker.reports.ranking import rank_among
from tracker.reports.scope import build_scope, window_of
from tracker.reports.types import Actor, AnomalyLine, Badges, DailyCounters, UserReport
from tracker.reports.user_activity import build_member_days
from tracker.store.columns import Ints
from tracker.store.people import EVERYONE, OneActor
from tracker.store.queries_actors import (
    find_actor_id,
    find_limit_dollars,
    find_seated,
    group_names_of,
    list_anomalies_of,
)
from tracker.store.queries_daily_usage import activity_in_columns
from tracker.store.queries_member import counters_of
from tracker.store.queries_spend import WindowUsage, last_active_day
from tracker.store.sums import TokenUsage
from tracker.store.tables import AnomalyRow
from tracker.store.windows import Window

ANOMALIES = 100  # of the history, newest first


def load_user(session: Session, actor: Actor, *, range: TimeRange, now: datetime, with_team: bool = True) -> UserReport:
    """The report on a stored actor. Without `with_team` it reveals nothing about anyone else, not even a rank.

    `group` is the actor's group at `now`, None if in none; `limit_dollars` is for the running cycle.
    """
    actor_id = find_actor_id(session, actor.key)
    if actor_id is None:
        raise LookupError(f"nothing is stored about {actor.key!r}")
    usage = WindowUsage(session, window_of(range, now), OneActor(actor_id))
    tokens = usage.total(TokenUsage)
    cycle = load_cycle(session, usage, now=now)
    team = _load_team(session, usage.window, actor_id) if with_team else _NOBODY
    counters = counters_of(session, actor_id, usage.window.days)
    seats = int(actor_id in find_seated(session))
    totals = build_totals(usage, seats=seats, active=len(usage.active_ids()))
    scope = build_scope(session, range, now=now)
    return UserReport(
        scope=scope,
        actor=actor,
        totals=totals,
        cycle=cycle,
        days=build_member_days(usage, now),
        models=build_models(usage),
        tokens_input=tokens.input_tokens,
        tokens_output=tokens.output_tokens,
        tokens_cache_read=tokens.cache_read_tokens,
        tokens_cache_write=tokens.cache_write_tokens,
        anomalies=tuple(_line(row) for row in list_anomalies_of(session, actor.key, until=now, limit=ANOMALIES)),
        counters=DailyCounters(*counters) if counters else None,
        group=next(iter(group_names_of(session, actor_id, now)), None),
        rank=team.rank,
        ranked=team.ranked,
        activity_rank=team.activity_rank,
        activity_ranked=team.activity_ranked,
        badges=team.badges,
        team_median_microcents=team.median_microcents,
        team_cost_per_request_microcents=team.cost_per_request_microcents,
        usage_value_per_day_microcents=spend_per_day(totals.usage_value_microcents, usage.window, scope.known_from),
        limit_dollars=find_limit_dollars(session, actor_id, cycle.cycle.start),
        last_active_on=last_active_day(session, actor_id, now=now),
    )


@dataclass(frozen=True)
class _Team:
    """How an actor compares: ranks among everyone with a seat or usage, badges, active people's median and cost."""

    rank: int | None = None
    ranked: int | None = None
    activity_rank: int | None = None
    activity_ranked: int | None = None
    badges: Badges | None = None
    median_microcents: int | None = None
    cost_per_request_microcents: int | None = None


_NOBODY = _Team()


def _load_team(session: Session, window: Window, actor_id: int) -> _Team:
    used = WindowUsage(session, window, EVERYONE).measured_in_columns()
    everyone = crowd_of(used, activity_in_columns(session, window.days, EVERYONE))
    own = everyone.of(actor_id)
    spends, own_spend = _ascending(used["usage_value_microcents"]), own.used.usage_value_microcents
    listed = {*used.ids.tolist(), *find_seated(session)}
    is_asking = used["requests"] > 0
    spent, requests = used["usage_value_microcents"][is_asking].tolist(), int(used["requests"][is_asking].sum())
    is_active = own.activity.active_days > 0
    references = references_of(everyone, days=max(1, len(window.days)))
    return _Team(
        rank=rank_among(spends, own_spend) if actor_id in listed else None,
        ranked=len(listed),
        activity_rank=rank_among(everyone.agent_requests, own.activity.agent_requests) if is_active else None,
        activity_ranked=len(everyone.agent_requests) if is_active else None,
        badges=badges_of(own, references),
        median_microcents=round(median(spent)) if spent else None,
        cost_per_request_microcents=round(sum(spent) / requests) if requests else None,
    )


def _ascending(values: Ints) -> list[int]:
    return sorted(values.tolist())


def _line(row: AnomalyRow) -> AnomalyLine:
    rule = Rule(row.rule)
    period = parse_instant(row.period_key) if rule.is_of_cycle else date.fromisoformat(row.period_key)
    return AnomalyLine(
        rule=rule,
        metric=Metric(row.metric),
        period_label=period_label(period),
        severity=Severity(row.severity),
        message=row.message,
        detected_at=row.detected_at,
        cleared_at=row.cleared_at,
        incident_id=row.incident_id,
    )
