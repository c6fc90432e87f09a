"""Everyone's sums over long windows, which come from whole weeks, equal those of the events and daily counters."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from operator import add

import pytest
from sqlalchemy import delete
from sqlmodel import select

from tests.integration.reports.conftest import Team
from tests.integration.reports.everyones import by_actor
from tracker.store.people import Everyone
from tracker.store.queries_daily_usage import Activity, accepted_lines, activity_in_columns
from tracker.store.queries_models import ModelDays, model_days
from tracker.store.queries_spend import WindowUsage
from tracker.store.sums import ActorUsage, Spent
from tracker.store.tables import ActorRow, DailyUsageRow
from tracker.store.tables_rollups import WeekMemberModelRow, WeekMemberRow, WeekModelDaysRow
from tracker.store.weeks import in_weeks, rebuild_activity_weeks
from tracker.store.windows import Window

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
MIDNIGHT = NOW.replace(hour=0, minute=0)
TURN = datetime(2026, 10, 1, 12, 8, 4, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS_BACK = 69
MODELS = ("sonnet", "codex")
WINDOWS = {
    "sixty days": Window(MIDNIGHT - 60 * DAY, NOW),
    "two weeks and a part of others": Window(MIDNIGHT - 20 * DAY, NOW),
    "a cycle up to now": Window(TURN, NOW),
    "a cycle": Window(TURN, TURN + 31 * DAY),
    "two weeks less days on both sides": Window(MIDNIGHT - 19 * DAY, NOW - 3 * DAY),
    "weeks with days beside and days less": Window(MIDNIGHT - 33 * DAY, MIDNIGHT - 11 * DAY),
    "no whole week": Window(NOW - 3 * DAY, NOW),
}


@pytest.fixture(scope="module")
def busy(shared_team: Team) -> Team:
    """Four people's usage and counters; nobody used anything in one of the weeks."""
    chance = random.Random(7)
    keys = [shared_team.actor(f"Person {number}") for number in range(4)]
    for _ in range(400):
        at = NOW - timedelta(seconds=chance.randrange(DAYS_BACK * 86_400))
        if at.isocalendar().week != 43:
            shared_team.use(
                chance.choice(keys),
                at,
                chance.randrange(1, 500),
                billing=chance.choice(["included", "on_demand", "not_charged"]),
                tokens=(chance.randrange(100), 1, 2, 1000 * chance.randrange(2)),
                is_max_mode=chance.random() < 0.3,
                model=chance.choice(MODELS),
            )
    shared_team.store_usage(now=NOW)
    with shared_team.store.writing() as session:
        for actor_id in range_of_ids(shared_team)[1:]:
            for back in range(DAYS_BACK):
                session.add(counters(actor_id, back))
        session.flush()
        rebuild_activity_weeks(session, (NOW - DAYS_BACK * DAY).date(), NOW.date())
    return shared_team


def range_of_ids(team: Team) -> list[int]:
    with team.store.reading() as session:
        return sorted(session.exec(select(ActorRow.id)).all())


def counters(actor_id: int, back: int) -> DailyUsageRow:
    return DailyUsageRow(
        day=(NOW - back * DAY).date(),
        actor_id=actor_id,
        is_active=back % 3 == 0,
        agent_requests=back % 2,
        applies=actor_id,
        accepts=back,
        accepted_lines_added=10 * back + 1,
        lines_added=20 * back + 3,
        rejects=back % 5,
        most_used_model=(*MODELS, None)[(back + actor_id) % 3],
    )


