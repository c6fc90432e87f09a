"""The arrays a detection reads, against sums worked by hand."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlmodel import delete, select

from tracker.detect.types import Finding, Metric, Rule, Severity
from tracker.ranges import Cycle
from tracker.reports.service import ReportService
from tracker.settings import Settings
from tracker.store.cycles import find_cycle
from tracker.store.figures import find_drivers, find_onset, load_figures
from tracker.store.tables import ActorRow, DailyUsageRow, MemberSpendRow, ReadStateRow, UsageEventRow

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
DOLLAR = 100_000_000
CYCLE = Cycle(datetime(2026, 11, 10, 12, 8, 4, tzinfo=UTC), datetime(2026, 12, 10, 12, 8, 4, tzinfo=UTC))


def at(day, hour=9, minute=0, second=0):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=UTC)


def figures(company, now=NOW, days=5, cycle=CYCLE):
    with company.store.reading() as session:
        return load_figures(session, now=now, cycle=cycle, history_days=days)


def finding(subject, metric, line, *, rule=Rule.SPEND_SPIKE, period=date(2026, 11, 20)):
    return Finding(subject, rule, metric, period, Severity.WARNING, line + 1, line, 0)


def test_members_and_days_stand_where_their_usage_is(company):
    ann, bob = company.member("Ann"), company.member("Bob")
    company.member("Idle")
    company.events(ann, [(at(16), 1.5), (at(16, 10), 2.0), (at(20), 4.0)], tokens=10)
    company.event(bob, at(18), 3.0, billing="on_demand")
    company.event(bob, at(18, 11), 7.0, billing="not_charged")
    found = figures(company)
    assert found.members == (ann, bob)
    assert found.days == tuple(date(2026, 11, day) for day in range(16, 21))
    np.testing.assert_array_equal(found.spend, np.array([[3.5, 0, 0, 0, 4.0], [0, 0, 3.0, 0, 0]]) * DOLLAR)
    np.testing.assert_array_equal(found.requests, [[2, 0, 0, 0, 1], [0, 0, 1, 0, 0]])
    np.testing.assert_array_equal(found.tokens[0], [20, 0, 0, 0, 10])


def test_a_cycle_that_turns_within_a_day_is_exact_to_the_second(company):
    ann = company.member("Ann")
    company.event(ann, at(10, 12, 8, 3), 100.0)
    company.event(ann, at(10, 12, 8, 4), 10.0)
    company.event(ann, at(12), 5.0)
    company.event(ann, at(20, 14), 1.0)
    assert figures(company).cycle_spend.tolist() == [16 * DOLLAR]
    before = Cycle(datetime(2026, 10, 10, 12, 8, 4, tzinfo=UTC), CYCLE.start)
    assert figures(company, now=CYCLE.start, cycle=before).cycle_spend.tolist() == [100 * DOLLAR]


def test_only_events_before_now_count(company):
    ann = company.member("Ann")
    company.event(ann, at(18, 9), 2.0)
    company.event(ann, at(18, 10), 3.0)
    company.event(ann, at(19), 50.0)
    found = figures(company, now=at(18, 10))
    assert found.days[-1] == date(2026, 11, 18)
    assert found.spend[:, -1].tolist() == [2 * DOLLAR]
    assert found.cycle_spend.tolist() == [2 * DOLLAR]


def test_at_midnight_today_is_a_day_of_which_nothing_is_known(company):
    ann = company.member("Ann")
    company.event(ann, at(19, 23), 2.0)
    company.event(ann, at(20, 1), 9.0)
    found = figures(company, now=at(20, 0))
    assert found.days[-1] == date(2026, 11, 20)
    assert found.spend.tolist() == [[0, 0, 0, 2 * DOLLAR, 0]]


def test_days_whose_raw_events_are_gone_count_by_their_rollup(company):
    ann = company.member("Ann")
    company.event(ann, at(20), 9.0)
    with company.store.writing() as session:
        session.exec(delete(UsageEventRow))
    assert figures(company).spend[:, -1].tolist() == [9 * DOLLAR]


def test_nobody_gives_empty_arrays(company):
    found = figures(company)
    assert (found.members, found.spend.shape, found.cycle_spend.shape) == ((), (0, 5), (0,))


def test_what_cursor_reports_comes_along(company):
    ann, bob = company.member("Ann"), company.member("Bob")
    with company.store.writing() as session:
        ids = dict(session.exec(select(ActorRow.key, ActorRow.id)).all())
        session.add(
            MemberSpendRow(
                cycle_start_ms=int(CYCLE.start.timestamp() * 1000), actor_id=ids[ann], is_limited=True, read_at=NOW
            )
        )
        session.add(MemberSpendRow(cycle_start_ms=0, actor_id=ids[bob], is_limited=True, read_at=NOW))
        session.add(DailyUsageRow(day=date(2026, 11, 12), actor_id=ids[bob], usage_based_requests=1))
        session.add(DailyUsageRow(day=date(2026, 11, 9), actor_id=ids[ann], usage_based_requests=1))
        session.add(ReadStateRow(kind="spending", read_at=NOW, detail={"limited_users_count": 3}))
    found = figures(company)
    assert (found.limited_users, found.limited_members_count) == (frozenset({ann}), 3)
    assert found.plan_exhausted == frozenset({bob})


def test_on_the_day_of_a_turn_a_plan_is_used_up_by_on_demand_spend_after_it_alone(company):
    ann, bob, eve = (company.member(name) for name in ("Ann", "Bob", "Eve"))
    company.event(ann, at(10, 10), 3.0, billing="on_demand")
    company.event(ann, at(10, 14), 3.0)
    company.event(bob, at(10, 14), 3.0, billing="on_demand")
    company.event(eve, at(10, 10), 3.0, billing="on_demand")
    company.cycle(CYCLE.start, CYCLE.end)
    with company.store.writing() as session:
        ids = dict(session.exec(select(ActorRow.key, ActorRow.id)).all())
        for key in (ann, bob, eve):
            session.add(DailyUsageRow(day=date(2026, 11, 10), actor_id=ids[key], usage_based_requests=1))
        session.add(DailyUsageRow(day=date(2026, 11, 12), actor_id=ids[eve], usage_based_requests=1))
    assert figures(company).plan_exhausted == frozenset({bob, eve})
    report = ReportService(company.store).cycle(now=NOW)
    assert {each.actor.key for each in report.exhaustion.exhausted} == {bob, eve}


@pytest.mark.parametrize(
    ("metric", "line", "minute"),
    [
        # Events of $1, $2, $3 at minutes 1, 2, 3; a request and 100 tokens each. At minute 0 one that was not charged,
        # of 50 tokens: tokens count whether charged or not.
        (Metric.SPEND, 299_999_999, 2),
        (Metric.SPEND, 300_000_000, 3),
        (Metric.REQUESTS, 2_000_000, 3),
        (Metric.TOKENS, 150_000_000, 2),
        (Metric.SPEND, 600_000_000, None),
    ],
)
def test_the_onset_is_the_first_event_past_the_line(company, metric, line, minute):
    ann, bob = company.member("Ann"), company.member("Bob")
    company.events(ann, [(at(20, 9, 3), 3.0), (at(20, 9, 1), 1.0), (at(20, 9, 2), 2.0)], tokens=100)
    company.event(ann, at(20, 9, 0), 50.0, billing="not_charged", tokens=50)
    company.event(ann, at(19), 50.0)
    company.event(bob, at(20, 8), 50.0)
    with company.store.reading() as session:
        onset = find_onset(session, finding(ann, metric, line), now=NOW, cycle=CYCLE, settings=Settings())
    assert onset == (None if minute is None else at(20, 9, minute))


def test_the_price_of_a_request_has_its_onset_where_the_day_is_worth_it(company):
    ann = company.member("Ann")
    company.events(ann, [(at(20, 9, minute), 4.0) for minute in range(10)])
    found = finding(ann, Metric.COST_PER_REQUEST, 200_000_000, rule=Rule.COST_PER_REQUEST_SPIKE)
    with company.store.reading() as session:
        onset = find_onset(session, found, now=NOW, cycle=CYCLE, settings=Settings())
    assert onset == at(20, 9, 4)  # $4 a request is above $2 at once, but the day's $20 are reached with the fifth


def test_the_onset_of_a_cycle_counts_from_its_first_second(company):
    ann = company.member("Ann")
    company.event(ann, at(10, 12, 8, 3), 100.0)
    company.event(ann, at(10, 13), 60.0)
    company.event(ann, at(14, 8), 30.0)
    company.event(ann, at(14, 9), 30.0)
    found = finding(ann, Metric.SPEND, 100 * DOLLAR, rule=Rule.MAX_SPEND_CYCLE, period=CYCLE.start)
    with company.store.reading() as session:
        assert find_onset(session, found, now=NOW, cycle=CYCLE, settings=Settings()) == at(14, 9)
        assert find_onset(session, found, now=at(14, 9), cycle=CYCLE, settings=Settings()) is None


def test_models_that_cost_no_more_than_usual_do_not_drive_the_excess(company):
    ann = company.member("Ann")
    company.usual_days(ann, date(2026, 11, 19), dollars=20.0, model="sonnet")
    company.event(ann, at(20), 20.0, model="sonnet")
    company.event(ann, at(20), 90.0, model="opus")
    company.event(ann, at(20), 4.0, model="haiku")
    with company.store.reading() as session:
        models, drivers = find_drivers(
            session, finding(ann, Metric.SPEND, DOLLAR), now=NOW, cycle=CYCLE, settings=Settings()
        )
    assert models == [("opus", 90 * DOLLAR), ("sonnet", 20 * DOLLAR), ("haiku", 4 * DOLLAR)]
    assert drivers == [("opus", 90 * DOLLAR), ("haiku", 4 * DOLLAR)]


def test_in_a_cycle_every_model_that_cost_anything_is_named(company):
    ann, bob = company.member("Ann"), company.member("Bob")
    company.event(ann, at(10, 12, 8, 3), 100.0, model="old")
    company.event(ann, at(10, 13), 5.0, model="opus")
    company.event(bob, at(15), 6.0, model="sonnet")
    company.event(bob, at(15), 0.0, model="free")
    team = finding("team", Metric.SPEND, DOLLAR, rule=Rule.TEAM_BUDGET, period=CYCLE.start)
    with company.store.reading() as session:
        models, drivers = find_drivers(session, team, now=NOW, cycle=CYCLE, settings=Settings())
    assert models == drivers == [("sonnet", 6 * DOLLAR), ("opus", 5 * DOLLAR)]


def test_the_cycle_is_the_one_that_holds_the_instant(company):
    company.cycle(CYCLE.start, CYCLE.end)
    with company.store.reading() as session:
        assert find_cycle(session, CYCLE.start) == CYCLE
        assert find_cycle(session, CYCLE.end - timedelta(seconds=1)) == CYCLE


def test_after_the_last_known_cycle_the_calendar_goes_on(company):
    company.cycle(datetime(2026, 12, 31, 6, tzinfo=UTC), datetime(2027, 1, 31, 6, tzinfo=UTC))
    with company.store.reading() as session:
        cycle = find_cycle(session, datetime(2027, 2, 10, tzinfo=UTC))
    assert (cycle.start, cycle.end) == (
        datetime(2027, 1, 31, 6, tzinfo=UTC),
        datetime(2027, 2, 28, 6, tzinfo=UTC),
    )


def test_before_the_first_known_cycle_the_calendar_goes_back(company):
    company.cycle(CYCLE.start, CYCLE.end)
    october = CYCLE.start.replace(month=10)
    with company.store.reading() as session:
        assert find_cycle(session, at(3)) == find_cycle(session, october) == Cycle(october, CYCLE.start)
        assert find_cycle(session, october - timedelta(seconds=1)).end == october


def test_while_no_cycle_is_known_the_calendar_month_stands_in(company):
    with company.store.reading() as session:
        cycle = find_cycle(session, at(3))
    assert cycle == Cycle(at(1, 0), datetime(2026, 12, 1, tzinfo=UTC), is_known=False)
