"""One actor: sums, days, models, tokens, what was found about them, and how they compare."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from sqlmodel import Session

from tracker.clock import parse_instant
from tracker.detect.sentences import period_label
from tracker.detect.types import Metric, Rule, Severity
from tracker.ranges import TimeRange
from tracker.reports.cycle import load_cycle
from tracker.reports.members import load_roster
from tracker.reports.overview import is_provisional, load_models, load_totals
from tracker.reports.scope import build_scope, window_of
from tracker.reports.types import Actor, AnomalyLine, MemberDay, UserReport
from tracker.store.people import Everyone, OneActor
from tracker.store.queries_actors import (
    find_actor_id,
    find_limit_dollars,
    group_names_of,
    is_seated,
    list_anomalies_of,
)
from tracker.store.queries_spend import (
    Usage,
    last_active_day,
    spend_of_days_by_model,
    tokens_by_use,
    usage_of_days,
)
from tracker.store.tables import AnomalyRow
from tracker.store.windows import Window

ANOMALIES = 100  # of the history, newest first


def load_user(session: Session, actor: Actor, *, range: TimeRange, now: datetime, with_team: bool = True) -> UserReport:
    """The report of a stored actor. Without `with_team` it says nothing about anyone else, not even a rank.

    `group` is where the actor is at `now`, None outside all groups; `limit_dollars` is of the running cycle.
    """
    actor_id = find_actor_id(session, actor.key)
    if actor_id is None:
        raise LookupError(f"nothing is stored about {actor.key!r}")
    window, people = window_of(range, now), OneActor(actor_id)
    tokens = tokens_by_use(session, window, people)
    cycle = load_cycle(session, people, now=now)
    team = _team(session, window, actor) if with_team else None
    return UserReport(
        scope=build_scope(session, range, now=now),
        actor=actor,
        totals=load_totals(session, window, people, seats=int(is_seated(session, actor_id))),
        cycle=cycle,
        days=_days(session, window, actor_id, now),
        models=load_models(session, window, people),
        tokens_input=tokens.input_tokens,
        tokens_output=tokens.output_tokens,
        tokens_cache_read=tokens.cache_read_tokens,
        tokens_cache_write=tokens.cache_write_tokens,
        anomalies=tuple(_line(row) for row in list_anomalies_of(session, actor.key, until=now, limit=ANOMALIES)),
        group=next(iter(group_names_of(session, actor_id, now)), None),
        rank=team.rank if team else None,
        ranked=team.ranked if team else None,
        team_median_microcents=team.median_microcents if team else None,
        team_cost_per_request_microcents=team.cost_per_request_microcents if team else None,
        limit_dollars=find_limit_dollars(session, actor_id, cycle.cycle.start),
        last_active_on=last_active_day(session, actor_id, now=now),
    )


@dataclass(frozen=True)
class _Team:
    """How an actor compares: rank among everyone with a seat or usage, median and price of those active."""

    rank: int | None
    ranked: int
    median_microcents: int | None
    cost_per_request_microcents: int | None


def _team(session: Session, window: Window, actor: Actor) -> _Team:
    roster = load_roster(session, window, Everyone())
    spent = [row.usage_value_microcents for row in roster.active]
    requests = sum(row.requests for row in roster.active)
    return _Team(
        rank=next((row.rank for row in roster.rows if row.actor.key == actor.key), None),
        ranked=len(roster.rows),
        median_microcents=round(median(spent)) if spent else None,
        cost_per_request_microcents=round(sum(spent) / requests) if requests else None,
    )


def _days(session: Session, window: Window, actor_id: int, now: datetime) -> tuple[MemberDay, ...]:
    usage = usage_of_days(session, window, actor_id)
    models: dict[date, list[tuple[str, int]]] = defaultdict(list)
    for (day, model), spent in spend_of_days_by_model(session, window, actor_id).items():
        if spent:
            models[day].append((model, spent))
    return tuple(
        MemberDay(
            date=day,
            **usage.get(day, Usage())._asdict(),
            models=tuple(sorted(models[day], key=lambda each: (-each[1], each[0]))),
            provisional=is_provisional(day, now),
        )
        for day in window.days
    )


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
