"""While the alert channel cannot be posted to, an admin gets its messages, and nothing is sent twice."""

from datetime import timedelta

import pytest

from bot.delivery.installer import find_installer
from bot.delivery.slack_reasons import CHANNEL_CLOSED
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import Person, all_text
from tests.integration.bot.conftest import user_id
from tests.integration.bot.message_parts import labels
from tracker.store.tables import IncidentRow, OutboxRow

ADMIN, OTHER_ADMIN = "Mara Lind", "Otto Lead"
CLOSED, OPEN = "I cannot post in the alert channel", "I can post in the alert channel again"
LATER = timedelta(minutes=11)


@pytest.fixture
def office(post, workspace):
    """Two admins are named, the second by e-mail, after one whom Slack does not know."""
    admin, other = (workspace.directory.user(user_id(workspace, name)) for name in (ADMIN, OTHER_ADMIN))
    post.admins = ("gone@example.com", admin.id, other.email)
    return post


def drain(office) -> int:
    return office.dispatcher(find_person=lambda named: find_installer(office.slack, [named])).drain()


def archive(office, archived: bool = True) -> None:
    office.workspace.directory.change_channel(office.channel_id, is_archived=archived)


def heard(office, name: str) -> list[str]:
    return [all_text(message) for message in Person(office.workspace, name).sees("bot")]


def incidents_heard(office, name: str) -> list[str]:
    return [text for text in heard(office, name) if "Acknowledge" in text or "Resolve" in text]


def opened(team, clock, *emails: str) -> list[int]:
    team.runaways(*emails)
    return team.judged(clock.now)


def test_an_incident_of_an_archived_channel_comes_to_the_first_admin_with_its_buttons(office, team, clock):
    archive(office)
    (incident,) = opened(team, clock, "rudi@example.com")
    drain(office)

    assert office.arrived() == []
    root, *_ = Person(office.workspace, ADMIN).sees("bot")
    assert "Rudi" in all_text(root)
    assert {"Acknowledge", "Resolve"} <= set(labels(root))
    for name in (ADMIN, OTHER_ADMIN):
        (said,) = [text for text in heard(office, name) if CLOSED in text]
        assert "it is archived" in said
        assert f"<#{office.channel_id}>" in said or "spend-alerts" in said
    (row,) = team.rows(IncidentRow)
    assert row.state == "alerted" and row.alerted_at is not None

    office.acknowledge(incident)
    clock.advance(minutes=1)
    drain(office)
    root, *_ = Person(office.workspace, ADMIN).sees("bot")
    assert "Acknowledge" not in labels(root), "what stands with the admin is kept up to date"


def test_the_channel_gets_the_next_incident_once_it_works_again_and_nothing_comes_twice(office, team, clock):
    archive(office)
    opened(team, clock, "rudi@example.com")
    drain(office)
    opened(team, clock, "otto@example.com")
    clock.advance(minutes=1)
    drain(office)
    assert len(incidents_heard(office, ADMIN)) == 2
    assert sum(CLOSED in text for text in heard(office, ADMIN)) == 1, "said once"

    archive(office, archived=False)
    clock.advance(minutes=1)
    opened(team, clock, "zoe@example.com")
    drain(office)
    (arrived,) = office.arrived()
    assert "Zoe" in all_text(arrived)
    for name in (ADMIN, OTHER_ADMIN):
        assert sum(OPEN in text for text in heard(office, name)) == 1
    clock.advance(minutes=60)
    drain(office)
    assert len(office.arrived()) == 1
    assert len(incidents_heard(office, ADMIN)) == 2
    assert {row.state for row in team.rows(OutboxRow)} == {"sent"}


def test_lines_about_an_incident_whose_channel_was_archived_since_come_to_the_admin(office, team, clock):
    (incident,) = opened(team, clock, "rudi@example.com")
    drain(office)
    archive(office)
    office.acknowledge(incident)
    office.resolve(incident)
    clock.advance(minutes=1)
    drain(office)
    lines = [text for text in heard(office, ADMIN) if "Rudi" in text]
    assert len(lines) == 2, lines
    assert {row.state for row in team.rows(OutboxRow)} == {"sent"}

    archive(office, archived=False)
    clock.advance(minutes=11)
    drain(office)
    (root,) = [message for message in office.arrived() if message.thread_ts is None]
    assert "Resolved" in all_text(root), "the message in the channel tells how it stands as soon as it can"


@pytest.mark.parametrize("reason", sorted(CHANNEL_CLOSED))
def test_every_way_in_which_a_channel_is_closed_counts(office, team, clock, reason):
    office.workspace.faults.arm(Fault(FaultKind.REFUSED, "chat.postMessage", error=reason))
    opened(team, clock, "rudi@example.com")
    drain(office)
    assert len(incidents_heard(office, ADMIN)) == 1
    assert office.arrived() == []


def test_a_message_to_the_admin_whose_answer_was_lost_is_found_there(office, team, clock):
    archive(office)
    opened(team, clock, "rudi@example.com")
    office.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, "chat.postMessage", count=2))  # the channel's, the admin's
    for _ in range(3):
        drain(office)
        clock.advance(minutes=10)
    assert len(incidents_heard(office, ADMIN)) == 1


def test_without_an_admin_it_waits_for_the_channel(office, team, clock):
    office.admins = ()
    archive(office)
    opened(team, clock, "rudi@example.com")
    drain(office)
    (row,) = team.rows(OutboxRow)
    assert (row.state, row.last_error) == ("waiting", "Slack answered is_archived")
    archive(office, archived=False)
    clock.advance(minutes=10)
    drain(office)
    assert len(office.arrived()) == 1
