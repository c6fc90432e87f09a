"""The app's manifest, which says what the app may do; nothing else works.

Only the parts that affect behaviour are read into `Manifest`; the rest is checked for unknown keys. The limits are
those of the published manifest schema 0.5.0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

COMMAND_NAME = re.compile(r"/[a-z0-9_-]{1,31}")
BUILT_IN_COMMANDS = frozenset(
    [
        "me",
        "status",
        "away",
        "dnd",
        "shrug",
        "remind",
        "msg",
        "feed",
        "who",
        "collapse",
        "expand",
        "leave",
        "join",
        "open",
        "search",
        "topic",
        "mute",
        "pro",
        "shortcuts",
    ]
)
EVENT_SCOPES = {
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
}
KNOWN_KEYS: dict[str, frozenset[str]] = {
    "": frozenset({"_metadata", "display_information", "features", "oauth_config", "settings"}),
    "display_information": frozenset({"name", "description", "long_description", "background_color"}),
    "features": frozenset(
        {
            "agent_view",
            "app_home",
            "assistant_view",
            "bot_user",
            "rich_previews",
            "shortcuts",
            "slash_commands",
            "unfurl_domains",
            "workflow_steps",
        }
    ),
    "features.app_home": frozenset({"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"}),
    "features.bot_user": frozenset({"display_name", "always_online"}),
    "features.slash_commands": frozenset({"command", "description", "usage_hint", "should_escape", "url"}),
    "oauth_config": frozenset({"scopes", "redirect_urls", "token_management_enabled", "pkce_enabled"}),
    "oauth_config.scopes": frozenset({"bot", "user", "bot_optional", "user_optional"}),
    "settings": frozenset(
        {
            "allowed_ip_address_ranges",
            "event_subscriptions",
            "hermes_app_type",
            "interactivity",
            "is_hosted",
            "org_deploy_enabled",
            "socket_mode_enabled",
            "token_rotation_enabled",
        }
    ),
    "settings.event_subscriptions": frozenset({"request_url", "bot_events", "user_events", "metadata_subscriptions"}),
    "settings.interactivity": frozenset({"is_enabled", "request_url", "message_menu_options_url"}),
}


class ManifestRefused(ValueError):
    """Slack would refuse this manifest; the message has the field's path and the reason."""


@dataclass(frozen=True)
class SlashCommand:
    """A slash command as the composer offers it."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True)
class Manifest:
    """What the installed app may do."""

    name: str
    bot_name: str
    scopes: frozenset[str]
    commands: Mapping[str, SlashCommand]
    events: frozenset[str]
    home_enabled: bool
    messages_enabled: bool
    messages_read_only: bool
    interactivity_enabled: bool
    socket_mode_enabled: bool

    @classmethod
    def load(cls, source: Path | str | Mapping[str, Any]) -> "Manifest":
        """Read a manifest from a YAML or JSON file, or from a mapping. Raises ManifestRefused."""
        if not isinstance(source, Mapping):
            source = yaml.safe_load(Path(source).read_text(encoding="utf-8"))
        if not isinstance(source, Mapping):
            raise ManifestRefused("a manifest is a mapping")
        _refuse_unknown_keys(source)
        return _read(source)


def _refuse_unknown_keys(manifest: Mapping[str, Any]) -> None:
    for path, known in KNOWN_KEYS.items():
        for part in _parts_at(manifest, path):
            unknown = sorted(set(part) - known)
            if unknown:
                raise ManifestRefused(f"{path or 'manifest'}: unknown key {unknown[0]!r}")


def _parts_at(manifest: Mapping[str, Any], path: str) -> list[Mapping[str, Any]]:
    part: Any = manifest
    for key in filter(None, path.split(".")):
        part = part.get(key, {}) if isinstance(part, Mapping) else {}
    return [part] if isinstance(part, Mapping) else list(part)


def _read(manifest: Mapping[str, Any]) -> Manifest:
    features = manifest.get("features", {})
    home = features.get("app_home", {})
    settings = manifest.get("settings", {})
    subscriptions = settings.get("event_subscriptions", {})
    scopes = frozenset(_listed(manifest.get("oauth_config", {}).get("scopes", {}), "bot", "oauth_config.scopes"))
    events = frozenset(_listed(subscriptions, "bot_events", "settings.event_subscriptions"))
    _require_scopes_of(events, scopes)
    name = _text(manifest.get("display_information", {}).get("name"), "display_information.name", 35)
    return Manifest(
        name=name,
        bot_name=_text(features.get("bot_user", {}).get("display_name", name), "features.bot_user.display_name", 80),
        scopes=scopes,
        commands=_read_commands(_listed(features, "slash_commands", "features"), scopes),
        events=events,
        home_enabled=bool(home.get("home_tab_enabled", False)),
        messages_enabled=bool(home.get("messages_tab_enabled", True)),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        interactivity_enabled=bool(settings.get("interactivity", {}).get("is_enabled", False)),
        socket_mode_enabled=bool(settings.get("socket_mode_enabled", False)),
    )


def _listed(part: Mapping[str, Any], key: str, path: str) -> list[Any]:
    if key not in part:
        return []
    if not isinstance(part[key], list) or not part[key]:
        raise ManifestRefused(f"{path}.{key}: must be a list with at least one item")
    return list(part[key])


def _text(value: Any, path: str, longest: int) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        raise ManifestRefused(f"{path}: must be text of 1 to {longest} characters")
    return value


def _require_scopes_of(events: frozenset[str], scopes: frozenset[str]) -> None:
    for event in sorted(events):
        needed = EVENT_SCOPES.get(event, ())
        if needed and not scopes.intersection(needed):
            raise ManifestRefused(f"settings.event_subscriptions: {event} needs the scope {' or '.join(needed)}")


def _read_commands(entries: list[Any], scopes: frozenset[str]) -> dict[str, SlashCommand]:
    if entries and "commands" not in scopes:
        raise ManifestRefused("features.slash_commands: need the scope commands")
    if len(entries) > 50:
        raise ManifestRefused("features.slash_commands: at most 50")
    return {command.command: command for command in map(_read_command, entries)}


def _read_command(entry: Mapping[str, Any]) -> SlashCommand:
    command = str(entry.get("command", ""))
    if not COMMAND_NAME.fullmatch(command):
        raise ManifestRefused(f"features.slash_commands: {command!r} is no command name")
    if command.removeprefix("/") in BUILT_IN_COMMANDS:
        raise ManifestRefused(f"features.slash_commands: {command} is one of Slack's own commands")
    path = f"features.slash_commands {command}"
    hint = entry.get("usage_hint")
    return SlashCommand(
        command,
        _text(entry.get("description"), f"{path} description", 2_000),
        "" if hint is None else _text(hint, f"{path} usage_hint", 1_000),
        bool(entry.get("should_escape", False)),
    )
