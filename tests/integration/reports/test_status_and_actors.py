"""Data age and failures; who a text means; the cycle's place; the smaller questions."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.reports.actors import LOOKED_UP, ActorAmbiguous, ActorNotFound, actors_by_id, load_actor, load_actors
from tracker.reports.scope import resolve_range
from tracker.reports.types import ActorKind
from tracker.store.queries_actors import list_actors
from tracker.store.settings import save_settings
from tracker.store.tables import OutboxRow, ReadStateRow

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TURN = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_status_tells_age_counts_failures_and_what_waits(team):
    key = team.actor("Mia Fox")
    team.actor("Tom Reed", is_member=False, is_removed=True)
    team.use(key, datetime(2026, 8, 3, 9, tzinfo=UTC), times=3)
    team.use(key, NOW - HOUR, billing="not_charged")
    team.cycle(TURN, datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
    team.store_usage(now=NOW)
    with team.store.writing() as session:
        session.add(
            ReadStateRow(kind="events", read_at=NOW - HOUR, rows=4, last_error="old", last_error_at=NOW - 2 * HOUR)
        )
        session.add(ReadStateRow(kind="groups", last_error="Cursor answered 500", last_error_at=NOW))
        for number, state in enumerate(("waiting", "claimed", "sent", "dead")):
            session.add(
                OutboxRow(kind="notice", about="x", key=str(number), state=state, not_before=NOW, created_at=NOW)
            )
        save_settings(session, {"spend_spike_multiplier": "4"}, by="U1", source="slack", now=NOW)
        save_settings(session, {"zscore_window_days": "7"}, by="U1", source="slack", now=NOW)
    status = team.reports.status(now=NOW)
    assert (status.as_of, status.collected_at, status.oldest_day) == (NOW, NOW - HOUR, date(2026, 8, 3))
    assert (status.members, status.events) == (1, 4)
    assert status.cycle.start == TURN
    assert [(each.name, each.last_success_at, each.last_error) for each in status.endpoints] == [
        ("usage events", NOW - HOUR, None),
        ("billing groups", None, "Cursor answered 500"),
    ]
    assert (status.outbox_waiting, status.outbox_dead, status.unresolved_incidents) == (2, 1, 0)
    assert status.changed_settings == (("spend_spike_multiplier", "4 x"),)


def test_the_status_of_an_empty_store_is_empty(team):
    status = team.reports.status(now=NOW)
    assert (status.collected_at, status.oldest_day, status.members, status.events) == (None, None, 0, 0)
    assert (status.endpoints, status.changed_settings) == ((), ())


@pytest.fixture(scope="module")
def people(shared_team):
    team = shared_team
    team.actor("Mia Fox")
    team.actor("Mia Fox", key="m.fox@example.com", email="M.Fox@Example.com")
    team.actor("Sam Lee", key="sam@example.com")
    team.actor("Sam Lee", key="sam@sub.example.com")
    team.actor("Zoë Čapek")
    team.actor("nightly build", key="sa_nightly", kind="service_account")
    team.actor("", key="", kind="unknown")
    team.actor("", key="ghost@example.com")
    return team


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("mia.fox@example.com", "mia.fox@example.com"),
        (" M.Fox@Example.com ", "m.fox@example.com"),
        ("Mia Fox (m.fox)", "m.fox@example.com"),
        ("zoë  ČAPEK", "zoë.čapek@example.com"),
        ("apek", "zoë.čapek@example.com"),
        ("NIGHTLY", "sa_nightly"),
        ("ghost", "ghost@example.com"),
        ("unknown (removed?)", ""),
    ],
)
def test_a_text_finds_the_one_it_means(people, text, key):
    assert people.reports.find_actor(text).key == key


def test_what_fits_several_names_them_all(people):
    with pytest.raises(ActorAmbiguous, match="Give the e-mail") as refused:
        people.reports.find_actor("sam")
    assert {actor.key for actor in refused.value.candidates} == {"sam@example.com", "sam@sub.example.com"}
    assert "Sam Lee (sam@example.com), Sam Lee (sam@sub.example.com)." in str(refused.value)


def test_what_fits_nobody_gets_the_nearest(people):
    with pytest.raises(ActorNotFound, match="Čapek") as refused:
        people.reports.find_actor("Zoe Capek")
    assert [actor.name for actor in refused.value.suggestions] == ["Zoë Čapek"]
    with pytest.raises(ActorNotFound, match="Use an e-mail or a name"):
        people.reports.find_actor("qqqq")


@pytest.mark.parametrize("text", ["Zeo Čapek", "capkek", "zoe", "zoe.capk@example.com"])
def test_a_slip_or_a_missing_accent_is_seen(people, text):
    with pytest.raises(ActorNotFound) as refused:
        people.reports.find_actor(text)
    assert [actor.name for actor in refused.value.suggestions] == ["Zoë Čapek"]


@pytest.mark.parametrize("text", ["zac", "paper", "mist", "team", "mist@example.com"])
def test_a_word_that_only_shares_letters_with_a_name_is_not_taken_for_it(people, text):
    with pytest.raises(ActorNotFound) as refused:
        people.reports.find_actor(text)
    assert refused.value.suggestions == ()


def test_two_of_one_name_are_told_apart_by_the_e_mails_local_part_or_all_of_it(people):
    with people.store.reading() as session:
        actors = load_actors(session, people.reports.actor_keys())
        nobody = load_actor(session, "new@example.com")
    assert actors["mia.fox@example.com"].display == "Mia Fox (mia.fox)"
    assert actors["sam@sub.example.com"].display == "Sam Lee (sam@sub.example.com)"
    assert actors["ghost@example.com"].display == "ghost@example.com"
    assert len({actor.display for actor in actors.values()}) == len(actors)
    assert (nobody.name, nobody.kind) == ("new@example.com", ActorKind.PERSON)


def test_row_ids_give_the_same_actors_looked_up_one_by_one_or_read_with_everyone(people):
    with people.store.reading() as session:
        ids = [row.id for row in list_actors(session)]
        nobody = range(max(ids) + 1, max(ids) + 1 + LOOKED_UP)
        few, many = actors_by_id(session, ids), actors_by_id(session, [*ids, *nobody])
    assert few == many
    assert {actor.key for actor in few.values()} == set(people.reports.actor_keys())


def test_a_menu_shows_those_that_begin_with_the_words_first(people):
    found = people.reports.search_actors("m", 3)
    assert [actor.display for actor in found[:2]] == ["Mia Fox (m.fox)", "Mia Fox (mia.fox)"]
    assert len(found) == 3
    assert len(people.reports.search_actors("", 100)) == 8
    assert people.reports.search_actors("qqqq", 5) == ()


def test_the_cycle_tells_its_place_forecast_and_budget(team):
    key = team.actor("Mia Fox")
    for back in range(1, 15):  # $30 on each of the fourteen whole days, at noon
        team.use(key, datetime(2026, 11, 22, 12, tzinfo=UTC) - timedelta(days=back), 3_000, billing="on_demand")
    team.use(key, NOW - HOUR, 500)
    team.cycle(TURN, datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
    team.store_usage(now=NOW)
    with team.store.writing() as session:
        save_settings(session, {"team_budget_cents_per_cycle": "100000"}, by="U1", source="slack", now=NOW)
    cycle = team.reports.overview(words="7d", now=NOW).cycle
    assert (cycle.day_number, cycle.days_total, cycle.days_left) == (22, 30, 8)
    assert cycle.usage_value_microcents == (14 * 3_000 + 500) * 1_000_000
    assert cycle.on_demand_microcents == 14 * 3_000 * 1_000_000
    left = (datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC) - NOW) / timedelta(days=1)
    assert cycle.forecast_microcents == cycle.usage_value_microcents + round(3_000_000_000 * left)
    assert cycle.forecast_microcents == pytest.approx(cycle.forecast_low_microcents, abs=1)
    assert cycle.budget_microcents == 100_000 * 1_000_000


def test_days_before_the_history_are_no_zeros_in_the_forecast(team):
    key = team.actor("Mia Fox")
    for back in (1, 2, 4):  # the third day is a day without usage, and counts
        team.use(key, datetime(2026, 11, 22, 12, tzinfo=UTC) - timedelta(days=back), 1_000)
    team.store_usage(now=NOW)
    cycle = team.reports.overview(words="7d", now=NOW).cycle
    left = (datetime(2026, 12, 1, tzinfo=UTC) - NOW) / timedelta(days=1)
    assert cycle.forecast_microcents == 3_000_000_000 + round(750_000_000 * left)
    assert cycle.forecast_low_microcents < cycle.forecast_microcents < cycle.forecast_high_microcents


def test_a_cycle_that_was_not_read_again_goes_on_by_the_calendar(team):
    team.cycle(TURN, datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
    later = datetime(2026, 12, 5, tzinfo=UTC)
    with team.store.reading() as session:
        now, last = (resolve_range(session, words, now=later) for words in ("cycle", "last cycle"))
    assert (now.start, now.end) == (datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC), later)
    assert (last.start, last.end) == (TURN, now.start)


def test_incidents_are_asked_for_by_one_of_three_words(team):
    assert team.reports.incidents(which="all", now=NOW).listed == 0
    with pytest.raises(ValueError, match="open, mine or all"):
        team.reports.incidents(which="some", now=NOW)
