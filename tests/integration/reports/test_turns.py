"""Usage on a day on which a cycle turns comes from stored parts of the day, and always equals that of the events."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from operator import add

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import select

from tests.integration.purging import purge_events
from tests.integration.reports.conftest import Team, Used, event_of
from tests.integration.reports.everyones import by_actor
from tracker.clock import ONE_MS, day_start
from tracker.store.people import EVERYONE, OneActor
from tracker.store.queries_spend import WindowUsage, main_model, main_models
from tracker.store.rollups import add_up_turns, rebuild_days
from tracker.store.sums import ActorUsage, TotalUsage
from tracker.store.tables import ActorRow, BillingCycleRow, UsageEventRow
from tracker.store.tables_rollups import DayMemberModelRow, DayPartRow
from tracker.store.windows import Window, find_part

TURN = datetime(2026, 10, 28, 12, 8, 4, 7_000, tzinfo=UTC)
BEFORE = datetime(2026, 9, 28, 12, 8, 4, 7_000, tzinfo=UTC)  # by the calendar: Cursor never spoke of it
NOW = datetime(2026, 11, 3, 14, 3, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ODD = timedelta(microseconds=500)

# Edges at and near what matters on such a day: the turn, hours, the ends of the day, and odd microseconds.
EDGES = sorted(
    {
        edge + shift
        for edge in (TURN, TURN.replace(minute=0, second=0, microsecond=0), day_start(TURN.date()), TURN + 10 * DAY)
        for shift in (-HOUR, -ONE_MS, -ODD, timedelta(), ODD, ONE_MS, HOUR, DAY)
    }
)
USES = st.lists(
    st.tuples(
        st.sampled_from(EDGES[:-8]),
        st.integers(0, 3_000),
        st.sampled_from(["ann@example.com", "ben@example.com"]),
        st.sampled_from(["sonnet", "opus"]),
        st.sampled_from(["included", "on_demand", "not_charged", "unknown"]),
        st.integers(0, 10**12),
        st.booleans(),
    ),
    max_size=12,
)


def fill(team: Team, uses: list[tuple]) -> None:
    """Replace all that was used."""
    team.used = [
        Used((at + ms * ONE_MS).replace(microsecond=at.microsecond // 1000 * 1000), key, cost, model, billing,
             (cost % 97, 1, 2, cost % 5), is_odd, is_odd)
        for at, ms, key, model, billing, cost, is_odd in uses
    ]  # fmt: skip
    with team.store.writing() as session:
        session.execute(delete(UsageEventRow))
        ids = dict(session.exec(select(ActorRow.key, ActorRow.id)).all())
        session.add_all(event_of(used, ids[used.key]) for used in team.used)
        session.flush()
        rebuild_days(session, (TURN - 40 * DAY).date(), (TURN + 12 * DAY).date(), now=NOW)


def check(team: Team, window: Window) -> None:
    """Every way to query a window gives the same as the events."""
    used = team.within(window.start, window.end)
    with team.store.reading() as session:
        ids = dict(session.exec(select(ActorRow.key, ActorRow.id)).all())
        usage = WindowUsage(session, window, EVERYONE)
        expected: dict[int, ActorUsage] = {}
        models: dict[int, Counter[str]] = {}
        for each in used:
            sums = (each.value, each.on_demand, each.is_request, sum(each.tokens),
                    each.is_request and each.is_max_mode, each.tokens[3], each.tokens[3] > 0)  # fmt: skip
            who = ids[each.key]
            expected[who] = ActorUsage(*map(add, expected.get(who, ActorUsage()), sums))
            models.setdefault(who, Counter())[each.model] += each.is_request
        assert usage.measured_in_columns().by_id(ActorUsage._make) == expected
        assert usage.by_actor() == {who: sums[:4] for who, sums in expected.items()}
        assert _above_nothing(usage.requests_by_model(ids.values())) == _above_nothing(models)
        assert by_actor(usage.everyones_requests()) == _above_nothing(models)
        assert main_models(usage.everyones_requests()) == {
            who: main_model(requests) for who, requests in _above_nothing(models).items()
        }
        assert usage.count_active() == len(usage.active_ids()) == sum(each.requests > 0 for each in expected.values())
        total = usage.total(TotalUsage)
        assert total.usage_value_microcents == sum(each.value for each in used)
        assert total.unknown_kind_microcents == sum(each.value for each in used if each.billing == "unknown")
        assert total.estimated_microcents == sum(each.value for each in used if each.is_estimated)
        assert {model: sums.usage_value_microcents for model, sums in usage.by_model().items()} == {
            model: sum(each.value for each in used if each.model == model) for model in {each.model for each in used}
        }
        assert {day: sums.requests for day, sums in usage.by_day().items() if sums.requests} == Counter(
            each.at.date() for each in used if each.is_request
        )
        for model in {each.model for each in used}:
            on_model = [each for each in used if each.model == model]
            assert usage.count_users_of(model) == len({each.key for each in on_model if each.is_request})
            spent = Counter({who: sums.usage_value_microcents for who, sums in usage.by_actor_of(model).items()})
            expected_spent: Counter[int] = Counter()
            for each in on_model:
                expected_spent[ids[each.key]] += each.value
            assert spent == expected_spent  # counters, as whoever spent nothing may be left out
        for day, paid in usage.paid_on_cut_days().items():
            of_day = [each for each in used if each.at.date() == day]
            assert paid == {ids[each.key] for each in of_day if each.on_demand > 0}
        for key, who in ids.items():
            alone = WindowUsage(session, window, OneActor(who)).measured_in_columns().by_id(ActorUsage._make)
            assert alone == ({who: expected[who]} if who in expected else {}), key


def _above_nothing(requests: Mapping[int, Counter[str]]) -> dict[int, Counter[str]]:
    """Without models and actors of no request, who may be left out or not."""
    return {who: +models for who, models in requests.items() if +models}


@pytest.fixture(scope="module")
def turning(shared_team: Team) -> Team:
    for name in ("Ann", "Ben"):
        shared_team.actor(name)
    shared_team.cycle(TURN, TURN + 31 * DAY)
    return shared_team


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(uses=USES, edges=st.tuples(st.sampled_from(EDGES), st.sampled_from(EDGES)), is_added_up=st.booleans())
def test_windows_around_a_turn_hold_what_their_events_say(turning: Team, uses, edges, is_added_up):
    fill(turning, uses)
    if not is_added_up:
        with turning.store.writing() as session:
            session.execute(delete(DayPartRow))
    check(turning, Window(*sorted(edges)))


@pytest.fixture
def turned(team: Team) -> Team:
    """Two people's usage every hour around the turn, which is known."""
    for name in ("Ann", "Ben"):
        team.actor(name)
    team.cycle(TURN, TURN + 31 * DAY)
    keys = ("ann@example.com", "ben@example.com")
    uses = [(TURN + n * HOUR, n * n, keys[n % 2], "opus", "on_demand", 10**9 + n, n % 3 == 0) for n in range(-20, 40)]
    fill(team, uses)
    return team


