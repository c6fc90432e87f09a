"""What a detection reads: figures by member and day as arrays, when a line was crossed, and which models caused it.

Whole UTC days come from the rollups, and the at most two cut days of a window from the events, so a window that begins
at 12:08:04 or ends at `now` is exact.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain
from typing import NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, false, func, true
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from tracker.clock import EPOCH, day_end, day_start, days_between, from_ms, to_ms, utc_day
from tracker.detect.onset import cost_per_request_onset, onset
from tracker.detect.sentences import ModelSpend
from tracker.detect.types import TEAM, Figures, Finding, Ints, Metric
from tracker.millionths import MILLION
from tracker.money import MICROCENTS_PER_CENT
from tracker.ranges import Cycle
from tracker.settings import Settings
from tracker.store.checkpoints import Reading
from tracker.store.measures import OF_EVENT
from tracker.store.people import EVERYONE
from tracker.store.queries_actors import find_actor_id, find_keys
from tracker.store.queries_daily_usage import exhausted_days
from tracker.store.queries_spend import WindowUsage
from tracker.store.tables import ActorRow, MemberSpendRow, ReadStateRow, UsageEventRow
from tracker.store.tables_rollups import DayMemberModelRow, DayMemberRow
from tracker.store.windows import Window, events_in, rollup_serves, split

EVENT_SPEND, EVENT_REQUEST, EVENT_TOKENS = (OF_EVENT[name] for name in ("usage_value_microcents", "requests", "tokens"))


class Drivers(NamedTuple):
    """Models with their cost in microcents, most expensive first: all of them, and those that drive an excess."""

    models: list[ModelSpend]
    drivers: list[ModelSpend]


def load_figures(session: Session, *, now: datetime, cycle: Cycle, history_days: int) -> Figures:
    """What was known of every actor by `now`: the `history_days` UTC days up to the day of `now`, and the cycle.

    Only events before `now` count. Actors without usage in that time are left out.
    """
    today = utc_day(now)  # at exactly midnight, a day without data yet
    days = tuple(today - timedelta(days=back) for back in reversed(range(history_days)))
    in_cycle = Window(cycle.start, min(now, cycle.end))
    ids, keys = actor_ids(session)
    table = np.zeros((3, ids.size, history_days), dtype=np.int64)
    cycle_spend = np.zeros(ids.size, dtype=np.int64)
    until_now = Window(EPOCH, now)
    for day in days_between(min(day_start(days[0]), in_cycle.start), now):
        sums = day_sums(session, day, until_now)
        if day >= days[0]:
            table[:, np.searchsorted(ids, sums[:, 0]), (day - days[0]).days] = sums[:, 1:].T
        if in_cycle.part_of(day) != until_now.part_of(day):
            sums = day_sums(session, day, in_cycle)
        cycle_spend[np.searchsorted(ids, sums[:, 0])] += sums[:, 1]
    has_usage = table.any(axis=(0, 2)) | (cycle_spend != 0)
    spend, requests, tokens = table[:, has_usage]
    return Figures(
        members=tuple(keys[row] for row in np.flatnonzero(has_usage)),
        days=days,
        spend=spend,
        requests=requests,
        tokens=tokens,
        cycle_spend=cycle_spend[has_usage],
        cycle_start=cycle.start,
        cycle_end=cycle.end,
        as_of=now,
        limited_users=limited_members(session, cycle),
        plan_exhausted=_exhausted_plans(session, in_cycle),
        limited_members_count=limited_members_count(session),
    )


def find_onset(
    session: Session, finding: Finding, *, now: datetime, cycle: Cycle, settings: Settings
) -> datetime | None:
    """When the running figure of a finding crossed its line; None if no stored event shows it.

    That is the case for what Cursor itself reports, and for days whose raw events were purged.
    """
    window = window_of(finding, now=now, cycle=cycle)
    match finding.metric:
        case Metric.COST_PER_REQUEST:
            times, spend, requests, _ = _events(session, finding.subject, window)
            least = settings.cost_per_request_min_daily_spend_cents * MICROCENTS_PER_CENT
            passed = cost_per_request_onset(times, spend, requests, finding.line_millionths, least)
        case Metric.REQUESTS:
            times, _, requests, _ = _events(session, finding.subject, window)
            passed = onset(times, requests * MILLION, finding.last_quiet_millionths)
        case Metric.TOKENS:
            times, _, _, tokens = _events(session, finding.subject, window)
            passed = onset(times, tokens * MILLION, finding.last_quiet_millionths)
        case Metric.SPEND:
            passed = _spend_onset(session, finding, window)
        case _:
            return None
    return None if passed is None else from_ms(passed)


def find_drivers(session: Session, finding: Finding, *, now: datetime, cycle: Cycle, settings: Settings) -> Drivers:
    """The models behind a finding's subject and period, and those of them that drive the excess.

    A model drives a day's excess if it cost more than on the subject's average day of the lookback before it. In a
    cycle, or if no model did, every model with a cost counts.
    """
    window = window_of(finding, now=now, cycle=cycle)
    spent = _model_spend(session, finding.subject, window)
    models = sorted(((m, s) for m, s in spent.items() if s > 0), key=lambda each: (-each[1], each[0]))
    if isinstance(finding.period, datetime):
        return Drivers(models, models)
    lookback = Window(window.start - timedelta(days=settings.spend_spike_lookback_days), window.start)
    usual = _model_spend(session, finding.subject, lookback)
    active_days = max(1, _active_days(session, finding.subject, lookback))
    above = [(model, spend) for model, spend in models if spend > usual.get(model, 0) / active_days]
    return Drivers(models, above or models)


def window_of(finding: Finding, *, now: datetime, cycle: Cycle) -> Window:
    """The window that a finding covers, up to `now`."""
    if isinstance(finding.period, datetime):
        return Window(cycle.start, min(now, cycle.end))
    return Window(day_start(finding.period), min(now, day_end(finding.period)))


# --- daily sums ------------------------------------------------------------------------------------------------------


def actor_ids(session: Session) -> tuple[Ints, list[str]]:
    """Ids ascending, and the key of each."""
    rows = session.exec(select(ActorRow.id, ActorRow.key).order_by(col(ActorRow.id))).all()
    return np.array([row[0] for row in rows], dtype=np.int64), [row[1] for row in rows]


def day_sums(session: Session, day: date, window: Window) -> Ints:
    """(actor id, spend, requests, tokens) of the part of a day inside the window, one row per actor."""
    if window.start >= day_end(day) or window.end <= day_start(day):
        return np.zeros((0, 4), dtype=np.int64)
    if rollup_serves(session, day, window):
        return _table(session, _rollup_sums(day))
    return _table(session, _event_sums(window.part_of(day)))


def _rollup_sums(day: date) -> Select[int, int, int, int]:
    return select(
        DayMemberRow.actor_id, DayMemberRow.usage_value_microcents, DayMemberRow.requests, DayMemberRow.tokens
    ).where(DayMemberRow.day == day)


def _event_sums(window: Window) -> Select[int, int, int, int]:
    return (
        select(UsageEventRow.actor_id, func.sum(EVENT_SPEND), func.sum(EVENT_REQUEST), func.sum(EVENT_TOKENS))
        .where(*events_in(window))
        .group_by(col(UsageEventRow.actor_id))
    )


def _table(session: Session, statement: Select[int, int, int, int]) -> Ints:
    with session.connection().execute(statement) as result:
        rows = result.cursor.fetchall()  # the driver's own rows: SQLAlchemy's take half as long again
    values = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=4 * len(rows))
    return values.reshape(len(rows), 4)


# --- what Cursor itself reports --------------------------------------------------------------------------------------


def limited_members(session: Session, cycle: Cycle) -> frozenset[str]:
    statement = (
        select(ActorRow.key)
        .join(MemberSpendRow, col(MemberSpendRow.actor_id) == ActorRow.id)
        .where(MemberSpendRow.cycle_start_ms == to_ms(cycle.start), col(MemberSpendRow.is_limited).is_(True))
    )
    return frozenset(session.exec(statement).all())


def limited_members_count(session: Session) -> int:
    detail = session.exec(select(ReadStateRow.detail).where(ReadStateRow.kind == Reading.SPENDING)).first() or {}
    return int(detail.get("limited_users_count") or 0)


def _exhausted_plans(session: Session, in_cycle: Window) -> frozenset[str]:
    exhausted = exhausted_days(session, WindowUsage(session, in_cycle, EVERYONE))
    return frozenset(find_keys(session, list(exhausted)).values())


# --- one finding -----------------------------------------------------------------------------------------------------


def _is_of(session: Session, subject: str, actor_id: object) -> ColumnElement[bool]:
    """The condition that selects a subject's rows; the team is everyone."""
    if subject == TEAM:
        return true()
    found = find_actor_id(session, subject)
    return false() if found is None else col(actor_id) == found


