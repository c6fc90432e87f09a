"""Every button and menu: what it does, for whom, and what it says when it can do nothing."""

import pytest

from blocks import action_ids
from blocks.report_query import DigestPage, ReportQuery
from bot.delivery.slack_reasons import CHANNEL_CLOSED
from bot.listeners.actions import LISTENERS
from sandbox.slack import payloads
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import all_text
from tests.integration.bot.conftest import user_id
from tests.integration.bot.controls import MENUS, TEAM_REPORT, posted
from tests.integration.bot.people import INSIDER, LEAD, OUTSIDER

SILENT = {action_ids.OPEN_REPORT}  # a link
WITHOUT_QUERY = {  # what is asked is plain
    action_ids.SEARCH,
    action_ids.EXPLAIN_BADGES,
    action_ids.START_ALERTING,
    action_ids.SUBSCRIBE_WEEKLY,
    action_ids.IMPORT_GROUPS,
    action_ids.EXPORT_GROUPS,
}
SENTENCES = {action_ids.ASK_QUESTION}  # anyone may ask one, see test_sentences
OF_ADMINS = {  # see test_settings_modal and test_groups_in_slack
    action_ids.CHANGE_SETTINGS,
    action_ids.UNDO_SETTINGS,
    action_ids.CREATE_GROUP,
    action_ids.MOVE_PEOPLE,
    action_ids.RENAME_GROUP,
    action_ids.DELETE_GROUP,
    action_ids.UNDO_GROUPS,
}
OF_ONES_OWN = {action_ids.STOP_WEEKLY}  # anyone may stop their own, see test_weekly
VALUES = {
    action_ids.ACKNOWLEDGE_INCIDENT: "1",
    action_ids.RESOLVE_INCIDENT: "1",
    action_ids.PAGE_DIGEST: DigestPage(1, 1).encode(),
    action_ids.VIEW_USER: ReportQuery("user", user="rudi@example.com").encode(),
}


def press(desk, name, message, action_id, value):
    return desk.clicks(name, action_id, message, **({"choice": value} if action_id in MENUS else {}))


# --- rights and old messages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("action_id", sorted(LISTENERS.keys() - SILENT - SENTENCES - OF_ADMINS - OF_ONES_OWN))
def test_someone_without_the_right_is_told_so_and_nothing_happens(busy_desk, action_id):
    value = MENUS.get(action_id) or VALUES.get(action_id, TEAM_REPORT)
    message = posted(busy_desk, action_id, value)
    outsider = busy_desk.person(OUTSIDER)
    before = outsider.sees("bot")
    (answer,) = press(busy_desk, OUTSIDER, message, action_id, value)
    assert answer.ephemeral_to == outsider.id
    who = "workspace admins" if action_id.startswith("groups.") else "members of the alert channel"
    assert f"Only {who}" in all_text(answer)
    assert outsider.sees("bot") == before
    assert busy_desk.workspace.views.stack(outsider.id) == []
    assert busy_desk.workspace.messages.get(message.channel_id, message.ts) == message


@pytest.mark.parametrize("action_id", [action_ids.ACKNOWLEDGE_INCIDENT, action_ids.RESOLVE_INCIDENT])
def test_an_incident_stays_as_it_was_when_someone_without_the_right_clicks(desk, incident, team, action_id):
    press(desk, OUTSIDER, posted(desk, action_id, str(incident)), action_id, str(incident))
    assert [row.state for row in team.incidents()] == ["alerted"]


@pytest.mark.parametrize("value", ["no longer known", '{"r":"gone"}', '{"r":1}'])
@pytest.mark.parametrize(
    "action_id", sorted(LISTENERS.keys() - SILENT - SENTENCES - WITHOUT_QUERY - OF_ADMINS - MENUS.keys())
)
def test_a_button_of_an_earlier_version_is_explained(busy_desk, action_id, value):
    (answer,) = press(busy_desk, INSIDER, posted(busy_desk, action_id, value), action_id, value)
    assert answer.ephemeral_to == user_id(busy_desk.workspace, INSIDER)
    assert any(words in all_text(answer) for words in ("earlier version", "too old", "no longer know that report"))


@pytest.mark.parametrize("action_id", ["incident.snooze", "home.range", "x"])
def test_a_button_that_no_listener_knows_any_more_is_explained(busy_desk, action_id):
    (answer,) = press(busy_desk, OUTSIDER, posted(busy_desk, action_id, "1"), action_id, "1")
    assert "earlier version" in all_text(answer)


