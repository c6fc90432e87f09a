"""Checks both Slack tokens, the app's scopes, and that the bot is in the alert channel."""

from collections.abc import Iterator
from typing import Any

from slack_sdk import WebClient
from sqlalchemy.exc import DatabaseError

from bot.build import build_slack, utc_now
from bot.cli.opening import open_database
from bot.commands import COMMANDS
from bot.config import Config, ConfigRefused, missing
from bot.delivery.client import NO_ANSWER, SLACK_TROUBLE, trouble_reason
from bot.doctor.clock import check_clock
from bot.doctor.types import Check
from bot.in_force import InForce
from bot.spelling import Spelling
from tracker.store.engine import DatabaseRefused
from tracker.store.migrate import NewerDatabase

# What the code calls needs these; a test compares them with the manifest.
SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "users:read",
        "users:read.email",
    }
)
CHANNEL_FIXES = {
    "channel_not_found": "The setting alert_channel, else SLACK_CHANNEL_ID, names no channel the bot can see. "
    "Copy the id from the channel's details, and for a private channel type /invite @Spendwatch there first.",
    "not_in_channel": "Type /invite @Spendwatch in the alert channel.",
    "is_archived": "Unarchive it and type /invite @Spendwatch there, or choose another in /spendwatch settings. "
    "Until then its messages go to the first admin Slack knows.",
    "missing_scope": "Reinstall the app from manifest.yml: it lacks a scope.",
}


def check_slack(config: Config) -> Iterator[Check]:
    """Check the bot token and its scopes, the app token, and the channel."""
    try:
        slack = build_slack(config)
    except ConfigRefused as refusal:
        yield Check("Slack bot token", False, "not set", str(refusal))
        return
    try:
        identity = slack.auth_test()
    except SLACK_TROUBLE as error:
        yield Check(
            "Slack bot token",
            False,
            f"Slack answered {_reason(error)}",
            "Copy the Bot User OAuth Token (xoxb-…) again from OAuth & Permissions, or check the network.",
        )
        return
    yield Check(
        "Slack bot token", True, f"accepted; the bot is in workspace {identity.get('team') or identity['team_id']}"
    )
    yield _check_scopes(identity.headers)
    yield check_clock("Slack", _header(identity.headers, "date"), now=utc_now())
    yield _check_app_token(config, slack)
    yield Check("Slack commands", True, f"called {_commands(config)}, if the app was made with that manifest")
    yield from _check_channel(config, slack, str(identity["user_id"]))


def _check_scopes(headers: Any) -> Check:
    granted = _header(headers, "x-oauth-scopes")
    if granted is None:
        return Check("Slack scopes", True, "Slack does not say which scopes the token has")
    missing = SCOPES - {scope.strip() for scope in granted.split(",")}
    if missing:
        fix = "Add them under OAuth & Permissions (or paste manifest.yml again) and reinstall the app."
        return Check("Slack scopes", False, f"missing {', '.join(sorted(missing))}", fix)
    return Check("Slack scopes", True, f"all {len(SCOPES)} granted")


def _commands(config: Config) -> str:
    """The commands with the configured prefix: `/sw-spend, /sw-user, …`."""
    return Spelling(config.command_prefix).text(", ".join(command.name for command in COMMANDS))


def _check_app_token(config: Config, slack: WebClient) -> Check:
    try:
        slack.apps_connections_open(app_token=config.secret("SLACK_APP_TOKEN"))
    except ConfigRefused as refusal:
        return Check("Slack app token", False, "not set", str(refusal))
    except SLACK_TROUBLE as error:
        fix = "Make an app-level token (xapp-…) with connections:write, and switch Socket Mode on."
        return Check("Slack app token", False, f"Slack answered {_reason(error)}", fix)
    return Check("Slack app token", True, "accepted; Socket Mode is on")


def _check_channel(config: Config, slack: WebClient, bot_user_id: str) -> Iterator[Check]:
    try:
        channel_id = _alert_channel(config)
    except ConfigRefused as refusal:
        yield Check("alert channel", False, "not set", str(refusal))
        return
    try:
        if slack.conversations_info(channel=channel_id)["channel"].get("is_archived"):
            yield Check("alert channel", False, "it is archived", CHANNEL_FIXES["is_archived"])
            return
        is_member, people = _find_in_channel(slack, channel_id, bot_user_id)
    except SLACK_TROUBLE as error:
        fix = CHANNEL_FIXES.get(trouble_reason(error), "Try again later.")
        yield Check("alert channel", False, f"Slack answered {_reason(error)}", fix)
        return
    if not is_member:
        yield Check("alert channel", False, "the bot is not a member", CHANNEL_FIXES["not_in_channel"])
        return
    yield Check("alert channel", True, f"the bot is a member, with {people - 1} others who may read team reports")


def _alert_channel(config: Config) -> str:
    """The channel in force; raises ConfigRefused if there is none. The database has a check of its own."""
    try:
        with open_database(config) as store:
            return InForce(store, config).alert_channel()
    except (DatabaseRefused, NewerDatabase, DatabaseError):
        if config.slack_channel_id is None:
            raise missing("SLACK_CHANNEL_ID") from None
        return config.slack_channel_id


def _find_in_channel(slack: WebClient, channel_id: str, bot_user_id: str) -> tuple[bool, int]:
    members: list[str] = []
    for page in slack.conversations_members(channel=channel_id, limit=200):
        members.extend(page["members"])
    return bot_user_id in members, len(members)


def _header(headers: Any, name: str) -> str | None:
    for key, value in dict(headers).items():
        if str(key).lower() == name:
            return str(value[0] if isinstance(value, list) else value)
    return None


def _reason(error: Exception) -> str:
    return f"nothing ({type(error).__name__})" if isinstance(error, NO_ANSWER) else trouble_reason(error)
