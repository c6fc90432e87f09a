"""Groups created and filled here: what counts where afterwards, what is refused, and undo."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.changes import ChangeNotFound
from tracker.groups.changing import GroupNameTaken, GroupNotThere, GroupOfCursor, PeopleNotFound
from tracker.groups.names import GroupNameRefused
from tracker.groups.service import GroupChangeIsAnUndo, GroupService
from tracker.reports.types import AS_CURSOR_TARGET, UNASSIGNED_TARGET, GroupTarget
from tracker.store.tables import ActorRow

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
DAY = timedelta(days=1)
MOVED_AT = NOW - 3 * DAY  # on the 17th
WHO = {"by": "U0ADMIN01", "source": "slack"}
CROWD = 200
ANN, BOB, EVE = "ann@example.com", "bob@example.com", "eve@example.com"


@pytest.fixture
def groups(team):
    """Ann and Bob in Cursor's Platform, Eve in none; each spends $1, $10 and $100 a day for a week."""
    platform = team.group("Platform")
    team.group("No team", is_unassigned=True)
    for name, cents in (("Ann", 100), ("Bob", 1_000), ("Eve", 10_000)):
        key = team.actor(name)
        for offset in range(7):
            team.use(key, NOW - offset * DAY - timedelta(hours=5), cents)
        if name != "Eve":
            team.join(key, platform)
    team.store_usage(now=NOW)
    return team


@pytest.fixture
def service(groups):
    return GroupService(groups.store)


