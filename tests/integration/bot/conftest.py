"""A stand-in Slack over real HTTP, and a clock that a test moves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.delivery.client import slack_client
from sandbox.serving import serve
from sandbox.slack.server import Person, create_app, demo_workspace
from sandbox.slack.state import Workspace

MANIFEST = Path(__file__).parents[3] / "manifest.yml"
PEOPLE = [
    Person("Mara Lind", "mara@example.com", is_admin=True, in_alert_channel=True),
    Person("Otto Lead", "Otto@Example.com", in_alert_channel=True),
    Person("Ines Quiet", "ines@example.com"),
]


@dataclass
class MovingClock:
    """Stands still until a test moves it."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 20, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def workspace() -> Workspace:
    return demo_workspace(MANIFEST, PEOPLE, rate_limited=False)


@pytest.fixture
def slack_url(workspace: Workspace) -> Iterator[str]:
    with serve(create_app(workspace, control=True)) as url:
        workspace.base_url = f"{url}/"
        yield f"{url}/api/"


@pytest.fixture
def slack(slack_url: str, workspace: Workspace):
    return slack_client(workspace.bot_token, api_url=slack_url)


@pytest.fixture
def channel_id(workspace: Workspace) -> str:
    return workspace.directory.channel_by_name("#ai-spend").id


def user_id(workspace: Workspace, name: str) -> str:
    return workspace.directory.user_by_name(name).id
