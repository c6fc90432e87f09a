"""A form's state in Slack's format, and the checks that Slack's client makes before sending it."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from sandbox.slack.elements import interactive_elements
from sandbox.slack.errors import ActRefused
from sandbox.slack.records import Blocks, Json

ONE_OPTION = "selected_option"
MANY_OPTIONS = "selected_options"
STATE_KEYS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": (ONE_OPTION, "initial_option"),
    "external_select": (ONE_OPTION, "initial_option"),
    "radio_buttons": (ONE_OPTION, "initial_option"),
    "checkboxes": (MANY_OPTIONS, "initial_options"),
    "multi_static_select": (MANY_OPTIONS, "initial_options"),
    "multi_external_select": (MANY_OPTIONS, "initial_options"),
    "users_select": ("selected_user", "initial_user"),
    "multi_users_select": ("selected_users", "initial_users"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "file_input": ("files", "initial_files"),
}
"""Element type -> (key of its value in a state, key of its initial value)."""

LIST_KEYS = frozenset({MANY_OPTIONS, "selected_users", "selected_conversations", "selected_channels", "files"})
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
REQUIRED = "Please fill in this field."

State = dict[str, dict[str, Json]]


def build_state(blocks: Blocks, given: dict[str, dict[str, Any]]) -> State:
    """`state.values` of a view or message.

    `given` maps block_id -> action_id -> what the person chose: the element's value, an option's value or text, a list
    of those (files: their ids), or a complete entry in Slack's format (`{"type": ..., "value": ...}`). Other elements
    keep their initial values. Raises ActRefused if `given` names an unknown element or an option that is not offered.
    """
    left = {(block_id, action_id) for block_id, actions in given.items() for action_id in actions}
    state: State = {}
    for block, element in interactive_elements(blocks):
        if element["type"] not in STATE_KEYS:
            continue
        place = (block["block_id"], element["action_id"])
        chosen = given[place[0]][place[1]] if place in left else element.get(STATE_KEYS[element["type"]][1])
        left.discard(place)
        state.setdefault(place[0], {})[place[1]] = entry_for(element, chosen)
    if left:
        raise ActRefused(f"there is no such field to fill in: {sorted(left)}")
    return state


def entry_for(element: Json, chosen: Any) -> Json:
    """The state entry of one element for the person's choice (None: nothing)."""
    if isinstance(chosen, dict) and chosen.get("type") == element["type"]:
        return chosen
    key = STATE_KEYS[element["type"]][0]
    if key in LIST_KEYS:
        items = [] if chosen is None else list(chosen)
        return {"type": element["type"], key: [_chosen(element, key, item) for item in items]}
    value = None if chosen in (None, "") else _chosen(element, key, chosen)
    return {"type": element["type"], key: value}


def _chosen(element: Json, key: str, item: Any) -> Any:
    if key in (ONE_OPTION, MANY_OPTIONS):
        return option_for(element, item)
    if key == "rich_text_value" and isinstance(item, str):
        return {
            "type": "rich_text",
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": item}]}],
        }
    return str(item) if key == "value" else item


def option_for(element: Json, item: Any) -> Json:
    """The offered option that matches `item` (a value, a text, or the option itself). Raises ActRefused."""
    options = options_of(element)
    if isinstance(item, dict):
        if options and item not in options:
            raise ActRefused(f"{element['action_id']} does not offer {item!r}")
        return item
    for option in options:
        if item in (option.get("value"), option["text"]["text"]):
            return option
    raise ActRefused(f"{element['action_id']} does not offer {item!r}, only {[o.get('value') for o in options]}")


def options_of(element: Json) -> list[Json]:
    """An element's options with groups flattened; none for external selects."""
    groups = element.get("option_groups", [])
    return [*element.get("options", []), *(option for group in groups for option in group.get("options", []))]


def form_errors(blocks: Blocks, state: State) -> dict[str, str]:
    """Errors that Slack's client itself shows before sending: block_id -> text."""
    errors = {}
    for block, element in interactive_elements(blocks):
        if block["type"] != "input" or element["type"] not in STATE_KEYS:
            continue
        value = state[block["block_id"]][element["action_id"]].get(STATE_KEYS[element["type"]][0])
        if value in (None, "", []):
            error = None if block.get("optional") else REQUIRED
        else:
            error = _value_error(element, value)
        if error:
            errors[block["block_id"]] = error
    return errors


def _value_error(element: Json, value: Any) -> str | None:
    match element["type"]:
        case "plain_text_input":
            return _length_error(element, value)
        case "number_input":
            return _number_error(element, value)
        case "email_text_input":
            return None if EMAIL.fullmatch(value) else "Enter an e-mail address."
        case "url_text_input":
            return None if re.match(r"https?://\S+$", value) else "Enter a link."
        case "file_input":
            return _files_error(element, value)
        case _:
            return _count_error(element.get("max_selected_items"), value, "option")


def _length_error(element: Json, value: str) -> str | None:
    if len(value) < element.get("min_length", 0):
        return f"Enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Enter at most {element.get('max_length', 3000)} characters."
    return None


def _files_error(element: Json, files: list[Json]) -> str | None:
    """Errors of files: Slack's client only checks the extension of the name."""
    allowed = [kind.lower() for kind in element.get("filetypes", [])]
    for file in files:
        if allowed and file["name"].rpartition(".")[2].lower() not in allowed:
            return f"{file['name']} is none of these: {', '.join(allowed)}."
    return _count_error(element.get("max_files", 10), files, "file")


def _count_error(most: int | None, items: Any, what: str) -> str | None:
    if most is None or not isinstance(items, list) or len(items) <= most:
        return None
    return f"Choose at most {most} {what}{'' if most == 1 else 's'}."


def _number_error(element: Json, value: str) -> str | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return "Enter a number."
    if not number.is_finite():
        return "Enter a number."
    if not element["is_decimal_allowed"] and number != number.to_integral_value():
        return "Enter a whole number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and number < Decimal(low):
        return f"Enter {low} or more."
    if high is not None and number > Decimal(high):
        return f"Enter {high} or less."
    return None
