"""Notices in the alert channel: each once, however often processes restart, and none that no longer holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import all_text
from tests.integration.bot.message_parts import images, labels
from tracker.clock import to_ms
from tracker.notices.announce import announce_notices
from tracker.store.outbox_health import find_outbox_health
from tracker.store.tables import ActorRow, AnomalyRow, MemberSpendRow, OutboxRow

POST = "chat.postMessage"
START = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)
END = datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC)
TWO_DAYS_LEFT = END - timedelta(days=2)


@pytest.fixture
def spending(team):
    """Two people of $20 a day from 3 to 20 November: $720 in the cycle."""
    team.cycle(START, END)
    for name in ("Mia", "Tom"):
        team.usual_days(team.person(name, f"{name.lower()}@example.com"), date(2026, 11, 20), days=18)
    return team


def announced(team, now):
    return [notice.key for notice in announce_notices(team.store, now=now)]


def sent_and_told(post, team, now):
    """What one round of a newly started process posts."""
    post.clock.now = now
    announce_notices(team.store, now=now)
    before = len(post.arrived())
    post.dispatcher(claimer=f"process of {now}").drain()
    return post.arrived()[before:]


# --- the cycle's summary ---------------------------------------------------------------------------------------------


def test_the_summary_of_a_cycle_that_ends_soon_is_posted_with_picture_and_buttons(post, spending):
    (message,) = sent_and_told(post, spending, TWO_DAYS_LEFT)
    text = all_text(message)
    assert "Billing cycle 1 Nov to 1 Dec 2026 ends in 2 days" in text
    assert "$720.00" in text
    assert "Unused seats" in text
    assert "Adoption" in text
    assert len(images(message)) == 1
    assert labels(message) == ["Download CSV", "Open report"]
    assert post.keys() == ["notice:cycle_summary:2026-11-01"]


def test_processes_that_restart_until_the_cycle_ends_post_one_summary(post, spending):
    for hour in range(0, 72, 5):
        sent_and_told(post, spending, END - timedelta(days=3) + timedelta(hours=hour))
    sent_and_told(post, spending, END + timedelta(hours=1))
    assert post.keys() == ["notice:cycle_summary:2026-11-01"]


def test_a_process_that_dies_between_sending_and_the_receipt_is_not_followed_by_a_second_message(post, spending):
    post.clock.now = TWO_DAYS_LEFT
    announce_notices(spending.store, now=post.clock.now)
    post.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, POST))
    assert post.dispatcher("dies").drain() == 0
    post.clock.advance(minutes=5)
    assert sent_and_told(post, spending, post.clock.now) == []
    assert len(post.arrived()) == 1
    assert [row.state for row in spending.rows(OutboxRow)] == ["sent"]


def test_a_summary_that_slack_could_not_take_before_the_cycle_ended_is_dropped(post, spending):
    assert announced(spending, END - timedelta(hours=1)) == ["notice:cycle_summary:2026-11-01"]
    assert sent_and_told(post, spending, END + timedelta(hours=1)) == []
    (row,) = spending.rows(OutboxRow)
    assert (row.state, row.last_error) == ("dropped", "its billing cycle is over")
    health = find_outbox_health(spending.store)
    assert (health.waiting, health.dead) == (0, 0)


# --- used-up plans ---------------------------------------------------------------------------------------------------


def test_used_up_plans_are_told_when_the_setting_says_so_and_only_when_their_number_changed(post, spending):
    spending.used_up("mia@example.com", date(2026, 11, 10))
    assert sent_and_told(post, spending, datetime(2026, 11, 18, 9, tzinfo=UTC)) == []
    spending.set_to("alert_plan_exhaustion", "yes", START)
    (first,) = sent_and_told(post, spending, datetime(2026, 11, 18, 10, tzinfo=UTC))
    assert "1 of 1 active user has used up their included plan this cycle." in all_text(first)
    assert sent_and_told(post, spending, datetime(2026, 11, 19, 10, tzinfo=UTC)) == []
    spending.used_up("tom@example.com", date(2026, 11, 19))
    (second,) = sent_and_told(post, spending, datetime(2026, 11, 20, 10, tzinfo=UTC))
    assert "2 of 2 active users have used up their included plan this cycle, 1 more than on 18 November." in (
        all_text(second)
    )
    assert "Newest: Tom (19 Nov), Mia (10 Nov)." in all_text(second)
    assert labels(second) == ["Plan exhaustion", "Billing cycle"]


# --- the team's budget -----------------------------------------------------------------------------------------------


def test_half_of_the_budget_is_told_with_the_day_on_which_all_of_it_will_be_used(post, spending):
    """$480 of $900 by 14 November, 13:00, and $40 on each of the 11 whole days: the other $420 take 10.5 days.

    That is 25 November, 1:00, and the cycle of 1 December, 12:08, then has six days and a half to go; at its end
    16.96 days of $40 will have made the $480 to $1,159.
    """
    spending.set_to("team_budget_cents_per_cycle", "90000", START)
    assert sent_and_told(post, spending, datetime(2026, 11, 14, 9, tzinfo=UTC)) == []
    (message,) = sent_and_told(post, spending, datetime(2026, 11, 14, 13, tzinfo=UTC))
    text = all_text(message)
    assert "53% of the team's budget for this cycle is used: $480.00 of $900.00." in text
    assert "used up on 25 November, 6 days before the cycle ends, and the cycle will cost $1,159." in text


def test_a_budget_of_which_each_part_is_passed_is_told_of_at_50_and_80_and_by_one_incident_at_100(post, spending):
    spending.set_to("team_budget_cents_per_cycle", "70000", START)
    for hour in range(0, 20 * 24, 7):
        now = datetime(2026, 11, 3, tzinfo=UTC) + timedelta(hours=hour)
        spending.detect(now)
        sent_and_told(post, spending, now)
    arrived = post.keys()
    told = [key for key in arrived if key.startswith("notice:")]
    assert told == ["notice:team_budget:2026-11-01:50", "notice:team_budget:2026-11-01:80"]
    budget = [each for each in spending.rows(AnomalyRow) if each.rule == "team_budget"]
    assert arrived.count(f"incident:{budget[0].incident_id}") == 1


# --- what incidents tell ---------------------------------------------------------------------------------------------


def test_limited_members_are_told_by_one_incident_and_by_no_notice(post, spending):
    with spending.store.writing() as session:
        actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == "mia@example.com")).one()
        session.add(MemberSpendRow(actor_id=actor_id, cycle_start_ms=to_ms(START), is_limited=True, read_at=START))
    for hour in range(3):
        now = datetime(2026, 11, 20, 18 + hour, tzinfo=UTC)
        spending.detect(now)
        sent_and_told(post, spending, now)
    limited = [each for each in spending.rows(AnomalyRow) if each.rule == "user_limited"]
    assert [f"incident:{each.incident_id}" for each in limited] == post.keys()


# --- on demand -------------------------------------------------------------------------------------------------------


def clicked(desk, message, name):
    return all_text(desk.clicks("Mara Lind", name, message)[0])


def test_the_buttons_of_a_summary_lead_to_its_cycle_when_the_next_one_runs(post, spending, desk, clock):
    (message,) = sent_and_told(post, spending, TWO_DAYS_LEFT)
    assert "$720.00 in this cycle" in clicked(desk, message, "Open report")
    clock.now = END + timedelta(days=5)
    assert "$720.00 in the last cycle" in clicked(desk, message, "Open report")
    assert "2026-11-01" in clicked(desk, message, "Download CSV")
    clock.now = END + timedelta(days=40)
    assert "before the last one" in clicked(desk, message, "Open report")


def test_the_list_is_for_those_who_handle_incidents(desk, spending, clock):
    clock.now = TWO_DAYS_LEFT
    (headline,) = desk.asks("Mara Lind", "/spendwatch notices")
    assert "1 notice is due and sent with the next run; none was sent yet." in all_text(headline)
    (refusal,) = desk.asks("Ines Quiet", "/spendwatch notices")
    assert "Only members of the alert channel can see its notices" in all_text(refusal)
