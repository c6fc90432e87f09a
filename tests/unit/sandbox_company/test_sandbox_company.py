"""The made-up company: the same whenever and in whatever order it is queried, and of plausible size."""

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.company.company import Company
from sandbox.company.cycles import CycleTurn
from sandbox.company.kinds import INCLUDED, USAGE_BASED, Charge, charge_of
from sandbox.company.people import ADMIN, INCLUDED_PER_CYCLE, LOOPER, SWITCHER
from sandbox.company.tallies import Tally
from sandbox.company.types import MICROCENTS_PER_DOLLAR, Removal, UsageEvent, from_ms, to_ms

NOW = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)  # a Thursday
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
INSTANTS = st.integers(0, 100 * 366 * 86_400_000_000).map(
    lambda microseconds: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)


@pytest.fixture(scope="module")
def company() -> Company:
    return Company.build(seed=7, now=NOW)


@pytest.fixture(scope="module")
def past(company: Company) -> list[UsageEvent]:
    return company.events_between(0, to_ms(NOW))


def test_the_same_arguments_make_the_same_company(past: list[UsageEvent]) -> None:
    again = Company.build(seed=7, now=NOW)
    assert again == Company.build(seed=7, now=NOW)
    assert again.events_between(0, to_ms(NOW)) == past


def test_another_seed_makes_another_company(company: Company) -> None:
    other = Company.build(seed=8, now=NOW)
    assert [member.name for member in other.members] != [member.name for member in company.members]
    window = to_ms(NOW - timedelta(days=1)), to_ms(NOW)
    assert other.events_between(*window) != company.events_between(*window)


@settings(max_examples=6)
@given(st.lists(st.integers(0, 75 * 24), min_size=2, max_size=6))
def test_a_window_holds_the_same_events_in_whatever_order_windows_are_asked(
    company: Company, past: list[UsageEvent], hours_ago: list[int]
) -> None:
    fresh = Company.build(seed=7, now=NOW)
    for start, end in pairwise(hours_ago):
        window = to_ms(NOW) - max(start, end) * HOUR_MS, to_ms(NOW) - min(start, end) * HOUR_MS
        expected = [event for event in past if window[0] <= event.at_ms < window[1]]
        assert fresh.events_between(*window) == expected
        assert fresh.count_between(*window) == len(expected)


def test_tallies_are_the_sums_of_the_events(company: Company, past: list[UsageEvent]) -> None:
    start, end = to_ms(NOW - timedelta(days=40, hours=5)), to_ms(NOW - timedelta(days=2, minutes=7))
    by_hand: dict[str, Tally] = defaultdict(Tally)
    for event in past:
        if start <= event.at_ms < end and event.member_id is not None:
            by_hand[event.member_id].add(event)
    tallies = company.tallies_between(start, end)
    assert tallies.keys() == by_hand.keys()
    for member_id, tally in tallies.items():
        assert tally.value_microcents == by_hand[member_id].value_microcents
        assert tally.on_demand_microcents == by_hand[member_id].on_demand_microcents
        assert tally.requests == by_hand[member_id].requests
        assert tally.headless == by_hand[member_id].headless
        assert tally.main_model == by_hand[member_id].main_model
        assert +tally.events == +by_hand[member_id].events


def test_the_history_goes_on_after_the_present(company: Company) -> None:
    tomorrow = company.events_between(to_ms(NOW), to_ms(NOW + timedelta(days=1)))
    assert tomorrow
    assert tomorrow == Company.build(seed=7, now=NOW).events_between(to_ms(NOW), to_ms(NOW + timedelta(days=1)))


def test_nothing_happened_before_the_history_begins(company: Company, past: list[UsageEvent]) -> None:
    assert from_ms(company.first_ms) == datetime(2026, 9, 5, tzinfo=UTC)
    assert company.first_ms <= past[0].at_ms < company.first_ms + DAY_MS


@pytest.mark.parametrize("seed", [1, 2, 3, 7])
def test_a_cycle_costs_what_a_company_of_this_size_pays(seed: int) -> None:
    company = Company.build(seed=seed, now=NOW)
    start, end = company.turn.cycle_containing(NOW - timedelta(days=31))
    tallies = company.tallies_between(to_ms(start), to_ms(end)).values()
    dollars = sum(tally.value_microcents for tally in tallies) / MICROCENTS_PER_DOLLAR
    assert 8_000 < dollars < 15_000


