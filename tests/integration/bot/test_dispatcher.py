"""The dispatcher when Slack is slow, down, forgetful or picky: everything arrives, once and in order."""

import logging
import threading
import time
from datetime import timedelta

import pytest
from sqlmodel import delete, select

from blocks.elements import TableStyle
from bot.config import Config
from bot.delivery.client import slack_client
from bot.delivery.own_messages import PAGE_MESSAGES
from bot.doctor.database import check_database
from sandbox.serving import serve
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import all_text
from sandbox.slack.server import create_app
from tests.integration.bot.garbling_proxy import GarblingProxy
from tests.integration.bot.message_parts import images, labels
from tests.integration.bot.picky_slack import PickySlack
from tracker.store.outbox import Outbox
from tracker.store.outbox_health import find_outbox_health
from tracker.store.tables import AnomalyRow, OutboxRow, UploadedFileRow

POST = "chat.postMessage"


@pytest.fixture
def incident(team, clock):
    """One incident that has not been posted yet."""
    team.runaways("rudi@example.com")
    (incident_id,) = team.judged(clock.now)
    return incident_id


def doctor_says(post, name):
    config = Config.model_construct(database_url=str(post.store.engine.url))
    return next(check for check in check_database(config) if check.name == name)


def uploaded_files(post):
    with post.store.reading() as session:
        return list(session.exec(select(UploadedFileRow.file_id)))


# --- one answer lost, one refusal, one wait --------------------------------------------------------------------------


def test_a_message_whose_answer_was_lost_is_found_again_and_not_sent_twice(post, team, incident, caplog):
    caplog.set_level(logging.INFO)
    post.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, POST))
    dispatcher = post.dispatcher()
    assert dispatcher.drain() == 0
    post.clock.advance(seconds=10)
    assert dispatcher.drain() == 1
    (message,) = post.arrived()
    (row,) = team.rows(OutboxRow)
    assert (row.state, row.message_ref, row.attempts) == ("sent", f"{post.channel_id}:{message.ts}", 2)
    assert team.incidents()[0].alerted_at is not None
    assert "message found again key=incident:1" in caplog.text


@pytest.mark.parametrize(
    "body", ["<html>Gateway</html>", "", "null", "[]", '"ok"', "{}", '{"ok": true}', '{"ok": false}', '{"ok": fa']
)
def test_a_message_that_a_proxy_answers_for_slack_is_found_again_and_not_sent_twice(post, team, incident, body):
    proxy = GarblingProxy(create_app(post.workspace), POST, body.encode())
    with serve(proxy) as url:
        dispatcher = post.dispatcher(slack=slack_client(post.workspace.bot_token, api_url=f"{url}/api/"))
        assert dispatcher.drain() == 0
        post.clock.advance(seconds=10)
        assert dispatcher.drain() == 1
    assert proxy.garbled == 1
    assert post.keys() == ["incident:1"]
    assert [row.state for row in team.rows(OutboxRow)] == ["sent"]


def test_a_clear_refusal_is_tried_again_without_a_look_for_the_message(post, incident):
    post.workspace.faults.arm(Fault(FaultKind.REFUSED, POST, error="not_in_channel"))
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.clock.advance(seconds=10)
    assert dispatcher.drain() == 1
    assert post.calls("conversations.history") == 0


def test_a_thread_line_whose_answer_was_lost_is_found_in_its_thread(post, incident):
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.acknowledge(incident)
    post.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, POST))
    dispatcher.drain()
    post.clock.advance(seconds=10)
    dispatcher.drain()
    root, line = post.arrived()
    assert line.thread_ts == root.ts
    assert post.calls(POST) == 2


def test_a_line_of_a_long_thread_whose_answer_was_lost_is_found_at_its_end(post, incident):
    dispatcher = post.dispatcher()
    dispatcher.drain()
    (root,) = post.arrived()
    for number in range(PAGE_MESSAGES + 10):
        post.workspace.messages.add(post.channel_id, user_id="U1", text=f"talk {number}", thread_ts=root.ts)
    post.acknowledge(incident)
    post.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, POST))
    dispatcher.drain()
    post.clock.advance(seconds=10)
    dispatcher.drain()
    assert post.calls(POST) == 2, "the line stands there and was found"


