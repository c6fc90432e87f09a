"""A workspace that is not served, with a clock that the test turns."""

from dataclasses import dataclass
from typing import Any

import pytest

from sandbox.slack.manifest import Manifest
from sandbox.slack.records import Channel, User
from sandbox.slack.state import Workspace

START = 1_793_491_200.0  # 2026-11-01T00:00:00Z


@dataclass
class TurnedClock:
    """Seconds since the epoch, moved by hand."""

    now: float = START

    def __call__(self) -> float:
        return self.now


def manifest(**changes: Any) -> Manifest:
    """The manifest of a small bot; `changes` replace top-level parts."""
    return Manifest.load(
        {
            "display_information": {"name": "Spend Test"},
            "features": {
                "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
                "slash_commands": [{"command": "/spend", "description": "Spend report", "should_escape": True}],
            },
            "oauth_config": {"scopes": {"bot": ["commands", "chat:write", "im:history"]}},
            "settings": {
                "event_subscriptions": {"bot_events": ["message.im"]},
                "interactivity": {"is_enabled": True},
                "socket_mode_enabled": True,
            },
        }
        | changes
    )


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def workspace(clock: TurnedClock) -> Workspace:
    return Workspace(manifest(), clock=clock)


@pytest.fixture
def ada(workspace: Workspace) -> User:
    return workspace.directory.add_user("Ada Manager", email="ada@example.com", is_admin=True)


@pytest.fixture
def eve(workspace: Workspace) -> User:
    return workspace.directory.add_user("Eve Engineer", email="eve@example.com")


@pytest.fixture
def alerts(workspace: Workspace, ada: User) -> Channel:
    return workspace.directory.add_channel("ai-spend", members=[workspace.directory.bot.id, ada.id])