def test_a_cycle_is_told_by_the_stored_part_alone(turned: Team):
    first = Window(TURN, day_start(TURN.date()) + DAY)
    with turned.store.reading() as session:
        assert find_part(session, first) == first
        assert find_part(session, Window(day_start(TURN.date()), TURN)) is not None
        assert find_part(session, Window(TURN + ODD, first.end)) is None
        assert find_part(session, Window(TURN, TURN + HOUR)) is None  # more is stored of the day
    check(turned, Window(TURN, NOW))
    check(turned, Window(TURN - 20 * DAY, TURN))


def test_late_events_are_in_the_parts_as_soon_as_they_are_stored(turned: Team):
    late = Used(TURN + HOUR, "ben@example.com", 5, "sonnet", "included", (1, 2, 3, 4), is_estimated=False)
    turned.used.append(late)
    with turned.store.writing() as session:
        ids = dict(session.exec(select(ActorRow.key, ActorRow.id)).all())
        session.add(event_of(late, ids[late.key]))
        session.flush()
        rebuild_days(session, TURN.date(), TURN.date(), now=NOW)
    check(turned, Window(TURN, NOW))
    check(turned, Window(TURN - DAY, TURN))


def test_turns_learnt_after_their_events_are_added_up_by_the_next_collection(turned: Team):
    with turned.store.writing() as session:
        session.execute(delete(DayPartRow))
        assert find_part(session, Window(TURN, day_start(TURN.date()) + DAY)) is None
        add_up_turns(session)
        assert find_part(session, Window(TURN, day_start(TURN.date()) + DAY)) is not None
    check(turned, Window(TURN, NOW))
    with turned.store.writing() as session:  # another time of the same day
        session.execute(delete(BillingCycleRow))
    turned.cycle(TURN + HOUR + ODD * 2, TURN + 31 * DAY)
    with turned.store.writing() as session:
        add_up_turns(session)
    check(turned, Window(TURN + HOUR + ODD * 2, NOW))
    check(turned, Window(TURN, NOW))


def test_the_cycles_before_the_first_known_one_are_added_up_too(turned: Team):
    fill(turned, [(BEFORE + n * HOUR, 0, "ann@example.com", "opus", "included", 7, False) for n in range(-9, 9)])
    with turned.store.reading() as session:
        assert find_part(session, Window(BEFORE, day_start(BEFORE.date()) + DAY)) is not None
    check(turned, Window(BEFORE, TURN))


def test_a_purge_leaves_the_parts_and_whole_days_answer_as_before(turned: Team):
    with turned.store.writing() as session:
        kept = session.exec(select(DayPartRow.requests)).all()
        purge_events(session, before=(TURN + 2 * DAY).date())
        add_up_turns(session)
        assert session.exec(select(DayPartRow.requests)).all() == kept
        whole = sum(session.exec(select(DayMemberModelRow.requests)).all())
        usage = WindowUsage(session, Window(TURN - 2 * DAY, NOW), EVERYONE)
        assert usage.total(TotalUsage).requests == whole == len(turned.used)
