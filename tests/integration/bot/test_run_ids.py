"""Log records of one round, answer or sending share a run id that no others have."""

import io
import json
import logging
import re
import threading

import pytest

from bot.logs import log_run, set_up_logs
from bot.requests import Asker, Reply
from tests.running import run_process

log = logging.getLogger("bot.test")


@pytest.fixture
def logged():
    """Records at debug as JSON; calling it gives them."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs(level="debug", form="json", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers, root.level = before[0], before[1]


def test_a_round_has_one_id_from_its_first_record_to_its_last_and_sending_another(run):
    bot = run(LOG_FORMAT="json", LOG_LEVEL="debug", COLLECT_INTERVAL_MINUTES="0.02")
    bot.waits_for("message sent key=incident:1")
    bot.waits_for("detection finished", times=2)
    assert bot.end() == 0
    records = [json.loads(line) for line in bot.lines]
    collected = [each["run_id"] for each in records if each["message"].startswith("collection finished")]
    judged = [each["run_id"] for each in records if each["message"].startswith("detection finished")]
    (sent,) = [each["run_id"] for each in records if each["message"].startswith("message sent key=incident:1 ")]
    assert collected[:2] == judged[:2]
    assert len({*collected, sent}) == len(collected) + 1
    assert all(re.fullmatch("[0-9a-f]{8}", each) for each in (*collected, sent))
    inside = [each for each in records if each["logger"].startswith(("tracker.collect", "tracker.cursor"))]
    assert inside
    assert {each.get("run_id") for each in inside} <= {*collected, *judged}
    assert all("run_id" not in each for each in records if each["message"].startswith(("bot running", "leading")))


def test_an_answer_that_fails_gives_people_the_id_of_its_records(logged, desk):
    def fails(asker, services):
        log.info("asked")
        raise LookupError

    desk.answers.later(Asker("U1", None, None), fails)
    desk.answers.later(Asker("U1", None, None), fails)
    assert desk.answers.wait_until_idle(30)
    asked = [each["run_id"] for each in logged() if each["message"] == "asked"]
    failed = [each for each in logged() if each["message"].startswith("answer failed")]
    assert len(set(asked)) == 2
    assert {each["run_id"] for each in failed} == set(asked)
    assert all(each["message"].endswith(f"reference={each['run_id']}") for each in failed)


def test_pictures_that_follow_an_answer_carry_its_id(logged, desk):
    def answers_with_pictures(asker, services):
        log.info("words")
        return Reply(then=lambda: log.info("pictures"))

    desk.answers.later(Asker("U1", None, None), answers_with_pictures)
    assert desk.answers.wait_until_idle(30)
    words, pictures = ([each for each in logged() if each["message"] == said] for said in ("words", "pictures"))
    assert words[0]["run_id"] == pictures[0]["run_id"]


def test_threads_of_their_own_have_ids_of_their_own(logged):
    def speaks():
        log.info("beside")

    with log_run() as outer:
        thread = threading.Thread(target=speaks)
        thread.start()
        thread.join()
        with log_run() as inner:
            log.info("within")
    log.info("after")
    by_message = {each["message"]: each.get("run_id") for each in logged()}
    assert inner == outer
    assert by_message == {"beside": None, "within": outer, "after": None}


def test_as_text_the_id_ends_the_line_above_a_traceback():
    stream = io.StringIO()
    root = logging.getLogger()
    before = root.handlers[:], root.level
    set_up_logs(level="info", form="text", stream=stream)
    try:
        with log_run("0a1b2c3d"):
            try:
                {}["nothing"]
            except LookupError:
                log.exception("lost")
        log.info("no run")
    finally:
        root.handlers, root.level = before[0], before[1]
    lines = stream.getvalue().splitlines()
    assert lines[0].endswith("ERROR bot.test lost run_id=0a1b2c3d")
    assert lines[-1].endswith("INFO bot.test no run")


def test_all_that_a_command_writes_to_stderr_is_json_with_one_id(tmp_path, neighbours, database_url):
    for key, code, says in ((neighbours.env["CURSOR_ADMIN_API_KEY"], 0, "reading "), ("", 2, "CURSOR_ADMIN")):
        env = neighbours.env | {"CURSOR_ADMIN_API_KEY": key, "DATABASE_URL": database_url, "LOG_FORMAT": "json"}
        ran = run_process("collect", "--json", folder=tmp_path, **env)
        records = [json.loads(line) for line in ran.err.splitlines()]
        assert ran.code == code
        assert any(says in each["message"] for each in records)
        assert len({each["run_id"] for each in records}) == 1