def _events(session: Session, subject: str, window: Window) -> tuple[Ints, Ints, Ints, Ints]:
    """Times (ms), spend, requests and tokens of a subject's events in the window, in time order."""
    statement = (
        select(UsageEventRow.timestamp_ms, EVENT_SPEND, EVENT_REQUEST, EVENT_TOKENS)
        .where(*events_in(window), _is_of(session, subject, UsageEventRow.actor_id))
        .order_by(col(UsageEventRow.timestamp_ms), col(UsageEventRow.id))
    )
    times, spend, requests, tokens = _table(session, statement).T
    return times, spend, requests, tokens


def _spend_onset(session: Session, finding: Finding, window: Window) -> int | None:
    """When the spend of the window crossed the line; reads the events of only the one day it happened on."""
    before = 0
    for day, spent in _daily_spend(session, finding.subject, window):
        if before + spent > finding.last_quiet_millionths:
            times, spend, _, _ = _events(session, finding.subject, window.part_of(day))
            return onset(times, spend, finding.last_quiet_millionths - before)
        before += spent
    return None


def _daily_spend(session: Session, subject: str, window: Window) -> list[tuple[date, int]]:
    """A subject's spend on each day of the window, oldest first; cut days count only their part."""
    parts = split(session, window)
    statement = (
        select(col(DayMemberRow.day), func.sum(DayMemberRow.usage_value_microcents))
        .where(col(DayMemberRow.day).in_(parts.rolled_up))
        .where(_is_of(session, subject, DayMemberRow.actor_id))
        .group_by(col(DayMemberRow.day))
    )
    whole = {day: int(spent) for day, spent in session.exec(statement)}
    cut = {day: int(_events(session, subject, window.part_of(day))[1].sum()) for day in parts.cut}
    spent_on = whole | cut
    return [(day, spent_on.get(day, 0)) for day in window.days]


