"""Every figure of the cycle report and its CSV, computed independently from plain lists of what was stored."""

import csv
import io
import random
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from statistics import mean, median

import pytest
from sqlmodel import select

from blocks.cycle_csv import COLUMNS, cycle_csv
from tracker.ranges import RangeRefused
from tracker.reports.types import InsightsSection
from tracker.store.settings import save_settings
from tracker.store.tables import ActorRow, DailyUsageRow, ReadStateRow

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TURN = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)
END = datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC)
LAST_TURN = datetime(2026, 10, 1, 12, 8, 4, tzinfo=UTC)
CENT, DOLLAR = 1_000_000, 100_000_000
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
MODELS = ("sonnet", "codex", "opus-max")
BILLINGS = ("included", "on_demand", "not_charged", "own_key", "unknown")


def value(used):
    return sum(each.value for each in used)


def counters(team, key, day, **values):
    """One row of Cursor's daily counters."""
    with team.store.writing() as session:
        actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
        session.add(DailyUsageRow(day=day, actor_id=actor_id, **values))


def cycles(team):
    team.cycle(LAST_TURN, TURN)
    team.cycle(TURN, END)


@pytest.fixture(scope="module")
def busy(shared_team):
    """Thirty people over eight weeks, with events on both sides of each turn, and their daily counters."""
    team, chance = shared_team, random.Random(3)
    people = [team.actor(f"Person {number:02}") for number in range(25)]
    idle = [team.actor(f"idle {number:02}") for number in range(23)]
    gone = team.actor("Tom Reed", is_member=False, is_removed=True)
    platform, web = team.group("Platform"), team.group("Web")
    for number, key in enumerate(people[:20]):
        team.join(key, platform if number % 2 else web)
    team.join(people[0], platform, NOW - 3 * DAY)
    for _ in range(1200):
        team.use(
            chance.choice([*people, gone]),
            NOW - timedelta(seconds=chance.randrange(56 * 86_400), milliseconds=chance.randrange(1000)),
            chance.randrange(1, 400_000_000) / 1_000_000,
            model=chance.choice(MODELS),
            billing=chance.choice(BILLINGS),
            tokens=tuple(chance.randrange(5000) for _ in range(4)),
        )
    for edge in (LAST_TURN, TURN, LAST_TURN + (NOW - TURN)):
        for step in (-1, 0, 1):
            team.use(people[0], edge + timedelta(milliseconds=step), 7, billing="on_demand")
    cycles(team)
    team.store_usage(now=NOW)
    team.counted = []
    for key in [*people, *idle[:2]]:
        is_keen = chance.random()
        for back in range(30):
            requests = chance.randrange(60) if chance.random() < is_keen else 0
            row = {
                "agent_requests": requests,
                "is_active": requests > 0,
                "applies": requests * 2,
                "accepts": chance.randrange(requests * 2 + 1),
                "usage_based_requests": chance.choice([0] * 12 + [3]) if requests else 0,
            }
            counters(team, key, NOW.date() - back * DAY, **row)
            team.counted.append((key, NOW.date() - back * DAY, row))
    return team


@pytest.fixture(scope="module")
def report(busy):
    return busy.reports.cycle(now=NOW)


# --- figures ---------------------------------------------------------------------------------------------------------


def test_totals_are_those_of_the_cycle_up_to_now(busy, report):
    used = busy.within(TURN, NOW)
    assert report.totals.usage_value_microcents == report.progress.usage_value_microcents == value(used)
    assert report.totals.on_demand_microcents == sum(each.on_demand for each in used)
    assert report.totals.requests == sum(each.is_request for each in used)
    assert sum(day.usage_value_microcents for day in report.days) == value(used)
    assert (report.scope.range.start, report.scope.range.end, report.is_over) == (TURN, NOW, False)
    assert (report.progress.day_number, report.progress.days_total) == (22, 30)


def test_the_same_span_of_the_last_cycle_ends_as_long_after_its_turn(busy, report):
    before = report.before
    assert before.cycle.start == LAST_TURN
    assert before.usage_value_microcents == value(busy.within(LAST_TURN, TURN))
    until = LAST_TURN + (NOW - TURN)
    assert before.same_span_end == until
    assert before.same_span_usage_value_microcents == value(busy.within(LAST_TURN, until))
    assert before.same_span_on_demand_microcents == sum(e.on_demand for e in busy.within(LAST_TURN, until))
    assert sum(day.usage_value_microcents for day in before.days) == before.usage_value_microcents
    assert before.is_complete