def used_by_hand(team: Team, window: Window) -> dict[str, ActorUsage]:
    found: dict[str, ActorUsage] = {}
    for used in team.within(window.start, window.end):
        in_max_mode, read = used.is_request and used.is_max_mode, used.tokens[3]
        sums = (used.value, used.on_demand, used.is_request, sum(used.tokens), in_max_mode, read, read > 0)
        found[used.key] = ActorUsage(*map(add, found.get(used.key, ActorUsage()), sums))
    return found


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_what_everyone_used_is_what_their_events_say(busy: Team, window: Window):
    with busy.store.reading() as session:
        keys = dict(session.exec(select(ActorRow.id, ActorRow.key)).all())
        usage = WindowUsage(session, window, Everyone())
        by_id = usage.measured_in_columns().by_id(ActorUsage._make)
        measured = {keys[actor_id]: sums for actor_id, sums in by_id.items()}
        by_actor = {keys[actor_id]: sums for actor_id, sums in usage.by_actor().items()}
    expected = used_by_hand(busy, window)
    assert measured == expected
    assert by_actor == {key: sums[:4] for key, sums in expected.items()}


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_what_everyone_spent_on_a_model_is_what_their_events_say(busy: Team, window: Window):
    expected: dict[str, dict[str, Spent]] = {model: {} for model in MODELS}
    for used in busy.within(window.start, window.end):
        of_model = expected[used.model]
        of_model[used.key] = Spent(*map(add, of_model.get(used.key, Spent()), (used.is_request, used.value)))
    with busy.store.reading() as session:
        keys = dict(session.exec(select(ActorRow.id, ActorRow.key)).all())
        usage = WindowUsage(session, window, Everyone())
        found = {model: usage.by_actor_of(model) for model in MODELS}
        requests = by_actor(usage.everyones_requests())
    assert {m: {keys[each]: sums for each, sums in of.items()} for m, of in found.items()} == {
        model: {key: spent for key, spent in of_model.items() if any(spent)} for model, of_model in expected.items()
    }
    assert {keys[each]: models for each, models in requests.items()} == {
        key: Counter({model: of[key].requests for model, of in expected.items() if key in of and of[key].requests})
        for key in {key for of in expected.values() for key, spent in of.items() if spent.requests}
    }


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_what_everyone_did_is_what_the_counters_of_their_days_say(busy: Team, window: Window):
    expected: dict[int, Activity] = defaultdict(Activity)
    backs = [back for back in range(DAYS_BACK) if (NOW - back * DAY).date() in window.days]
    for actor_id in range_of_ids(busy)[1:]:
        for back in backs:
            row = counters(actor_id, back)
            is_active = bool(row.is_active or row.agent_requests)
            sums = (row.agent_requests, is_active, row.applies, row.accepts, row.accepted_lines_added)
            expected[actor_id] = Activity(*map(add, expected[actor_id], sums))
    with busy.store.reading() as session:
        assert activity_in_columns(session, window.days).by_id(Activity._make) == expected
        lines = sum(each.accepted_lines_added for each in expected.values())
        assert accepted_lines(session, window.days) == lines


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_what_was_written_with_a_model_is_what_the_days_say_on_which_it_was_most_used(busy: Team, window: Window):
    days = [day for day in window.days if window.holds(day)]
    used: dict[tuple[str, date], list[int]] = defaultdict(lambda: [0, 0])
    for each in busy.within(window.start, window.end):
        sums = used[each.key, each.at.date()]
        sums[0] += each.is_request
        sums[1] += each.value
    with busy.store.reading() as session:
        keys = dict(session.exec(select(ActorRow.id, ActorRow.key)).all())
        found = {each.model: each for each in model_days(session, days, Everyone())}
    expected: dict[str, list[tuple[int, ...]]] = defaultdict(list)
    for actor_id in range_of_ids(busy)[1:]:
        for row in (counters(actor_id, back) for back in range(DAYS_BACK)):
            requests, value = used[keys[actor_id], row.day]
            if row.day in days and row.most_used_model and requests:
                written = (row.lines_added, row.accepted_lines_added, row.accepts, row.rejects)
                expected[row.most_used_model].append((actor_id, 1, requests, value, *written))
    assert found == {
        model: ModelDays(model, len({row[0] for row in rows}), *map(sum, list(zip(*rows, strict=True))[1:]))
        for model, rows in expected.items()
    }