def _model_spend(session: Session, subject: str, window: Window) -> dict[str, int]:
    """Usage value by model."""
    total: dict[str, int] = {}
    for model, spent in chain(_rollup_models(session, subject, window), _cut_models(session, subject, window)):
        total[model] = total.get(model, 0) + int(spent)
    return total


def _rollup_models(session: Session, subject: str, window: Window) -> list[tuple[str, int]]:
    statement = (
        select(DayMemberModelRow.model, func.sum(DayMemberModelRow.usage_value_microcents))
        .where(col(DayMemberModelRow.day).in_(split(session, window).rolled_up))
        .where(_is_of(session, subject, DayMemberModelRow.actor_id))
        .group_by(col(DayMemberModelRow.model))
    )
    return [(model, spent) for model, spent in session.exec(statement)]


def _cut_models(session: Session, subject: str, window: Window) -> Iterator[tuple[str, int]]:
    for day in split(session, window).cut:
        statement = (
            select(UsageEventRow.model, func.sum(EVENT_SPEND))
            .where(*events_in(window.part_of(day)), _is_of(session, subject, UsageEventRow.actor_id))
            .group_by(col(UsageEventRow.model))
        )
        yield from session.exec(statement)


def _active_days(session: Session, subject: str, window: Window) -> int:
    statement = select(func.count(func.distinct(DayMemberRow.day))).where(
        col(DayMemberRow.day).in_(window.days),
        DayMemberRow.requests > 0,
        _is_of(session, subject, DayMemberRow.actor_id),
    )
    return session.exec(statement).one()
