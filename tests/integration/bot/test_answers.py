"""The answer pool: errors become private replies with a reference, urgent work goes first, nothing is lost silently."""

import logging
import re
import threading

import pytest

from bot.answers import Answers
from bot.requests import Asker, Reply
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import all_text
from tests.integration.bot.conftest import user_id

NAME = "Mara Lind"


@pytest.fixture
def asker(desk, workspace, channel_id):
    return Asker(user_id(workspace, NAME), channel_id, None)


@pytest.fixture
def answers(desk):
    """A pool of one worker, to be closed by the test."""
    pool = Answers(desk.services, workers=1)
    yield pool
    pool.close(timeout=10)


def fail(_asker, _services):
    raise ValueError("the secret of the failure")


def test_an_unforeseen_error_is_told_with_a_reference_that_the_log_has(desk, answers, asker, caplog):
    answers.later(asker, fail)
    assert answers.wait_until_idle(10)
    told = desk.person(NAME).sees("#ai-spend")[-1]
    assert told.ephemeral_to == asker.user_id
    assert "Something went wrong on my side" in all_text(told)
    assert "secret" not in all_text(told)
    (reference,) = re.findall(r"\b[0-9a-f]{8}\b", told.text)
    (record,) = [r for r in caplog.records if r.name == "bot.answers"]
    assert f"reference={reference}" in record.getMessage()
    assert "the secret of the failure" in str(record.exc_info[1])


def test_a_report_that_slack_does_not_take_is_told_with_a_reference(desk, caplog):
    desk.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, "chat.postMessage"))
    (told,) = desk.asks(NAME, "/spendwatch status")
    assert "reference" in all_text(told)
    assert "answer failed work=answer_spendwatch" in caplog.text


def test_a_reply_that_nothing_takes_is_at_least_logged(desk, answers, asker, caplog):
    desk.workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, "*", count=50, status=502))
    answers.later(asker, fail)
    assert answers.wait_until_idle(20)
    assert f"private reply lost user={asker.user_id}" in caplog.text


def test_short_work_is_done_while_reports_are_busy(answers, asker):
    release, done = threading.Event(), threading.Event()

    def report(_asker, _services):
        assert release.wait(10)
        return Reply.nothing()

    def modal(_asker, _services):
        done.set()
        return Reply.nothing()

    for _ in range(3):
        answers.later(asker, report)
    answers.soon(asker, modal)
    assert done.wait(10)
    assert not answers.wait_until_idle(0)
    release.set()
    assert answers.wait_until_idle(10)


def test_pictures_wait_until_everybody_has_the_words(answers, asker):
    release, said, drawn = threading.Event(), threading.Semaphore(0), threading.Semaphore(0)

    def draw():
        assert release.wait(10)
        drawn.release()

    def report(_asker, _services):
        said.release()
        return Reply(then=draw)

    for _ in range(3):
        answers.later(asker, report)
    assert all(said.acquire(timeout=10) for _ in range(3))
    assert not answers.wait_until_idle(0)
    release.set()
    assert answers.wait_until_idle(10)
    assert all(drawn.acquire(blocking=False) for _ in range(3))


def test_a_picture_that_fails_is_logged_and_nobody_is_told(desk, answers, asker, caplog):
    def draw():
        raise ValueError("no room for a picture")

    before = desk.person(NAME).sees("#ai-spend")
    answers.later(asker, lambda _asker, _services: Reply(then=draw))
    assert answers.wait_until_idle(10)
    assert f"answer left without its pictures work=<lambda> user={asker.user_id}" in caplog.text
    assert desk.person(NAME).sees("#ai-spend") == before


def test_what_runs_at_shutdown_finishes_and_whoever_waits_is_told_to_ask_again(desk, answers, asker, caplog):
    before = {message.ts for message in desk.person(NAME).sees("#ai-spend")}
    begun, release, finished = threading.Event(), threading.Event(), []

    def running(_asker, _services):
        begun.set()
        assert release.wait(10)
        finished.append("running")
        return Reply.nothing()

    def waiting(_asker, _services):
        finished.append("waiting")
        return Reply.nothing()

    answers.later(asker, running)
    assert begun.wait(10)
    answers.later(asker, waiting)
    answers.close(timeout=0)
    release.set()
    assert answers.wait_until_idle(10)
    assert finished == ["running"]
    dropped = [r.getMessage() for r in caplog.records if r.levelno == logging.ERROR]
    assert dropped == [f"answer dropped at shutdown work=waiting user={asker.user_id}"]
    (told,) = [message for message in desk.person(NAME).sees("#ai-spend") if message.ts not in before]
    assert "ask again in a minute" in told.text


def test_what_comes_after_the_end_is_logged_and_leaves_nothing_waiting(answers, asker, caplog):
    answers.close(timeout=1)
    answers.later(asker, fail)
    answers.soon(asker, fail)
    assert caplog.text.count("answer dropped at shutdown work=fail") == 2
    assert answers.wait_until_idle(0)


def test_everything_finishes_when_there_is_time_for_it(answers, asker):
    finished = []

    def work(_asker, _services):
        finished.append(1)
        return Reply.nothing()

    for _ in range(20):
        answers.later(asker, work)
    answers.close(timeout=10)
    assert len(finished) == 20
