"""Not even at debug level does the log contain a token, a payload or what a person typed."""

import io
import logging

import pytest

from bot.logs import set_up_logs


@pytest.fixture
def debug_log():
    """Everything at debug level, as with `LOG_LEVEL=debug`, set up before the bot is built."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = io.StringIO()
    set_up_logs(level="debug", form="text", stream=stream)
    yield stream
    root.handlers, root.level = before[0], before[1]


def test_the_log_at_debug_holds_no_token_and_no_payload(debug_log, desk, workspace):
    desk.asks("Mara Lind", "/user mara@example.com 7d")
    desk.asks("Mara Lind", "/spend nosuchgroup")
    logged = debug_log.getvalue()
    assert "answer refused work=answer_spend" in logged
    for private in (workspace.bot_token, workspace.app_token, "mara@example.com", "nosuchgroup", "response_url"):
        assert private not in logged


def test_the_libraries_that_print_whole_payloads_at_debug_stay_quiet(debug_log, desk):
    loud = [
        name
        for name in logging.root.manager.loggerDict
        if name.startswith(("slack_bolt", "slack_sdk", "httpx", "httpcore"))
        and logging.getLogger(name).getEffectiveLevel() < logging.WARNING
    ]
    assert loud == []
