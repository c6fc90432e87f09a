"""The weekly digest in Slack: requested, subscribed to, sent once on Mondays, silent, stopped; and rights."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import all_text
from tests.integration.bot.conftest import user_id
from tests.integration.bot.message_parts import images, labels
from tests.integration.bot.people import ADMIN, LEAD, OUTSIDER
from tracker.notices.announce import announce_notices
from tracker.store.tables import AuditRow, OutboxRow
from tracker.store.tables_groups import BillingGroupRow
from tracker.store.tables_weekly import WeeklySubscriptionRow
from tracker.weekly.due import next_at, week_due
from tracker.weekly.service import WeeklyService

SUNDAY = date(2026, 11, 22)
SUBSCRIBED_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture
def rising(team, clock):
    """$140 in the week from 9 November and $280 in the one from the 16th; both people are in Platform."""
    team.cycle(datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))
    team.usual_days(team.person("Mia", "mia@example.com"), SUNDAY, days=14)
    team.usual_days(team.person("Tom", "tom@example.com"), SUNDAY, days=7)
    team.group("Platform", "mia@example.com", "tom@example.com")
    clock.now = SUBSCRIBED_AT
    return team


def add(team, destination, *, group=None, is_person=False, at=SUBSCRIBED_AT):
    service = WeeklyService(team.store)
    return service.add(group, destination, is_person=is_person, by="mara", source="cli", now=at)


def round_at(post, team, now, *, collected_at=None):
    """What one round of a newly started process posts anywhere."""
    team.collected(collected_at or now)
    post.clock.now = now
    announce_notices(team.store, now=now)
    before = set(posted(post))
    post.dispatcher(claimer=f"process of {now}").drain()
    return [ref for ref in posted(post) if ref not in before]


def posted(post):
    everything = [m for c in post.workspace.directory.channels() for m in post.workspace.messages.in_channel(c.id)]
    return {(m.channel_id, m.ts): m for m in everything if m.bot_id}


def trail(team):
    with team.store.reading() as session:
        return [(row.action, row.by, row.old_value, row.new_value) for row in session.exec(select(AuditRow)).all()]


def joined(workspace, name="#general"):
    """A channel that the bot is in too."""
    channel = workspace.directory.channel_by_name(name)
    workspace.directory.set_members(channel.id, [*channel.members, workspace.directory.bot.id])
    return channel.id


# --- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("now, collected_at, due", [
    (MONDAY, MONDAY, date(2026, 11, 16)),
    (MONDAY - timedelta(seconds=1), MONDAY, None),
    (MONDAY, MONDAY - timedelta(hours=7), date(2026, 11, 16)),
    (MONDAY, MONDAY - timedelta(hours=7, seconds=1), None),  # Sunday was not read whole
    (MONDAY, None, None),
    (MONDAY + timedelta(days=6, hours=16), MONDAY, date(2026, 11, 16)),  # late, on Sunday
    (MONDAY + timedelta(days=6, hours=18), MONDAY + WEEK, None),  # the next week is over, and it is not seven yet
])  # fmt: skip
def test_a_week_is_due_from_monday_seven_on_once_sunday_was_read(now, collected_at, due):
    assert week_due(now, collected_at) == due


def test_a_subscription_begins_with_the_next_monday():
    assert next_at(SUBSCRIBED_AT) == MONDAY
    assert next_at(MONDAY - timedelta(hours=3)) == MONDAY
    assert next_at(MONDAY) == MONDAY + WEEK


# --- sending ---------------------------------------------------------------------------------------------------------


def test_a_digest_is_posted_in_its_channel_with_picture_and_buttons_and_once(post, rising):
    general = joined(post.workspace)
    add(rising, general, group="Platform")
    (ref,) = round_at(post, rising, MONDAY)
    message = posted(post)[ref]
    assert ref[0] == general
    assert "Platform spent $280.00 last week, 100% more than the week before" in all_text(message)
    assert len(images(message)) == 1
    assert labels(message) == ["Open report", "What if", "Stop this digest"]
    for hour in range(1, 160, 13):
        assert round_at(post, rising, MONDAY + timedelta(hours=hour)) == []
    assert [row.key for row in rising.rows(OutboxRow)] == ["weekly:1:2026-11-16"]


def test_a_persons_digest_is_in_their_conversation_and_a_lost_receipt_is_no_second_message(post, rising):
    add(rising, user_id(post.workspace, LEAD), is_person=True)
    post.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, "chat.postMessage"))
    (ref,) = round_at(post, rising, MONDAY)
    assert ref[0].startswith("D")
    assert [row.state for row in rising.rows(OutboxRow)] == ["waiting"]
    assert round_at(post, rising, MONDAY + timedelta(minutes=5)) == []
    assert [row.state for row in rising.rows(OutboxRow)] == ["sent"]


def test_a_silent_week_is_a_line_in_the_trail_and_no_message(post, rising, channel_id):
    add(rising, channel_id)
    rising.usual_days("mia@example.com", SUNDAY + WEEK, days=7)
    rising.usual_days("tom@example.com", SUNDAY + WEEK, days=7)
    assert round_at(post, rising, MONDAY + WEEK) == []
    assert round_at(post, rising, MONDAY + WEEK + timedelta(hours=1)) == []
    assert rising.rows(OutboxRow) == []
    silent = [row for row in trail(rising) if row[0] == "weekly.silent"]
    assert silent == [("weekly.silent", "system", None, f"the team to {channel_id}")]


def test_a_digest_that_slack_took_only_after_the_next_week_is_dropped(post, rising, channel_id):
    add(rising, channel_id)
    rising.collected(MONDAY)
    announce_notices(rising.store, now=MONDAY)
    assert round_at(post, rising, MONDAY + WEEK - timedelta(hours=1), collected_at=MONDAY) == []
    (row,) = rising.rows(OutboxRow)
    assert (row.state, row.last_error) == ("dropped", "another week has ended since")


def test_who_may_not_read_team_reports_any_more_is_told_so_once_and_sent_nothing(post, rising):
    lead = user_id(post.workspace, LEAD)
    add(rising, lead, is_person=True)
    post.may_read_team = lambda who: who != lead
    (ref,) = round_at(post, rising, MONDAY)
    told = all_text(posted(post)[ref])
    assert "its recipient may no longer read team reports" in told
    assert "$" not in told
    assert round_at(post, rising, MONDAY + timedelta(hours=1)) == round_at(post, rising, MONDAY + WEEK) == []
    (row,) = rising.rows(WeeklySubscriptionRow)
    assert row.ended_because == "rights"
    assert trail(rising)[-1][0] == "weekly.stop"


def test_a_group_keeps_its_digest_under_a_new_name_and_ends_it_when_it_is_deleted(post, rising, channel_id):
    add(rising, channel_id, group="Platform")
    with rising.store.writing() as session:
        session.exec(select(BillingGroupRow)).one().name = "Core"
    (ref,) = round_at(post, rising, MONDAY)
    assert "Core spent $280.00" in all_text(posted(post)[ref])
    with rising.store.writing() as session:
        session.exec(select(BillingGroupRow)).one().is_deleted = True
    (ref,) = round_at(post, rising, MONDAY + WEEK)
    assert "its billing group no longer exists" in all_text(posted(post)[ref])


# --- in Slack --------------------------------------------------------------------------------------------------------


def opens(desk, name):
    desk.asks(name, "/spendwatch weekly Platform")
    desk.clicks(name, "Subscribe…", desk.report(name))
    return desk.person(name).modal()


@pytest.fixture
def monday_desk(desk, rising, clock):
    clock.now = MONDAY + timedelta(hours=2)
    rising.collected(clock.now)
    return desk


def running(team):
    return [(each.group, each.destination) for each in WeeklyService(team.store).list(MONDAY).subscriptions]


def test_the_digest_is_shown_on_demand_and_in_a_sentence_of_words(monday_desk):
    (headline,) = monday_desk.asks(LEAD, "/spendwatch weekly platform")
    assert "Platform spent $280.00 last week, 100% more than the week before" in all_text(headline)
    (earlier,) = monday_desk.asks(LEAD, "/spendwatch weekly 2026-11-09 to 2026-11-15")
    assert "The team spent $140.00 that week" in all_text(earlier)
    (refused,) = monday_desk.asks(LEAD, "/spendwatch weekly 7d")
    assert "whole week, Monday to Sunday" in all_text(refused)
    (other,) = monday_desk.asks(OUTSIDER, "/spendwatch weekly")
    assert "Only members of the alert channel can read team reports" in all_text(other)


def test_an_admin_subscribes_a_channel_changes_it_and_stops_it(monday_desk, rising, channel_id):
    form = opens(monday_desk, ADMIN)
    general = joined(monday_desk.workspace)
    person = monday_desk.person(ADMIN)
    monday_desk.after(person.fills({"weekly.channel": channel_id}, in_=form).submits())
    assert "first on Monday, 30 November, 07:00 UTC" in all_text(monday_desk.report(ADMIN))
    assert running(rising) == [("Platform", channel_id)]

    form = opens(monday_desk, ADMIN)
    monday_desk.after(person.clicks("Change", form))
    form = person.modal()
    assert form.payload["submit"]["text"] == "Change"
    monday_desk.after(person.fills({"weekly.group": "*", "weekly.channel": general}, in_=form).submits())
    assert running(rising) == [(None, general)]

    form = opens(monday_desk, ADMIN)
    monday_desk.after(person.clicks("Stop", form))
    assert running(rising) == []
    assert "Running now" not in str(person.modal().blocks)
    admin = user_id(monday_desk.workspace, ADMIN)
    assert trail(rising) == [
        ("weekly.add", admin, None, f"Platform to {channel_id}"),
        ("weekly.change", admin, f"Platform to {channel_id}", f"the team to {general}"),
        ("weekly.stop", admin, f"the team to {general}", None),
    ]
    monday_desk.asks(ADMIN, "/spendwatch audit")
    report = monday_desk.report(ADMIN)
    assert "weekly digest 1" in all_text(report)
    assert {"type": "channel", "channel_id": general} in mentions(report.blocks)


def mentions(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The channels that lines of a list lead to."""
    lines = [each for block in blocks for part in block.get("elements", ()) for each in part.get("elements", ())]
    pieces = [piece for each in lines if isinstance(each, dict) for piece in each.get("elements", ())]
    return [{key: piece[key] for key in ("type", "channel_id")} for piece in pieces if piece["type"] == "channel"]


