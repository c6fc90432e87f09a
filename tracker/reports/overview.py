"""What the team, or a billing group, spends and who drives it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session

from tracker.clock import utc_day
from tracker.money import MICROCENTS_PER_CENT
from tracker.ranges import TimeRange
from tracker.reports.cycle import load_cycle
from tracker.reports.members import Roster, load_leaders, load_roster, with_main_models
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_of
from tracker.reports.types import DayPoint, MemberRow, ModelShare, OverviewReport, Totals
from tracker.store.incidents import count_unresolved
from tracker.store.queries_spend import TotalUsage, Usage, WindowUsage, main_model
from tracker.store.settings import load_settings

PROVISIONAL_DAYS = 2


def load_overview(
    session: Session, *, range: TimeRange, now: datetime, group: str | None = None, main_models_for: int | None = None
) -> OverviewReport:
    """The overview of a range.

    `members` holds every actor with a seat or with usage in the range, each with the main model; where
    `main_models_for` is a number, only the first that many who used anything, and the others are counted. With a
    group, spend counts on the days on which a person was in it, and no budget is shown, as it is the whole team's.
    Raises GroupNotFound.
    """
    group = group and find_group(session, group)
    people = people_of(session, group, now=now)
    usage = WindowUsage(session, window_of(range, now), people)
    if main_models_for is None:
        roster = load_roster(session, usage)
        members, users_of_model = _with_all_models(usage, roster)
    else:
        roster = load_leaders(session, usage, main_models_for)
        members, users_of_model = with_main_models(usage, roster, roster.rows), None
    budget = 0 if group else load_settings(session).team_budget_cents_per_cycle * MICROCENTS_PER_CENT
    return OverviewReport(
        scope=build_scope(session, range, now=now, group=group),
        totals=build_totals(usage, seats=roster.seats, active=roster.active),
        previous=_previous(WindowUsage(session, usage.window.before, people), roster.seats),
        days=build_days(usage, now),
        members=members,
        models=build_models(usage, users_of_model),
        cycle=load_cycle(session, people, now=now, budget_microcents=budget),
        open_incidents=count_unresolved(session),
        groups=group_names(session),
        members_left_out=roster.left_out,
    )


def build_totals(usage: WindowUsage, *, seats: int, active: int) -> Totals:
    """Sums of a window; `seats` and `active` say how many members there are, and how many made a request."""
    return Totals(**usage.total(TotalUsage)._asdict(), active_members=active, members=seats)


def build_models(usage: WindowUsage, users: Mapping[str, int] | None = None) -> tuple[ModelShare, ...]:
    """Every model of a window, most usage value first; `users` are how many made a request to each, where known."""
    models = usage.by_model().items()
    by_value = sorted(models, key=lambda each: (-each[1].usage_value_microcents, -each[1].requests, each[0]))
    return tuple(
        ModelShare(model, **sums._asdict(), users=None if users is None else users.get(model, 0))
        for model, sums in by_value
    )


def is_provisional(day: date, now: datetime) -> bool:
    """Whether Cursor may still add to a day: the last two, today among them."""
    return day > utc_day(now) - timedelta(days=PROVISIONAL_DAYS)


def _previous(usage: WindowUsage, seats: int) -> Totals | None:
    return None if usage.is_empty() else build_totals(usage, seats=seats, active=len(usage.active_ids()))


def build_days(usage: WindowUsage, now: datetime) -> tuple[DayPoint, ...]:
    """Every UTC day of a window; a day that it cuts holds the part that lies within."""
    by_day, active = usage.by_day(), usage.active_by_day()
    return tuple(
        DayPoint(
            date=day,
            usage_value_microcents=(sums := by_day.get(day, Usage())).usage_value_microcents,
            on_demand_microcents=sums.on_demand_microcents,
            requests=sums.requests,
            active_members=active.get(day, 0),
            provisional=is_provisional(day, now),
        )
        for day in usage.window.days
    )


def _with_all_models(usage: WindowUsage, roster: Roster) -> tuple[tuple[MemberRow, ...], Mapping[str, int] | None]:
    """The rows, and how many made a request to each model, which only the models of all can tell."""
    requests = usage.requests_by_model()
    rows = tuple(
        replace(row, main_model=main_model(requests.get(roster.ids[row.actor.key], {}))) for row in roster.rows
    )
    return rows, Counter(model for models in requests.values() for model, count in models.items() if count > 0)