@pytest.mark.parametrize("refresh", [None, "no longer known"])
@pytest.mark.parametrize("action_id", sorted(MENUS.keys() - {action_ids.PICK_USER}))
def test_a_menu_of_an_earlier_version_is_explained(busy_desk, action_id, refresh):
    message = posted(busy_desk, action_id, MENUS[action_id], refresh=refresh)
    (answer,) = press(busy_desk, INSIDER, message, action_id, MENUS[action_id])
    assert "earlier version" in all_text(answer)


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        (action_ids.CHOOSE_SORT, "by shoe size"),
        (action_ids.CHOOSE_WHICH, "some"),
        (action_ids.CHOOSE_FILTER, "severity=loud"),
        (action_ids.CHOOSE_FILTER, "rule=none of ours"),
        (action_ids.CHOOSE_RANGE, "fortnight"),
        (action_ids.CHOOSE_GROUP, "Dissolved"),
        (action_ids.CHOOSE_FILTER, "shoe_size=42"),
        (action_ids.PICK_USER, "left@example.com"),
        (action_ids.ACKNOWLEDGE_INCIDENT, "77"),
        (action_ids.RESOLVE_INCIDENT, "77"),
        (action_ids.PAGE_DIGEST, "77/2"),
    ],
)
def test_a_choice_that_no_longer_exists_is_explained(busy_desk, action_id, value):
    report = {
        action_ids.CHOOSE_SORT: "topspenders",
        action_ids.CHOOSE_WHICH: "incidents",
        action_ids.CHOOSE_FILTER: "anomalies",
    }.get(action_id, "overview")
    message = posted(busy_desk, action_id, value, refresh=ReportQuery(report).encode())
    (answer,) = press(busy_desk, INSIDER, message, action_id, value)
    assert answer.ephemeral_to == user_id(busy_desk.workspace, INSIDER)
    assert "Something went wrong" not in all_text(answer)


def test_a_link_is_acknowledged_and_needs_no_answer(busy_desk):
    message = posted(busy_desk, action_ids.OPEN_REPORT, "x")
    assert press(busy_desk, OUTSIDER, message, action_ids.OPEN_REPORT, "x") == []


# --- an incident's buttons -------------------------------------------------------------------------------------------


def test_acknowledge_is_drawn_by_the_dispatcher_and_told_in_the_thread(desk, root, clock):
    assert desk.clicks(LEAD, "Acknowledge", root) == []
    clock.advance(seconds=3)
    desk.services.dispatcher.drain()
    lead = desk.person(LEAD)
    thread = lead.sees_thread(root)
    assert lead.id in str(thread[0].blocks)
    assert "acknowledged this" in all_text(thread[1])


def test_the_second_to_acknowledge_learns_who_was_first(desk, root):
    desk.clicks(LEAD, "Acknowledge", root)
    (answer,) = desk.clicks(INSIDER, "Acknowledge", root)
    assert answer.ephemeral_to == user_id(desk.workspace, INSIDER)
    assert "already acknowledged" in all_text(answer)
    assert f"<@{user_id(desk.workspace, LEAD)}>" in answer.text


def test_resolve_asks_for_a_cause_and_closes_the_incident(desk, root, team):
    desk.clicks(LEAD, "Resolve", root)
    form = desk.person(LEAD).fills({"Cause": "A large, planned task", "Note": "Migration <!here> & done"})
    desk.after(form.submits())
    (incident,) = team.incidents()
    assert (incident.state, incident.cause, incident.note) == (
        "resolved",
        "A large, planned task",
        "Migration <!here> & done",
    )
    assert incident.acknowledged_by == user_id(desk.workspace, LEAD)


def test_a_modal_without_a_cause_stays_open_and_says_what_is_missing(desk, root, team):
    desk.clicks(LEAD, "Resolve", root)
    lead, workspace = desk.person(LEAD), desk.workspace
    empty = workspace.view_shape(lead.modal(), {})
    body = payloads.interaction(workspace.installation, "view_submission", lead.user, view=empty)
    answer = desk.takes(body)
    assert '"response_action": "errors"' in answer.body
    assert action_ids.CAUSE_BLOCK in answer.body
    assert team.incidents()[0].state == "alerted"


def test_a_modal_that_somebody_else_was_faster_with_says_so_in_the_persons_conversation(desk, root):
    desk.clicks(LEAD, "Resolve", root)
    desk.clicks(INSIDER, "Resolve", root)
    for name in (INSIDER, LEAD):
        desk.after(desk.person(name).fills({"Cause": "Something else"}).submits())
    assert "already resolved" in all_text(desk.report(LEAD))
    (answer,) = desk.clicks(LEAD, "Resolve", root)
    assert "already resolved" in all_text(answer)


