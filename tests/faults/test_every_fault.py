"""Every fault of the stand-ins, on every endpoint and method that the bot uses: nothing lost, nothing twice."""

import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlmodel import select

from sandbox.cursor_api import faults
from sandbox.slack.faults import API_FAULTS, Fault, FaultKind
from sandbox.slack.person import Person, all_text
from tests.e2e.conftest import Stage, set_stage
from tests.faults.conftest import LONG
from tests.integration.bot.conftest import TODAY, FrontDesk, PostOffice, Team
from tests.integration.bot.message_parts import said
from tests.integration.collect.conftest import NOW, Company, usage
from tracker.cursor import endpoints
from tracker.cursor.endpoints import Endpoint
from tracker.incidents.service import IncidentService
from tracker.store.tables import IncidentMoveRow, OutboxRow, UsageEventRow

HOUR = timedelta(hours=1)
NOWHERE = "http://127.0.0.1:9/elsewhere"

# --- Cursor ----------------------------------------------------------------------------------------------------------

CURSOR_FAULTS: dict[str, Callable[[str], faults.Fault]] = {
    "server_error": lambda path: faults.server_error(path, times=None),
    "bad_gateway": lambda path: faults.bad_gateway(path, times=None),
    "too_many_requests": lambda path: faults.too_many_requests(path, times=None),
    "invalid_json": lambda path: faults.invalid_json(path, times=None),
    "empty_answer": lambda path: faults.empty_answer(path, times=None),
    "plan_refused": faults.plan_refused,
    "redirect": lambda path: faults.redirect(path, NOWHERE, times=None),
    "cut_body": lambda path: faults.cut_body(path, times=None),
    "slow": lambda path: faults.slow(path, delay_s=0.02, times=None),
    "slow_body": lambda path: faults.slow_body(path, drip_s=0.002, times=None),
}
HARMLESS = {"slow", "slow_body"}
ALWAYS_TRIED = (endpoints.USAGE_EVENTS, endpoints.TEAM_DAU)
ENDPOINTS = [each for _, each in inspect.getmembers(endpoints) if isinstance(each, Endpoint)]


def test_each_fault_of_the_stand_in_for_cursor_is_tried():
    made = {
        name
        for name, function in inspect.getmembers(faults, inspect.isfunction)
        if inspect.signature(function).return_annotation is faults.Fault
    }
    assert made == set(CURSOR_FAULTS)
    assert len(ENDPOINTS) == 23


@pytest.mark.parametrize("kind", CURSOR_FAULTS)
@pytest.mark.parametrize(
    "endpoint",
    [each if each in ALWAYS_TRIED else pytest.param(each, marks=LONG) for each in ENDPOINTS],
    ids=lambda each: each.path,
)
def test_cursors_trouble_costs_nothing_but_time(company: Company, endpoint: Endpoint, kind: str):
    company.team.enterprise = endpoint.path.startswith("/analytics/")  # analytics would dominate otherwise
    company.team.add_event(usage(NOW - HOUR, cents=12.25))
    before = company.collect(NOW)
    assert before.errors == ()

    company.team.add_event(usage(NOW + HOUR / 2, cents=7.5))
    company.cursor.world.faults.add(CURSOR_FAULTS[kind](endpoint.path))
    asked = len(company.cursor.world.requests(endpoint.path))
    troubled = company.collect(NOW + HOUR)
    # Half of the endpoints are not due again an hour later, and a fault that never occurs shows nothing.
    was_met = len(company.cursor.world.requests(endpoint.path)) > asked
    is_told = {error.endpoint for error in troubled.errors} | set(troubled.unavailable) - set(before.unavailable)
    assert is_told == ({endpoint.path} if was_met and kind not in HARMLESS else set())
    company.assert_rollups_follow_from_events()

    company.cursor.world.faults.clear()
    after = company.collect(NOW + 30 * HOUR)
    assert after.errors == ()
    assert company.totals() == company.expected(NOW + 30 * HOUR)
    stored = Counter(row.charged_microcents for row in company.rows(UsageEventRow))
    assert stored == {12_250_000: 1, 7_500_000: 1}
    company.assert_rollups_follow_from_events()


# --- Slack -----------------------------------------------------------------------------------------------------------

METHODS = (
    "chat.postMessage",
    "upload",
    *(
        pytest.param(method, marks=LONG)
        for method in (
            "chat.update",
            "conversations.history",
            "files.getUploadURLExternal",
            "files.completeUploadExternal",
        )
    ),
)
ASKED = (
    "chat.postMessage",
    *(pytest.param(m, marks=LONG) for m in ("chat.postEphemeral", "users.info", "conversations.members", "*")),
)
TIMES = 3


