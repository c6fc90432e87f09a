"""Finds interactive elements in blocks, and adds the ids that Slack generates."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.slack.records import Blocks, Json

INTERACTIVE_TYPES = frozenset(
    {
        "button",
        "channels_select",
        "checkboxes",
        "conversations_select",
        "datepicker",
        "datetimepicker",
        "email_text_input",
        "external_select",
        "feedback_buttons",
        "file_input",
        "icon_button",
        "multi_channels_select",
        "multi_conversations_select",
        "multi_external_select",
        "multi_static_select",
        "multi_users_select",
        "number_input",
        "overflow",
        "plain_text_input",
        "radio_buttons",
        "rich_text_input",
        "static_select",
        "timepicker",
        "url_text_input",
        "users_select",
        "workflow_button",
    }
)
NESTED_BLOCKS = {"container": "child_blocks", "carousel": "elements"}


def with_ids(blocks: Blocks) -> Blocks:
    """A copy of `blocks` in which every block has a block_id and every interactive element an action_id.

    An unchanged block gets the same id again when it is redrawn, so that a click on the previous drawing still works.
    """
    alike: Counter[str] = Counter()
    return [_block_with_ids(block, alike) for block in blocks]


def _block_with_ids(block: Json, alike: Counter[str]) -> Json:
    copy: Json = {"type": block.get("type"), "block_id": block.get("block_id") or _new_block_id(block, alike)}
    nested = NESTED_BLOCKS.get(str(block.get("type")))
    for key, value in block.items():
        if key == nested:
            copy[key] = with_ids(value)
        elif key != "block_id":
            copy[key] = _with_action_ids(value)
    return copy


def _new_block_id(block: Json, alike: Counter[str]) -> str:
    if block.get("type") == "input":
        return secrets.token_urlsafe(4)  # random: a field without a block_id loses its input when the form is updated
    content = hashlib.sha256(json.dumps(block, sort_keys=True).encode()).hexdigest()[:8]
    alike[content] += 1
    return f"{content}.{alike[content]}"


def _with_action_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_action_ids(item) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _with_action_ids(item) for key, item in value.items()}
    if copy.get("type") in INTERACTIVE_TYPES:
        copy["action_id"] = copy.get("action_id") or secrets.token_urlsafe(4)
    return copy


def interactive_elements(blocks: Blocks) -> Iterator[tuple[Json, Json]]:
    """Every (block, element) a person can use, in reading order."""
    for block in blocks:
        nested = NESTED_BLOCKS.get(str(block.get("type")))
        if nested:
            yield from interactive_elements(block.get(nested, []))
        for element in _elements_in({key: value for key, value in block.items() if key != nested}):
            yield block, element


def _elements_in(value: Any) -> Iterator[Json]:
    if isinstance(value, list):
        for item in value:
            yield from _elements_in(item)
    elif isinstance(value, dict):
        if value.get("type") in INTERACTIVE_TYPES:
            yield value
        else:
            yield from _elements_in(list(value.values()))


def find_element(blocks: Blocks, action_id: str, block_id: str | None = None) -> tuple[Json, Json] | None:
    """The (block, element) with this action_id, in the named block or in the first that has it."""
    for block, element in interactive_elements(blocks):
        if element.get("action_id") == action_id and block_id in (None, block.get("block_id")):
            return block, element
    return None
