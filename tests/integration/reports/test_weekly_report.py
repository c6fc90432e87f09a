"""The weekly digest compared with plain Python on the same usage, on each kind of database."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from tests.integration.reports.conftest import CENT
from tracker.ranges import RangeRefused
from tracker.reports.scope import resolve_range
from tracker.reports.types import WeeklyChange, WeeklyMove
from tracker.reports.weekly import has_spend_moved, load_weekly
from tracker.store.tables import AnomalyRow, IncidentRow

MONDAY = datetime(2026, 11, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
NOW = MONDAY + WEEK + timedelta(hours=7, minutes=3)
DOLLAR = 100 * CENT
MODELS = ("claude-4.5-opus-max", "claude-4.5-opus", "gpt-5.1-codex")


@pytest.fixture
def filled(team):
    """Forty people over four weeks, half of them in a group that two join in the week; some stop, some left."""
    chance = random.Random(7)
    platform = team.group("Platform")
    keys = [team.actor(f"Person {number}") for number in range(40)]
    for number, key in enumerate(keys[:20]):
        team.join(key, platform, MONDAY + timedelta(days=2) if number < 2 else MONDAY - 10 * WEEK)
    team.actor("Robot", key="robot", kind="service_account", is_member=False)
    for number, key in enumerate([*keys[:36], "robot"]):
        for day in range(-21, 10):
            if (number % 9 == 1 and day >= -7) or (number % 9 == 2 and day >= 0) or chance.random() < 0.3:
                continue
            for _ in range(chance.randrange(1, 4)):
                at = MONDAY + timedelta(days=day, minutes=chance.randrange(1440))
                billing = chance.choice(("included", "on_demand", "not_charged"))
                team.use(key, at, chance.randrange(10, 900), model=chance.choice(MODELS), billing=billing)
    team.store_usage(now=NOW)
    team.collected(NOW)
    return team, keys


def second_way(team, keys, in_group):
    """Sums by key and by model of the week and the one before, for members of the group at the end of each day."""
    weeks = {
        "now": (MONDAY, MONDAY + WEEK),
        "before": (MONDAY - WEEK, MONDAY),
        "third": (MONDAY - 2 * WEEK, MONDAY - WEEK),
    }
    joins = {
        key: MONDAY + timedelta(days=2) if number < 2 else MONDAY - 10 * WEEK for number, key in enumerate(keys[:20])
    }
    found = {}
    for name, (start, end) in weeks.items():
        people, models = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])
        for used in team.within(start, end):
            joined = joins.get(used.key)
            ends = datetime.combine(used.at.date(), datetime.max.time(), tzinfo=UTC)
            if in_group and (joined is None or joined > ends):
                continue
            for sums, key in ((people, used.key), (models, used.model)):
                sums[key][0] += used.value
                sums[key][1] += used.is_request
        found[name] = (people, models)
    return found


def half_even(more, value_before, requests_before):
    return round(Fraction(more * value_before, requests_before)) if requests_before else None


@pytest.mark.parametrize("group", [None, "platform"])
def test_every_figure_is_that_of_plain_python(filled, group):
    team, keys = filled
    report = team.reports.weekly(group=group, now=NOW)
    sums = second_way(team, keys, group is not None)
    (people, models), (people_before, models_before), (third, _) = sums["now"], sums["before"], sums["third"]
    value, before = (sum(each[0] for each in part.values()) for part in (people, people_before))
    requests, requests_before = (sum(each[1] for each in part.values()) for part in (people, people_before))
    assert report.monday == MONDAY.date()
    assert (report.totals.usage_value_microcents, report.totals.requests) == (value, requests)
    assert report.total == WeeklyChange(
        value, before, requests, requests_before, half_even(requests - requests_before, before, requests_before)
    )
    assert report.total.by_requests_microcents + report.total.by_price_microcents == value - before
    for rows, now_by, before_by, name in (
        (report.people, people, people_before, lambda row: row.actor.key),
        (report.models, models, models_before, lambda row: row.model),
    ):
        changes = {key: now_by[key][0] - before_by[key][0] for key in {*now_by, *before_by}}
        largest = sorted((abs(change) for change in changes.values() if change), reverse=True)[:5]
        assert [abs(row.change.change_microcents) for row in rows] == largest
        for row in rows:
            key = name(row)
            assert row.change.change_microcents == changes[key]
            assert [row.change.usage_value_microcents, row.change.requests] == now_by[key]
            if before_by[key][1]:
                more = now_by[key][1] - before_by[key][1]
                assert row.change.by_requests_microcents == half_even(more, *before_by[key])
    seats = keys[:20] if group else keys
    active, active_before, active_third = (
        {key for key in part if part[key][1]} for part in (people, people_before, third)
    )
    idle = [key for key in seats if key not in active]
    fortnight = [key for key in idle if key not in active_before]
    assert [each.key for each in report.idle.fortnight_people] == fortnight
    assert [each.key for each in report.idle.week_people] == [key for key in idle if key in active_before]
    assert (report.idle.week, report.idle.fortnight) == (len(idle), len(fortnight))
    assert report.idle.newly == len(set(fortnight) & active_third)
    assert (report.totals.members, report.totals.active_seats) == (len(seats), len(set(seats) & active))
    assert sum(day.usage_value_microcents for day in report.days) == value
    assert sum(day.usage_value_microcents for day in report.days_before) == before
    assert [day.date for day in report.days] == [MONDAY.date() + timedelta(days=each) for each in range(7)]
    what_if = team.reports.model_what_if(words="2026-11-09 to 2026-11-15", group=group, page_size=None, now=NOW)
    assert report.savings.saving_microcents == what_if.saving_microcents
    assert report.savings.rows == what_if.rows


def test_the_model_that_the_first_line_names_has_its_users_counted(filled):
    team, _ = filled
    report = team.reports.weekly(now=NOW)
    rises = report.total.change_microcents > 0
    named = next(each for each in report.models if (each.change.change_microcents > 0) is rises)
    users = {
        used.key
        for used in team.within(MONDAY, MONDAY + WEEK, lambda used: used.is_request and used.model == named.model)
    }
    assert named.users == len(users)
    assert [each.users for each in report.models if each is not named] == [None] * (len(report.models) - 1)


def test_the_first_few_idle_seats_are_named_and_the_rest_are_counted(filled):
    team, _ = filled
    everyone, few = team.reports.weekly(now=NOW), team.reports.weekly(named=2, now=NOW)
    assert len(few.idle.fortnight_people) + len(few.idle.week_people) == 2
    assert few.idle.left_out == everyone.idle.week - 2
    assert everyone.idle.left_out == 0


def test_incidents_of_a_group_are_those_about_its_members(filled):
    team, keys = filled
    hour = timedelta(hours=1)
    with team.store.writing() as session:
        for number, subject in enumerate((keys[3], keys[30], "team")):
            at = MONDAY + timedelta(days=number + 1)
            row = IncidentRow(
                subject=subject, state="resolved", severity="warning", onset_at=at, collected_at=at, detected_at=at,
                resolved_at=at + (number + 1) * hour, resolved_by="U0ONCALL01",
            )  # fmt: skip
            session.add(row)
            session.flush()
            finding = AnomalyRow(
                incident_id=row.id, subject=subject, rule="zscore", metric="spend", period_key="2026-11-10",
                severity="warning", unit="cents", onset_at=at, detected_at=at, judged_at=at, message="far",
            )  # fmt: skip
            session.add(finding)
    whole, group = team.reports.weekly(now=NOW).incidents, team.reports.weekly(group="Platform", now=NOW).incidents
    assert (whole.opened, whole.resolved, whole.mttr.mean_seconds) == (3, 3, 2 * 3_600)
    assert (group.opened, group.resolved, group.mttr.mean_seconds) == (1, 1, 3_600)
    assert WeeklyMove.INCIDENTS in team.reports.weekly(group="Platform", now=NOW).moved


@pytest.mark.parametrize("now, before, moves", [
    (1_000, 1_000, False),
    (549, 500, False),  # 9.8 %
    (550, 500, True),  # 10 % and $50
    (549, 499, True),
    (40, 0, False),
    (50, 0, True),
    (10_499, 10_000, False),
    (10_500, 10_000, True),  # 3 % and $500
    (9_500, 10_000, True),
    (100_500, 100_000, False),  # $500, but 0.5 %
])  # fmt: skip
def test_spend_has_moved_by_both_bounds_together(now, before, moves):
    assert has_spend_moved(WeeklyChange(now * DOLLAR, before * DOLLAR, 1, 1, 0)) is moves


def test_a_week_like_the_one_before_is_silent_and_one_idle_for_14_days_breaks_the_silence(team):
    keys = [team.actor(f"Person {number}") for number in range(3)]
    for key in keys:
        for day in range(-14, 7):
            if key != keys[2]:
                team.use(key, MONDAY + timedelta(days=day, hours=9), 100)
    team.store_usage(now=NOW)
    quiet = team.reports.weekly(now=NOW)
    assert (quiet.moved, quiet.is_silent, quiet.idle.fortnight, quiet.idle.newly) == ((), True, 1, 0)
    with team.store.reading() as session:
        later = NOW + 2 * WEEK
        told = load_weekly(session, range=resolve_range(session, "last week", now=later), now=later)
    assert (told.idle.fortnight, told.idle.newly, told.moved) == (3, 2, (WeeklyMove.IDLE_SEATS,))


def test_nothing_stored_before_is_no_rise(team):
    key = team.actor("Mia")
    team.use(key, MONDAY, 4_000)
    team.store_usage(now=NOW)
    report = team.reports.weekly(now=NOW)
    assert (report.total, report.models, report.people, report.is_silent) == (None, (), (), True)


def test_another_range_than_a_whole_week_is_refused(team):
    for words in ("7d", "this week", "2026-11-08 to 2026-11-14", "2026-11-09 to 2026-11-14"):
        with pytest.raises(RangeRefused, match="whole week"):
            team.reports.weekly(words=words, now=NOW)
    assert team.reports.weekly(words="2026-11-02 to 2026-11-08", now=NOW).monday == date(2026, 11, 2)
