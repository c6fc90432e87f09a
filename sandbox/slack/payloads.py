"""The payloads that the app gets when a person acts: slash commands, clicks, forms and events."""

import secrets
from dataclasses import dataclass
from typing import Any

from sandbox.slack.records import Channel, ChannelKind, Json, Message, User


@dataclass(frozen=True)
class Installation:
    """The app as it is installed in the workspace."""

    team_id: str
    team_name: str
    team_domain: str
    app_id: str
    bot_id: str
    bot_user_id: str


def slash_command(
    installation: Installation,
    user: User,
    channel: Channel,
    command: str,
    text: str,
    *,
    response_url: str,
    trigger_id: str,
) -> Json:
    """The payload of a slash command, which never names a thread."""
    return {
        "token": "",
        "team_id": installation.team_id,
        "team_domain": installation.team_domain,
        "channel_id": channel.id,
        "channel_name": shown_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": installation.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def shown_name(channel: Channel) -> str:
    """The channel's name in payloads: Slack names only public channels and direct messages."""
    match channel.kind:
        case ChannelKind.DIRECT:
            return "directmessage"
        case ChannelKind.PRIVATE:
            return "privategroup"
        case ChannelKind.PUBLIC:
            return channel.name


def interaction(installation: Installation, kind: str, user: User, **parts: Any) -> Json:
    """The common part of interactive payloads, plus `parts`."""
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": installation.team_id},
        "api_app_id": installation.app_id,
        "token": "",
        "team": {"id": installation.team_id, "domain": installation.team_domain},
        "enterprise": None,
        "is_enterprise_install": False,
        **parts,
    }


def message_container(message: Message) -> Json:
    """The container of a click on a message."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel_id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    return container | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def event(installation: Installation, body: Json, *, at: float) -> Json:
    """An Events API callback with `body`."""
    return {
        "token": "",
        "team_id": installation.team_id,
        "context_team_id": installation.team_id,
        "api_app_id": installation.app_id,
        "event": body,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": installation.team_id,
                "user_id": installation.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": secrets.token_hex(12),
    }
