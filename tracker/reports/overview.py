"""What the team, or a billing group, spends and who drives it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlmodel import Session

from tracker.clock import utc_day
from tracker.millionths import MILLION
from tracker.money import MICROCENTS_PER_CENT
from tracker.ranges import TimeRange
from tracker.reports.cycle import load_cycle, spend_per_day
from tracker.reports.members import Roster, load_leaders, load_roster, with_main_models
from tracker.reports.scope import build_scope, find_group, group_names, people_of, window_before, window_of
from tracker.reports.spikes import load_spikes
from tracker.reports.types import (
    DayPoint,
    DaySpend,
    MemberDays,
    MemberRow,
    ModelShare,
    OverviewReport,
    Totals,
)
from tracker.store.columns import Columns
from tracker.store.incidents import count_open
from tracker.store.queries_daily_usage import accepted_lines
from tracker.store.queries_spend import WindowUsage, main_models
from tracker.store.settings import load_settings
from tracker.store.sums import ModelUsage, TotalUsage, Usage

PROVISIONAL_DAYS = 2
MIN_AVERAGED_DAYS = 3  # whole, final days: the mean of one or two does not show what is usual
MEMBERS_DRAWN = 6  # shown day by day, unless everyone is requested
SPIKES_WITH_DRIVERS = 3  # the largest, with who caused them


def load_overview(
    session: Session, *, range: TimeRange, now: datetime, group: str | None = None, main_models_for: int | None = None
) -> OverviewReport:
    """The overview of a range.

    `members` holds every actor with a seat or usage in the range, each with the main model. If `main_models_for` is a
    number, it holds only that many of the top users, and the others are counted; days by member and the people behind a
    spike are then limited to these too. For a group, usage and lines count on the days on which a person was in it, and
    no budget is shown, as that is the whole team's. Raises GroupNotFound.
    """
    group = group and find_group(session, group)
    people = people_of(session, group, now=now)
    usage = WindowUsage(session, window_of(range, now), people)
    before = window_before(session, range, usage.window, now=now)
    is_whole = main_models_for is None
    if main_models_for is None:
        requests = usage.everyones_requests()
        roster = load_roster(session, usage, main_models(requests))
        members, users_of_model = roster.rows, _users_of(requests)
    else:
        roster = load_leaders(session, usage, main_models_for)
        members, users_of_model = with_main_models(usage, roster, roster.rows), None
    budget = 0 if group else load_settings(session).team_budget_cents_per_cycle * MICROCENTS_PER_CENT
    days = build_days(usage, now, with_active=is_whole)
    incidents, anomalies = count_open(session, people, now=now)
    totals = build_totals(usage, seats=roster.seats, active=roster.active, active_seats=roster.active_seats)
    scope = build_scope(session, range, now=now, group=group, before=before)
    return OverviewReport(
        scope=scope,
        totals=totals,
        previous=_previous(usage.over(before), roster.seats),
        days=days,
        members=members,
        models=_with_users_of_first(usage, build_models(usage, users_of_model)),
        cycle=load_cycle(session, usage, now=now, budget_microcents=budget),
        open_incidents=incidents,
        groups=group_names(session),
        open_anomalies=anomalies,
        usage_value_per_day_microcents=spend_per_day(totals.usage_value_microcents, usage.window, scope.known_from),
        average_day_microcents=average_day(days),
        accepted_lines_added=accepted_lines(session, usage.window.days, people),
        spikes=load_spikes(session, usage, days, drivers_of=None if is_whole else SPIKES_WITH_DRIVERS),
        daily_by_member=_daily_by_member(usage, roster, members if is_whole else members[:MEMBERS_DRAWN]),
        members_left_out=roster.left_out,
    )


def average_day(days: Sequence[DayPoint]) -> int | None:
    """Mean usage value of the whole, final days, including those without usage; None with fewer than three."""
    spent = [day.usage_value_microcents for day in days if day.whole and not day.provisional]
    return round(Fraction(sum(spent), len(spent))) if len(spent) >= MIN_AVERAGED_DAYS else None


def _daily_by_member(usage: WindowUsage, roster: Roster, rows: Sequence[MemberRow]) -> tuple[MemberDays, ...]:
    """What each of these members spent on each day; members who spent nothing are left out."""
    ids = {roster.ids[row.actor.key]: row.actor for row in rows if row.usage_value_microcents}
    days: dict[int, list[DaySpend]] = defaultdict(list)
    for actor_id, day, spent in usage.value_by_day(ids.keys()):
        if spent:
            days[actor_id].append(DaySpend(day, spent))
    return tuple(MemberDays(actor, tuple(days[actor_id])) for actor_id, actor in ids.items())


def build_totals(usage: WindowUsage, *, seats: int, active: int, active_seats: int | None = None) -> Totals:
    """Sums of a window; `seats` is the number of members, and `active` how many actors made a request."""
    sums = usage.total(TotalUsage)._asdict()
    return Totals(**sums, active_members=active, members=seats, active_seats=active_seats)


def build_models(usage: WindowUsage, users: Mapping[str, int] | None = None) -> tuple[ModelShare, ...]:
    """Every model of a window, highest usage value first; `users` are how many made a request to each, if known."""
    models = usage.by_model()
    multiples = multiples_of_cheapest(models)
    by_value = sorted(models.items(), key=lambda each: (-each[1].usage_value_microcents, -each[1].requests, each[0]))
    return tuple(
        ModelShare(
            model,
            **sums._asdict(),
            users=None if users is None else users.get(model, 0),
            multiple_of_cheapest_millionths=multiples.get(model),
        )
        for model, sums in by_value
    )


def _with_users_of_first(usage: WindowUsage, models: tuple[ModelShare, ...]) -> tuple[ModelShare, ...]:
    """The same, with the number of users of the first model only, which the summary names."""
    if not models or models[0].users is not None:
        return models
    first, *others = models
    return (replace(first, users=usage.count_users_of(first.model)), *others)


def multiples_of_cheapest(models: Mapping[str, ModelUsage]) -> dict[str, int]:
    """The cost per request of each model that costs anything, as millionths of the lowest one."""
    prices = {
        model: Fraction(sums.usage_value_microcents, sums.requests)
        for model, sums in models.items()
        if sums.requests > 0 and sums.usage_value_microcents > 0
    }
    lowest = min(prices.values(), default=None)
    return {model: round(MILLION * price / lowest) for model, price in prices.items() if lowest}


def is_provisional(day: date, now: datetime) -> bool:
    """Whether Cursor may still add to a day: today and yesterday."""
    return day > utc_day(now) - timedelta(days=PROVISIONAL_DAYS)


def _previous(usage: WindowUsage, seats: int) -> Totals | None:
    return None if usage.is_empty() else build_totals(usage, seats=seats, active=usage.count_active())


def build_days(usage: WindowUsage, now: datetime, *, with_active: bool = True) -> tuple[DayPoint, ...]:
    """Every UTC day of a window; a day that it cuts counts only the part inside.

    Active people are counted only with `with_active`, because that reads everyone's rows.
    """
    by_day, active = usage.by_day(), usage.active_by_day() if with_active else None
    return tuple(
        DayPoint(
            date=day,
            usage_value_microcents=(sums := by_day.get(day, Usage())).usage_value_microcents,
            on_demand_microcents=sums.on_demand_microcents,
            requests=sums.requests,
            active_members=None if active is None else active.get(day, 0),
            provisional=is_provisional(day, now),
            whole=usage.window.holds(day),
        )
        for day in usage.window.days
    )


def _users_of(requests: Mapping[str, Columns]) -> Mapping[str, int]:
    """How many made a request to each model."""
    return {model: int((used["requests"] > 0).sum()) for model, used in requests.items()}