def chatter(post, messages):
    for number in range(messages):
        post.workspace.messages.add(post.channel_id, user_id="U1", text=f"talk {number}")


def test_a_message_whose_answer_was_lost_is_found_below_what_people_have_said_since(post, incident):
    post.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, POST))
    dispatcher = post.dispatcher()
    dispatcher.drain()
    chatter(post, 2 * PAGE_MESSAGES + 10)
    post.clock.advance(seconds=10)
    dispatcher.drain()
    assert post.keys() == ["incident:1"]
    assert post.calls("conversations.history") == 3


def test_it_is_not_looked_for_before_it_was_written(post, incident):
    post.workspace.clock.ahead_s = post.clock.now.timestamp() - time.time() - 3600
    chatter(post, 2 * PAGE_MESSAGES + 10)
    post.workspace.clock.ahead_s += 3600
    post.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, POST))
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.clock.advance(seconds=10)
    assert dispatcher.drain() == 1
    assert post.calls("conversations.history") == 1


@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_of_slacks_own_is_tried_again_after_a_look_for_the_message(post, incident, status):
    post.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, POST, status=status))
    dispatcher = post.dispatcher()
    assert dispatcher.drain() == 0
    assert find_outbox_health(post.store).last_error == f"Slack answered HTTP {status}"
    post.clock.advance(seconds=10)
    assert dispatcher.drain() == 1
    assert post.keys() == ["incident:1"]
    assert post.calls("conversations.history") == 1


def test_nothing_is_sent_before_the_time_that_slack_asked_for(post, incident):
    post.workspace.faults.arm(Fault(FaultKind.RATE_LIMITED, POST, seconds=60))
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.clock.advance(seconds=59)
    dispatcher.drain()
    assert post.calls(POST) == 1
    post.clock.advance(seconds=3)
    dispatcher.drain()
    assert post.keys() == ["incident:1"]
    assert post.calls(POST) == 2


def test_while_slack_asks_for_a_pause_nothing_else_is_posted_either(post, team):
    team.runaways("a@example.com", "b@example.com", "c@example.com")
    team.judged(post.clock.now)
    post.workspace.faults.arm(Fault(FaultKind.RATE_LIMITED, POST, seconds=60))
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.clock.advance(seconds=59)
    dispatcher.drain()
    assert post.calls(POST) == 1
    post.clock.advance(seconds=3)
    assert dispatcher.drain() == 3


def test_of_a_pause_of_hours_one_counts(post, team, incident):
    post.workspace.faults.arm(Fault(FaultKind.RATE_LIMITED, POST, count=2, seconds=3 * 3600))
    dispatcher = post.dispatcher()
    for minutes, calls in ((0, 1), (59, 1), (2, 2), (59, 2), (2, 3)):
        post.clock.advance(minutes=minutes)
        dispatcher.drain()
        assert post.calls(POST) == calls
    assert [row.state for row in team.rows(OutboxRow)] == ["sent"]


def test_a_redraw_waits_as_long_as_slack_asks(post, team):
    team.runaways("rudi@example.com", "ines@example.com")
    first, second = team.judged(post.clock.now)
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.acknowledge(first)
    post.acknowledge(second)
    post.clock.advance(seconds=3)
    post.workspace.faults.arm(Fault(FaultKind.RATE_LIMITED, "chat.update", seconds=600))
    for _ in range(10):
        dispatcher.drain()
        post.clock.advance(seconds=59)
    assert post.calls("chat.update") == 1
    post.clock.advance(seconds=60)
    dispatcher.drain()
    assert post.calls("chat.update") == 3


def test_a_short_wait_is_waited_out_at_once(post, incident):
    post.workspace.faults.arm(Fault(FaultKind.RATE_LIMITED, POST, seconds=1))
    assert post.dispatcher().drain() == 1
    assert post.keys() == ["incident:1"]


