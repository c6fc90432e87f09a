"""Composition objects: text, options, confirm dialogs, filters, files."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sandbox.slack.validation.rules import (
    Rule,
    Spot,
    boolean,
    by_type,
    choice,
    exactly_one_of,
    items,
    shape,
    string,
    typed,
)

FILE_ID = "F[A-Z0-9]{8,}"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared, not bound
BUTTON_STYLE = choice("primary", "danger")


def plain_text(longest: int) -> Rule:
    """A plain_text object of 1 to `longest` characters."""
    return typed("plain_text", {"text": string(longest, shortest=1)}, {"emoji": boolean})


def mrkdwn(longest: int) -> Rule:
    """A mrkdwn object of 1 to `longest` characters."""
    return typed("mrkdwn", {"text": string(longest, shortest=1)}, {"verbatim": boolean})


def text_object(longest: int = 3_000) -> Rule:
    """A plain_text or mrkdwn object."""
    return by_type({"plain_text": plain_text(longest), "mrkdwn": mrkdwn(longest)})


def option(*, rich: bool = False, linked: bool = False) -> Rule:
    """An option: mrkdwn in checkboxes and radio buttons (`rich`), a url in overflow menus (`linked`)."""
    text = text_object(75) if rich else plain_text(75)
    optional: dict[str, Rule] = {"description": text_object(75) if rich else plain_text(75)}
    if linked:
        optional["url"] = url()
    return shape({"text": text, "value": string(150)}, optional)


def option_group(rule: Rule) -> Rule:
    """A labelled group of options."""
    return shape({"label": plain_text(75), "options": items(rule, 1, 100)})


confirm = shape(
    {"title": plain_text(100), "text": text_object(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": BUTTON_STYLE},
)

dispatch_action_config = shape(
    {}, {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 1, 2)}
)

conversation_filter = shape(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 1),
        "exclude_bot_users": boolean,
        "exclude_external_shared_channels": boolean,
    },
)


def url(longest: int = 3_000) -> Rule:
    """A web address."""
    length = string(longest, shortest=1)

    def check(value: Any, spot: Spot) -> None:
        length(value, spot)
        if isinstance(value, str) and not value.startswith(("http://", "https://", "mailto:")):
            spot.fail("invalid url", "invalid_url")

    return check


def image_url(value: Any, spot: Spot) -> None:
    """The address of a picture, which Slack must be able to load."""
    url()(value, spot)
    if isinstance(value, str) and urlsplit(value).hostname in LOOPBACK:
        spot.fail("downloading image failed", "unreachable_image")


def _file_is_ready(value: dict[str, Any], spot: Spot) -> None:
    if not spot.report.can_show(value):
        spot.fail("invalid slack file", "invalid_slack_file")


slack_file = shape(
    {},
    {"id": string(pattern=FILE_ID), "url": string(3_000, shortest=1)},
    exactly_one_of("id", "url"),
    _file_is_ready,
)

slack_icon = typed("icon", {"name": string(255, shortest=1)})


def unique_action_id(value: Any, spot: Spot) -> None:
    """An action_id of 1 to 255 characters, unique in the payload."""
    string(255, shortest=1)(value, spot)
    _unique(value, spot, spot.report.action_ids, "action_id")


def unique_block_id(value: Any, spot: Spot) -> None:
    """A block_id of at most 255 characters, unique in the payload."""
    string(255)(value, spot)
    if value:
        _unique(value, spot, spot.report.block_ids, "block_id")


def _unique(value: Any, spot: Spot, seen: set[str], name: str) -> None:
    if not isinstance(value, str):
        return
    if value in seen:
        spot.fail(f"{name} already exists: {value}", f"duplicate_{name}")
    seen.add(value)


def focus(value: Any, spot: Spot) -> None:
    """focus_on_load, true for at most one element."""
    boolean(value, spot)
    if value is True:
        spot.report.focused += 1
        if spot.report.focused > 1:
            spot.fail("only one element may have focus_on_load", "duplicate_focus")


def among_options(name: str) -> Callable[[dict[str, Any], Spot], None]:
    """The initial choice in field `name` must be one of the element's options."""

    def look(value: dict[str, Any], spot: Spot) -> None:
        groups = value.get("option_groups")
        nested = [g.get("options", []) for g in groups if isinstance(g, dict)] if isinstance(groups, list) else []
        flat = value.get("options")
        offered = [*(flat if isinstance(flat, list) else []), *(o for options in nested for o in options)]
        chosen = value.get(name)
        for chosen_option in chosen if isinstance(chosen, list) else [] if chosen is None else [chosen]:
            if chosen_option not in offered:
                spot.at(name).fail(f"{name} must be one of the options", "not_an_option")

    return look


IDS = {"action_id": unique_action_id}
BLOCK_ID = {"block_id": unique_block_id}
