"""A notice is added once, by whichever process comes first, on each kind of database."""

import threading
from datetime import UTC, date, datetime, timedelta

from sqlmodel import select

from tests.integration.incidents.conftest import DOLLAR
from tracker.notices.announce import announce_notices, load_past_notices, load_standing
from tracker.notices.due import Notice, NoticeKind
from tracker.notices.reports import load_budget_notice, load_notices, load_plans_notice
from tracker.reports.cycle_report import load_cycle_report
from tracker.store.settings import save_settings
from tracker.store.tables import ActorRow, DailyUsageRow, OutboxRow

START, END = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC), datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC)
NOW = END - timedelta(days=2)


def everything_due(company):
    """$400 of a budget of $700 in a cycle that ends in two days, with one of two active plans used up."""
    company.cycle(START, END)
    for name in ("Mia", "Tom"):
        company.usual_days(company.member(name), date(2026, 11, 20), days=10)
    with company.store.writing() as session:
        for place, actor_id in enumerate(session.exec(select(ActorRow.id).order_by(ActorRow.id)).all()):
            session.add(
                DailyUsageRow(
                    day=date(2026, 11, 12),
                    actor_id=actor_id,
                    is_active=True,
                    agent_requests=5,
                    usage_based_requests=2 * place,
                )
            )
        save_settings(session, {"team_budget_cents_per_cycle": "70000"}, by="mara", source="cli", now=START)
        save_settings(session, {"alert_plan_exhaustion": "yes"}, by="mara", source="cli", now=START)


KEYS = {
    "notice:cycle_summary:2026-11-01",
    "notice:plan_exhaustion:2026-11-01:2026-11-29",
    "notice:team_budget:2026-11-01:50",
}


def test_of_eight_processes_that_find_the_same_due_one_adds_it(company):
    everything_due(company)
    ready, added = threading.Barrier(8), []

    def announce():
        ready.wait()
        added.extend(announce_notices(company.store, now=NOW))

    processes = [threading.Thread(target=announce) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert {notice.key for notice in added} == KEYS
    assert len(added) == len(KEYS)
    assert sorted(row.key for row in company.rows(OutboxRow)) == sorted(KEYS)


def test_what_decides_is_what_the_report_shows(company):
    everything_due(company)
    with company.store.reading() as session:
        standing = load_standing(session, now=NOW)
        report = load_cycle_report(session, "cycle", now=NOW)
    assert standing.spent_microcents == report.totals.usage_value_microcents == 400 * DOLLAR
    assert standing.plans == (report.exhaustion.members, report.exhaustion.active) == (1, 2)
    assert standing.cycle == report.progress.cycle


def test_what_is_told_is_what_was_found_due_with_who_and_when(company):
    everything_due(company)
    budget = Notice(NoticeKind.TEAM_BUDGET, START.date(), (50,))
    announce_notices(company.store, now=NOW)
    with company.store.reading() as session:
        (plans,) = [told.notice for told in load_past_notices(session) if told.notice.day]
        shown = load_plans_notice(session, plans, now=NOW)
        spent = load_budget_notice(session, budget, now=NOW)
    assert (shown.members, shown.active, shown.members_before) == (1, 2, None)
    assert [(each.actor.name, each.on, each.days) for each in shown.newest] == [("Tom", date(2026, 11, 12), 12)]
    assert spent.progress.budget_microcents == 700 * DOLLAR
    assert spent.reached_at is None  # the last 14 days cost $400 less those before the 15th: never the $300 left


def test_the_list_has_what_is_due_until_it_is_taken_up(company):
    everything_due(company)
    with company.store.reading() as session:
        before = load_notices(session, now=NOW)
    assert {each.key for each in before.due} == KEYS
    announce_notices(company.store, now=NOW)
    company.send_all(NOW + timedelta(minutes=1))
    with company.store.reading() as session:
        after = load_notices(session, now=NOW)
    assert after.due == ()
    assert {each.key: each.sent_at for each in after.taken_up} == dict.fromkeys(KEYS, NOW + timedelta(minutes=1))