def test_a_place_where_nothing_can_be_sent_is_refused_beside_its_field(monday_desk, rising):
    form = opens(monday_desk, ADMIN)
    person = monday_desk.person(ADMIN)
    nowhere = monday_desk.after(person.fills({"weekly.channel": None, "weekly.person": None}, in_=form).submits())
    assert nowhere.errors == {"weekly.channel:new": "Choose a channel here, or a person below."}
    outsider = user_id(monday_desk.workspace, OUTSIDER)
    theirs = monday_desk.after(person.fills({"weekly.person": outsider}, in_=form).submits())
    assert theirs.errors == {"weekly.person:new": "This person may not read team reports."}
    general = monday_desk.workspace.directory.channel_by_name("#general").id
    there = monday_desk.after(person.fills({"weekly.channel": general}, in_=form).submits())
    assert "/invite @Spendwatch" in there.errors["weekly.channel:new"]
    assert running(rising) == []


def test_a_lead_subscribes_themselves_alone_and_twice_is_once(monday_desk, rising, channel_id):
    lead = user_id(monday_desk.workspace, LEAD)
    add(rising, channel_id)
    form = opens(monday_desk, LEAD)
    assert "conversations_select" not in str(form.blocks)
    assert "Running now" not in str(form.blocks)  # those of others are for admins
    person = monday_desk.person(LEAD)
    monday_desk.after(person.fills({}, in_=form).submits())
    assert running(rising) == [(None, channel_id), ("Platform", lead)]
    monday_desk.after(person.fills({}, in_=opens(monday_desk, LEAD)).submits())
    assert "This digest already goes there" in all_text(monday_desk.report(LEAD))
    assert len(running(rising)) == 2


