"""The client over real HTTP against the stand-in for Cursor, quirks and faults included."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice

import pytest
from pydantic import SecretStr

from sandbox.company.types import Member, TokenUsage, UsageEvent
from sandbox.cursor_api import faults
from sandbox.cursor_api.app import create_app
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from sandbox.cursor_api.world import World
from sandbox.serving import serve
from tests.reading_spend import spend_of
from tracker.cursor.client import CursorClient
from tracker.cursor.errors import CursorKeyRefused, CursorRedirected, CursorUnavailable
from tracker.cursor.schemas.events import Billing, WireEvent

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
START = datetime(2026, 11, 19, tzinfo=UTC)
END = datetime(2026, 11, 20, tzinfo=UTC)
START_MS = 1_795_046_400_000
EVENTS = "/teams/filtered-usage-events"
PEOPLE = [
    Member("user_ines", 1, "Ines@example.com", "Ines", "owner"),
    Member("user_omar", 2, "omar@example.com", "Omar"),
]
KINDS = [
    "Usage-based", "Included in Business", "Errored, Not Charged", "USAGE_EVENT_KIND_USAGE_BASED",
    "USAGE_EVENT_KIND_INCLUDED_IN_PRO", "User API Key", "Quantum tier",
]  # fmt: skip


def day_of_events(count: int) -> list[UsageEvent]:
    """Events of every kind from START to END, two to a millisecond, with odd fractions of a cent."""
    kinds = islice(cycle(KINDS), count)
    last_ms = START_MS + 86_399_999
    return [
        UsageEvent(
            at_ms=min(START_MS + number // 2 * 60_000, last_ms),
            email=PEOPLE[number % 2].email,
            model="claude-4.5-sonnet",
            kind=kind,
            charged_microcents=1_234_567 * number + 1,
            tokens=TokenUsage(900, 610, None, 15_400, 1_000_000),
            conversation_id=f"c{number}",
        )
        for number, kind in enumerate(kinds)
    ]


@pytest.fixture
def team() -> Team:
    return Team.from_events(day_of_events(2500), members=PEOPLE)


@pytest.fixture
def world(team: Team) -> World:
    return World([team], clock=lambda: NOW)


@pytest.fixture
def url(world: World) -> Iterator[str]:
    with serve(create_app(world)) as url:
        yield url


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(url: str, waits: list[float]) -> Iterator[CursorClient]:
    with CursorClient(url, SecretStr(SANDBOX_KEY), sleep=waits.append) as client:
        yield client


def read_day(client: CursorClient) -> list[WireEvent]:
    pages = list(client.iter_event_pages(START, END))
    assert sum(page.row_count for page in pages) == pages[0].total_count
    assert not any(page.rejected for page in pages)
    return [event for page in pages for event in page.rows]


def sums(events: list[WireEvent], *billings: Billing) -> Counter[str | None]:
    totals: Counter[str | None] = Counter()
    for event in events:
        if event.billing in billings:
            totals[event.email] += event.charged_microcents
    return totals


def test_every_members_two_sums_agree_with_what_was_served_to_the_microcent(client, team):
    events = read_day(client)
    assert len(events) == 2500
    usage_value = sums(events, *(billing for billing in Billing if billing is not Billing.NOT_CHARGED))
    on_demand = sums(events, Billing.ON_DEMAND)
    expected = team.expected_totals(START, END)
    assert {email: total.usage_value_microcents for email, total in expected.items()} == usage_value
    assert {email: total.on_demand_microcents for email, total in expected.items()} == on_demand
    assert client.requests_made == {EVENTS: 3}


def test_two_halves_of_a_day_are_the_day(client):
    noon = START + timedelta(hours=12, milliseconds=1)
    halves = [
        event
        for window in ((START, noon), (noon, END))
        for page in client.iter_event_pages(*window)
        for event in page.rows
    ]
    assert Counter(halves) == Counter(read_day(client))


def test_members_spend_daily_usage_and_groups_are_read_without_a_rejected_row(client):
    members, spend, usage, groups = (
        client.fetch_members(),
        spend_of(client),
        client.fetch_daily_usage(START, END),
        client.fetch_groups(),
    )
    for answer in (members, spend, usage, groups):
        assert answer.rejected == []
        assert answer.odd_fields == frozenset()
    assert {row.email for row in members.rows} == {"ines@example.com", "omar@example.com"}
    assert len(spend.rows) == len(usage.rows) == 2
    assert spend.cycle_start == groups.cycle_start
    assert groups.cycle_start is not None
    assert groups.cycle_end is not None
    assert groups.cycle_start <= NOW < groups.cycle_end


@pytest.mark.parametrize("variant", ["a", "b", "d"])
def test_every_shape_of_spend_that_says_enough_gives_the_same_figures(client, team, variant):
    today = [(row.email, row.on_demand_microcents, row.overall_microcents) for row in spend_of(client).rows]
    team.quirks.spend_variant = variant
    assert [(row.email, row.on_demand_microcents, row.overall_microcents) for row in spend_of(client).rows] == today
    assert all(overall for _, _, overall in today)


def test_spend_without_the_overall_figure_says_that_its_meaning_is_unknown(client, team):
    team.quirks.spend_variant = "c"
    assert all(row.is_meaning_unknown and row.overall_microcents is None for row in spend_of(client).rows)


def test_fields_nobody_knows_change_no_figure(client, team):
    plain = read_day(client)
    team.quirks.unknown_fields = True
    assert read_day(client) == plain
    assert {field.name for field in client.fetch_members().odd_fields} == {"fieldFromTheFuture"}


@pytest.mark.parametrize(
    "fault",
    [
        faults.server_error(EVENTS, page=2),
        faults.bad_gateway(EVENTS, page=2),
        faults.invalid_json(EVENTS, page=2),
        faults.empty_answer(EVENTS, page=2),
        faults.cut_body(EVENTS, page=2, after=5000),
        faults.too_many_requests(EVENTS, page=2),
    ],
)
def test_trouble_with_one_page_is_got_over(client, world, waits, fault):
    world.faults.add(fault)
    assert len(read_day(client)) == 2500
    assert client.requests_made == {EVENTS: 4}
    assert len(waits) == 1


def test_lasting_trouble_on_one_endpoint_ends_and_leaves_the_others(client, world):
    world.faults.add(faults.server_error(EVENTS, times=None))
    with pytest.raises(CursorUnavailable):
        read_day(client)
    assert len(client.fetch_members().rows) == 2


def test_a_redirect_does_not_take_the_key_along(client, world):
    with serve(create_app(elsewhere := World())) as other:
        world.faults.add(faults.redirect("/teams/members", other))
        with pytest.raises(CursorRedirected):
            client.fetch_members()
    assert elsewhere.requests() == []


def test_a_personal_key_is_told_apart_in_words(url, world):
    world.personal_keys.add("personal")
    with CursorClient(url, SecretStr("personal")) as client, pytest.raises(CursorKeyRefused, match="a personal key"):
        client.fetch_members()
