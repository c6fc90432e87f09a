"""PostgreSQL ends a connection during a transaction: it is reported, nothing is half written, the next run recovers."""

import logging
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from sandbox.slack.person import all_text
from tests.faults.cutting import cut_at, end_connection
from tests.integration.bot.conftest import PostOffice, Team
from tests.integration.bot.front_desk import open_front_desk
from tests.integration.collect.conftest import NOW, Company, usage
from tracker.store.lock import collection_lock
from tracker.store.tables import OutboxRow, UsageEventRow

HOUR = timedelta(hours=1)


@pytest.fixture
def company(postgres, cursor) -> Company:
    return Company(postgres, cursor)


@pytest.fixture
def team(postgres) -> Team:
    return Team(postgres)


def served(company: Company) -> Counter[tuple[int, int]]:
    return Counter((event.at_ms, event.charged_microcents) for event in company.team.events.between(0, 10**14))


def stored(company: Company) -> Counter[tuple[int, int]]:
    return Counter((row.timestamp_ms, row.charged_microcents) for row in company.rows(UsageEventRow))


def test_collections_that_lose_their_connection_anywhere_are_whole_after_the_next(company: Company):
    for number in range(100):
        company.team.add_event(usage(NOW - number * 4 * HOUR, f"m{number % 3}@example.com", cents=number / 7))
    company.collect()
    now, at, lost = NOW, 2, 0
    while True:
        for number in range(20):
            company.team.add_event(usage(now + number * timedelta(minutes=1), cents=number))
        now += HOUR
        with cut_at(company.store, at) as cut:
            try:
                company.collect(now)
            except OperationalError as error:
                assert error.connection_invalidated
                lost += 1
        company.assert_rollups_follow_from_events(is_cut_short=cut.is_done)
        assert not stored(company) - served(company), f"after a cut at statement {at}"
        if not cut.is_done:
            break
        assert company.collect(now).errors == ()
        assert stored(company) == served(company), f"after a cut at statement {at}"
        company.assert_rollups_follow_from_events()
        at += 17
    assert lost > 3
    assert company.totals() == company.expected(now)


def test_a_range_whose_connection_is_lost_while_it_is_stored_stays_as_it_was(company: Company):
    company.team.add_event(usage(NOW - HOUR))
    company.collect()
    before = stored(company)
    company.team.add_event(usage(NOW))
    for statement in ("DELETE FROM usage_event", "INSERT INTO day_member_model", "INSERT INTO read_range"):
        with cut_at(company.store, 1, only=statement) as cut, pytest.raises(OperationalError):
            company.collect(NOW + HOUR)
        assert cut.is_done
        assert stored(company) == before
        company.assert_rollups_follow_from_events()
    with collection_lock(company.store, wait_seconds=0):
        pass  # nobody has to wait for the lease to expire
    company.collect(NOW + HOUR)
    assert stored(company) == served(company)


@pytest.fixture
def post(team: Team, workspace, slack, channel_id, clock) -> PostOffice:
    return PostOffice(team.store, workspace, slack, channel_id, clock)


def send_all(post: PostOffice, team: Team) -> None:
    """Drain at ever later times until nothing waits; claims of disconnected processes expire meanwhile."""
    for _ in range(10):
        post.clock.advance(minutes=5)
        post.dispatcher().drain()
        with team.store.reading() as session:
            if not session.exec(select(OutboxRow).where(OutboxRow.state != "sent")).first():
                return
    raise AssertionError("messages wait for ever")


def test_messages_whose_sending_loses_its_connection_anywhere_come_once(post: PostOffice, team: Team):
    number = cuts = 0
    while True:
        number += 1
        team.runaways(f"p{number}@example.com")
        team.judged(post.clock.now)
        with cut_at(team.store, number) as cut:
            try:
                post.dispatcher().drain()
            except OperationalError as error:
                assert error.connection_invalidated
        cuts += cut.is_done
        send_all(post, team)
        assert Counter(post.keys()) == Counter(row.key for row in team.rows(OutboxRow)), (
            f"after a cut at statement {number}"
        )
        if not cut.is_done:
            break
    assert cuts > 10


def test_a_command_whose_connection_is_lost_says_so_and_the_next_is_answered(
    team: Team, workspace, slack_url, clock, caplog
):
    team.person("Mara Lind", "mara@example.com")
    team.usual_days("mara@example.com", clock.now.date(), days=2)
    team.collected(clock.now)
    with open_front_desk(workspace, slack_url, team.store, clock=clock) as desk:
        with cut_at(team.store, 1, only="day_member") as cut:
            (told,) = desk.asks("Mara Lind", "/spend 7d")
        assert cut.is_done
        assert "My database did not answer" in all_text(told)
        failed = [record for record in caplog.records if record.levelno >= logging.ERROR]
        assert len(failed) == 1
        assert "mara@example.com" not in caplog.text
        desk.asks("Mara Lind", "/spend 7d")
        assert "as of" in all_text(desk.report("Mara Lind")).lower()


def test_a_connection_lost_while_nobody_uses_it_is_not_noticed(company: Company):
    company.team.add_event(usage(NOW - HOUR))
    with company.store.reading() as session:
        pid = session.connection().connection.dbapi_connection.info.backend_pid
    end_connection(company.store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False), pid)
    assert company.collect().errors == ()
