"""One incident's page and the reports around it: what its buttons do there, for whom, and with two people at once."""

import pytest

from blocks import action_ids
from sandbox.slack.person import all_text
from tests.integration.bot.conftest import user_id
from tests.integration.bot.people import INSIDER, LEAD, OUTSIDER


def page_of(desk, name, incident):
    (page,) = desk.asks(name, f"/incidents {incident}", in_="bot")
    return page


def newest(desk, name, message):
    """The message as it stands now."""
    return desk.workspace.messages.get(message.channel_id, message.ts)


def labels(message):
    return [e["text"]["text"] for b in message.blocks if b["type"] == "actions" for e in b["elements"] if "text" in e]


def redrawn_root(desk, clock):
    clock.advance(seconds=3)
    desk.services.dispatcher.drain()
    return desk.person(LEAD).sees("#ai-spend")[-1]


def test_the_page_shows_evidence_trail_durations_and_the_way_to_the_alert(desk, incident):
    page = page_of(desk, LEAD, incident)
    root = desk.person(LEAD).sees("#ai-spend")[-1]
    assert labels(page) == ["Acknowledge", "Resolve", "View user", "Open the alert", "Open incidents", "Refresh"]
    text = all_text(page)
    assert all(words in text for words in ("Audit trail", "Opened by", "Alert sent by", "Time to detect", "not yet"))
    (link,) = [e["url"] for b in page.blocks for e in b.get("elements", ()) if e.get("url")]
    assert root.ts.replace(".", "") in link
    (picture,) = [block for block in page.blocks if block["type"] == "image"]
    assert desk.workspace.can_show(picture["slack_file"])


@pytest.mark.parametrize("typed", ["{}", "#{}"])
def test_a_number_in_a_channel_gives_a_headline_there(desk, incident, typed):
    (headline,) = desk.asks(LEAD, f"/incidents {typed.format(incident)}")
    assert f"incident #{incident}" in all_text(headline)
    assert "<!date" not in headline.text.replace("&lt;", "<")


def test_details_leads_from_the_alert_to_the_page(desk, incident):
    desk.clicks(LEAD, "Details", desk.person(LEAD).sees("#ai-spend")[-1])
    assert "Audit trail" in all_text(desk.report(LEAD))


def test_acknowledging_on_the_page_redraws_it_and_the_alert(desk, incident, clock):
    page = page_of(desk, LEAD, incident)
    clock.advance(minutes=4)
    assert desk.clicks(LEAD, "Acknowledge", page) == []
    after = newest(desk, LEAD, page)
    assert "Acknowledge" not in labels(after)
    assert "Resolve" in labels(after)
    assert f"Acknowledged by <@{user_id(desk.workspace, LEAD)}>, in Slack" in after.text
    root = redrawn_root(desk, clock)
    assert "Acknowledge" not in labels(root)
    assert "acknowledged" in all_text(root)


def test_of_two_people_on_two_pages_one_wins_and_both_pages_are_true(desk, incident, team):
    first, second = page_of(desk, LEAD, incident), page_of(desk, INSIDER, incident)
    assert desk.clicks(LEAD, "Acknowledge", first) == []
    (told,) = desk.clicks(INSIDER, "Acknowledge", second)
    assert "already acknowledged" in all_text(told)
    winner = f"Acknowledged by <@{user_id(desk.workspace, LEAD)}>"
    assert winner in newest(desk, LEAD, first).text
    assert winner in newest(desk, INSIDER, second).text
    assert team.incidents()[0].acknowledged_by == user_id(desk.workspace, LEAD)
    assert [move for move, _, _ in team.moves(incident)].count("acknowledged") == 1


def test_resolving_on_the_page_redraws_it_with_cause_and_note(desk, incident, team, clock):
    page = page_of(desk, LEAD, incident)
    desk.clicks(LEAD, "Resolve", page)
    note = "<!channel> *done* & <https://x|y>"
    desk.after(desk.person(LEAD).fills({"Cause": "Something else", "Note": note}).submits())
    after = newest(desk, LEAD, page)
    assert [label for label in labels(after) if label in {"Acknowledge", "Resolve"}] == []
    assert "Resolved" in all_text(after)
    assert "<!channel>" not in after.text
    assert team.incidents()[0].note == note
    assert "Resolved" in all_text(redrawn_root(desk, clock))