def test_unused_seats_are_counted_all_and_named_twenty(busy, report):
    users = {each.key for each in busy.within(TURN, NOW) if each.is_request}
    seats = {f"person.{n:02}@example.com" for n in range(25)} | {f"idle.{n:02}@example.com" for n in range(23)}
    unused = sorted(seats - users)
    assert report.seats.total == len(seats)
    assert report.seats.unused == len(unused)
    assert report.seats.used == len(seats & users)
    assert [actor.key for actor in report.seats.unused_first] == unused[:20]


def test_top_spenders_are_the_first_five_by_usage_value(busy, report):
    spent = Counter()
    for each in busy.within(TURN, NOW):
        spent[each.key] += each.value
    assert [(row.actor.key, row.usage_value_microcents) for row in report.top] == spent.most_common(5)
    assert all(row.main_model in MODELS for row in report.top)


def test_the_plan_is_used_up_on_the_first_usage_based_day(busy, report):
    first: dict[str, date] = {}
    for key, day, row in sorted(busy.counted, key=lambda each: each[1]):
        start = max(TURN, datetime(day.year, day.month, day.day, tzinfo=UTC))
        paid = [e for e in busy.within(start, min(start.replace(hour=0, minute=0, second=0) + DAY, NOW)) if e.on_demand]
        is_cut = day == TURN.date()  # nothing is stored after now, so today is whole as far as it is known
        if day >= TURN.date() and row["usage_based_requests"] and (not is_cut or any(e.key == key for e in paid)):
            first.setdefault(key, day)
    days = sorted((day - TURN.date()).days + 1 for day in first.values())
    exhaustion = report.exhaustion
    assert {each.actor.key: each.on for each in exhaustion.exhausted} == first
    assert [each.days for each in exhaustion.exhausted] == days
    assert exhaustion.mean_days == pytest.approx(mean(days))
    assert exhaustion.median_days == median(days)
    active = {k for k, day, row in busy.counted if day >= TURN.date() and row["agent_requests"]}
    assert exhaustion.active == len(active)
    limits = [(1, 3), (4, 7), (8, 14), (15, 99)]
    assert [bucket.members for bucket in exhaustion.buckets] == [sum(a <= d <= b for d in days) for a, b in limits]


def test_adoption_tiers_follow_the_score(busy, report):
    rows = defaultdict(list)
    for key, day, row in busy.counted:
        if day >= TURN.date():
            rows[key].append(row)
    sums = {key: Counter() for key in rows}
    for key, each in rows.items():
        for row in each:
            sums[key].update({name: row[name] for name in ("agent_requests", "applies", "accepts")})
            sums[key]["days"] += row["agent_requests"] > 0
    scored = {key: each for key, each in sums.items() if each["agent_requests"] >= 10}
    paces = sorted(Fraction(each["agent_requests"], each["days"]) for each in scored.values())
    top = paces[int(0.9 * len(paces))]
    tiers = Counter()
    for each in scored.values():
        accepted = Fraction(each["accepts"], each["applies"])
        pace = min(1, Fraction(each["agent_requests"], each["days"]) / top)
        score = 40 * accepted + 40 * pace + 20 * Fraction(each["days"], 22)
        tiers[next(least for least in (80, 55, 30, 10, 0) if score >= least)] += 1
    assert [(tier.from_score, tier.members) for tier in report.adoption.tiers] == [
        (least, tiers[least]) for least in (80, 55, 30, 10, 0)
    ]
    assert report.adoption.unscored == 48 - len(scored)


def test_the_last_cycle_is_shown_whole(busy):
    report = busy.reports.cycle(words="last cycle", now=NOW)
    assert report.is_over
    assert report.totals.usage_value_microcents == value(busy.within(LAST_TURN, TURN))
    assert report.progress.usage_value_microcents == report.totals.usage_value_microcents
    assert (report.progress.day_number, report.progress.days_left) == (31, 0)
    assert report.before.same_span_usage_value_microcents == report.before.usage_value_microcents
    assert not report.before.is_complete  # the history begins within it