def _api_fault(kind: FaultKind, method: str) -> Fault:
    return Fault(kind, method, count=TIMES, seconds=0.05 if kind is FaultKind.SLOW else 1.0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", sorted(API_FAULTS))
def test_slacks_trouble_loses_no_message_and_doubles_none(post: PostOffice, team: Team, kind: FaultKind, method: str):
    team.runaways("rudi@example.com", day=TODAY)
    (incident,) = team.judged(post.clock.now)
    post.workspace.faults.arm(_api_fault(kind, method))
    dispatcher = post.dispatcher()
    _drain_for_an_hour(post, dispatcher)
    IncidentService(post.store).acknowledge(incident, by="mara@example.com", source="cli", now=post.clock.now)
    post.workspace.faults.arm(_api_fault(kind, method))
    _drain_for_an_hour(post, dispatcher)

    post.workspace.faults.clear()
    _drain_for_an_hour(post, dispatcher)
    due = Counter(row.key for row in team.rows(OutboxRow))
    assert len(due) == 2
    assert said(post.workspace) == due
    assert {row.state for row in team.rows(OutboxRow)} == {"sent"}
    (root,) = [message for message in post.arrived() if message.thread_ts is None]
    assert "Acknowledged" in all_text(root)


def _drain_for_an_hour(post: PostOffice, dispatcher) -> None:
    for _ in range(12):
        dispatcher.drain()
        post.clock.advance(minutes=5)


@pytest.mark.parametrize("kind", sorted(API_FAULTS))
@pytest.mark.parametrize("method", ASKED)
def test_whoever_types_a_command_while_slack_is_in_trouble_gets_one_answer(
    desk: FrontDesk, team: Team, kind: FaultKind, method: str
):
    team.person("Mia", "mia@example.com")
    team.usual_days("mia@example.com", TODAY - timedelta(days=2), days=2)
    desk.workspace.faults.arm(Fault(kind, method, count=1, seconds=0.05 if kind is FaultKind.SLOW else 1.0))
    answers = desk.asks("Mara Lind", "/spend 7d")
    assert len(answers) == 1, [all_text(answer) for answer in answers]


@pytest.fixture(scope="module")
def stage(shared_database_url: str) -> Iterator[Stage]:
    stages = set_stage(shared_database_url)
    stage = next(stages)
    assert stage.workspace.hub.wait_connected(30)
    stage.person("Otto Lead").waits_for_text("Rudi", in_="#ai-spend")
    yield stage
    next(stages, None)


def _heard(stage: Stage, someone: Person, place: str, act: Callable[[], object]) -> list[str]:
    """What somebody newly sees in a place, once Slack has been idle for two seconds after an act."""
    before = {message.ts for message in someone.sees(place)}
    act()
    while stage.workspace.feed.wait(stage.workspace.feed.seq, 2.0):
        pass
    return [all_text(message) for message in someone.sees(place) if message.ts not in before]


def test_each_trouble_of_an_envelope_is_tried():
    tried = {FaultKind.DUPLICATE, FaultKind.DROP_SOCKET, FaultKind.LATE_RETRY}
    assert set(FaultKind) == API_FAULTS | tried


def test_a_command_that_comes_twice_is_answered_once(stage: Stage):
    lead = stage.person("Otto Lead")
    stage.workspace.faults.arm(Fault(FaultKind.DUPLICATE, "slash_commands"))
    heard = _heard(stage, lead, "#general", lambda: lead.types("/spend 7d", in_="#general"))
    assert ["$" in text for text in heard] == [True], heard


def test_a_command_with_which_the_socket_is_cut_costs_at_most_its_own_answer(stage: Stage):
    lead = stage.person("Otto Lead")
    stage.workspace.faults.arm(Fault(FaultKind.DROP_SOCKET, "slash_commands"))
    heard = _heard(stage, lead, "#general", lambda: lead.types("/spend 7d", in_="#general").wait())
    # The acknowledgement was lost with the socket, so Slack reports a failed command although its answer may come.
    told = [text for text in heard if text.startswith("/spend failed:")]
    assert len(told) <= 1 and len(heard) - len(told) <= 1 and heard, heard
    assert stage.workspace.hub.wait_connected(30), "the bot did not come back"
    heard = _heard(stage, lead, "#general", lambda: lead.types("/spend 7d", in_="#general"))
    assert ["$" in text for text in heard] == [True], heard


def test_a_sentence_that_slack_tells_again_is_answered_once(stage: Stage):
    lead = stage.person("Otto Lead")
    stage.workspace.faults.arm(Fault(FaultKind.LATE_RETRY, seconds=0.2))
    heard = _heard(stage, lead, "bot", lambda: lead.types("spend 7d", in_="bot"))
    assert sum("I read this as" in text or "$" in text for text in heard) == 1, heard


def test_a_click_that_comes_twice_acknowledges_once_and_tells_nobody_off(stage: Stage):
    lead = stage.person("Otto Lead")
    root = lead.waits_for_text("Rudi", in_="#ai-spend")
    stage.workspace.faults.arm(Fault(FaultKind.DUPLICATE, "interactive"))
    heard = _heard(stage, lead, "#ai-spend", lambda: lead.clicks("Acknowledge", root))
    with stage.store.reading() as session:
        moves = [row.move for row in session.exec(select(IncidentMoveRow)) if row.move == "acknowledged"]
    assert moves == ["acknowledged"]
    assert not any("already" in text for text in heard), heard