def shown(team, words="7d", now=NOW):
    """Dollars and seats by group."""
    rows = team.reports.groups_report(words=words, now=now).rows
    return {row.name: (row.usage_value_microcents // 100_000_000, row.members) for row in rows}


def trail(team):
    entries = team.reports.audit(now=NOW + DAY, page_size=None).entries
    return [(entry.what, entry.old, entry.new) for entry in reversed(entries)]


def test_a_move_counts_from_its_day_on_and_leaves_the_days_before(groups, service):
    made = service.create("Data > Science", **WHO, now=MOVED_AT)
    moved = service.assign([ANN, EVE], GroupTarget(made.group_id), **WHO, now=MOVED_AT)
    assert (moved.moved, moved.unchanged) == (2, 0)
    assert [(move.display, move.old_group, move.new_group) for move in moved.moves] == [
        ("Ann", "Platform", "Data > Science"),
        ("Eve", None, "Data > Science"),
    ]
    # Days 14 to 16 as before, 17 to 20 in the new group.
    assert shown(groups) == {"Data > Science": (4 * 101, 2), "Platform": (3 * 1 + 70, 1), "No team": (300, 0)}
    overview = groups.reports.overview(words="7d", group="data > science", now=NOW)
    assert overview.totals.usage_value_microcents == 404 * 100_000_000
    assert groups.reports.user(ANN, words="7d", now=NOW).group == "Data > Science"


def test_a_move_can_count_from_an_earlier_day(groups, service):
    made = service.create("Data", [EVE], since=datetime(2026, 11, 15, tzinfo=UTC), **WHO, now=NOW)
    assert made.moved == 1
    assert shown(groups)["Data"] == (600, 1)  # all but the 14th


def test_unassigned_holds_against_cursor_and_as_cursor_has_it_goes_back(groups, service):
    service.assign([ANN], UNASSIGNED_TARGET, **WHO, now=MOVED_AT)
    assert shown(groups) == {"Platform": (3 + 70, 1), "No team": (704, 2)}
    back = service.assign([ANN], AS_CURSOR_TARGET, since=MOVED_AT, **WHO, now=NOW)
    assert [(move.old_group, move.new_group) for move in back.moves] == [(None, "Platform")]
    assert shown(groups) == {"Platform": (77, 2), "No team": (700, 1)}


def test_a_person_may_be_moved_into_one_of_cursors_groups(groups, service):
    mobile = groups.group("Mobile")
    service.assign([ANN], GroupTarget(mobile), **WHO, now=NOW)
    assert shown(groups)["Mobile"] == (1, 1)


def test_whoever_is_there_already_is_left_to_cursor(groups, service):
    platform = groups.group_id("Platform")
    outcome = service.assign([ANN, BOB], GroupTarget(platform), **WHO, now=NOW)
    assert (outcome.change_id, outcome.moved, outcome.unchanged) == (None, 0, 2)
    assert trail(groups) == []


def test_a_deleted_group_keeps_its_past_and_its_members_are_in_none(groups, service):
    made = service.create("Data", [EVE], since=NOW - 9 * DAY, **WHO, now=MOVED_AT)
    gone = service.delete(made.group_id, opened_with="Data", **WHO, now=NOW - DAY)
    assert [(move.display, move.old_group, move.new_group) for move in gone.moves] == [("Eve", "Data", None)]
    assert shown(groups) == {"Data": (500, 0), "Platform": (77, 2), "No team": (200, 1)}
    assert shown(groups, "today") == {"Platform": (11, 2), "No team": (100, 1)}
    (row,) = [row for row in groups.reports.groups_report(words="7d", now=NOW).rows if row.name == "Data"]
    assert row.is_deleted and not row.is_cursors
    assert "Data" not in groups.reports.groups()
    assert groups.reports.overview(words="7d", group="data", now=NOW).totals.usage_value_microcents == 500 * 100_000_000
    rest = groups.reports.overview(words="7d", group="Unassigned", now=NOW)
    assert rest.totals.usage_value_microcents == 200 * 100_000_000

    service.undo(gone.change_id, **WHO, now=NOW)
    assert shown(groups) == {"Data": (700, 1), "Platform": (77, 2), "No team": (0, 0)}


def test_a_name_is_free_again_once_its_group_is_deleted_but_then_the_deletion_stays(groups, service):
    made = service.create("Data", [EVE], **WHO, now=MOVED_AT)
    gone = service.delete(made.group_id, **WHO, now=NOW - DAY)
    again = service.create("DATA", **WHO, now=NOW)
    assert again.group_id != made.group_id
    with pytest.raises(GroupNameTaken, match="DATA"):
        service.undo(gone.change_id, **WHO, now=NOW)


def test_cursors_groups_are_never_renamed_or_deleted_here(groups, service):
    platform = groups.group_id("Platform")
    with pytest.raises(GroupOfCursor, match="Platform"):
        service.rename(platform, "Ours", **WHO, now=NOW)
    with pytest.raises(GroupOfCursor, match="Platform"):
        service.delete(platform, **WHO, now=NOW)
    assert shown(groups) == {"Platform": (77, 2), "No team": (700, 1)}
    assert trail(groups) == []


@pytest.mark.parametrize(("name", "refusal"), [("platform", GroupNameTaken), ("A > ", GroupNameRefused)])
def test_a_name_that_cannot_be_is_refused_and_nothing_is_kept(groups, service, name, refusal):
    with pytest.raises(refusal):
        service.create(name, [EVE], **WHO, now=NOW)
    assert groups.reports.groups() == ("Platform", "No team")
    assert trail(groups) == []


def test_an_unknown_e_mail_is_named_and_nobody_is_moved(groups, service):
    with pytest.raises(PeopleNotFound, match=r"nobody@example\.com"):
        service.create("Data", [EVE, " Nobody@Example.com "], **WHO, now=NOW)
    with pytest.raises(PeopleNotFound):
        service.assign([EVE, "nobody@example.com"], UNASSIGNED_TARGET, **WHO, now=NOW)
    assert groups.reports.groups() == ("Platform", "No team")


def test_a_group_that_is_gone_takes_nobody(groups, service):
    made = service.create("Data", **WHO, now=NOW)
    service.delete(made.group_id, **WHO, now=NOW)
    for change in (
        lambda: service.assign([ANN], GroupTarget(made.group_id), **WHO, now=NOW),
        lambda: service.rename(made.group_id, "Other", **WHO, now=NOW),
        lambda: service.delete(made.group_id, **WHO, now=NOW),
    ):
        with pytest.raises(GroupNotThere):
            change()


# --- two at once, and the way back -----------------------------------------------------------------------------------


def test_the_second_of_two_is_told_who_was_moved_where_and_moves_nobody(groups, service):
    seen = service.last_decision()
    made = service.create("Data", [EVE], by="U0OTHER01", source="slack", now=NOW)
    second = service.assign([ANN, EVE], UNASSIGNED_TARGET, seen=seen, **WHO, now=NOW)
    assert [(each.what, each.by) for each in second.meanwhile] == [("Eve is now in Data", "U0OTHER01")]
    assert shown(groups)["Data"] == (100, 1) and shown(groups)["Platform"] == (77, 2)
    service.assign([EVE], AS_CURSOR_TARGET, seen=service.last_decision(), **WHO, now=NOW)
    third = service.assign([EVE], GroupTarget(made.group_id), seen=seen, **WHO, now=NOW)
    assert [each.what for each in third.meanwhile] == ["Eve is now as Cursor has it"]


def test_the_second_to_rename_or_delete_is_told_the_new_name(groups, service):
    made = service.create("Data", **WHO, now=NOW)
    service.rename(made.group_id, "Data Platform", opened_with="Data", by="U0OTHER01", source="slack", now=NOW)
    for second in (
        service.rename(made.group_id, "Analytics", opened_with="Data", **WHO, now=NOW),
        service.delete(made.group_id, opened_with="Data", **WHO, now=NOW),
    ):
        assert [(each.what, each.by) for each in second.meanwhile] == [("“Data” is now “Data Platform”", "U0OTHER01")]
    assert "Data Platform" in groups.reports.groups()


def test_a_move_is_undone_as_if_it_had_not_been(groups, service):
    first = service.create("Data", [ANN], **WHO, now=MOVED_AT)
    before = shown(groups)
    moved = service.assign([ANN, BOB, EVE], UNASSIGNED_TARGET, since=NOW - 6 * DAY, **WHO, now=NOW)
    assert shown(groups)["Data"] == (0, 0)
    undone = service.undo(moved.change_id, **WHO, now=NOW)
    assert undone.moved == 2  # Eve was in none before and is again
    assert shown(groups) == before
    again = service.undo(moved.change_id, **WHO, now=NOW)
    assert [each.what for each in again.meanwhile] == ["That change has already been undone"]
    with pytest.raises(GroupChangeIsAnUndo, match="which cannot be undone"):
        service.undo(undone.change_id, **WHO, now=NOW)
    assert first.change_id is not None


def test_undoing_leaves_what_was_decided_since(groups, service):
    made = service.create("Data", [ANN, EVE], **WHO, now=MOVED_AT)
    service.assign([EVE], UNASSIGNED_TARGET, **WHO, now=MOVED_AT)
    undone = service.undo(made.change_id, **WHO, now=NOW)
    assert undone.kept == ()
    assert shown(groups) == {"Platform": (77, 2), "No team": (700, 1)}


def test_a_group_that_others_were_put_into_stays_when_its_making_is_undone(groups, service):
    made = service.create("Data", [ANN], **WHO, now=MOVED_AT)
    service.assign([EVE], GroupTarget(made.group_id), **WHO, now=MOVED_AT)
    undone = service.undo(made.change_id, **WHO, now=NOW)
    assert undone.kept == ("Data",)
    assert shown(groups) == {"Data": (400, 1), "Platform": (77, 2), "No team": (300, 0)}


def test_a_renaming_is_undone_unless_it_was_renamed_again(groups, service):
    made = service.create("Data", **WHO, now=NOW)
    first = service.rename(made.group_id, "Data Platform", **WHO, now=NOW)
    second = service.rename(made.group_id, "Analytics", **WHO, now=NOW)
    told = service.undo(first.change_id, **WHO, now=NOW)
    assert [each.what for each in told.meanwhile] == ["“Data Platform” is now “Analytics”"]
    service.undo(second.change_id, **WHO, now=NOW)
    assert "Data Platform" in groups.reports.groups()


@pytest.mark.parametrize("change_id", [0, 99])
def test_what_is_no_change_cannot_be_undone(groups, service, change_id):
    with pytest.raises(ChangeNotFound):
        service.undo(change_id, **WHO, now=NOW)


def test_every_change_leaves_one_line_in_words(groups, service):
    made = service.create("Data", [ANN], **WHO, now=NOW)
    service.rename(made.group_id, "Analytics", **WHO, now=NOW)
    moved = service.assign([BOB, EVE], GroupTarget(made.group_id), **WHO, now=NOW)
    service.undo(moved.change_id, **WHO, now=NOW)
    service.assign([ANN], AS_CURSOR_TARGET, **WHO, now=NOW)
    service.delete(made.group_id, **WHO, now=NOW)
    assert trail(groups) == [
        ("billing group created", None, "Data, with 1 person: Ann"),
        ("billing group renamed", "Data", "Analytics"),
        ("people moved to Analytics", None, "2 people: Bob, Eve"),
        ("change of billing groups undone", None, "Analytics, 2 people: Bob, Eve"),
        ("people moved: as Cursor has it", None, "1 person: Ann"),
        ("billing group deleted", None, "Analytics"),
    ]


# --- many ------------------------------------------------------------------------------------------------------------


def test_a_crowd_that_moves_on_one_day_counts_as_each_of_them_would(groups, service):
    crowd = [groups.actor(f"P {number}") for number in range(CROWD)]
    groups.used = []  # stored already
    for number, key in enumerate(crowd):
        for day in (0, 3, 5):
            groups.use(key, NOW - day * DAY - timedelta(hours=6), 100 + number)
    groups.store_usage(now=NOW)
    made = service.create("Crowd", [*crowd, EVE], **WHO, now=MOVED_AT)
    service.assign(crowd[:7], UNASSIGNED_TARGET, **WHO, now=NOW - DAY)
    report = groups.reports.groups_report(words="7d", now=NOW)
    for row in report.rows:
        overview = groups.reports.overview(words="7d", group=row.name, now=NOW)
        assert overview.totals.usage_value_microcents == row.usage_value_microcents, row.name
        assert overview.totals.active_members == row.active_members, row.name
    # Days 17 and 20 of the crowd in the group, the first seven of it on the 17th alone, and Eve's four days.
    by_number = sum(100 + number for number in range(CROWD)) + sum(100 + number for number in range(7, CROWD))
    crowded = next(row for row in report.rows if row.id == made.group_id)
    assert crowded.usage_value_microcents == (by_number + 4 * 10_000) * 1_000_000


def test_ten_thousand_people_are_moved_and_moved_back_at_once(team):
    keys = [f"p{n}@example.com" for n in range(10_000)]
    with team.store.writing() as session:
        session.add_all(ActorRow(key=key, name=key, is_member=True, first_seen_at=NOW - 90 * DAY) for key in keys)
    service = GroupService(team.store)
    made = service.create("Everyone", keys, **WHO, now=NOW)
    assert (made.moved, len(made.moves)) == (10_000, 10)
    assert team.reports.groups_report(words="7d", now=NOW).rows[0].members == 10_000
    assert service.undo(made.change_id, **WHO, now=NOW).moved == 10_000
    assert team.reports.groups() == ()
