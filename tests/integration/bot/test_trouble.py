"""Unreliable figures are announced in the right place, once, and taken back once."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.delivery.installer import find_installer
from sandbox.slack.person import Person, all_text
from tests.integration.bot.conftest import user_id
from tests.integration.bot.people import ADMIN, LEAD
from tracker.clock import iso
from tracker.collect.collector import CollectionError, CollectionResult, StoredCounts
from tracker.collect.trouble import announce_difference, announce_staleness, announce_trouble
from tracker.store.checkpoints import Reading, mark_failed, mark_read
from tracker.store.reconciliation import save_reconciliation
from tracker.store.tables import OutboxRow

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DOLLAR = 100_000_000


def compared(team: Any, *, since: datetime | None, actor_id: int = 1) -> None:
    """Store a comparison as a collection does: $120 of events, and Cursor's own figure."""
    said = 129 * DOLLAR if since else 120 * DOLLAR
    detail = {
        "cycle_start": "2026-11-01T12:08:04.000Z",
        "members": 2,
        "not_comparable": 0,
        "events": 120 * DOLLAR,
        "said": said,
        "difference": said - 120 * DOLLAR,
        "misplaced": said - 120 * DOLLAR,
        "members_off": int(bool(since)),
        "not_listed": 0,
        "nameless": 0,
        "explained": 0,
        "largest": [[actor_id, 120 * DOLLAR, said]] if since else [],
        "is_past_tolerance": since is not None,
        "since": iso(since) if since else None,
    }
    with team.store.writing() as session:
        save_reconciliation(session, now=NOW, detail=detail)


def test_a_difference_is_told_to_each_admin_once_and_taken_back_once(post, team, workspace):
    team.person("Mia", "mia@example.com")
    admin, other = (workspace.directory.user(user_id(workspace, name)) for name in (ADMIN, LEAD))
    named = (admin.id, other.email)

    def told(*, since: datetime | None, hours: int) -> list[list[str]]:
        compared(team, since=since)
        post.clock.now = NOW + hours * HOUR
        announce_difference(team.store, now=post.clock.now, admins=named)
        post.dispatcher(find_person=lambda each: find_installer(post.slack, [each])).drain()
        return [[all_text(m) for m in Person(workspace, name).sees("bot")] for name in (ADMIN, LEAD)]

    for (message,) in told(since=NOW, hours=0):
        assert "Events do not match Cursor's totals" in message
        assert "Mia: $120.00 of events, $129.00 by Cursor (+$9.00)" in message
    assert [len(messages) for messages in told(since=NOW, hours=24)] == [1, 1]
    for _, message in told(since=None, hours=48):
        assert "agree again" in message
    assert post.arrived() == [], "none of it is for the channel"


def test_where_no_admin_is_named_the_channel_is_told(post, team):
    compared(team, since=NOW)
    announce_difference(team.store, now=NOW)
    post.dispatcher().drain()
    (message,) = post.arrived()
    assert "Events do not match Cursor's totals" in message.text


def test_a_difference_that_is_gone_before_it_could_be_sent_is_told_to_nobody(post, team):
    compared(team, since=NOW)
    announce_difference(team.store, now=NOW)
    compared(team, since=None)
    announce_difference(team.store, now=NOW)
    assert post.dispatcher().drain() == 0
    assert [row.state for row in team.rows(OutboxRow)] == ["dropped", "dropped"]
    assert post.arrived() == []


def test_old_figures_are_told_in_the_channel(post, team):
    with team.store.writing() as session:
        mark_read(session, Reading.EVENTS, now=NOW - 3 * HOUR, rows=1)
    announce_staleness(team.store, now=NOW, interval=HOUR)
    post.clock.now = NOW
    post.dispatcher().drain()
    (message,) = post.arrived()
    assert "No collection has finished for a while" in message.text
    assert "as of 20 Nov 2026, 06:00 UTC" in message.text


def failing(team: Any, *, groups: bool, events: bool, hours: int) -> bool:
    """Store failures as a collection does."""
    now = NOW + hours * HOUR
    result = CollectionResult(
        now, {}, StoredCounts(0, 0, 0, 0, 0, 0, 0), (CollectionError("/", "500"),), {}, 1.0, None, is_complete=False
    )
    with team.store.writing() as session:
        for kind, fails in ((Reading.GROUPS, groups), (Reading.EVENTS, events)):
            if fails:
                mark_failed(session, kind, now=now, error="HTTP 500")
            else:
                mark_read(session, kind, now=now, rows=1)
    return announce_trouble(team.store, result)


def test_each_notice_says_what_it_is_about_and_what_still_fails(post, team):
    for hours, (groups, events) in enumerate(((False, False), (True, False), (True, True), (True, False))):
        failing(team, groups=groups, events=events, hours=hours)
        post.clock.now = NOW + hours * HOUR
        post.dispatcher().drain()
    first, second, third = (message.text for message in post.arrived())
    assert "billing groups: HTTP 500" in first and "usage events" not in first
    assert "billing groups: HTTP 500" in second and "usage events: HTTP 500" in second
    assert "I can read usage events from Cursor again" in third
    assert "Still failing: billing groups." in third
