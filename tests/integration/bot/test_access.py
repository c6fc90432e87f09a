import pytest

from bot.access import Access, AccessRefused, Right, Roles
from bot.slack_ids import SlackIds
from sandbox.slack.faults import Fault, FaultKind
from tests.integration.bot.conftest import user_id
from tracker.store.identities import Identities


@pytest.fixture
def slack_ids(slack, store, clock):
    return SlackIds(slack, Identities(store), clock=clock)


@pytest.fixture
def access_of(slack, slack_ids, clock):
    """What answers with these roles."""
    return lambda roles: Access(slack, roles=lambda: roles, id_by_email=slack_ids.find, clock=clock)


@pytest.fixture
def access(access_of, channel_id):
    return access_of(Roles(channel_id))


@pytest.mark.parametrize(
    ("name", "rights"),
    [
        ("Mara Lind", {Right.READ_TEAM, Right.HANDLE_INCIDENTS, Right.CHANGE_SETTINGS}),
        ("Otto Lead", {Right.READ_TEAM, Right.HANDLE_INCIDENTS}),
        ("Ines Quiet", set()),
    ],
)
def test_each_person_has_the_rights_of_their_place(access, workspace, name, rights):
    assert {right for right in Right if access.has(user_id(workspace, name), right)} == rights


@pytest.mark.parametrize("entry", ["INES@example.com", "id"])
def test_a_person_named_in_admin_users_by_e_mail_or_id_has_every_right(access_of, channel_id, workspace, entry):
    ines = user_id(workspace, "Ines Quiet")
    roles = Roles(channel_id, admin_users=frozenset({(ines if entry == "id" else entry).lower()}))
    access = access_of(roles)
    assert all(access.has(ines, right) for right in Right)


def test_a_refusal_says_who_may_and_what_the_person_can_do_instead(access, workspace):
    with pytest.raises(AccessRefused, match="`/user` without a name") as refused:
        access.require(user_id(workspace, "Ines Quiet"), Right.READ_TEAM)
    assert (refused.value.lacks, refused.value.ask) == (Right.READ_TEAM, "a workspace admin")


def test_the_admin_to_ask_is_named_by_id_or_found_by_e_mail(access_of, channel_id, workspace):
    mara = user_id(workspace, "Mara Lind")

    def whom(*entries):
        roles = Roles(channel_id, admin_users=frozenset(entry.lower() for entry in entries))
        return access_of(roles).whom_to_ask()

    assert whom(mara) == whom("mara@example.com") == whom("a@example.com", mara) == mara
    assert whom("gone@example.com") == "gone@example.com"
    assert whom() == "a workspace admin"


def test_joining_and_leaving_change_the_rights_at_once(access, workspace, channel_id):
    ines, otto = user_id(workspace, "Ines Quiet"), user_id(workspace, "Otto Lead")
    assert access.has(otto, Right.READ_TEAM)
    access.member_joined(channel_id, ines)
    access.member_left(channel_id, otto)
    assert access.has(ines, Right.READ_TEAM)
    assert not access.has(otto, Right.READ_TEAM)


def test_the_last_answer_counts_for_fifteen_minutes_when_slack_cannot_say(access, workspace, clock):
    otto = user_id(workspace, "Otto Lead")
    assert access.has(otto, Right.READ_TEAM)
    for method in ("users.info", "conversations.members"):
        workspace.faults.arm(Fault(kind=FaultKind.SERVER_ERROR, target=method, count=50, status=503))
    clock.advance(minutes=14)
    assert access.has(otto, Right.READ_TEAM)
    clock.advance(minutes=2)
    with pytest.raises(AccessRefused, match="could not ask Slack"):
        access.has(otto, Right.READ_TEAM)


def test_nobody_has_a_right_when_slack_never_could_say(access, workspace):
    workspace.faults.arm(Fault(kind=FaultKind.SERVER_ERROR, target="users.info", count=50, status=503))
    with pytest.raises(AccessRefused, match="so I show nothing"):
        access.has(user_id(workspace, "Mara Lind"), Right.READ_TEAM)


def test_members_are_read_page_by_page(access, channel_id, workspace):
    channel = workspace.directory.channel(channel_id)
    added = [workspace.directory.add_user(f"Person {n}", email=f"p{n}@example.com") for n in range(450)]
    workspace.directory.set_members(channel.id, [*channel.members, *(user.id for user in added)])
    assert access.has(added[-1].id, Right.READ_TEAM)


def test_whose_an_e_mail_is_is_asked_once_a_day_and_known_after_a_restart(slack, store, clock, slack_ids, workspace):
    mara = user_id(workspace, "Mara Lind")
    assert slack_ids.find("Mara@Example.com") == mara
    clock.advance(hours=23)
    restarted = SlackIds(slack, Identities(store), clock=clock)
    assert restarted.find("mara@example.com") == mara
    assert _look_ups(workspace) == 1
    clock.advance(hours=2)
    assert restarted.find("mara@example.com") == mara
    assert _look_ups(workspace) == 2


def test_an_e_mail_without_an_account_is_asked_about_again_after_an_hour(slack_ids, clock, workspace):
    assert slack_ids.find("new@example.com") is None
    new = workspace.directory.add_user("New Person", email="new@example.com")
    clock.advance(minutes=59)
    assert slack_ids.find("new@example.com") is None
    clock.advance(minutes=2)
    assert slack_ids.find("new@example.com") == new.id


def test_slacks_last_word_on_an_e_mail_counts_while_it_cannot_be_asked(slack_ids, clock, workspace):
    mara = slack_ids.find("mara@example.com")
    clock.advance(days=3)
    workspace.faults.arm(Fault(kind=FaultKind.SERVER_ERROR, target="users.lookupByEmail", count=50, status=503))
    assert slack_ids.find("mara@example.com") == mara
    assert slack_ids.find("otto@example.com") is None


def _look_ups(workspace):
    return len(workspace.call_log.calls("users.lookupByEmail"))