def test_messages_keep_a_second_between_them(post, incident):
    post.acknowledge(incident)
    post.dispatcher().drain()
    assert len(post.arrived()) == 2
    assert [round(seconds) for seconds in post.slept if seconds > 0.5] == [1]


# --- Slack away for a while ------------------------------------------------------------------------------------------


def test_what_happened_while_slack_was_down_arrives_once_and_in_order(post, team, incident):
    dispatcher = post.dispatcher()
    post.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, "*", count=1_000, status=503))
    dispatcher.drain()
    post.acknowledge(incident)
    post.clock.advance(seconds=1)
    post.resolve(incident)
    team.runaways("ines@example.com")
    team.detect(post.clock.now)
    dispatcher.drain()
    assert post.arrived() == []
    post.workspace.faults.clear()
    for _ in range(3):
        post.clock.advance(minutes=11)
        dispatcher.drain()
    assert sorted(post.keys()) == ["incident:1", "incident:2", "move:2", "move:3"]
    assert post.keys().index("incident:1") < post.keys().index("move:2") < post.keys().index("move:3")
    root = post.arrived()[post.keys().index("incident:1")]
    assert {message.thread_ts for message in post.arrived() if message.is_reply} == {root.ts}
    assert all(row.state == "sent" for row in team.rows(OutboxRow))


def test_without_a_network_everything_waits(post, incident):
    nowhere = slack_client("xoxb-sandbox", api_url="http://127.0.0.1:9/api/")
    assert post.dispatcher(slack=nowhere).drain() == 0
    health = find_outbox_health(post.store)
    assert (health.waiting, health.dead) == (1, 0)
    post.clock.advance(seconds=10)
    assert post.dispatcher().drain() == 1
    assert post.keys() == ["incident:1"]


def test_two_dispatchers_at_once_send_nothing_twice(post, team):
    for number in range(3):
        team.runaways(f"p{number}@example.com")
    for incident_id in team.judged(post.clock.now):
        post.acknowledge(incident_id)
    barrier = threading.Barrier(2)

    def send(claimer):
        dispatcher = post.dispatcher(claimer)
        barrier.wait()
        dispatcher.drain()

    both = [threading.Thread(target=send, args=(name,)) for name in ("one", "two")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    post.dispatcher("three").drain()  # lines whose root was under way elsewhere
    assert sorted(post.keys()) == sorted(team.outbox_keys())
    assert len(set(post.keys())) == 6


def test_a_dispatcher_that_slept_too_long_sends_nothing_that_another_has_taken_over(post, team, caplog):
    for number in range(2):
        team.runaways(f"p{number}@example.com")
    team.judged(post.clock.now)

    class LongNap(list[float]):
        def append(self, seconds: float) -> None:
            super().append(seconds)
            if len(self) == 1:
                post.clock.advance(minutes=3)
                post.dispatcher("another").drain()

    post.slept = LongNap()
    assert post.dispatcher("sleeper").drain() == 1
    assert sorted(post.keys()) == ["incident:1", "incident:2"]
    assert "message not sent, another process sends it key=incident:2" in caplog.text
    assert {row.state for row in team.rows(OutboxRow)} == {"sent"}


# --- pictures --------------------------------------------------------------------------------------------------------


def test_a_picture_that_is_still_scanned_is_waited_for(post, incident):
    post.workspace.files.scan_s = 3.0
    post.dispatcher().drain()
    (message,) = post.arrived()
    assert len(images(message)) == 1
    assert post.slept[:2] == [0.5, 1.0]


def test_a_deleted_picture_is_left_out_and_uploaded_anew_the_next_time(post, team, incident):
    dispatcher = post.dispatcher()
    dispatcher.drain()
    (first,) = uploaded_files(post)
    post.slack.files_delete(file=first)
    post.acknowledge(incident)
    post.clock.advance(seconds=3)
    dispatcher.drain()
    root = post.arrived()[0]
    assert images(root) == []
    assert "Slack did not accept the chart" in all_text(root)
    post.resolve(incident)
    post.clock.advance(seconds=3)
    dispatcher.drain()
    root = post.arrived()[0]
    assert images(root)[0]["slack_file"]["id"] != first
    assert "Slack did not accept the chart" not in all_text(root)


def test_a_picture_that_cannot_be_uploaded_does_not_hold_up_the_incident(post, incident):
    post.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, "files.getUploadURLExternal", count=3))
    assert post.dispatcher().drain() == 1
    (message,) = post.arrived()
    assert images(message) == []
    assert "Acknowledge" in labels(message)


