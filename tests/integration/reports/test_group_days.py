"""Sums of days by billing group: a day that is listed as added up always has the sums that its rows would give now."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import delete, select

from tracker.clock import to_ms
from tracker.collect.group_days import add_up_group_days
from tracker.cursor.schemas.analytics import WireUser
from tracker.cursor.schemas.commits import WireCommit
from tracker.store.analytics import MEMBER_MODELS, replace_member_days
from tracker.store.commits import save_commits
from tracker.store.effective_groups import rebuild_memberships
from tracker.store.group_days import ALL, rebuild_group_days
from tracker.store.ranges import replace_events
from tracker.store.tables import UsageEventRow
from tracker.store.tables_analytics import MemberEditsDayRow, MemberFeatureUseDayRow
from tracker.store.tables_groups import CursorMembershipRow
from tracker.store.tables_rollups import GroupDayRow

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
FIRST = datetime(2026, 11, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DAYS = [FIRST.date() + number * DAY for number in range(8)]  # up to yesterday
PEOPLE = ("Ann", "Bob", "Eve")


@pytest.fixture(scope="module")
def busy(shared_team):
    """Three people who use two models, an MCP tool and edits on each of nine days, and commit; two groups."""
    team = shared_team
    keys = [team.actor(name) for name in PEOPLE]
    team.group_ids = [team.group("Platform"), team.group("Mobile")]
    team.fill = lambda: fill(team, keys)
    team.fill()
    return team


def fill(team, keys):
    team.used.clear()
    with team.store.writing() as session:
        session.exec(delete(UsageEventRow))
    rows = []
    for number, key in enumerate(keys):
        for back in range(9):
            at = NOW - back * DAY
            team.use(key, at - timedelta(hours=1 + number), 10 * back + number + 1, model="ab"[back % 2])
            rows += [
                MemberEditsDayRow(
                    actor_id=number + 1, day=at.date(), source="agent", suggested=5 + back, accepted=number
                ),
                MemberFeatureUseDayRow(
                    actor_id=number + 1, feature="mcp_tool", day=at.date(), name="search", server="s", uses=back + 1
                ),
            ]
    team.store_usage(now=NOW)
    with team.store.writing() as session:
        for row in rows:
            session.merge(row)
        save_commits(session, [commit(key, NOW - back * DAY) for key in keys for back in range(9)], now=NOW)


def commit(key, at, lines=10):
    return WireCommit(
        f"{key}{at:%d}", key, None, to_ms(at), "app", "main", True, "ide", lines, 1, 2, 0, 3, 1, None, None
    )  # fmt: skip


def added_up(team):
    """The days that are listed as added up, by kind."""
    with team.store.reading() as session:
        marks = session.exec(select(GroupDayRow.kind, GroupDayRow.day).order_by(GroupDayRow.day)).all()
    found = {sums.kind: [] for sums in ALL}
    for kind, day in marks:
        found[kind].append(day)
    return found


def stored(session):
    """Every sum by group, by table and key."""
    tables = {sums.table.__table__ for sums in ALL}
    return {table.name: sorted(map(tuple, session.connection().execute(select(table)))) for table in tables}


def assert_is_fresh(team):
    """Adding up again what is listed, day by day, changes nothing, and nothing is stored of any other day."""
    with team.store.writing() as session:
        before = stored(session)
        listed = added_up(team)
        for sums in ALL:
            for day in listed[sums.kind]:
                rebuild_group_days(session, sums, (day,))
        assert stored(session) == before
        for sums in ALL:
            in_table = session.connection().execute(select(sums.table.day).where(*sums.of(sums.table))).scalars()
            assert set(in_table) <= set(listed[sums.kind])


def test_every_day_that_is_over_is_added_up(busy):
    add_up_group_days(busy.store, now=NOW)
    assert added_up(busy) == {sums.kind: DAYS for sums in ALL}
    assert_is_fresh(busy)


quarters = st.integers(-2 * 96, 10 * 96).map(lambda quarter: FIRST + timedelta(minutes=15 * quarter))
stays = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 1), quarters, st.none() | quarters), max_size=5)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=st.lists(stays, min_size=2, max_size=3))
def test_whoever_moves_no_day_keeps_sums_of_before(busy, changes):
    for moves in changes:
        with busy.store.writing() as session:
            session.exec(delete(CursorMembershipRow))
            session.add_all(
                CursorMembershipRow(actor_id=who, group_id=busy.group_ids[group], joined_at=at, left_at=end)
                for who, group, at, end in moves
                if end is None or end > at
            )
            session.flush()
            rebuild_memberships(session)
        assert_is_fresh(busy)
        add_up_group_days(busy.store, now=NOW)
        assert added_up(busy) == {sums.kind: DAYS for sums in ALL}


def test_a_move_forgets_its_day_and_later_ones_only(busy):
    add_up_group_days(busy.store, now=NOW)
    moved = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
    with busy.store.writing() as session:
        session.exec(delete(CursorMembershipRow))
        session.add(CursorMembershipRow(actor_id=1, group_id=busy.group_ids[0], joined_at=FIRST))
        session.flush()
        rebuild_memberships(session)
    add_up_group_days(busy.store, now=NOW)
    with busy.store.writing() as session:
        session.exec(select(CursorMembershipRow)).one().left_at = moved
        session.flush()
        rebuild_memberships(session)
    assert added_up(busy) == {sums.kind: DAYS[:4] for sums in ALL}
    assert_is_fresh(busy)


@pytest.fixture
def changed(busy):
    """The same, all added up; what a test changes is put back."""
    add_up_group_days(busy.store, now=NOW)
    yield busy
    busy.fill()


def test_days_whose_events_are_read_again_are_forgotten(changed):
    with changed.store.writing() as session:
        replace_events(session, FIRST + 3 * DAY, FIRST + 5 * DAY, [], now=NOW)
    kept = [*DAYS[:3], *DAYS[5:]]
    assert added_up(changed) == {sums.kind: DAYS for sums in ALL} | {"usage": kept, "hours": kept}
    assert_is_fresh(changed)


def test_days_whose_analytics_are_read_again_are_forgotten_for_that_kind(changed):
    users = [WireUser("ann@example.com", None)]
    with changed.store.writing() as session:
        replace_member_days(session, MEMBER_MODELS, DAYS[6], DAYS[7], users, [], now=NOW)
    assert added_up(changed) == {sums.kind: DAYS for sums in ALL} | {"model": DAYS[:6]}


def test_days_of_a_commit_that_is_read_again_are_forgotten(changed):
    with changed.store.writing() as session:
        save_commits(session, [commit("ann@example.com", NOW - k * DAY, lines=99) for k in (2, 5)], now=NOW)
    assert added_up(changed)["commits"] == [day for day in DAYS if day not in {date(2026, 11, 18), date(2026, 11, 15)}]
    assert_is_fresh(changed)


def test_nothing_is_added_up_for_a_team_without_groups(team):
    ann = team.actor("Ann")
    team.use(ann, NOW - 3 * DAY, 10)
    team.store_usage(now=NOW)
    add_up_group_days(team.store, now=NOW)
    assert added_up(team) == {sums.kind: [] for sums in ALL}