def test_the_slower_of_two_who_resolve_learns_it_and_their_page_is_true(desk, incident):
    first, second = page_of(desk, LEAD, incident), page_of(desk, INSIDER, incident)
    for name, page in ((LEAD, first), (INSIDER, second)):
        desk.clicks(name, "Resolve", page)
    for name in (LEAD, INSIDER):
        desk.after(desk.person(name).fills({"Cause": "Something else"}).submits())
    assert "already resolved" in all_text(desk.report(INSIDER))
    for name, page in ((LEAD, first), (INSIDER, second)):
        assert f"Resolved by <@{user_id(desk.workspace, LEAD)}>" in newest(desk, name, page).text


def test_the_list_of_incidents_is_redrawn_too(desk, incident):
    (listed,) = desk.asks(LEAD, "/incidents", in_="bot")
    desk.clicks(LEAD, "Acknowledge", listed)
    after = newest(desk, LEAD, listed)
    assert "Acknowledge" not in labels(after)
    assert "acknowledged" in all_text(after)


def test_who_lost_the_right_can_neither_read_nor_handle_any_more(desk, incident, team):
    page = page_of(desk, LEAD, incident)
    lead = desk.person(LEAD)
    desk.after(lead.acts.leave_channel(lead.id, lead.channel_id("#ai-spend")))
    for label in ("Acknowledge", "Resolve", "Refresh"):
        (refused,) = desk.clicks(LEAD, label, newest(desk, LEAD, page))
        assert "Only members of the alert channel" in all_text(refused)
    assert team.incidents()[0].state == "alerted"


@pytest.mark.parametrize("line", ["/incidents {}", "/incidents timeline", "/spendwatch groups"])
def test_someone_outside_sees_none_of_it(desk, incident, line):
    (refused,) = desk.asks(OUTSIDER, line.format(incident))
    assert refused.ephemeral_to == desk.person(OUTSIDER).id
    assert "Only members of the alert channel" in all_text(refused)


@pytest.mark.parametrize("line", ["/incidents 77", "/incidents 999999999", "/incidents 0", "/incidents 99999999999999"])
def test_a_number_that_is_no_incident_gets_a_hint(desk, line):
    (answer,) = desk.asks(LEAD, line)
    assert any(words in all_text(answer) for words in ("no incident", "an incident's number"))


def test_the_timeline_is_filtered_by_its_menus_and_opens_an_incident(desk, incident):
    (timeline,) = desk.asks(LEAD, "/incidents timeline", in_="bot")
    assert "Rudi" in all_text(timeline)

    def choose(action_id, choice):
        desk.clicks(LEAD, action_id, newest(desk, LEAD, timeline), choice=choice)
        return newest(desk, LEAD, timeline)

    severity = action_ids.distinct(action_ids.CHOOSE_FILTER, "severity")
    assert "No anomalies were detected in this range, info only." in choose(severity, "severity=info").text
    choose(severity, "severity=")
    who = action_ids.distinct(action_ids.CHOOSE_FILTER, "user")
    assert "for Rudi" in choose(who, "user=rudi@example.com").text
    assert "No anomalies" in choose(action_ids.CHOOSE_WHICH, "cleared").text
    opened = choose(action_ids.CHOOSE_WHICH, "open")
    menu = next(
        element
        for block in opened.blocks
        for element in block.get("elements", ())
        if element.get("action_id") == action_ids.distinct(action_ids.SHOW_REPORT, "incident")
    )
    desk.clicks(LEAD, menu["action_id"], opened, choice=menu["options"][0]["value"])
    assert "Audit trail" in all_text(desk.report(LEAD))


def test_groups_open_the_page_of_one_and_from_there_its_spend(busy_desk):
    (groups,) = busy_desk.asks(INSIDER, "/spendwatch groups 7d", in_="bot")
    assert all(name in all_text(groups) for name in ("Platform", "Web", "Unassigned"))
    menu = next(e for b in groups.blocks for e in b.get("elements", ()) if "Open a group" in str(e.get("placeholder")))
    platform = next(o["value"] for o in menu["options"] if o["text"]["text"] == "Platform")
    busy_desk.clicks(INSIDER, menu["action_id"], groups, choice=platform)
    page = busy_desk.report(INSIDER)
    assert "Billing group Platform: last 7 days" in all_text(page)
    busy_desk.clicks(INSIDER, "This group's spend", page)
    assert "Spend: last 7 days, group Platform" in all_text(busy_desk.report(INSIDER))