# --- redrawing -------------------------------------------------------------------------------------------------------


def test_a_message_is_redrawn_at_most_once_in_two_seconds_and_always_as_it_stands_by_then(post, incident):
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.acknowledge(incident)
    dispatcher.drain()
    post.clock.advance(seconds=1)
    post.resolve(incident)
    dispatcher.drain()
    assert post.calls("chat.update") == 0
    post.clock.advance(seconds=1)
    dispatcher.drain()
    dispatcher.drain()
    assert post.calls("chat.update") == 1
    root = post.arrived()[0]
    assert "Resolved" in all_text(root)
    assert labels(root) == ["View user", "Details"]


def test_a_redraw_that_slack_never_takes_is_given_up_until_the_next_change_and_doctor_says_so(post, incident):
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.acknowledge(incident)
    post.workspace.faults.arm(Fault(FaultKind.REFUSED, "chat.update", error="msg_too_long"))
    for _ in range(3):
        post.clock.advance(minutes=11)
        dispatcher.drain()
    assert post.calls("chat.update") == 1
    redraws = doctor_says(post, "redraws")
    assert not redraws.ok
    assert "1 messages show an outdated state: incident 1: Slack rejected it: msg_too_long" in redraws.found
    post.resolve(incident)
    post.clock.advance(seconds=3)
    dispatcher.drain()
    assert post.calls("chat.update") == 2
    assert doctor_says(post, "redraws").ok


def test_a_redraw_that_fails_is_tried_less_and_less_often_until_it_goes_through(post, incident):
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.acknowledge(incident)
    post.workspace.faults.arm(Fault(FaultKind.REFUSED, "chat.update", count=1_000, error="service_unavailable"))
    for _ in range(24 * 60):
        post.clock.advance(minutes=1)
        dispatcher.drain()
    assert 24 * 6 <= post.calls("chat.update") <= 24 * 12 + 10
    assert "incident 1: Slack answered service_unavailable" in doctor_says(post, "redraws").found
    post.workspace.faults.clear()
    post.clock.advance(minutes=11)
    dispatcher.drain()
    assert "Acknowledge" not in labels(post.arrived()[0])
    assert doctor_says(post, "redraws").ok


def test_a_message_that_somebody_deleted_is_not_redrawn_for_ever(post, incident):
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.slack.chat_delete(channel=post.channel_id, ts=post.arrived()[0].ts)
    post.resolve(incident)
    post.clock.advance(seconds=3)
    dispatcher.drain()
    post.clock.advance(minutes=5)
    dispatcher.drain()
    assert post.calls("chat.update") == 1


def test_lines_of_a_thread_that_somebody_deleted_are_said_in_the_channel(post, team, incident):
    dispatcher = post.dispatcher()
    dispatcher.drain()
    post.slack.chat_delete(channel=post.channel_id, ts=post.arrived()[0].ts)
    post.acknowledge(incident)
    team.runaways("ines@example.com")
    team.detect(post.clock.now)
    dispatcher.drain()
    line, other = post.arrived()
    assert line.thread_ts is None
    assert "Incident #1" in line.text and "Rudi" in line.text and "acknowledged this" in line.text
    assert other.metadata["event_payload"]["key"] == "incident:2"
    health = find_outbox_health(post.store)
    assert (health.waiting, health.dead_items) == (0, ())


def test_such_a_line_whose_answer_was_lost_is_looked_for_in_the_channel_and_said_once(post, incident):
    post.dispatcher().drain()
    post.slack.chat_delete(channel=post.channel_id, ts=post.arrived()[0].ts)
    post.acknowledge(incident)
    post.workspace.faults.arm(Fault(FaultKind.LOST_ANSWER, POST))
    post.dispatcher().drain()
    post.clock.advance(minutes=5)
    post.dispatcher().drain()
    assert len(post.arrived()) == 1
    assert find_outbox_health(post.store).waiting == 0


