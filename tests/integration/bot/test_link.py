"""The link over a real socket: it reconnects after trouble, and silence counts as down."""

import time

import pytest

from bot.link import SILENT_FOR_S, Link
from sandbox.slack.faults import Fault, FaultKind


@pytest.fixture
def linked(desk, workspace):
    """Makes links for the desk's app that retry at once."""
    workspace.hub.leave(workspace.hub.connections()[0])  # the desk's own way to its listeners
    made = []

    def make(build_app=lambda: desk.app, **options):
        made.append(Link(build_app, workspace.app_token, retry_s=0.05, **options))
        made[-1].start()
        assert workspace.hub.wait_connected(20)
        return made[-1]

    yield make
    workspace.hub.cut()  # the SDK's close() waits some seconds for an open socket
    for link in made:
        link.close()


def test_slack_in_trouble_at_the_start_is_asked_again(linked, workspace, caplog):
    workspace.faults.arm(Fault(FaultKind.SERVER_ERROR, "apps.connections.open", status=502))
    linked()
    assert "no link to slack reason=HTTP 502 fix=run spendwatch doctor" in caplog.text


def test_not_even_an_unforeseen_error_keeps_the_link_down(linked, desk, caplog):
    errors = [RuntimeError("unforeseen")]

    def build_app():
        if errors:
            raise errors.pop()
        return desk.app

    linked(build_app)
    assert "link not looked after" in caplog.text


def test_a_link_on_which_nothing_is_heard_counts_as_down(linked, workspace):
    ahead = [0.0]
    link = linked(wall_clock=lambda: time.time() + ahead[0])
    assert workspace.feed.wait_until(link.is_alive, 10)
    ahead[0] = SILENT_FOR_S + 20.0
    assert not link.is_alive()