def test_a_modal_of_someone_who_lost_the_right_meanwhile_changes_nothing(desk, root, team):
    desk.clicks(LEAD, "Resolve", root)
    lead = desk.person(LEAD)
    form = lead.fills({"Cause": "Something else"})
    desk.after(lead.acts.leave_channel(lead.id, root.channel_id))
    desk.services.access.member_left(desk.services.in_force.alert_channel(), lead.id)
    desk.after(form.submits())
    assert "Only members" in all_text(desk.report(LEAD))
    assert team.incidents()[0].state == "alerted"


def test_a_modal_that_comes_too_late_asks_for_another_press(desk, root):
    lead, workspace = desk.person(LEAD), desk.workspace
    delivery = desk.after(lead.clicks("Acknowledge", root))
    body = delivery.payload | {"trigger_id": "1.2.used"}
    action = body["actions"][0] | {"action_id": action_ids.distinct(action_ids.RESOLVE_INCIDENT, 1)}
    desk.takes(body | {"actions": [action]})
    assert "Press Resolve again" in all_text(lead.sees("#ai-spend")[-1])
    assert workspace.views.stack(lead.id) == []


def test_view_user_posts_that_persons_report_in_the_askers_conversation(desk, root):
    (headline,) = desk.clicks(LEAD, "View user", root)
    assert "Rudi" in all_text(headline)
    assert "rudi@example.com" in all_text(desk.report(LEAD))


def test_an_incident_in_the_list_has_the_same_buttons(desk, root, team):
    desk.asks(LEAD, "/incidents", in_="bot")
    desk.clicks(LEAD, "Acknowledge", desk.report(LEAD))
    assert team.incidents()[0].state == "acknowledged"


def test_my_incidents_are_those_i_handled(desk, root):
    desk.clicks(LEAD, "Acknowledge", root)
    (mine,) = desk.asks(LEAD, "/incidents mine", in_="bot")
    (others,) = desk.asks(INSIDER, "/incidents mine", in_="bot")
    assert "1 incident" in all_text(mine)
    assert "No incidents are yours" in all_text(others)


def test_a_digest_turns_its_pages_and_keeps_its_buttons(desk, team, clock):
    team.runaways(*(f"p{number}@example.com" for number in range(22)))
    assert len(team.judged(clock.now)) == 22
    desk.services.dispatcher.drain()
    digest = desk.person(LEAD).sees("#ai-spend")[-1]
    assert "page 1 of 2" in all_text(digest)
    assert desk.clicks(LEAD, "Next page", digest) == []
    clock.advance(seconds=3)
    desk.services.dispatcher.drain()
    turned = desk.person(LEAD).sees("#ai-spend")[-1]
    assert turned.ts == digest.ts
    assert "page 2 of 2" in all_text(turned)
    assert str(turned.blocks).count("'Acknowledge'") == 10


# --- a report's controls ---------------------------------------------------------------------------------------------


def test_paging_and_sorting_and_another_range_redraw_the_same_message(busy_desk):
    desk = busy_desk
    (report,) = desk.asks(INSIDER, "/topspenders 7d", in_="bot")
    assert "page 1 of 2" in all_text(report)
    desk.clicks(INSIDER, "Next page", report)
    second = desk.report(INSIDER)
    desk.clicks(INSIDER, "Sort", second, choice="name")
    sorted_by_name = desk.report(INSIDER)
    desk.clicks(INSIDER, "Range", sorted_by_name, choice="yesterday")
    other_range = desk.report(INSIDER)
    assert {m.ts for m in (report, second, sorted_by_name, other_range)} == {report.ts}
    assert "page 2 of 2" in all_text(second)
    assert "By name" in all_text(sorted_by_name)
    assert "page 1 of 2" in all_text(sorted_by_name)
    assert "yesterday" in all_text(other_range).lower()
    assert "By name" in all_text(other_range)
    assert any(block["type"] == "image" for block in other_range.blocks)


def test_a_group_is_chosen_and_taken_away_again(busy_desk):
    (report,) = busy_desk.asks(INSIDER, "/spend 7d", in_="bot")
    busy_desk.clicks(INSIDER, "Group", report, choice="Web")
    assert "group Web" in all_text(busy_desk.report(INSIDER))
    busy_desk.clicks(INSIDER, "Group", busy_desk.report(INSIDER), choice="*")
    assert "group Web" not in all_text(busy_desk.report(INSIDER))


def test_a_person_picked_from_the_list_gets_a_report_of_their_own(busy_desk):
    (report,) = busy_desk.asks(INSIDER, "/topspenders 7d", in_="bot")
    (own,) = busy_desk.clicks(INSIDER, "View user…", report, choice="p9@example.com")
    assert own.ts != report.ts
    assert "p9@example.com" in all_text(own)


def test_the_next_question_is_answered_with_a_message_of_its_own(busy_desk):
    (report,) = busy_desk.asks(INSIDER, "/spend 7d", in_="bot")
    (answer,) = busy_desk.clicks(INSIDER, "Top spenders", report)
    assert "Top spenders: last 7 days" in all_text(answer)


