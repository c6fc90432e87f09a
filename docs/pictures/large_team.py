"""A team of 5,000 with the longest and ugliest names, and the bot in front of it at a time that stands still."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlmodel import select

from bench.generated_team import NOW, generated_team
from bot.answers import Answers
from bot.app import build_app
from bot.build import build_services
from bot.config import Config
from bot.link import Link
from bot.manifest import find_manifest
from sandbox.serving import serve
from sandbox.slack.page import page_routes
from sandbox.slack.server import ALERT_CHANNEL, Person, create_app, demo_workspace
from sandbox.slack.state import Workspace
from tracker.store.checkpoints import Reading
from tracker.store.engine import Store
from tracker.store.tables import ActorRow, ReadStateRow
from tracker.store.tables_groups import BillingGroupRow

MEMBERS = 5_000
COLLECTED_AT = NOW - timedelta(minutes=3)
PEOPLE = [
    Person("Mara Lind", "person7@example.com", is_admin=True, in_alert_channel=True),
    Person("Otto Lead", "person8@example.com", in_alert_channel=True),
]
NAMES = (
    "Maximiliane-Alexandrina von Hohenstein-Wallersdorf " * 4,
    "מרים בת־שבע לוינשטיין",
    "*x* _y_ ~z~ `code` <!channel> <@U1> & <https://example.com|here>",
    "👩🏽‍💻 Zoë 🚀🚀",
    "محمد عبد الرحمن الأنصاري",
    "W" * 200,
    "山田 太郎 (プラットフォーム)",
    "Ana Sousa",
    "$x^2$ \\frac{a}{b}",
)


@dataclass(frozen=True)
class Team:
    """Where its page is, what the bot knows of it, and the id of the alert channel."""

    url: str
    store: Store
    channel: str


@contextmanager
def large_team() -> Iterator[Team]:
    """The team, with the bot connected."""
    with generated_team(MEMBERS) as store, tempfile.TemporaryDirectory() as folder:
        _name(store)
        _mark_as_collected(store)
        workspace = demo_workspace(find_manifest(), PEOPLE)
        workspace.limits.enabled = False  # nobody clicks as fast as a camera
        slack = create_app(workspace, routes=page_routes(workspace))
        with serve(slack) as url:
            workspace.base_url = f"{url}/"
            config = _config(workspace, url, Path(folder))
            with _bot(config, store, workspace):
                yield Team(url, store, config.slack_channel_id or "")


def _name(store: Store) -> None:
    with store.writing() as session:
        for actor in session.exec(select(ActorRow)):
            actor.name = f"{NAMES[(actor.id or 0) % len(NAMES)][:195]} {actor.id}"
        for group in session.exec(select(BillingGroupRow)):
            group.name = f"{NAMES[(group.id or 0) % len(NAMES)][:195]} {group.id}"


def _mark_as_collected(store: Store) -> None:
    """The team was written down and not collected; screens say how old their figures are all the same."""
    with store.writing() as session:
        for kind in (Reading.EVENTS, Reading.DAILY_USAGE):
            session.merge(ReadStateRow(kind=kind, read_at=COLLECTED_AT))


@contextmanager
def _bot(config: Config, store: Store, workspace: Workspace) -> Iterator[None]:
    """What answers people; nothing is collected, since the team is there already."""
    services = build_services(config, store, clock=lambda: NOW)
    answers = Answers(services)
    link = Link(lambda: build_app(services, answers), config.secret("SLACK_APP_TOKEN"))
    link.start()
    try:
        yield
    finally:
        workspace.hub.cut()  # the SDK's close() waits some seconds for an open socket
        link.close()
        answers.close(timeout=2)


def _config(workspace: Workspace, url: str, folder: Path) -> Config:
    channel = workspace.directory.channel_by_name(f"#{ALERT_CHANNEL}")
    assert channel is not None
    return Config.model_construct(
        **Config.model_construct().model_dump()
        | {
            "slack_bot_token": SecretStr(workspace.bot_token),
            "slack_app_token": SecretStr(workspace.app_token),
            "slack_api_url": f"{url}/api/",
            "slack_channel_id": channel.id,
            "database_url": f"sqlite:///{folder / 'unused.db'}",
        }
    )
