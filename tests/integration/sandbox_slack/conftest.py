"""A served workspace and a tiny Bolt app in it, over real HTTP and a real WebSocket."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.serving import serve
from sandbox.slack.person import Person
from sandbox.slack.server import create_app, demo_workspace
from sandbox.slack.state import Workspace

PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
PEOPLE = [
    ("Ada Manager", "ada@example.com", True, True),
    ("Olu Oncall", "olu@example.com", False, True),
    ("Finn Finance", "finn@example.com", False, True),
    ("Eve Engineer", "eve@example.com", False, False),
]
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Spend Test"},
    "features": {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Spend Test", "always_online": True},
        "slash_commands": [
            {"command": "/spend", "description": "Spend report", "usage_hint": "[range]", "should_escape": True},
            {"command": "/slow", "description": "Never answers"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "files:read",
                "files:write",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "member_joined_channel",
                "member_left_channel",
                "message.im",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


@dataclass
class Slack:
    """A served workspace: its state, its address, a client with the bot's token, and its people."""

    workspace: Workspace
    url: str

    @property
    def client(self) -> WebClient:
        return WebClient(token=self.workspace.bot_token, base_url=f"{self.url}/api/", retry_handlers=[])

    def person(self, who: str) -> Person:
        return Person(self.workspace, who)

    def channel_id(self, name: str) -> str:
        channel = self.workspace.directory.channel_by_name(name)
        assert channel is not None
        return channel.id

    @contextmanager
    def connected(self, app: App) -> Iterator[None]:
        """Run `app` in Socket Mode until the block ends."""
        handler = SocketModeHandler(app, self.workspace.app_token)
        handler.connect()
        try:
            assert self.workspace.hub.wait_connected(10)
            yield
        finally:
            handler.client.auto_reconnect_enabled = False
            self.workspace.hub.cut()  # the client waits three seconds for a frame before it closes an open socket
            handler.close()

    def narrow_scopes(self, *scopes: str) -> None:
        """Install the app with these scopes only."""
        self.workspace.manifest = replace(self.workspace.manifest, scopes=frozenset(scopes))

    def new_app(self) -> App:
        return App(client=self.client)


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slack]:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    workspace = demo_workspace(MANIFEST, PEOPLE)
    with serve(create_app(workspace, control=True)) as url:
        yield Slack(workspace, url)
