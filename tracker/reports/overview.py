"""What the team, or a billing group, spends and who drives it."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from tracker.clock import utc_day
from tracker.money import MICROCENTS_PER_CENT
from tracker.ranges import TimeRange
from tracker.reports.cycle import load_cycle
from tracker.reports.members import Roster, load_roster, with_main_models
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_of
from tracker.reports.types import DayPoint, MemberRow, ModelShare, OverviewReport, Totals
from tracker.store.incidents import count_unresolved
from tracker.store.people import People
from tracker.store.queries_spend import (
    DayUsage,
    ModelUsage,
    count_active,
    has_usage,
    total_usage,
    usage_by_day,
    usage_by_model,
)
from tracker.store.settings import load_settings
from tracker.store.windows import Window

PROVISIONAL_DAYS = 2


def load_overview(
    session: Session, *, range: TimeRange, now: datetime, group: str | None = None, main_models_for: int | None = None
) -> OverviewReport:
    """The overview of a range.

    `members` holds every actor with a seat or with usage in the range; the main model is worked out for the first
    `main_models_for` of them, None for all. With a group, spend counts on the days on which a person was in it, and
    no budget is shown, as it is the whole team's. Raises GroupNotFound.
    """
    group = group and find_group(session, group)
    people = people_of(session, group, now=now)
    window = window_of(range, now)
    roster = load_roster(session, window, people)
    budget = 0 if group else load_settings(session).team_budget_cents_per_cycle * MICROCENTS_PER_CENT
    return OverviewReport(
        scope=build_scope(session, range, now=now, group=group),
        totals=load_totals(session, window, people, seats=roster.seats),
        previous=_previous(session, window.before, people, roster.seats),
        days=_days(session, window, people, now),
        members=_members(session, window, people, roster, main_models_for),
        models=load_models(session, window, people),
        cycle=load_cycle(session, people, now=now, budget_microcents=budget),
        open_incidents=count_unresolved(session),
        groups=group_names(session),
    )


def load_totals(session: Session, window: Window, people: People, *, seats: int) -> Totals:
    """Sums of a window; `seats` is how many members there are."""
    sums = total_usage(session, window, people)
    return Totals(**sums._asdict(), active_members=count_active(session, window, people), members=seats)


def load_models(session: Session, window: Window, people: People) -> tuple[ModelShare, ...]:
    """Every model of a window, most usage value first."""
    return build_models(usage_by_model(session, window, people))


def build_models(usage: dict[str, ModelUsage]) -> tuple[ModelShare, ...]:
    """Every model, most usage value first."""
    models = sorted(usage.items(), key=lambda each: (-each[1].usage_value_microcents, -each[1].requests, each[0]))
    return tuple(ModelShare(model, **sums._asdict()) for model, sums in models)


def is_provisional(day: date, now: datetime) -> bool:
    """Whether Cursor may still add to a day: the last two, today among them."""
    return day > utc_day(now) - timedelta(days=PROVISIONAL_DAYS)


def _previous(session: Session, window: Window, people: People, seats: int) -> Totals | None:
    return load_totals(session, window, people, seats=seats) if has_usage(session, window, people) else None


def _days(session: Session, window: Window, people: People, now: datetime) -> tuple[DayPoint, ...]:
    usage = usage_by_day(session, window, people)
    return tuple(
        DayPoint(day, **usage.get(day, DayUsage())._asdict(), provisional=is_provisional(day, now))
        for day in window.days
    )


def _members(
    session: Session, window: Window, people: People, roster: Roster, count: int | None
) -> tuple[MemberRow, ...]:
    count = len(roster.rows) if count is None else count
    named = with_main_models(session, window, people, roster, roster.rows[:count])
    return named + roster.rows[count:]
