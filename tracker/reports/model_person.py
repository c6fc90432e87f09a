"""One person's models compared with what the team pays for the same ones."""

from datetime import datetime
from fractions import Fraction
from statistics import median

from sqlmodel import Session

from tracker.ranges import TimeRange
from tracker.reports.badges import COMPARED_FROM
from tracker.reports.overview import build_totals
from tracker.reports.scope import build_scope, window_of
from tracker.reports.types import (
    MEDIAN_FROM_REQUESTS,
    MEDIAN_FROM_USERS,
    Actor,
    PersonModelRow,
    PersonModelsReport,
)
from tracker.store.columns import Columns, added_up
from tracker.store.people import Everyone, OneActor
from tracker.store.queries_actors import find_actor_id, find_seated
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import ModelUsage, Spent

COMPARED_MODELS = 5  # the team's price is computed for a person's models with the most usage value


def load_person_models(
    session: Session, actor: Actor, *, range: TimeRange, now: datetime, with_team: bool = True
) -> PersonModelsReport:
    """The models of a stored actor. Without `with_team` it reveals nothing about anyone else."""
    actor_id = find_actor_id(session, actor.key)
    if actor_id is None:
        raise LookupError(f"nothing is stored about {actor.key!r}")
    window = window_of(range, now)
    usage = WindowUsage(session, window, OneActor(actor_id))
    team = WindowUsage(session, window, Everyone()) if with_team else None
    spent = team.spent_in_columns() if team else _NOBODY
    members = spent["usage_value_microcents"][spent["requests"] > 0].tolist()
    return PersonModelsReport(
        scope=build_scope(session, range, now=now),
        actor=actor,
        totals=build_totals(usage, seats=int(actor_id in find_seated(session)), active=len(usage.active_ids())),
        rows=_rows(usage, team),
        with_team=with_team,
        median_member_microcents=round(median(members)) if members else None,
        median_member_cost_per_request_microcents=_median_price(spent, COMPARED_FROM),
    )


def _rows(usage: WindowUsage, team: WindowUsage | None) -> tuple[PersonModelRow, ...]:
    used = [(model, sums) for model, sums in usage.by_model().items() if sums.requests > 0]
    used.sort(key=lambda each: (-each[1].usage_value_microcents, -each[1].requests, each[0]))
    return tuple(
        _row(model, sums, team if place < COMPARED_MODELS else None) for place, (model, sums) in enumerate(used)
    )


def _row(model: str, sums: ModelUsage, team: WindowUsage | None) -> PersonModelRow:
    spent = team.spent_on_in_columns(model) if team else _NOBODY
    users = int((spent["requests"] >= MEDIAN_FROM_REQUESTS).sum())
    is_enough = users >= MEDIAN_FROM_USERS
    return PersonModelRow(
        model=model,
        usage_value_microcents=sums.usage_value_microcents,
        requests=sums.requests,
        team_median_cost_per_request_microcents=_median_price(spent, MEDIAN_FROM_REQUESTS) if is_enough else None,
        team_users=users if is_enough else None,
    )


def _median_price(used: Columns, least_requests: int) -> int | None:
    """The median cost per request of those with enough requests; only the middle values are computed exactly."""
    is_priced = used["requests"] >= least_requests
    values, requests = used["usage_value_microcents"][is_priced], used["requests"][is_priced]
    by_price = (values / requests).argsort()
    middle = by_price[(len(by_price) - 1) // 2 : len(by_price) // 2 + 1]
    prices = [Fraction(int(values[each]), int(requests[each])) for each in middle]
    return round(median(prices)) if prices else None


_NOBODY = added_up([], Spent._fields)
