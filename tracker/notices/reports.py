"""The contents of the notices in the alert channel, and their list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.money import MICROCENTS_PER_CENT
from tracker.notices.announce import load_past_notices, load_standing
from tracker.notices.due import NOTICE, SUMMARY_BEFORE_END, Notice, notices_due, plans_before
from tracker.reports.cycle import days_left, load_cycle
from tracker.reports.exhaustion import load_exhaustion
from tracker.reports.scope import build_scope, resolve_range, window_of
from tracker.reports.types import (
    BudgetNotice,
    CycleProgress,
    NoticeLine,
    NoticesReport,
    PlansNotice,
)
from tracker.store.alerting import alerts_are_on
from tracker.store.notices import newest_notices
from tracker.store.outbox_rows import mail_key
from tracker.store.people import Everyone
from tracker.store.queries_spend import WindowUsage
from tracker.store.settings import load_settings
from tracker.store.tables import OutboxRow
from tracker.store.weekly import find_subscription, list_running
from tracker.weekly.due import WEEKLY, next_at, parse_weekly
from tracker.weekly.service import described

PLANS_BASIS = "usage-based requests, as Cursor counts them by UTC day"
NEWEST_NAMED = 5
LISTED = 20


def load_plans_notice(session: Session, notice: Notice, *, now: datetime) -> PlansNotice:
    """The notice of used-up plans, with the count it was decided on and the newest names as of `now`."""
    range = resolve_range(session, "cycle", now=now)
    usage = WindowUsage(session, window_of(range, now), Everyone())
    exhausted = load_exhaustion(session, usage, frozenset()).exhausted
    newest = sorted(exhausted, key=lambda each: (-each.days, each.actor.display, each.actor.key))[:NEWEST_NAMED]
    before = plans_before(notice, load_past_notices(session))
    members, active = notice.figures
    return PlansNotice(
        scope=replace(build_scope(session, range, now=now), basis=PLANS_BASIS),
        members=members,
        active=active,
        newest=tuple(newest),
        members_before=before.figures[0] if before else None,
        told_on=before.day if before else None,
    )


def load_budget_notice(session: Session, notice: Notice, *, now: datetime) -> BudgetNotice:
    """The notice that part of the budget is spent, with the figures as of `now`."""
    range = resolve_range(session, "cycle", now=now)
    budget = load_settings(session).team_budget_cents_per_cycle * MICROCENTS_PER_CENT
    usage = WindowUsage(session, window_of(range, now), Everyone())
    progress = load_cycle(session, usage, now=now, budget_microcents=budget)
    return BudgetNotice(
        scope=build_scope(session, range, now=now),
        mark=notice.figures[0],
        progress=progress,
        reached_at=budget_reached_at(progress, now),
    )


def budget_reached_at(progress: CycleProgress, now: datetime) -> datetime | None:
    """When the budget is spent at the forecast's pace; None if after the cycle's end, or without a forecast."""
    left = days_left(progress.cycle, now)
    if progress.forecast_microcents is None or not left:
        return None
    missing = progress.budget_microcents - progress.usage_value_microcents
    still_to_come = progress.forecast_microcents - progress.usage_value_microcents
    if missing > still_to_come or still_to_come <= 0:
        return None
    return now + timedelta(days=left) * (max(missing, 0) / still_to_come)


def load_notices(session: Session, *, now: datetime) -> NoticesReport:
    """What is due at `now`, and what was announced when."""
    standing = load_standing(session, now=now)
    due = notices_due(standing, load_past_notices(session))
    rows: Sequence[OutboxRow] = newest_notices(session, "", limit=LISTED)
    return NoticesReport(
        as_of=now,
        cycle=standing.cycle,
        summary_from=standing.cycle.end - SUMMARY_BEFORE_END,
        budget_microcents=standing.budget_microcents,
        tells_plans=standing.plans is not None,
        is_quiet=standing.is_quiet,
        due=tuple(NoticeLine(each.kind, each.figures, "due", each.key) for each in due),
        taken_up=tuple(_line(session, row) for row in reversed(rows)),
        is_asking=not alerts_are_on(session),
        weekly=len(list_running(session)),
        weekly_from=next_at(now),
    )


def _line(session: Session, row: OutboxRow) -> NoticeLine:
    line = NoticeLine(row.about, (), row.state, row.key, row.created_at, row.sent_at, row.last_error)
    key = row.key.removeprefix(mail_key(""))
    line = replace(line, by_mail=key != row.key)
    if key.startswith(f"{NOTICE}:"):
        notice = Notice.parse(key, row.about)
        return replace(line, name=notice.kind, figures=notice.figures)
    if row.about == WEEKLY:
        subscription_id, monday = parse_weekly(key)
        subscription = find_subscription(session, subscription_id)
        group = described(session, subscription).group if subscription else None
        return replace(line, figures=(subscription_id,), group=group, week=monday)
    return line
