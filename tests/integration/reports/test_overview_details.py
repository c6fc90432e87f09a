"""The overview's spikes, days by member, model prices, lines and open incidents, recomputed from plain lists."""

import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from statistics import median

import pytest
from sqlmodel import select

from tracker.store import usage_by_actor
from tracker.store.tables import ActorRow, AnomalyRow, DailyUsageRow, IncidentRow

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TURN = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)
MOVE = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
CENT = 1_000_000
DAY = timedelta(days=1)
MODELS = ("sonnet", "codex", "opus-max", "free")
BILLINGS = ("included", "on_demand", "not_charged")
RANGES = {
    "cycle": TURN,
    "7d": datetime(2026, 11, 16, tzinfo=UTC),
    "30d": datetime(2026, 10, 24, tzinfo=UTC),
    "24h": NOW - DAY,
}
SPIKE_DAYS = (date(2026, 11, 10), date(2026, 11, 18))


@pytest.fixture(scope="module")
def busy(shared_team):
    """Twelve people over eight weeks, two of whom run wild on a day each; one moves from group to group."""
    team, chance = shared_team, random.Random(6)
    team.people = [team.actor(f"Person {number:02}") for number in range(12)]
    platform, web = team.group("Platform"), team.group("Web")
    team.moved = team.people[0]
    team.join(team.moved, platform, until=MOVE)
    team.join(team.moved, web, MOVE)
    for number, key in enumerate(team.people[1:10]):
        team.join(key, platform if number % 2 else web)
    team.always_web = {key for number, key in enumerate(team.people[1:10]) if number % 2 == 0}
    for back in range(56):
        for key in team.people:
            for _ in range(chance.randrange(4)):
                team.use(
                    key,
                    datetime.combine((NOW - back * DAY).date(), datetime.min.time(), UTC)
                    + timedelta(seconds=chance.randrange(86_400 if back else 50_000)),
                    0 if (model := chance.choice(MODELS)) == "free" else chance.randrange(1, 300_000_000) / CENT,
                    model=model,
                    billing=chance.choice(BILLINGS),
                )
    for day, key in zip(SPIKE_DAYS, team.people[3:5], strict=True):
        team.use(key, datetime.combine(day, datetime.min.time(), UTC) + 9 * timedelta(hours=1), 9_000, model="opus-max")
    team.cycle(TURN, datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
    team.store_usage(now=NOW)
    team.lines = {}
    with team.store.writing() as session:
        ids = dict(session.exec(select(ActorRow.key, ActorRow.id)).all())
        for back in range(40):
            for key in team.people[:8]:
                team.lines[key, (NOW - back * DAY).date()] = lines = chance.randrange(300)
                row = DailyUsageRow(day=(NOW - back * DAY).date(), actor_id=ids[key], accepted_lines_added=lines)
                session.add(row)
        _incidents(session, team)
    return team


def _incidents(session, team):
    """Open: one of the person who moved, with one of two anomalies cleared, and the team's; one is resolved."""
    for subject, resolved, anomalies in (
        (team.moved, None, (None, NOW)),
        ("team", None, (None,)),
        (team.people[1], NOW, (None,)),
    ):
        incident = IncidentRow(
            subject=subject, severity="warning", onset_at=NOW, collected_at=NOW, detected_at=NOW, resolved_at=resolved
        )
        session.add(incident)
        session.flush()
        for number, cleared in enumerate(anomalies):
            session.add(
                AnomalyRow(
                    incident_id=incident.id, subject=subject, rule="zscore", metric="spend", period_key=f"{number}",
                    severity="warning", unit="cents", onset_at=NOW, detected_at=NOW, judged_at=NOW, cleared_at=cleared,
                    message="",
                )
            )  # fmt: skip


def is_web(team, used):
    """Whether an event counts for Web: by the group of its day's end."""
    if used.key == team.moved:
        return used.at.date() >= MOVE.date()
    return used.key in team.always_web


def counted(team, group):
    return (lambda used: is_web(team, used)) if group == "Web" else (lambda _: True)


def by_day(used):
    sums = Counter()
    for each in used:
        sums[each.at.date()] += each.value
    return sums


@pytest.mark.parametrize("group", [None, "Web"])
@pytest.mark.parametrize("words", RANGES)
@pytest.mark.parametrize("looked_up", [0, 500])
def test_days_by_member_are_their_events(busy, words, group, looked_up, monkeypatch):
    monkeypatch.setattr(usage_by_actor, "_LOOKED_UP", looked_up)
    report = busy.reports.overview(words=words, group=group, now=NOW)
    expected = defaultdict(Counter)
    for used in busy.within(RANGES[words], NOW, counted(busy, group)):
        expected[used.key][used.at.date()] += used.value
    told = {
        member.actor.key: {day.date: day.usage_value_microcents for day in member.days}
        for member in report.daily_by_member
    }
    assert told == {key: dict(+days) for key, days in expected.items() if +days}
    assert list(told) == [row.actor.key for row in report.members if row.usage_value_microcents]
    assert sum(sum(days.values()) for days in told.values()) == report.totals.usage_value_microcents
    few = busy.reports.overview(words=words, group=group, now=NOW, main_models_for=10)
    assert few.daily_by_member == report.daily_by_member[:6]


@pytest.mark.parametrize("group", [None, "Web"])
@pytest.mark.parametrize("words", RANGES)
def test_spikes_stand_above_whole_final_days_and_the_average_is_of_them(busy, words, group):
    report = busy.reports.overview(words=words, group=group, now=NOW)
    start = RANGES[words]
    first = start.date() if start == datetime.combine(start.date(), datetime.min.time(), UTC) else start.date() + DAY
    final = [day.date for day in report.days if first <= day.date < date(2026, 11, 21)]
    of_day = by_day(busy.within(start - 40 * DAY, NOW, counted(busy, group)))
    reference = [start.date() - back * DAY for back in range(1, 29)] + final
    expected = {}
    for day in (day.date for day in report.days if day.date >= first):
        others = [of_day[each] for each in reference if each != day and of_day[each] > 0]
        if len(others) >= 7 and of_day[day] > 2 * median(map(Fraction, others)):
            expected[day] = (of_day[day], round(median(map(Fraction, others))))
    assert {spike.date: (spike.usage_value_microcents, spike.usual_microcents) for spike in report.spikes} == expected
    mean = round(Fraction(sum(of_day[day] for day in final), len(final))) if len(final) >= 3 else None
    assert report.average_day_microcents == mean
    assert [day.whole for day in report.days] == [
        start <= datetime.combine(day.date, datetime.min.time(), UTC) and day.date < NOW.date() for day in report.days
    ]


def test_a_spike_names_who_and_which_model_stood_out_most_against_their_other_days(busy):
    report = busy.reports.overview(words="cycle", now=NOW)
    assert set(SPIKE_DAYS) <= {spike.date for spike in report.spikes}
    days = len(report.days)
    for spike in report.spikes:
        for of, told, microcents in (
            ("key", spike.member.key, spike.member_microcents),
            ("model", spike.model, spike.model_microcents),
        ):
            on_day, others = Counter(), Counter()
            for used in busy.within(TURN, NOW):
                (on_day if used.at.date() == spike.date else others)[getattr(used, of)] += used.value
            excess = {name: spent - Fraction(others[name], days - 1) for name, spent in on_day.items() if spent}
            assert told == max(excess, key=excess.get)
            assert microcents == on_day[told]
    assert [spike.member.key for spike in report.spikes if spike.date in SPIKE_DAYS] == busy.people[3:5]


def test_the_largest_spikes_have_drivers_where_not_everything_is_asked_for(busy):
    whole = busy.reports.overview(words="30d", now=NOW)
    few = busy.reports.overview(words="30d", now=NOW, main_models_for=10)
    assert [spike.date for spike in few.spikes] == [spike.date for spike in whole.spikes]
    largest = sorted(whole.spikes, key=lambda spike: -spike.usage_value_microcents)[:3]
    assert [spike for spike in few.spikes if spike.member] == sorted(largest, key=lambda spike: spike.date)


@pytest.mark.parametrize("group", [None, "Web"])
def test_a_model_costs_its_value_over_its_requests_and_a_multiple_of_the_cheapest(busy, group):
    report = busy.reports.overview(words="cycle", group=group, now=NOW)
    used = busy.within(TURN, NOW, counted(busy, group))
    prices = {}
    for model in MODELS:
        own = [each for each in used if each.model == model and each.is_request]
        prices[model] = Fraction(sum(each.value for each in own), len(own))
    cheapest = min(price for price in prices.values() if price)
    for share in report.models:
        price = prices[share.model]
        assert share.cost_per_request_microcents == round(price)
        assert share.multiple_of_cheapest_millionths == (round(10**6 * price / cheapest) if price else None)
    models = busy.reports.models(words="cycle", group=group, now=NOW)
    assert {row.model: row.multiple_of_cheapest_millionths for row in models.rows} == {
        share.model: share.multiple_of_cheapest_millionths for share in report.models
    }


@pytest.mark.parametrize("group", [None, "Web"])
@pytest.mark.parametrize("words", RANGES)
def test_accepted_lines_are_those_of_every_day_that_the_range_touches(busy, words, group):
    report = busy.reports.overview(words=words, group=group, now=NOW)
    days = {day.date for day in report.days}
    theirs = [
        lines
        for (key, day), lines in busy.lines.items()
        if day in days and (group is None or (day >= MOVE.date() if key == busy.moved else key in busy.always_web))
    ]
    assert report.accepted_lines_added == sum(theirs)


def test_without_counters_there_is_no_number_of_lines(team):
    team.use(team.actor("Mia Fox"), NOW - DAY)
    team.store_usage(now=NOW)
    assert team.reports.overview(words="7d", now=NOW).accepted_lines_added is None


@pytest.mark.parametrize(("group", "expected"), [(None, (2, 2)), ("Web", (1, 1)), ("Platform", (0, 0))])
def test_open_incidents_of_a_group_are_those_of_its_members_now(busy, group, expected):
    report = busy.reports.overview(words="30d", group=group, now=NOW)
    assert (report.open_incidents, report.open_anomalies) == expected


@pytest.mark.parametrize(
    ("words", "days"), [("24h", 1), ("7d", 7), ("cycle", 22), ("yesterday", 1), ("last cycle", 31)]
)
def test_what_is_spent_a_day_is_the_sum_shown_over_the_days_so_far(busy, words, days):
    report = busy.reports.overview(words=words, now=NOW)
    expected = round(Fraction(report.totals.usage_value_microcents, days))
    assert report.usage_value_per_day_microcents == expected > 0
    person = busy.reports.user(report.members[0].actor.key, words=words, now=NOW)
    assert person.usage_value_per_day_microcents == round(Fraction(person.totals.usage_value_microcents, days))
    for progress in (report.cycle, person.cycle):
        a_day = round(Fraction(progress.usage_value_microcents, progress.day_number))
        assert progress.usage_value_per_day_microcents == a_day


def test_days_before_the_history_do_not_count_for_what_is_spent_a_day(team):
    key = team.actor("Mia Fox")
    for back in (2, 1):
        team.use(key, NOW - back * DAY, 3_000)
    team.store_usage(now=NOW)
    report = team.reports.overview(words="30d", now=NOW)
    assert report.usage_value_per_day_microcents == 2_000 * CENT  # $60 over two whole days and the running one
    assert (report.scope.known_from, report.scope.is_cut_by_history) == ((NOW - 2 * DAY).date(), True)
    before = team.reports.overview(words="2026-01-01", now=NOW)
    assert before.usage_value_per_day_microcents is None
    assert before.scope.is_before_history


@pytest.mark.parametrize("group", [None, "Web"])
def test_who_asks_for_the_first_rows_is_told_how_many_used_the_first_model(busy, group):
    few, everything = (
        busy.reports.overview(words="cycle", group=group, now=NOW, main_models_for=rows) for rows in (3, None)
    )
    assert few.models[0].users == everything.models[0].users > 0
    assert [model.users for model in few.models[1:]] == [None] * (len(everything.models) - 1)
