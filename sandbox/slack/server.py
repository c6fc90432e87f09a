"""The stand-in Slack as an ASGI application, and a workspace to start with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from sandbox.slack.control import control_routes
from sandbox.slack.cutting import remember_transport
from sandbox.slack.file_transfer import download, receive_upload
from sandbox.slack.manifest import Manifest
from sandbox.slack.response_urls import post_response
from sandbox.slack.socket_mode import serve_socket
from sandbox.slack.state import Workspace
from sandbox.slack.web_api import call_method

ALERT_CHANNEL = "ai-spend"


@dataclass(frozen=True)
class Person:
    """A person for a workspace; `in_alert_channel` is for managers, on-call leads and finance people."""

    name: str
    email: str
    is_admin: bool = False
    in_alert_channel: bool = False


class SlackServer(Starlette):
    """Starlette with access to the transport, so that connections can be cut."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] in ("http", "websocket"):
            remember_transport(scope, send)
        await super().__call__(scope, receive, send)


def create_app(workspace: Workspace, *, control: bool = False, routes: Iterable[BaseRoute] = ()) -> SlackServer:
    """The server of `workspace`; `control` adds the routes under /_control/, `routes` are further ones."""

    async def link(websocket: WebSocket) -> None:
        await serve_socket(websocket, workspace.hub, workspace.installation.app_id)

    app = SlackServer(
        routes=[
            Route("/api/{method}", call_method, methods=["GET", "POST"]),
            WebSocketRoute("/link/", link),
            Route("/upload/v1/{key}", receive_upload, methods=["POST"]),
            Route("/files-pri/{place}/{name:path}", download, methods=["GET"]),
            Route("/response/{key}", post_response, methods=["POST"]),
            *(control_routes(workspace) if control else []),
            *routes,
        ]
    )
    app.state.workspace = workspace
    return app


def demo_workspace(
    manifest: Manifest | Path | str | Mapping[str, Any],
    people: Iterable[Person | tuple[str, str, bool, bool]],
    *,
    private_alerts: bool = True,
    **options: Any,
) -> Workspace:
    """A workspace with #ai-spend (bot, managers, on-call, finance), #platform and #general (everyone).

    `people` are `Person`s or (name, email, is_admin, in_alert_channel); `options` go to `Workspace`.
    """
    loaded = manifest if isinstance(manifest, Manifest) else Manifest.load(manifest)
    workspace = Workspace(loaded, **options)
    persons = [person if isinstance(person, Person) else Person(*person) for person in people]
    users = [workspace.directory.add_user(p.name, email=p.email, is_admin=p.is_admin) for p in persons]
    everyone = [user.id for user in users]
    insiders = [user.id for user, person in zip(users, persons, strict=True) if person.in_alert_channel]
    directory = workspace.directory
    directory.add_channel(
        ALERT_CHANNEL,
        is_private=private_alerts,
        members=[directory.bot.id, *insiders],
        topic="Spend on AI coding: incidents and reports",
    )
    directory.add_channel("general", members=everyone, topic="Company-wide announcements")
    directory.add_channel("platform", members=everyone, topic="The platform team")
    return workspace