def test_refresh_draws_the_same_report_again(busy_desk):
    (report,) = busy_desk.asks(INSIDER, "/spend 7d", in_="bot")
    assert busy_desk.clicks(INSIDER, "Refresh", report) == []
    assert busy_desk.report(INSIDER).blocks == busy_desk.workspace.messages.get(report.channel_id, report.ts).blocks


def test_share_posts_the_report_with_its_charts_where_the_bot_is_a_member(busy_desk):
    (headline,) = busy_desk.asks(INSIDER, "/spend 7d", in_="#ai-spend")
    (shared,) = busy_desk.clicks(INSIDER, "Share to channel", headline)
    assert shared.ephemeral_to is None
    assert any(block["type"] == "image" for block in shared.blocks)
    (trail,) = busy_desk.asks(INSIDER, "/spendwatch audit", in_="bot")
    assert "Spend: last 7 days shared in <#" in trail.text


def test_share_asks_for_an_invitation_where_the_bot_is_no_member_and_works_after_it(busy_desk):
    (headline,) = busy_desk.asks(INSIDER, "/spend 7d", in_="#platform")
    (answer,) = busy_desk.clicks(INSIDER, "Share to channel", headline)
    assert answer.ephemeral_to is not None
    assert "/invite @Spendwatch" in all_text(answer)
    person = busy_desk.person(INSIDER)
    busy_desk.after(person.types("/invite @Spendwatch", in_="#platform"))
    before = {message.ts for message in person.sees("#platform")}
    busy_desk.clicks(INSIDER, "Share to channel", headline)
    (shared,) = [m for m in person.sees("#platform") if m.ts not in before]
    assert "Spend: last 7 days" in all_text(shared)


@pytest.mark.parametrize("reason", sorted(CHANNEL_CLOSED))
def test_share_says_why_a_channel_takes_no_message(busy_desk, reason):
    (headline,) = busy_desk.asks(INSIDER, "/spend 7d", in_="#platform")
    busy_desk.workspace.faults.arm(Fault(FaultKind.REFUSED, "chat.postMessage", error=reason))
    (answer,) = busy_desk.clicks(INSIDER, "Share to channel", headline)
    assert answer.ephemeral_to is not None
    told = all_text(answer)
    assert told.startswith("I cannot post in that channel: ") and told.endswith("then press Share again.")
    assert ("/invite" in told) == (not reason.startswith("restricted_action"))


def test_share_says_of_an_archived_channel_that_it_has_to_be_unarchived(busy_desk):
    (headline,) = busy_desk.asks(INSIDER, "/spend 7d", in_="#ai-spend")
    directory = busy_desk.workspace.directory
    directory.change_channel(directory.channel_by_name("#ai-spend").id, is_archived=True)
    (answer,) = busy_desk.clicks(INSIDER, "Share to channel", headline)
    assert "it is archived. Unarchive it and type /invite @Spendwatch there" in all_text(answer)


def test_a_shared_report_obeys_only_those_who_may_read_it(busy_desk):
    shared = posted(busy_desk, action_ids.CHOOSE_RANGE, "30d")
    (answer,) = press(busy_desk, OUTSIDER, shared, action_ids.CHOOSE_RANGE, "30d")
    assert "Only members" in all_text(answer)
    assert busy_desk.workspace.messages.get(shared.channel_id, shared.ts) == shared


def test_someone_outside_may_use_the_controls_of_their_own_report(busy_desk):
    (report,) = busy_desk.asks(OUTSIDER, "/user 7d", in_="bot")
    busy_desk.clicks(OUTSIDER, "Range", report, choice="30d")
    again = busy_desk.report(OUTSIDER)
    assert again.ts == report.ts
    assert "last 30 days" in all_text(again).lower()
    assert "Rank" not in all_text(again)


def test_charts_that_come_late_do_not_bring_an_older_range_back(busy_desk):
    person = busy_desk.person(INSIDER)
    busy_desk.workspace.faults.arm(Fault(FaultKind.SLOW, "files.getUploadURLExternal", seconds=1.5))
    busy_desk.workspace.faults.arm(Fault(FaultKind.SLOW, "files.completeUploadExternal", seconds=0.5))
    person.types("/spend since 2026-11-12", in_="bot")
    report = person.waits_for_text("Spend: since 2026-11-12")
    person.clicks("Range", report, choice="today")
    person.waits_for(lambda message: message.ts == report.ts and "Spend: today" in all_text(message))
    assert busy_desk.workspace.faults.armed(), "the charts came before the click"
    assert busy_desk.answers.wait_until_idle(30)
    assert "Spend: today" in all_text(busy_desk.report(INSIDER))
