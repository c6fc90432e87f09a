"""The real bot over real HTTP and a real WebSocket, against the stand-ins for Slack and Cursor."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli.run import run_bot
from bot.config import Config
from sandbox.company.cycles import CycleTurn
from sandbox.company.kinds import USAGE_BASED
from sandbox.company.types import Member, TokenUsage, UsageEvent, to_ms
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
from sandbox.slack.server import Person, create_app, demo_workspace
from sandbox.slack.state import Workspace
from tracker.store.engine import Store, open_store

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
DOLLAR = 100_000_000
PEOPLE = [
    Person("Mara Lind", "mara@example.com", is_admin=True, in_alert_channel=True),
    Person("Otto Lead", "otto@example.com", in_alert_channel=True),
    Person("Fay Finance", "fay@example.com", in_alert_channel=True),
    Person("Rudi Runaway", "rudi@example.com"),
    Person("Ines Quiet", "ines@example.com"),
]
REFUSALS = ("invalid_blocks", "invalid_arguments", "invalid_blocks_format", "msg_too_long", "invalid_metadata")
UGLY = "<!channel> *x* & <https://x|y>"


@dataclass
class Stage:
    """Everything that runs, and the people in front of it."""

    url: str
    workspace: Workspace
    world: World
    team: Team
    store: Store
    config: Config

    def person(self, name: str) -> Someone:
        """Someone in front of Slack."""
        return Someone(self.workspace, name, patience_s=30)

    def refused_payloads(self) -> list[str]:
        """What Slack refused of what the bot sent, but for pictures that were not scanned yet."""
        calls = [entry for entry in self.workspace.call_log.entries() if isinstance(entry, ApiCall)]
        return [
            f"{call.method}: {call.response}"
            for call in calls
            if any(error in str(call.response) for error in REFUSALS) and "invalid slack file" not in str(call.response)
        ]


def member(number: int, name: str, email: str) -> Member:
    """A seat."""
    return Member(id=f"user_{number:04}", number=number, email=email, name=name)


def an_event(email: str, at: datetime, dollars: float, *, model: str = "claude-4.5-sonnet") -> UsageEvent:
    """A billed request."""
    return UsageEvent(
        at_ms=to_ms(at),
        email=email,
        model=model,
        kind=USAGE_BASED,
        charged_microcents=round(dollars * DOLLAR),
        tokens=TokenUsage(1_000, 2_000, 0, 50_000),
    )


def quiet_history(emails: list[str], now: datetime, days: int = 12) -> Iterator[UsageEvent]:
    """Ten dollars a day each, in five requests."""
    for back in range(1, days + 1):
        midnight = datetime.combine((now - timedelta(days=back)).date(), time(), tzinfo=UTC)
        for email in emails:
            for request in range(5):
                yield an_event(email, midnight + timedelta(hours=9 + request), 2)


def wild_hour(email: str, now: datetime) -> Iterator[UsageEvent]:
    """Four hundred dollars on an expensive model, today or, just after midnight, as much of it as fits."""
    for minute in range(40):
        yield an_event(email, now - timedelta(seconds=minute + 1), 10, model="claude-4.6-opus-max")


def young_cycle(now: datetime) -> CycleTurn:
    """Of a cycle that holds the last two weeks and does not end soon, as its last days have a message of their own."""
    return CycleTurn((now - timedelta(days=14)).day)


def mail_environment(resend_url: str) -> dict[str, object]:
    """What makes the bot send mail to a stand-in."""
    return {
        "resend_api_url": resend_url,
        "resend_api_key": SecretStr(RESEND_KEY),
        "resend_from": "Spendwatch <alerts@example.com>",
        "alert_email_to": ("finance@example.com",),
    }


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    """A team of six with one agent run wild, and the bot at work."""
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
    """Start everything, hand it over, end everything; `environment` are further values of the configuration.

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
