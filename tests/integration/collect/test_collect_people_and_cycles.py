"""Identities, cycles, Cursor's own spend figures, and group membership."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from sandbox.company.types import Group, Member, Membership, Removal
from tracker.clock import from_ms
from tracker.groups.service import GroupService
from tracker.reports.types import AS_CURSOR_TARGET
from tracker.store.effective_groups import groups_at
from tracker.store.group_days import ALL
from tracker.store.spending import is_limit_reached
from tracker.store.tables import ActorRow, BillingCycleRow, DailyUsageRow, MemberSpendRow, ReadStateRow
from tracker.store.tables_groups import BillingGroupRow, CursorMembershipRow, GroupMembershipRow
from tracker.store.tables_rollups import GroupDayRow

from .conftest import NOW, Company, usage

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DOLLAR = 100_000_000
JOINED = datetime(2026, 3, 1, 8, tzinfo=UTC)
INES = Member("user_A", 90_001, "Ines@Example.com", "Ines Ferrara", "owner", JOINED)
OMAR = Member("user_B", 90_002, "omar@example.com", "Omar Aziz", "member", JOINED)


@pytest.fixture
def team(company: Company) -> Company:
    company.team.add_member(INES)
    company.team.add_member(OMAR)
    return company


# --- who is who ------------------------------------------------------------------------------------------------------


def test_people_are_known_by_their_lower_case_e_mail(team: Company):
    team.team.add_event(usage(NOW - HOUR, "ines@example.com"))
    team.team.add_event(usage(NOW - HOUR, "INES@example.com"))
    team.collect()

    ines = team.actor("ines@example.com")
    assert (ines.email, ines.name, ines.role, ines.kind) == ("Ines@Example.com", "Ines Ferrara", "owner", "person")
    assert ines.is_member and not ines.is_removed and ines.cursor_user_id == "user_A"
    assert {row.key for row in team.rows(ActorRow)} == {"ines@example.com", "omar@example.com"}
    assert team.totals()["ines@example.com"].requests == 2


def test_service_accounts_and_the_nameless_have_rows_of_their_own(team: Company):
    for email, account in (
        ("ci@example.com", "sa_nightly"),
        (None, "sa_bare"),
        (None, None),
        ("omar@example.com", "sa_omar"),
        ("gone@example.com", None),
    ):
        name = "Nightly jobs" if account else None
        team.team.events.add(usage(NOW - HOUR, email, service_account_id=account, service_account_name=name))
    team.team.events.add(usage(NOW - HOUR, None, service_account_id="null"))
    team.collect()

    kinds = {row.key: (row.kind, row.name, row.is_member) for row in team.rows(ActorRow)}
    assert kinds == {
        "ines@example.com": ("person", "Ines Ferrara", True),
        "omar@example.com": ("person", "Omar Aziz", True),
        "ci@example.com": ("service_account", "Nightly jobs", False),
        "sa_bare": ("service_account", "Nightly jobs", False),
        "gone@example.com": ("person", "", False),
        "": ("unknown", "unknown (removed?)", False),
    }
    assert team.totals()[None].requests == 2


@pytest.mark.parametrize("removal", Removal)
def test_members_who_leave_keep_their_history(team: Company, removal: Removal):
    team.team.add_event(usage(NOW - DAY, "omar@example.com", member_id="user_B"))
    team.collect()
    before = team.totals()

    later = NOW + HOUR
    team.team.add_member(replace(OMAR, removed_at=NOW + HOUR / 2, removal=removal))
    team.collect(later)

    omar = team.actor("omar@example.com")
    assert not omar.is_member and omar.is_removed
    assert team.totals() == before == team.expected(later)


def test_a_member_who_comes_back_is_a_member_again(team: Company):
    team.team.add_member(replace(OMAR, removed_at=NOW - DAY, removal=Removal.UNLISTED))
    team.collect()
    team.team.add_member(OMAR)
    team.collect(NOW + HOUR)
    omar = team.actor("omar@example.com")
    assert omar.is_member and not omar.is_removed


def test_a_roster_that_comes_back_empty_is_not_believed(team: Company):
    team.collect()
    team.team.rewrites["/teams/members"] = lambda _body: {"teamMembers": []}
    result = team.collect(NOW + HOUR)
    assert [error.endpoint for error in result.errors] == ["/teams/members"]
    assert team.actor("omar@example.com").is_member


def test_nobody_is_called_gone_where_a_row_of_the_roster_could_not_be_read(team: Company):
    team.collect()
    team.team.rewrites["/teams/members"] = lambda body: {"teamMembers": [body["teamMembers"][0], {"name": "no id"}]}
    result = team.collect(NOW + HOUR)
    assert result.rejected["member"] == 1
    assert team.actor("omar@example.com").is_member


def test_a_member_without_e_mail_is_kept_under_cursors_id(team: Company):
    def nameless(body: dict) -> dict:
        return {"teamMembers": [*body["teamMembers"], {"id": "user_C", "name": "Only Named", "role": "member"}]}

    team.team.rewrites["/teams/members"] = nameless
    team.collect()
    assert team.actor("user_C").name == "Only Named"
    assert team.actor("user_C").is_member


# --- cycles and spend ------------------------------------------------------------------------------------------------


def test_a_cycle_is_two_instants(team: Company):
    team.collect()
    [cycle] = team.rows(BillingCycleRow)
    assert from_ms(cycle.start_ms) == datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)
    assert from_ms(cycle.end_ms) == datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC)
    assert cycle.is_end_known


def test_without_groups_a_cycle_ends_by_the_calendar(team: Company):
    team.team.rewrites["/teams/groups"] = lambda body: body | {"billingCycle": None}
    team.collect()
    [cycle] = team.rows(BillingCycleRow)
    assert from_ms(cycle.end_ms) == datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC)
    assert not cycle.is_end_known


def test_spend_is_kept_by_the_cycle_that_turns_at_12_08_04(team: Company):
    turn = datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC)
    team.team.add_event(usage(turn - timedelta(milliseconds=1), cents=700))
    team.team.add_event(usage(turn, cents=30))
    team.collect(turn - timedelta(milliseconds=0.5))
    team.collect(turn + HOUR)

    spent = {(from_ms(row.cycle_start_ms), row.on_demand_microcents) for row in team.rows(MemberSpendRow)}
    assert (datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC), 7 * DOLLAR) in spent
    assert (turn, 30_000_000) in spent
    assert [from_ms(row.end_ms) for row in team.rows(BillingCycleRow)] == [
        turn,
        datetime(2026, 12, 27, 12, 8, 4, tzinfo=UTC),
    ]


def test_every_day_of_a_cycle_of_31_days_is_read_again_at_its_end(team: Company):
    start = datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)
    event = team.team.add_event(usage(start, cents=5))
    last_day = start + 30.9 * DAY
    team.collect(last_day - DAY)
    team.team.correct_event(event, charged_microcents=6_000_000)

    result = team.collect(last_day)

    assert result.errors == ()
    assert team.totals() == team.expected(last_day)
    assert team.totals()["ines@example.com"].usage_value_microcents == 6_000_000


def test_the_last_days_of_a_cycle_are_read_once_more_after_it_has_turned(team: Company):
    turn = datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC)
    event = team.team.add_event(usage(turn - 10 * DAY, cents=5))
    team.collect(turn - HOUR)
    team.team.correct_event(event, charged_microcents=6_000_000)
    team.collect(turn + 24 * HOUR)
    assert team.totals()["ines@example.com"].usage_value_microcents == 6_000_000


def test_who_has_reached_the_limit_is_limited(team: Company):
    team.team.default_limit_dollars = 5
    team.team.add_event(usage(NOW - HOUR, cents=500))
    team.team.add_event(usage(NOW - HOUR, "omar@example.com", cents=499.999999))
    result = team.collect()

    limited = {row.actor_id: row.is_limited for row in team.rows(MemberSpendRow)}
    assert limited[team.actor("ines@example.com").id]
    assert not limited[team.actor("omar@example.com").id]
    assert result.stored.spending == 2
    [state] = [row for row in team.rows(ReadStateRow) if row.kind == "spending"]
    assert state.detail["limited_users_count"] == 1


@pytest.mark.parametrize("variant", ["a", "b", "c", "d"])
def test_every_shape_of_spend_is_stored(team: Company, variant: str):
    team.team.quirks.spend_variant = variant
    team.team.add_event(usage(NOW - HOUR, cents=100))
    team.team.add_event(usage(NOW - HOUR, cents=50, kind="Included in Business"))
    assert team.collect().errors == ()
    row = next(r for r in team.rows(MemberSpendRow) if r.actor_id == team.actor("ines@example.com").id)
    assert row.on_demand_microcents == DOLLAR
    assert row.overall_microcents == (None if variant == "c" else 150_000_000)
    assert row.is_meaning_unknown == (variant == "c")


# --- groups ----------------------------------------------------------------------------------------------------------


def group(*stays: Membership, group_id: str = "group_P", name: str = "Platform") -> Group:
    return Group(group_id, name, JOINED, JOINED, stays)


def test_groups_and_stays_are_stored_with_their_times(team: Company):
    left = NOW - 2 * DAY
    team.team.groups["group_P"] = group(Membership("user_A", JOINED), Membership("user_B", JOINED, left))
    result = team.collect()

    groups = {row.cursor_id: row for row in team.rows(BillingGroupRow)}
    assert result.stored.groups == 1
    assert groups["group_P"].name == "Platform" and not groups["group_P"].is_unassigned
    assert groups["group_none"].is_unassigned
    stays = {(row.group_id, row.actor_id, row.joined_at, row.left_at) for row in team.rows(CursorMembershipRow)}
    ines, omar = team.actor("ines@example.com").id, team.actor("omar@example.com").id
    assert stays == {
        (groups["group_P"].id, ines, JOINED, None),
        (groups["group_P"].id, omar, JOINED, left),
        (groups["group_none"].id, omar, left, None),
    }


def test_days_are_added_up_by_group_after_the_collection_that_finds_them_over(team: Company):
    team.team.groups["group_P"] = group(Membership("user_A", JOINED), Membership("user_B", JOINED, NOW - 2 * DAY))
    for back in range(5):
        for email in ("ines@example.com", "omar@example.com"):
            team.team.add_event(usage(NOW - back * DAY - HOUR, email))
    days = [(NOW - back * DAY).date() for back in (4, 3, 2, 1, 0)]
    team.collect()
    assert _added_up(team) == {sums.kind: days[:-1] for sums in ALL}
    team.assert_rollups_follow_from_events()

    team.team.groups["group_P"] = group(Membership("user_A", JOINED), Membership("user_B", JOINED, NOW - 3 * DAY))
    team.collect(NOW + DAY)
    assert _added_up(team) == {sums.kind: days for sums in ALL}
    team.assert_rollups_follow_from_events()


def _added_up(team: Company) -> dict[str, list[date]]:
    found: dict[str, list[date]] = {sums.kind: [] for sums in ALL}
    for row in sorted(team.rows(GroupDayRow), key=lambda row: row.day):
        found[row.kind].append(row.day)
    return found


def test_a_stay_that_ends_is_closed_and_older_stays_remain(team: Company):
    team.team.groups["group_P"] = group(Membership("user_A", JOINED))
    team.collect()
    moved = NOW + HOUR / 2
    team.team.groups["group_P"] = group(Membership("user_A", JOINED, moved))
    team.collect(NOW + HOUR)
    assert [row.left_at for row in _stays(team, "group_P")] == [moved]

    team.collect(NOW + 40 * DAY)  # the next cycle no longer lists the stay
    assert [row.left_at for row in _stays(team, "group_P")] == [moved]


def test_a_current_stay_that_is_listed_no_more_ended_unseen(team: Company):
    team.team.groups["group_P"] = group(Membership("user_A", JOINED))
    team.collect()
    team.team.groups["group_P"] = group()
    team.collect(NOW + HOUR)
    assert [row.left_at for row in _stays(team, "group_P")] == [NOW + HOUR]


def test_a_deleted_group_loses_its_past_and_a_local_one_is_never_touched(team: Company):
    team.team.groups["group_P"] = group(Membership("user_A", JOINED))
    team.collect()
    with team.store.writing() as session:
        session.add(BillingGroupRow(name="Ours", source="local", seen_at=NOW))
    del team.team.groups["group_P"]
    team.collect(NOW + HOUR)

    groups = {row.name: row for row in team.rows(BillingGroupRow)}
    assert groups["Platform"].is_deleted and not groups["Ours"].is_deleted
    assert _stays(team, "group_P") == []


def test_groups_and_decisions_of_our_own_outlive_collections_and_follow_what_they_leave_to_cursor(team: Company):
    team.team.groups["group_P"] = group(Membership("user_A", JOINED), Membership("user_B", JOINED))
    team.collect()
    service, ines, omar = GroupService(team.store), "ines@example.com", "omar@example.com"
    who = {"by": "U0ADMIN01", "source": "slack"}
    made = service.create("Ours > Data", [ines], **who, now=NOW)
    platform = next(row.id for row in team.rows(BillingGroupRow) if row.cursor_id == "group_P")
    before = team.rows(GroupMembershipRow)
    team.collect(NOW + HOUR)
    assert _places(team, NOW + HOUR) == {ines: made.group_id, omar: platform}
    assert [row.id for row in team.rows(GroupMembershipRow)] == [row.id for row in before]  # nothing is written anew

    del team.team.groups["group_P"]  # Cursor deletes its group: whoever was put elsewhere here stays there
    team.collect(NOW + 2 * HOUR)
    assert _places(team, NOW + 2 * HOUR) == {ines: made.group_id}
    team.team.groups["group_M"] = group(Membership("user_A", JOINED), group_id="group_M", name="Mobile")
    service.assign([ines], AS_CURSOR_TARGET, **who, now=NOW + 2 * HOUR)
    team.collect(NOW + 3 * HOUR)
    mobile = next(row.id for row in team.rows(BillingGroupRow) if row.cursor_id == "group_M")
    assert _places(team, NOW + 3 * HOUR) == {ines: mobile}
    assert service.undo(made.change_id, **who, now=NOW + 3 * HOUR).moved == 0
    assert not [row for row in team.rows(BillingGroupRow) if row.source == "local"]


def _places(company: Company, moment: datetime) -> dict[str, int]:
    keys = {row.id: row.key for row in company.rows(ActorRow)}
    with company.store.reading() as session:
        return {keys[actor_id]: group_id for actor_id, group_id in groups_at(session, keys, moment).items()}


def _stays(company: Company, cursor_id: str) -> list[CursorMembershipRow]:
    ids = {row.id for row in company.rows(BillingGroupRow) if row.cursor_id == cursor_id}
    return [row for row in company.rows(CursorMembershipRow) if row.group_id in ids]


# --- daily usage -----------------------------------------------------------------------------------------------------


def test_daily_usage_reaches_back_as_far_as_events(team: Company):
    team.team.add_event(usage(NOW - 70 * DAY))
    team.team.add_event(usage(NOW - HOUR))
    result = team.collect()

    days = {row.day for row in team.rows(DailyUsageRow)}
    assert min(days) == (NOW - 70 * DAY).date() and max(days) == NOW.date()
    assert result.stored.daily_usage == len(team.rows(DailyUsageRow)) == 2 * 71
    assert result.requests["/teams/daily-usage-data"] == 3
    active = {row.day for row in team.rows(DailyUsageRow) if row.is_active}
    assert active == {(NOW - 70 * DAY).date(), NOW.date()}


def test_daily_usage_is_read_once_an_hour_and_replaced(team: Company):
    team.team.add_event(usage(NOW - 2 * HOUR))
    team.collect()
    rows = len(team.rows(DailyUsageRow))

    assert "/teams/daily-usage-data" not in team.collect(NOW + HOUR / 2).requests
    assert team.collect(NOW + HOUR).requests["/teams/daily-usage-data"] == 1
    assert len(team.rows(DailyUsageRow)) == rows


def test_daily_rows_of_nobody_known_are_left_out_and_counted(team: Company):
    def without_e_mail(body: dict) -> dict:
        for row in body["data"]:
            if row["userId"] == 90_002:
                del row["email"]
        return body

    team.team.rewrites["/teams/daily-usage-data"] = without_e_mail
    result = team.collect()
    assert {row.actor_id for row in team.rows(DailyUsageRow)} == {team.actor("ines@example.com").id}
    assert result.rejected["daily_usage"] == result.stored.daily_usage


# --- odd rows of spend -----------------------------------------------------------------------------------------------


def test_spend_of_one_e_mail_is_added_up_and_spend_of_nobody_is_left_out(team: Company):
    def odd(body: dict) -> dict:
        ines = body["teamMemberSpend"][0]
        again = ines | {"userId": "user_A2"}
        nobody = {key: value for key, value in ines.items() if key != "email"} | {"userId": 4711}
        return body | {"teamMemberSpend": [*body["teamMemberSpend"], again, nobody]}

    team.team.rewrites["/teams/spend"] = odd
    team.team.add_event(usage(NOW - HOUR, cents=100))
    result = team.collect()
    assert result.errors == ()
    assert (result.stored.spending, result.rejected) == (3, {"spend": 1})
    row = next(r for r in team.rows(MemberSpendRow) if r.actor_id == team.actor("ines@example.com").id)
    assert (row.overall_microcents, row.on_demand_microcents) == (2 * DOLLAR, 2 * DOLLAR)


@pytest.mark.parametrize(
    ("spent", "effective", "monthly", "is_limited"),
    [
        (5 * DOLLAR, 5, None, True),
        (5 * DOLLAR - 1, 5, None, False),
        (0, 0, 0, False),  # nothing was spent, so nothing was reached
        (1, 0, 0, True),  # somebody has set $0
        (1, 0, None, False),  # a team without limits
        (5 * DOLLAR, None, None, False),
        (None, 5, None, False),
    ],
)
def test_a_limit_counts_as_reached_when_it_is_one(spent, effective, monthly, is_limited):
    row = MemberSpendRow(
        cycle_start_ms=0,
        actor_id=1,
        on_demand_microcents=spent,
        effective_limit_dollars=effective,
        monthly_limit_dollars=monthly,
    )
    assert is_limit_reached(row) is is_limited