def test_stop_below_a_message_is_for_its_reader_and_for_admins(monday_desk, rising, post, channel_id):
    add(rising, channel_id)
    (ref,) = round_at(post, rising, MONDAY + timedelta(hours=2))
    message = posted(post)[ref]
    (refused,) = monday_desk.clicks(LEAD, "Stop this digest", message)
    assert "Only workspace admins" in all_text(refused)
    assert len(running(rising)) == 1
    (stopped,) = monday_desk.clicks(ADMIN, "Stop this digest", message)
    assert "Stopped: the weekly digest of the whole team" in all_text(stopped)
    (again,) = monday_desk.clicks(ADMIN, "Stop this digest", message)
    assert "There is no weekly digest 1" in all_text(again)


def test_many_groups_are_searched_for_by_those_who_may_read_team_reports(monday_desk, rising):
    for number in range(120):
        rising.group(f"Group {number}")
    form = opens(monday_desk, LEAD)
    assert form.blocks[1]["element"]["type"] == "external_select"
    lead = monday_desk.person(LEAD)
    delivery = monday_desk.after(lead.acts.suggest_options(lead.id, form.id, "weekly.group", "group 11"))
    options = {each["text"]["text"]: each for each in delivery.ack_payload["options"]}
    assert sorted(options) == ["Group 11", *(f"Group {number}" for number in range(110, 120))]
    monday_desk.after(lead.fills({"weekly.group": options["Group 117"]}, in_=form).submits())
    assert running(rising)[-1][0] == "Group 117"