def test_no_other_range_is_a_cycle(busy):
    with pytest.raises(RangeRefused, match="last cycle"):
        busy.reports.cycle(words="7d", now=NOW)


# --- the CSV ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "start", "end"), [("cycle", TURN, NOW), ("last cycle", LAST_TURN, TURN)])
def test_every_line_of_the_csv_adds_up_to_its_totals_and_to_the_report(busy, words, start, end):
    header, *lines, total = csv.reader(io.StringIO(cycle_csv(busy.reports.cycle_members(words=words, now=NOW))))
    totals = busy.reports.cycle(words=words, now=NOW).totals
    assert tuple(header) == COLUMNS
    assert total[0] == "total"
    for column in ("included_usd", "on_demand_usd", "usage_value_usd", "requests", "tokens"):
        at = COLUMNS.index(column)
        assert sum(Fraction(line[at]) for line in lines) == Fraction(total[at])
    assert Fraction(total[6]) * DOLLAR == totals.usage_value_microcents == value(busy.within(start, end))
    assert Fraction(total[5]) * DOLLAR == totals.on_demand_microcents
    assert Fraction(total[4]) + Fraction(total[5]) == Fraction(total[6])
    assert int(total[7]) == totals.requests


def test_each_line_of_the_csv_is_one_members_own(busy):
    _, *lines, _ = csv.reader(io.StringIO(cycle_csv(busy.reports.cycle_members(now=NOW))))
    assert {line[0] for line in lines} >= {f"idle.{n:02}@example.com" for n in range(23)}
    for email, _, kind, _, _, _, spent, requests, tokens, models in lines:
        used = [each for each in busy.within(TURN, NOW) if each.key == email]
        assert Fraction(spent) * DOLLAR == value(used)
        assert int(requests) == sum(each.is_request for each in used)
        assert int(tokens) == sum(sum(each.tokens) for each in used)
        by_model = Counter(each.model for each in used if each.is_request)
        assert models == "; ".join(f"{m} {n}" for m, n in sorted(by_model.items(), key=lambda e: (-e[1], e[0])))
        assert kind == "person"


def test_the_group_is_the_one_of_today(busy):
    groups = {member.actor.key: member.group for member in busy.reports.cycle_members(now=NOW).members}
    assert groups["person.00@example.com"] == "Platform"  # moved there three days ago
    assert groups["person.02@example.com"] == "Web"
    assert groups["idle.01@example.com"] == "Unassigned"


# --- edges -----------------------------------------------------------------------------------------------------------


def test_a_cycle_that_turns_at_noon_takes_only_its_part_of_the_day(team):
    mia, omar = team.actor("Mia Fox"), team.actor("Omar Haddad")
    team.use(mia, TURN - SECOND, 500, billing="on_demand")
    team.use(mia, TURN, 300)
    team.use(omar, TURN, 200, billing="on_demand")
    cycles(team)
    team.store_usage(now=NOW)
    for key in (mia, omar):
        counters(team, key, TURN.date(), usage_based_requests=2, agent_requests=4)
    report = team.reports.cycle(now=NOW)
    assert report.totals.usage_value_microcents == 500 * CENT
    assert report.before.usage_value_microcents == 500 * CENT
    # Mia paid on demand before the turn alone, so this cycle's plan is not used up by her.
    assert [(each.actor.key, each.days) for each in report.exhaustion.exhausted] == [(omar, 1)]
    assert report.days[0].usage_value_microcents == 500 * CENT


def test_in_the_past_a_counter_of_the_running_day_waits_for_the_spend_that_made_it(team):
    mia = team.actor("Mia Fox")
    day = TURN + 5 * DAY
    team.use(mia, day, 10)
    team.use(mia, day + 60 * SECOND, 10, billing="on_demand")
    cycles(team)
    team.store_usage(now=NOW)
    counters(team, mia, day.date(), usage_based_requests=1)
    assert team.reports.cycle(now=day + 30 * SECOND).exhaustion.exhausted == ()
    assert [each.days for each in team.reports.cycle(now=day + 90 * SECOND).exhaustion.exhausted] == [6]


