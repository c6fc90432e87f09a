"""Whole payloads: messages, views, metadata and the answers to external selects."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.slack.validation.blocks import block
from sandbox.slack.validation.composition import option, option_group, plain_text
from sandbox.slack.validation.rules import (
    Problem,
    Report,
    Rule,
    Spot,
    Surface,
    anything,
    boolean,
    choice,
    exactly_one_of,
    items,
    shape,
    string,
)

CanShow = Callable[[dict[str, Any]], bool]

MAX_BLOCKS = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
MAX_ATTACHMENTS = 100
MAX_VIEW_BYTES = 250 * 1024
MAX_METADATA_CHARACTERS = 8_000

ATTACHMENT_FIELDS = [
    "author_icon",
    "author_link",
    "author_name",
    "color",
    "fallback",
    "fields",
    "footer",
    "footer_icon",
    "image_url",
    "mrkdwn_in",
    "pretext",
    "text",
    "thumb_url",
    "title",
    "title_link",
    "ts",
]

VIEW_FIELDS: dict[str, Rule] = {
    "callback_id": string(255),
    "external_id": string(255),
    "private_metadata": string(3_000),
}
MODAL_FIELDS: dict[str, Rule] = {
    **VIEW_FIELDS,
    "close": plain_text(24),
    "submit": plain_text(24),
    "clear_on_close": boolean,
    "notify_on_close": boolean,
    "submit_disabled": boolean,
}


def check_blocks(blocks: Any, surface: Surface, *, can_show: CanShow) -> list[Problem]:
    """Problems of a list of blocks on `surface`; `can_show` says whether a slack_file can be used now."""
    report = Report(surface, can_show)
    items(block, 0, MAX_BLOCKS[surface])(blocks, Spot(report, "/blocks"))
    return report.problems


def check_message(blocks: Any, attachments: Any, *, can_show: CanShow) -> list[Problem]:
    """Problems of a message's blocks and attachments, which share the limits of a whole message."""
    report = Report(Surface.MESSAGE, can_show)
    items(block, 0, MAX_BLOCKS[Surface.MESSAGE])(blocks, Spot(report, "/blocks"))
    spot = Spot(report, "/attachments")
    if isinstance(attachments, list) and len(attachments) > MAX_ATTACHMENTS:
        spot.fail(
            f"no more than {MAX_ATTACHMENTS} items allowed", "too_many", MAX_ATTACHMENTS, error="too_many_attachments"
        )
    else:
        items(ATTACHMENT)(attachments, spot)
    return report.problems


def check_view(view: Any, kind: str, *, can_show: CanShow) -> list[Problem]:
    """Problems of a view of `kind` (`modal` or `home`); the pointers start with /view."""
    report = Report(Surface(kind), can_show)
    VIEWS[kind](view, Spot(report, "/view"))
    if not report.problems and _size(view) > MAX_VIEW_BYTES:
        Spot(report, "/view").fail("view is too large", "too_large", MAX_VIEW_BYTES, error="view_too_large")
    return report.problems


def check_metadata(metadata: Any) -> list[Problem]:
    """Problems of a message's metadata."""
    report = Report(Surface.MESSAGE, lambda _: False)
    spot = Spot(report, "/metadata")
    METADATA(metadata, spot)
    problems = [Problem(p.pointer, p.message, p.code, p.constraint, "invalid_metadata_format") for p in report.problems]
    if not problems and len(json.dumps(metadata)) > MAX_METADATA_CHARACTERS:
        return [
            Problem("/metadata", "metadata is too large", "too_long", MAX_METADATA_CHARACTERS, "metadata_too_large")
        ]
    return problems


def check_options_answer(answer: Any) -> list[Problem]:
    """Problems of an app's answer to a block_suggestion."""
    report = Report(Surface.MODAL, lambda _: False)
    OPTIONS_ANSWER(answer, Spot(report))
    return report.problems


def _size(view: Any) -> int:
    return len(json.dumps(view, ensure_ascii=False).encode(errors="replace"))


def _any_object(value: Any, spot: Spot) -> None:
    if not isinstance(value, dict):
        spot.fail("must provide an object", "wrong_type")


def _submit_for_inputs(view: dict[str, Any], spot: Spot) -> None:
    if "submit" not in view and any(kind == "input" for kind in _block_types(view.get("blocks"))):
        spot.fail("missing required field: submit", "missing", "submit")


def _block_types(blocks: Any) -> Iterator[str]:
    for one in blocks if isinstance(blocks, list) else []:
        if isinstance(one, dict):
            yield str(one.get("type"))
            yield from _block_types(one.get("child_blocks"))


ATTACHMENT = shape(
    {}, {**dict.fromkeys(ATTACHMENT_FIELDS, anything), "blocks": items(block, 0, MAX_BLOCKS[Surface.MESSAGE])}
)
BLOCKS_OF_VIEW = items(block, 1, MAX_BLOCKS[Surface.MODAL])
VIEWS: dict[str, Rule] = {
    "modal": shape(
        {"type": choice("modal"), "title": plain_text(24), "blocks": BLOCKS_OF_VIEW}, MODAL_FIELDS, _submit_for_inputs
    ),
    "home": shape({"type": choice("home"), "blocks": BLOCKS_OF_VIEW}, VIEW_FIELDS),
}
METADATA = shape({"event_type": string(255, shortest=1), "event_payload": _any_object})
OPTIONS_ANSWER = shape(
    {},
    {"options": items(option(), 0, 100), "option_groups": items(option_group(option()), 0, 100)},
    exactly_one_of("options", "option_groups"),
)
