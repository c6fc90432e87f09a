"""A small workspace that is not served, and people who view it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.serving import serve
from sandbox.slack.manifest import Manifest
from sandbox.slack.page import page_routes
from sandbox.slack.page.reader import Reader
from sandbox.slack.records import Channel, User
from sandbox.slack.server import create_app
from sandbox.slack.state import Workspace

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
MANIFEST = {
    "display_information": {"name": "Spend Test"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [{"command": "/spend", "description": "What is spent", "usage_hint": "[range]"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"]}},
    "settings": {"interactivity": {"is_enabled": True}, "socket_mode_enabled": True},
}


class TurnedClock:
    """Seconds since the epoch, moved by hand."""

    def __init__(self) -> None:
        self.now = NOW.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def workspace(clock: TurnedClock) -> Workspace:
    return Workspace(Manifest.load(MANIFEST), clock=clock, scan_s=1.0)


@pytest.fixture
def ada(workspace: Workspace) -> User:
    return workspace.directory.add_user("Ada Lind", email="ada@example.com", is_admin=True)


@pytest.fixture
def eve(workspace: Workspace) -> User:
    return workspace.directory.add_user("Eve Engineer", email="eve@example.com")


@pytest.fixture
def alerts(workspace: Workspace, ada: User) -> Channel:
    members = [workspace.directory.bot.id, ada.id]
    return workspace.directory.add_channel("ai-spend", is_private=True, members=members)


@pytest.fixture
def reader(workspace: Workspace, ada: User, alerts: Channel) -> Reader:
    return Reader(workspace.directory, ada.id, UTC, NOW)


@pytest.fixture
def client(workspace: Workspace, ada: User, eve: User, alerts: Channel) -> Iterator[httpx.Client]:
    with browsing(workspace, {ada.id: "on-call lead"}) as client:
        yield client


@contextmanager
def browsing(workspace: Workspace, roles: dict[str, str]) -> Iterator[httpx.Client]:
    """The page over real HTTP."""
    app = create_app(workspace, routes=page_routes(workspace, roles=roles))
    with serve(app) as url, httpx.Client(base_url=url, timeout=10) as client:
        yield client