def test_a_message_that_cannot_be_drawn_does_not_hold_up_the_others(post, team, caplog):
    team.runaways("rudi@example.com", "ines@example.com")
    first, second = team.judged(post.clock.now)
    dispatcher = post.dispatcher()
    dispatcher.drain()
    for incident_id in (first, second):
        post.acknowledge(incident_id)
    with post.store.writing() as session:
        session.exec(delete(AnomalyRow).where(AnomalyRow.incident_id == first))
    post.clock.advance(seconds=3)
    dispatcher.drain()
    assert "Resolve" in labels(post.arrived()[1])
    assert "Acknowledge" not in labels(post.arrived()[1])
    assert "message cannot be redrawn kind=incident id=1" in caplog.text


def test_a_message_that_cannot_be_drawn_waits_for_a_later_attempt_while_the_others_go(post, team, caplog):
    team.runaways("rudi@example.com", "ines@example.com")
    first, _ = team.judged(post.clock.now)
    with post.store.writing() as session:
        session.exec(delete(AnomalyRow).where(AnomalyRow.incident_id == first))
    post.dispatcher().drain()
    assert post.keys() == ["incident:2"]
    assert "message not drawn key=incident:1" in caplog.text
    assert find_outbox_health(post.store).last_error == "it could not be drawn (IndexError)"


# --- several at once -------------------------------------------------------------------------------------------------


def test_five_runaways_at_once_are_one_message_with_buttons_for_each(post, team):
    emails = [f"p{number}@example.com" for number in range(5)]
    team.runaways(*emails)
    incidents = team.judged(post.clock.now)
    dispatcher = post.dispatcher()
    dispatcher.drain()
    (digest,) = post.arrived()
    assert "5 new incidents" in all_text(digest)
    assert labels(digest).count("Acknowledge") == labels(digest).count("Resolve") == 5
    post.acknowledge(incidents[2])
    post.clock.advance(seconds=3)
    dispatcher.drain()
    digest, line = post.arrived()
    assert labels(digest).count("Acknowledge") == 4
    assert line.thread_ts == digest.ts


# --- what Slack does not take ----------------------------------------------------------------------------------------


def test_what_slack_never_takes_is_given_up_with_its_lines_and_doctor_says_so(post, team, incident, tmp_path):
    post.acknowledge(incident)
    picky = PickySlack(create_app(post.workspace), lambda _method, _body: True)
    with serve(picky) as url:
        client = slack_client(post.workspace.bot_token, api_url=f"{url}/api/")
        dispatcher = post.dispatcher(slack=client)
        dispatcher.drain()
        post.clock.advance(hours=1)
        dispatcher.drain()
    assert {row.state for row in team.rows(OutboxRow)} == {"dead"}
    assert len(picky.refused) == len(TableStyle) * 2  # with and without the picture, for each kind of table
    outbox = doctor_says(post, "outbox")
    assert not outbox.ok
    assert "2 messages were given up" in outbox.found
    assert "incident:1: Slack rejected it: invalid_blocks; unsupported type" in outbox.found


def test_after_the_last_attempt_a_message_is_given_up(post, team, incident):
    with post.store.writing() as session:
        row = session.get(OutboxRow, 1)
        row.attempts = 499
    post.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, POST))
    post.dispatcher().drain()
    assert [row.state for row in team.rows(OutboxRow)] == ["dead"]


def test_a_claim_of_a_dispatcher_that_died_is_taken_over_after_two_minutes(post, incident):
    assert Outbox(post.store).claim_next(now=post.clock.now, claimer="died") is not None
    dispatcher = post.dispatcher()
    post.clock.advance(seconds=119)
    dispatcher.drain()
    assert post.arrived() == []
    post.clock.now += timedelta(seconds=2)
    dispatcher.drain()
    assert post.keys() == ["incident:1"]
