"""The real bot over real HTTP and a real WebSocket, against the stand-ins for Slack and Cursor."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser
from pydantic import SecretStr

from bot.cli.run import run_bot
from bot.config import Config
from sandbox.company.cycles import CycleTurn
from sandbox.company.types import UsageEvent
from sandbox.cursor_api.app import create_app as create_cursor
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from sandbox.cursor_api.world import World
from sandbox.resend.app import create_app as create_resend
from sandbox.resend.mailbox import SANDBOX_KEY as RESEND_KEY
from sandbox.resend.mailbox import Mailbox
from sandbox.serving import serve
from sandbox.slack.call_log import ApiCall
from sandbox.slack.page import page_routes
from sandbox.slack.person import Person as Someone
from sandbox.slack.server import create_app, demo_workspace
from sandbox.slack.state import Workspace
from tests.e2e.browser.browsing import chromium
from tests.small_team import MANIFEST, PEOPLE, member, quiet_history, wild_hour, young_cycle
from tracker.store.engine import Store, open_store

REFUSALS = ("invalid_blocks", "invalid_arguments", "invalid_blocks_format", "msg_too_long", "invalid_metadata")
UGLY = "<!channel> *x* & <https://x|y>"


@dataclass
class Stage:
    """Everything that runs, and the people using it."""

    url: str
    workspace: Workspace
    world: World
    team: Team
    store: Store
    config: Config

    def person(self, name: str) -> Someone:
        """One of the people using Slack."""
        return Someone(self.workspace, name, patience_s=30)

    def refused_payloads(self) -> list[str]:
        """Payloads of the bot that Slack refused, except for pictures that were not scanned yet."""
        calls = [entry for entry in self.workspace.call_log.entries() if isinstance(entry, ApiCall)]
        return [
            f"{call.method}: {call.response}"
            for call in calls
            if any(error in str(call.response) for error in REFUSALS) and "invalid slack file" not in str(call.response)
        ]


def mail_environment(resend_url: str) -> dict[str, object]:
    """Environment that makes the bot send mail to a stand-in."""
    return {
        "resend_api_url": resend_url,
        "resend_api_key": SecretStr(RESEND_KEY),
        "resend_from": "Spendwatch <alerts@example.com>",
        "alert_email_to": ("finance@example.com",),
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; each person using it has their own context."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    """A team of six, one of whose agents ran wild, and a running bot."""
    yield from set_stage(database_url)


def set_stage(
    database_url: str,
    *,
    extra_wild: tuple[str, ...] = (),
    extra_events: tuple[UsageEvent, ...] = (),
    turn: CycleTurn | None = None,
    mailbox: Mailbox | None = None,
    **environment: object,
) -> Iterator[Stage]:
    """Start everything, yield it, stop everything; `environment` holds further configuration values.

    With a `mailbox` the bot sends mail into it, and the page shows it.
    """
    now = datetime.now(UTC)
    members = [member(n, person.name, person.email) for n, person in enumerate(PEOPLE, 1)]
    members.append(member(9, UGLY, "ugly@example.com"))
    emails = [seat.email for seat in members]
    team = Team.from_events(list(quiet_history(emails, now)), members=members, turn=turn or young_cycle(now))
    wild = (event for email in ("rudi@example.com", *extra_wild) for event in wild_hour(email, now))
    for event in (*wild, *extra_events):
        team.add_event(event)
    world = World([team])
    workspace = demo_workspace(MANIFEST, PEOPLE)
    slack = create_app(workspace, routes=page_routes(workspace, mailbox=mailbox))
    with (
        serve(create_cursor(world)) as cursor_url,
        serve(slack) as slack_url,
        serve(create_resend(mailbox or Mailbox())) as resend_url,
    ):
        workspace.base_url = f"{slack_url}/"
        channel = workspace.directory.channel_by_name("#ai-spend")
        assert channel is not None
        config = Config.model_construct(
            **Config.model_construct().model_dump()
            | {
                "cursor_admin_api_key": SecretStr(SANDBOX_KEY),
                "cursor_api_url": cursor_url,
                "slack_bot_token": SecretStr(workspace.bot_token),
                "slack_app_token": SecretStr(workspace.app_token),
                "slack_api_url": f"{slack_url}/api/",
                "slack_channel_id": channel.id,
                "database_url": database_url,
            }
            | (mail_environment(resend_url) if mailbox else {})
            | environment
        )
        store = open_store(config.database_url)
        stop = threading.Event()
        bot = threading.Thread(target=run_bot, args=(config, store), kwargs={"stop": stop})
        bot.start()
        try:
            yield Stage(slack_url, workspace, world, team, store, config)
        finally:
            stop.set()
            workspace.hub.cut()  # the SDK's close() waits some seconds for an open socket
            bot.join(30)
            store.close()
        assert not bot.is_alive(), "the bot did not stop"
