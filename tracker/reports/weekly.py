"""What the last whole week cost compared with the week before: why it changed, who is idle, what could be saved."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from heapq import nsmallest

from sqlmodel import Session

from tracker.clock import day_start, monday_of, utc_day
from tracker.money import MICROCENTS_PER_CENT
from tracker.ranges import RangeRefused, TimeRange
from tracker.reports.actors import actors_by_id
from tracker.reports.incident import times_of
from tracker.reports.incident_metrics import duration_stats
from tracker.reports.members import in_group
from tracker.reports.model_what_if import load_what_if
from tracker.reports.overview import build_days, build_totals
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_of
from tracker.reports.types import (
    MOVED_DOLLARS,
    MOVED_IDLE_PER_CENT,
    MOVED_PER_CENT,
    MOVED_SAVING_DOLLARS,
    OR_MOVED_DOLLARS,
    OR_MOVED_PER_CENT,
    IdleSeats,
    WeeklyChange,
    WeeklyIncidents,
    WeeklyModel,
    WeeklyMove,
    WeeklyPerson,
    WeeklyReport,
    WeeklySavings,
)
from tracker.store.people import GroupMembers, People
from tracker.store.queries_actors import find_seated
from tracker.store.queries_incidents import list_times_in
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import ModelUsage, Spent
from tracker.store.windows import Window

ONE_WEEK = timedelta(weeks=1)
MOVERS = 5
SAVERS = 3
DOLLAR = 100 * MICROCENTS_PER_CENT

_NOTHING = Spent()


def last_monday(now: datetime) -> date:
    """The Monday on which the last whole UTC week began."""
    return monday_of(utc_day(now)) - ONE_WEEK


def words_of_week(monday: date) -> str:
    """Range words for the week that began on a Monday, valid whenever they are read: `2026-11-16 to 2026-11-22`."""
    return f"{monday} to {monday + timedelta(days=6)}"


def load_weekly(
    session: Session, *, range: TimeRange, now: datetime, group: str | None = None, named: int | None = None
) -> WeeklyReport:
    """A whole week, Monday to Sunday UTC, compared with the week before; names the first `named` idle seats.

    `named` None names all. Raises RangeRefused for any other range, and GroupNotFound.
    """
    monday = _monday_of(range, now)
    group = group and find_group(session, group)
    people = people_of(session, group, now=now)
    usage = WindowUsage(session, window_of(range, now), people)
    before = WindowUsage(session, usage.window.before, people)
    spent, spent_before = usage.spent_by_actor(), before.spent_by_actor()
    seats, active = in_group(find_seated(session), session, usage), _active(spent)
    totals = build_totals(usage, seats=len(seats), active=len(active), active_seats=len(active & seats))
    idle = _idle(session, usage, seats - active, _active(spent_before), named)
    total = None if before.is_empty() else _change(_sum(spent), _sum(spent_before))
    savings = _savings(session, range, group, now, named)
    incidents = _incidents(session, usage.window, people)
    return WeeklyReport(
        scope=build_scope(session, range, now=now, group=group),
        monday=monday,
        totals=totals,
        total=total,
        models=_models(usage, before, total) if total else (),
        people=_people(session, spent, spent_before) if total else (),
        days=build_days(usage, now, with_active=False),
        days_before=build_days(before, now, with_active=False),
        idle=idle,
        savings=savings,
        incidents=incidents,
        moved=_moved(total or _change(_sum(spent), _NOTHING), idle, len(seats), incidents, savings),
        groups=group_names(session),
    )


def _monday_of(range: TimeRange, now: datetime) -> date:
    day = utc_day(range.start)
    is_whole = range.start == day_start(day) and range.end - range.start == ONE_WEEK and range.end <= now
    if day != monday_of(day) or not is_whole:
        last = words_of_week(last_monday(now))
        reason = f"This report covers a whole week, Monday to Sunday: ask for `last week` or, say, `{last}`."
        raise RangeRefused(range.words, reason)
    return day


def _active(spent: Mapping[int, Spent]) -> set[int]:
    return {actor_id for actor_id, sums in spent.items() if sums.requests > 0}


def _sum(spent: Mapping[int, Spent]) -> Spent:
    values = spent.values()
    return Spent(sum(each.requests for each in values), sum(each.usage_value_microcents for each in values))


# --- what changed, and why -------------------------------------------------------------------------------------------


def _change(now: Spent | ModelUsage, before: Spent | ModelUsage) -> WeeklyChange:
    value, value_before = now.usage_value_microcents, before.usage_value_microcents
    more = now.requests - before.requests
    by_requests = round(Fraction(more * value_before, before.requests)) if before.requests else value - value_before
    return WeeklyChange(value, value_before, now.requests, before.requests, by_requests)


def _people(
    session: Session, spent: Mapping[int, Spent], spent_before: Mapping[int, Spent]
) -> tuple[WeeklyPerson, ...]:
    everyone = spent.keys() | spent_before.keys()
    changes = {
        each: spent.get(each, _NOTHING).usage_value_microcents - spent_before.get(each, _NOTHING).usage_value_microcents
        for each in everyone
    }
    first = nsmallest(
        MOVERS, (each for each in everyone if changes[each]), key=lambda each: (-abs(changes[each]), each)
    )
    actors = actors_by_id(session, first)
    return tuple(
        WeeklyPerson(actors[each], _change(spent.get(each, _NOTHING), spent_before.get(each, _NOTHING)))
        for each in first
    )


def _models(usage: WindowUsage, before: WindowUsage, total: WeeklyChange) -> tuple[WeeklyModel, ...]:
    """The largest changes; users are counted for the model that the first line names."""
    used, used_before, nothing = usage.by_model(), before.by_model(), ModelUsage()
    changes = [
        (model, _change(used.get(model, nothing), used_before.get(model, nothing)))
        for model in sorted(used.keys() | used_before.keys())
    ]
    moved = [each for each in changes if each[1].change_microcents]
    moved.sort(key=lambda each: -abs(each[1].change_microcents))
    models = tuple(WeeklyModel(model, change) for model, change in moved[:MOVERS])
    main = main_mover(models, total)
    return tuple(
        WeeklyModel(each.model, each.change, usage.count_users_of(each.model)) if each is main else each
        for each in models
    )


def main_mover(models: Sequence[WeeklyModel], total: WeeklyChange) -> WeeklyModel | None:
    """The model with the largest change in the direction of the total; None if the total has not changed."""
    if not total.change_microcents:
        return None
    rises = total.change_microcents > 0
    return next((each for each in models if (each.change.change_microcents > 0) is rises), None)


# --- idle seats, savings, incidents ----------------------------------------------------------------------------------


def _idle(
    session: Session, usage: WindowUsage, idle: set[int], active_before: set[int], named: int | None
) -> IdleSeats:
    fortnight, week = sorted(idle - active_before), sorted(idle & active_before)
    third = WindowUsage(session, usage.window.before.before, usage.people)
    shown = fortnight[:named]
    others = week[: None if named is None else named - len(shown)]
    actors = actors_by_id(session, [*shown, *others])
    return IdleSeats(
        week=len(idle),
        fortnight=len(fortnight),
        newly=len(third.active_ids().intersection(fortnight)) if fortnight else 0,
        fortnight_people=tuple(actors[each] for each in shown),
        week_people=tuple(actors[each] for each in others),
    )


def _savings(session: Session, range: TimeRange, group: str | None, now: datetime, named: int | None) -> WeeklySavings:
    page_size = None if named is None else SAVERS
    report = load_what_if(session, range=range, now=now, group=group, page_size=page_size)
    return WeeklySavings(report.saving_microcents, report.savers, report.rows)


def _incidents(session: Session, week: Window, people: People) -> WeeklyIncidents:
    rows = list_times_in(session, week.start, week.end, people if isinstance(people, GroupMembers) else None)
    times = [times_of(row) for row in rows]
    resolved = [each for each in times if each.resolved_at and week.start <= each.resolved_at < week.end]
    return WeeklyIncidents(
        opened=sum(week.start <= each.detected_at < week.end for each in times),
        resolved=len(resolved),
        mttr=duration_stats(each.time_to_resolve for each in resolved),
    )


# --- whether it is worth reporting ------------------------------------------------------------------------------------


def _moved(
    total: WeeklyChange, idle: IdleSeats, seats: int, incidents: WeeklyIncidents, savings: WeeklySavings
) -> tuple[WeeklyMove, ...]:
    found = {
        WeeklyMove.SPEND: has_spend_moved(total),
        WeeklyMove.IDLE_SEATS: idle.newly > 0 and idle.newly * 100 >= MOVED_IDLE_PER_CENT * seats,
        WeeklyMove.INCIDENTS: incidents.opened > 0 or incidents.resolved > 0,
        WeeklyMove.SAVINGS: savings.saving_microcents >= MOVED_SAVING_DOLLARS * DOLLAR,
    }
    return tuple(move for move, is_reached in found.items() if is_reached)


def has_spend_moved(total: WeeklyChange) -> bool:
    """Whether the change reaches both the percentage and the amount of either pair of bounds."""
    change = abs(total.change_microcents)
    bounds = ((MOVED_PER_CENT, MOVED_DOLLARS), (OR_MOVED_PER_CENT, OR_MOVED_DOLLARS))
    return any(
        change * 100 >= per_cent * total.before_microcents and change >= dollars * DOLLAR
        for per_cent, dollars in bounds
    )