def test_someone_without_a_seat_and_without_events_is_named_too(team):
    tom = team.actor("Tom Reed", is_member=False, is_removed=True)
    cycles(team)
    counters(team, tom, TURN.date() + 2 * DAY, usage_based_requests=1)
    assert [each.actor.name for each in team.reports.cycle(now=NOW).exhaustion.exhausted] == ["Tom Reed"]


def test_the_first_cycle_that_is_known_has_none_before_it(team):
    mia = team.actor("Mia Fox")
    team.use(mia, TURN + DAY, 300)
    team.cycle(TURN, END)
    team.store_usage(now=NOW)
    report = team.reports.cycle(now=NOW)
    assert report.before is None
    assert report.totals.usage_value_microcents == 300 * CENT
    assert team.reports.cycle(words="last cycle", now=NOW).totals.requests == 0


def test_a_history_that_begins_within_the_last_cycle_is_said_to_be_partial(team):
    mia = team.actor("Mia Fox")
    team.use(mia, LAST_TURN + 9 * DAY, 300)
    cycles(team)
    team.store_usage(now=NOW)
    assert not team.reports.cycle(now=NOW).before.is_complete


def test_an_empty_cycle_has_zeros_and_every_seat_unused(team):
    team.actor("Mia Fox")
    cycles(team)
    report = team.reports.cycle(now=NOW)
    assert (report.totals.requests, report.totals.usage_value_microcents, report.top) == (0, 0, ())
    assert (report.seats.total, report.seats.unused) == (1, 1)
    assert (report.exhaustion.exhausted, report.exhaustion.active, report.exhaustion.mean_days) == ((), 0, None)
    assert sum(tier.members for tier in report.adoption.tiers) == 0
    assert report.adoption.unscored == 1
    *_, total = csv.reader(io.StringIO(cycle_csv(team.reports.cycle_members(now=NOW))))
    assert total == ["total", "", "", "", "0.00", "0.00", "0.00", "0", "0", ""]


def test_an_empty_store_and_the_very_instant_of_the_turn_have_an_answer(team):
    assert team.reports.cycle(now=NOW).seats.total == 0
    cycles(team)
    report = team.reports.cycle(now=TURN)
    assert (report.progress.day_number, report.days) == (1, ())
    assert team.reports.cycle_members(now=TURN).members == ()


@pytest.mark.parametrize(
    ("budget", "left", "is_reached", "is_expected"),
    [(1000, 300, False, True), (700, 0, True, True), (600, -100, True, True), (100_000, 99_300, False, False)],
)
def test_the_budget_says_what_is_left_and_what_is_coming(team, budget, left, is_reached, is_expected):
    mia = team.actor("Mia Fox")
    for back in range(1, 15):
        team.use(mia, NOW - back * DAY, 50)
    cycles(team)
    team.store_usage(now=NOW)
    assert team.reports.cycle(now=NOW).budget is None
    with team.store.writing() as session:
        save_settings(session, {"team_budget_cents_per_cycle": str(budget)}, by="mara", source="cli", now=NOW)
    state = team.reports.cycle(now=NOW).budget
    assert (state.left_microcents, state.is_reached, state.is_expected_to_be_reached) == (
        left * CENT,
        is_reached,
        is_expected,
    )


def test_counters_read_before_the_events_say_as_of_when_they_are(team):
    def told():
        cycle = team.reports.cycle(now=NOW).exhaustion
        insights = team.reports.insights(section=InsightsSection.EXHAUSTION, now=NOW).sections
        figures = insights[InsightsSection.EXHAUSTION].figures
        assert figures is None or figures.counters_as_of == cycle.counters_as_of
        return cycle.counters_as_of

    team.use(team.actor("Mia Fox"), NOW - DAY)
    team.store_usage(now=NOW)
    assert told() is None
    team.collected(NOW)
    assert told() is None
    for read_at, as_of in ((NOW, None), (NOW - timedelta(minutes=40), NOW - timedelta(minutes=40))):
        with team.store.writing() as session:
            session.merge(ReadStateRow(kind="daily_usage", read_at=read_at))
        assert told() == as_of