def test_weeks_of_models_tell_of_whole_weeks(team: Team):
    key = team.actor("Ines")
    for back in range(40):
        team.use(key, NOW - back * DAY - DAY / 24, back + 1)
    team.store_usage(now=NOW)
    with team.store.writing() as session:
        (actor_id,) = session.exec(select(ActorRow.id)).all()
        session.add_all(counters(actor_id, back) for back in range(40))
        session.flush()
        rebuild_activity_weeks(session, (NOW - 40 * DAY).date(), NOW.date())
        days = WINDOWS["weeks with days beside and days less"].days
        assert len(in_weeks(session, WeekModelDaysRow, days).weeks) == 3
        told = model_days(session, days, Everyone())
        session.execute(delete(WeekModelDaysRow))
        assert in_weeks(session, WeekModelDaysRow, days).weeks == ()
        assert model_days(session, days, Everyone()) == told
    assert sum(each.days for each in told) == sum(
        counters(actor_id, b).most_used_model is not None for b in range(12, 34)
    )


def test_days_are_divided_into_whole_weeks_and_what_is_around_them(busy: Team):
    days = WINDOWS["two weeks and a part of others"].days
    with busy.store.reading() as session:
        parts = in_weeks(session, WeekMemberRow, days[4:])  # from a Friday on
    assert [str(monday) for monday in parts.weeks] == ["2026-11-09", "2026-11-16"]
    assert [(str(run[0]), len(run)) for run in parts.days] == [("2026-11-06", 3)]
    assert parts.less == ()


def test_a_week_mostly_within_counts_less_its_other_days_as_far_as_any_are_stored(busy: Team):
    days = WINDOWS["sixty days"].days
    with busy.store.reading() as session:
        parts = in_weeks(session, WeekMemberRow, days[-20:])  # from a Tuesday to the newest day
        up_to_thursday = in_weeks(session, WeekMemberRow, days[-20:-3])
        older = in_weeks(session, WeekMemberRow, days[-34:-12])  # from a Tuesday to a Tuesday
    assert [str(monday) for monday in parts.weeks] == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert (parts.days, parts.less) == ((), ((date(2026, 11, 2),),))
    assert up_to_thursday.weeks == parts.weeks
    assert up_to_thursday.less == (*parts.less, tuple(date(2026, 11, day) for day in (20, 21, 22)))
    assert [str(monday) for monday in older.weeks] == ["2026-10-19", "2026-10-26", "2026-11-02"]
    assert older.days == ((date(2026, 11, 9), date(2026, 11, 10)),)
    assert older.less == ((date(2026, 10, 19),),)


def test_weeks_that_have_not_been_added_up_are_read_by_their_days(team: Team):
    key = team.actor("Ines")
    for back in range(40):
        team.use(key, NOW - back * DAY - DAY / 24, back + 1)
    team.store_usage(now=NOW)
    window = Window(MIDNIGHT - 39 * DAY, NOW)
    with team.store.writing() as session:
        before = WindowUsage(session, window, Everyone()).measured_in_columns().by_id(ActorUsage._make)
        models = by_actor(WindowUsage(session, window, Everyone()).everyones_requests())
        session.execute(delete(WeekMemberModelRow).where(WeekMemberModelRow.day == date(2026, 11, 2)))
        assert in_weeks(session, WeekMemberModelRow, window.days).weeks == ()
        assert by_actor(WindowUsage(session, window, Everyone()).everyones_requests()) == models
        session.execute(delete(WeekMemberRow).where(WeekMemberRow.day == date(2026, 11, 2)))
        assert in_weeks(session, WeekMemberRow, window.days).weeks == ()
        assert WindowUsage(session, window, Everyone()).measured_in_columns().by_id(ActorUsage._make) == before
    assert sum(sums.requests for sums in before.values()) == 40
