"""Whatever happens to events between collections: a day later, what is stored is what Cursor serves."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.company.types import TokenUsage
from sandbox.cursor_api.team import Team
from tests.databases import backend_of

from .conftest import NOW, Company, Cursor, usage

MINUTE = timedelta(minutes=1)

EMAILS = st.sampled_from(["ines@example.com", "Ines@Example.com", "omar@example.com", "ci@example.com", None])
KINDS = st.sampled_from(
    [
        "Usage-based",
        "Included in Business",
        "USAGE_EVENT_KIND_INCLUDED_IN_PRO",
        "Errored, Not Charged",
        "Aborted, Not Charged",
        "User API Key",
        "Brand new kind",
    ]
)
MICROCENTS = st.one_of(st.none(), st.integers(0, 10**11))
AGES = st.integers(0, 10 * 24 * 60)  # minutes before the step; the running cycle began 15 days before

ADD = st.tuples(st.just("add"), AGES, EMAILS, KINDS, MICROCENTS, st.integers(1, 3))
LATE = st.tuples(st.just("late"), AGES, EMAILS, KINDS, MICROCENTS, st.integers(1, 600))
CORRECT = st.tuples(st.just("correct"), st.integers(0, 50), KINDS, MICROCENTS)
COLLECT = st.tuples(st.just("collect"), st.integers(1, 26 * 60))
SCRIPTS = st.lists(st.one_of(ADD, ADD, LATE, CORRECT, COLLECT), min_size=3, max_size=14)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=SCRIPTS)
def test_stored_totals_are_what_was_served(request, databases, shared_cursor: Cursor, script: list[tuple]):
    shared_cursor.team = Team(seed=1)
    shared_cursor.world.teams = [shared_cursor.team]
    with databases.lend_open(backend_of(request)) as store:
        play(Company(store, shared_cursor), script)


def play(company: Company, script: list[tuple]) -> None:
    now, shown = NOW, []
    for step in script:
        match step:
            case ("add", age, email, kind, microcents, twins):
                event = _event(now - age * MINUTE, email, kind, microcents)
                shown += [company.team.add_event(event) for _ in range(twins)]
            case ("late", age, email, kind, microcents, delay):
                event = _event(now - age * MINUTE, email, kind, microcents)
                company.team.add_late_event(event, visible_from=now + delay * MINUTE)
            case ("correct", which, kind, microcents) if shown:
                index = which % len(shown)
                shown[index] = company.team.correct_event(shown[index], kind=kind, charged_microcents=microcents)
            case ("collect", minutes):
                now += minutes * MINUTE
                assert company.collect(now).errors == ()
                company.assert_rollups_follow_from_events()
    now += timedelta(days=1)
    assert company.collect(now).errors == ()
    assert company.totals() == company.expected(now)
    assert company.event_count() == len(company.team.events.between(0, 2**53))
    company.assert_rollups_follow_from_events()


def _event(at, email, kind, microcents):
    tokens = TokenUsage(900, None, 0, 15_400, total_microcents=80_412)
    return replace(usage(at, email, kind=kind, tokens=tokens), charged_microcents=microcents)