def test_a_working_day_of_an_active_member_costs_some_dollars(past: list[UsageEvent]) -> None:
    days: dict[tuple[str | None, int], int] = defaultdict(int)
    for event in past:
        if from_ms(event.at_ms).weekday() < 5:
            days[event.member_id, event.at_ms // DAY_MS] += event.value_microcents
    assert 5 < median(days.values()) / MICROCENTS_PER_DOLLAR < 20


def test_only_the_people_of_the_stories_ever_pass_fifty_dollars_a_day(company: Company, past: list[UsageEvent]) -> None:
    days: dict[tuple[str | None, int], int] = defaultdict(int)
    for event in past:
        days[event.member_id, event.at_ms // DAY_MS] += event.value_microcents
    beyond = {member_id for (member_id, _), value in days.items() if value > 50 * MICROCENTS_PER_DOLLAR}
    assert company.members[LOOPER].id in beyond
    assert beyond <= {company.members[LOOPER].id, company.members[SWITCHER].id}


def test_weekends_and_nights_are_quieter(past: list[UsageEvent]) -> None:
    human = [event for event in past if event.service_account_id is None]
    weekdays = Counter(from_ms(event.at_ms).weekday() for event in human)
    hours = Counter(from_ms(event.at_ms).hour for event in human)
    assert weekdays[5] + weekdays[6] < weekdays[2] / 2
    assert hours[3] < hours[14] / 5


def test_included_usage_is_used_up_before_anything_is_on_demand(company: Company, past: list[UsageEvent]) -> None:
    start, end = (to_ms(instant) for instant in company.turn.cycle_containing(NOW - timedelta(days=31)))
    used: Counter[str | None] = Counter()
    flipped = set()
    for event in past:
        if start <= event.at_ms < end and event.kind in (INCLUDED, USAGE_BASED) and not event.service_account_id:
            expected = INCLUDED if used[event.member_id] < INCLUDED_PER_CYCLE else USAGE_BASED
            assert event.kind == expected
            used[event.member_id] += event.value_microcents
            if event.kind == USAGE_BASED:
                flipped.add(event.member_id)
    assert 10 < len(flipped) < 60


def test_the_allowance_is_fresh_after_the_turn_and_not_before_it(company: Company, past: list[UsageEvent]) -> None:
    turn = to_ms(company.turn.cycle_containing(NOW)[0])
    used_up = {
        event.member_id
        for event in past
        if turn - 2 * DAY_MS <= event.at_ms < turn and event.kind == USAGE_BASED and not event.service_account_id
    }
    first_after: dict[str | None, str] = {}
    for event in past:
        if event.at_ms >= turn and event.member_id in used_up and event.kind in (INCLUDED, USAGE_BASED):
            first_after.setdefault(event.member_id, event.kind)
    assert used_up
    assert set(first_after.values()) == {INCLUDED}


def test_a_cold_start_in_mid_cycle_settles_as_a_reading_from_the_beginning_does(past: list[UsageEvent]) -> None:
    for days_ago in (1, 23, 24, 30):
        start = to_ms(NOW - timedelta(days=days_ago))
        window = Company.build(seed=7, now=NOW).events_between(start, start + 2 * HOUR_MS)
        assert window == [event for event in past if start <= event.at_ms < start + 2 * HOUR_MS]


def test_a_request_of_the_switcher_costs_several_times_as_much_since_the_switch(
    company: Company, past: list[UsageEvent]
) -> None:
    switcher, switched = company.members[SWITCHER].id, to_ms(NOW - timedelta(days=4))
    charged = [e for e in past if e.member_id == switcher and charge_of(e.kind) is not Charge.NOT_CHARGED]
    before = [event.value_microcents for event in charged if event.at_ms < switched]
    after = [event.value_microcents for event in charged if event.at_ms >= switched]
    assert sum(after) / len(after) > 3 * sum(before) / len(before)


def test_unused_seats_and_the_admin_never_asked_anything(company: Company, past: list[UsageEvent]) -> None:
    active = {event.member_id for event in past}
    idle = [member for member in company.members if member.id not in active]
    assert company.members[ADMIN] in idle
    assert 4 <= len(idle) <= 8


def test_nobody_asks_anything_before_joining_or_after_leaving(company: Company, past: list[UsageEvent]) -> None:
    members = {member.id: member for member in company.members}
    for event in past:
        member = members[str(event.member_id)]
        assert to_ms(member.joined_at) <= event.at_ms
        assert member.removed_at is None or event.at_ms < to_ms(member.removed_at)


def test_the_cast_has_everyone_that_readers_must_cope_with(company: Company, past: list[UsageEvent]) -> None:
    names = Counter(member.name for member in company.members)
    emails = [member.email for member in company.members]
    assert len({email.lower() for email in emails}) == len(emails)
    assert all(email.lower().endswith("@example.com") for email in emails)
    assert names["Alex Kim"] == 2
    assert "<!channel> *x* & <https://x|y>" in names
    assert any(len(name) == 200 for name in names)
    assert any("\u0590" < letter < "\u08ff" for name in names for letter in name)
    assert any("🚀" in name for name in names)
    assert any(email != email.lower() for email in emails)
    assert {member.role for member in company.members} == {"owner", "free-owner", "member"}
    removals = {member.removal for member in company.members if member.removed_at}
    assert removals == set(Removal)
    assert any(NOW - timedelta(days=20) < member.joined_at for member in company.members)
    assert company.members[-1].service_account_id
    assert {event.email for event in past if event.email and event.email.lower() == "marek.novak@example.com"} == {
        "Marek.Novak@Example.com",
        "marek.novak@example.com",
    }


def test_events_of_a_nameless_former_member_carry_no_email(company: Company, past: list[UsageEvent]) -> None:
    nameless = next(m for m in company.members if m.removed_at and m.removal is Removal.NAMELESS)
    theirs = [event for event in past if event.member_id == nameless.id]
    assert theirs
    assert {event.email for event in theirs} == {None}
    assert {event.member_id for event in past if event.email is None} == {nameless.id}


def test_there_are_twins_and_different_events_in_one_millisecond(past: list[UsageEvent]) -> None:
    pairs = list(pairwise(past))
    assert any(first == second for first, second in pairs)
    assert any(first.at_ms == second.at_ms and first != second for first, second in pairs)


def test_the_charge_is_the_model_cost_less_the_discount_plus_the_fee(past: list[UsageEvent]) -> None:
    own_key = {event.member_id for event in past if charge_of(event.kind) is Charge.OWN_KEY}
    assert len(own_key) == 1
    for event in past:
        if event.tokens is None or event.member_id in own_key:
            continue
        total = event.tokens.total_microcents or 0
        cost = total * 9 // 10 if event.tokens.discount_percent_off else total
        assert event.charged_microcents == cost + (event.token_fee_microcents or 0)


def test_everyone_is_in_one_group_at_a_time_and_one_person_in_none(company: Company) -> None:
    stays = defaultdict(list)
    for group in company.groups:
        for stay in group.memberships:
            stays[stay.member_id].append(stay)
    people = [member for member in company.members if member.service_account_id is None]
    assert [member.id for member in people if member.id not in stays] == [people[len(people) // 2].id]
    moved = [theirs for theirs in stays.values() if len(theirs) > 1]
    assert len(moved) == 1
    first, second = sorted(moved[0], key=lambda stay: stay.joined_at)
    assert first.left_at == second.joined_at == NOW - timedelta(days=12)


def test_a_company_too_small_for_its_stories_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 5 members"):
        Company.build(seed=1, now=NOW, members=4)


@pytest.mark.parametrize("members", [5, 6, 9, 15, 30])
def test_a_small_company_works_too(members: int) -> None:
    company = Company.build(seed=1, now=NOW, members=members, history_days=10)
    assert len(company.members) == members + 1
    assert company.events_between(0, to_ms(NOW))


def test_an_hour_of_two_thousand_people_is_the_same_whichever_day_was_asked_before() -> None:
    window = to_ms(NOW) - HOUR_MS, to_ms(NOW)
    company = Company.build(seed=3, now=NOW, members=2_000, history_days=3)
    hour = company.events_between(*window)
    assert len(hour) > 1_000
    company.tallies_between(0, to_ms(NOW))
    assert company.events_between(*window) == hour


# The live story


def _dollars_by_day(events: list[UsageEvent]) -> dict[int, float]:
    days: dict[int, float] = defaultdict(float)
    for event in events:
        days[event.at_ms // DAY_MS] += event.value_microcents / MICROCENTS_PER_DOLLAR
    return days


@settings(max_examples=60)
@given(st.integers(0, 7 * 86_400 - 1), st.integers(0, 50))
def test_thirty_seconds_after_the_start_the_runaway_is_an_outlier_at_any_hour(second: int, seed: int) -> None:
    _assert_outlier_soon(datetime(2026, 11, 16, tzinfo=UTC) + timedelta(seconds=second), seed)


@pytest.mark.parametrize("before_midnight_s", range(1, 100, 3))
def test_the_runaway_is_an_outlier_also_when_midnight_falls_into_the_story(before_midnight_s: int) -> None:
    midnight = datetime(2026, 11, 17, tzinfo=UTC)
    _assert_outlier_soon(midnight - timedelta(seconds=before_midnight_s), 7)
    events = _story(midnight - timedelta(seconds=before_midnight_s), 7)
    assert _dollars_by_day(events)[to_ms(midnight) // DAY_MS] > 50


def _story(start: datetime, seed: int) -> list[UsageEvent]:
    return list(Company.build(seed=seed, now=start, history_days=1).live_story(start))


def _assert_outlier_soon(start: datetime, seed: int) -> None:
    events = _story(start, seed)
    assert to_ms(start + timedelta(seconds=10)) == events[0].at_ms
    assert all(2 < event.value_microcents / MICROCENTS_PER_DOLLAR < 12 for event in events)
    assert all(second.at_ms - first.at_ms < 1500 for first, second in pairwise(events))
    soon = [event for event in events if event.at_ms <= to_ms(start + timedelta(seconds=30))]
    assert max(_dollars_by_day(soon).values()) > 50
    assert 85_000 < events[-1].at_ms - events[0].at_ms < 135_000


def test_the_runaways_day_is_beyond_five_own_means_and_the_teams_two_and_a_half_sigma() -> None:
    for seed in (1, 7, 11):
        company = Company.build(seed=seed, now=NOW, history_days=20)
        midnight_ms = to_ms(NOW) // DAY_MS * DAY_MS
        past = company.events_between(midnight_ms - 7 * DAY_MS, midnight_ms)
        days: dict[tuple[str | None, int], float] = defaultdict(float)
        for event in past:
            days[event.member_id, event.at_ms // DAY_MS] += event.value_microcents / MICROCENTS_PER_DOLLAR
        own = [value for (member_id, _), value in days.items() if member_id == company.runaway.id]
        mean = sum(days.values()) / len(days)
        sigma = (sum((value - mean) ** 2 for value in days.values()) / len(days)) ** 0.5
        wild = [e for e in company.live_story(NOW) if e.at_ms <= to_ms(NOW + timedelta(seconds=30))]
        spent = sum(_dollars_by_day(wild).values())
        assert spent > 5 * sum(own) / len(own)
        assert spent > mean + 2.5 * sigma


# Cycles


def test_a_cycle_turns_at_its_instant_not_at_midnight() -> None:
    turn = CycleTurn()
    before = datetime(2026, 10, 27, 12, 8, 3, 999_000, tzinfo=UTC)
    at = datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)
    assert turn.cycle_containing(before) == (datetime(2026, 9, 27, 12, 8, 4, tzinfo=UTC), at)
    assert turn.cycle_containing(at) == (at, datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))


def test_a_turn_on_the_31st_happens_on_the_last_day_of_a_shorter_month() -> None:
    turn = CycleTurn(31, time())
    assert turn.cycle_containing(datetime(2026, 2, 10, tzinfo=UTC)) == (
        datetime(2026, 1, 31, tzinfo=UTC),
        datetime(2026, 2, 28, tzinfo=UTC),
    )


@given(
    INSTANTS,
    st.integers(1, 31),
    st.times(),
)
def test_cycles_follow_each_other_without_gap_and_hold_what_they_are_asked_for(
    instant: datetime, day: int, at: time
) -> None:
    turn = CycleTurn(day, at)
    start, end = turn.cycle_containing(instant)
    assert start <= instant < end
    assert turn.cycle_containing(end)[0] == end
    assert turn.cycle_containing(start - timedelta(microseconds=1))[1] == start


# Kinds


@pytest.mark.parametrize(
    ("kind", "charge"),
    [
        ("Usage-based", Charge.ON_DEMAND),
        ("USAGE_EVENT_KIND_USAGE_BASED", Charge.ON_DEMAND),
        ("Included in Business", Charge.INCLUDED),
        ("Included", Charge.INCLUDED),
        ("USAGE_EVENT_KIND_INCLUDED_IN_PRO", Charge.INCLUDED),
        ("Errored, Not Charged", Charge.NOT_CHARGED),
        ("USAGE_EVENT_KIND_ABORTED_NOT_CHARGED", Charge.NOT_CHARGED),
        ("User API Key", Charge.OWN_KEY),
        ("USAGE_EVENT_KIND_USER_API_KEY", Charge.OWN_KEY),
        ("Promotional Moonlight", Charge.UNKNOWN),
    ],
)
def test_kinds_are_read_in_both_spellings(kind: str, charge: Charge) -> None:
    assert charge_of(kind) is charge


@given(INSTANTS)
def test_milliseconds_survive_the_way_there_and_back(instant: datetime) -> None:
    whole = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    assert from_ms(to_ms(whole)) == whole


def test_a_tally_takes_out_what_it_put_in() -> None:
    rng = random.Random(5)
    tally = Tally()
    events = [
        UsageEvent(
            n, "a@example.com", rng.choice("xyz"), rng.choice((INCLUDED, USAGE_BASED, "Errored, Not Charged")), n
        )
        for n in range(50)
    ]
    for event in events:
        tally.add(event)
    assert tally.value_microcents > 0
    for event in events:
        tally.add(event, -1)
    assert (tally.value_microcents, tally.requests, tally.main_model) == (0, 0, None)
