"""Interactive elements, and the blocks and surfaces in which each is allowed."""

import re
from typing import Any

from sandbox.slack.validation.composition import (
    BUTTON_STYLE,
    IDS,
    among_options,
    confirm,
    conversation_filter,
    dispatch_action_config,
    focus,
    image_url,
    option,
    option_group,
    plain_text,
    slack_file,
    url,
)
from sandbox.slack.validation.rules import (
    Rule,
    Spot,
    Surface,
    anything,
    boolean,
    by_type,
    choice,
    exactly_one_of,
    integer,
    items,
    only_on,
    shape,
    string,
    typed,
)

DATE = r"\d{4}-\d{2}-\d{2}"
TIME = r"([01]\d|2[0-3]):[0-5]\d"
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")

ASKED = {"confirm": confirm}
FOCUSED = {"focus_on_load": focus}
PLACEHOLDER = {"placeholder": plain_text(150)}
SELECT = {**IDS, **ASKED, **FOCUSED, **PLACEHOLDER}
SEVERAL = {"max_selected_items": integer(1)}
SELECT_OPTION = option()
SELECT_GROUP = option_group(SELECT_OPTION)

button = typed(
    "button",
    {"text": plain_text(75)},
    {
        **IDS,
        **ASKED,
        "url": url(),
        "value": string(2_000),
        "style": BUTTON_STYLE,
        "accessibility_label": string(75),
    },
)

image = typed(
    "image",
    {"alt_text": string(2_000, shortest=1)},
    {"image_url": image_url, "slack_file": slack_file},
    exactly_one_of("image_url", "slack_file"),
)


def _static(kind: str, initial: dict[str, Rule], *also: Any) -> Rule:
    optional = {
        **SELECT,
        **initial,
        "options": items(SELECT_OPTION, 1, 100),
        "option_groups": items(SELECT_GROUP, 1, 100),
    }
    return typed(kind, {}, optional, exactly_one_of("options", "option_groups"), *also)


def _listed(kind: str, initial: dict[str, Rule], extra: dict[str, Rule] | None = None) -> Rule:
    return typed(kind, {}, {**SELECT, **initial, **(extra or {})})


def _choices(kind: str, initial: str, rule: Rule) -> Rule:
    rich = items(option(rich=True), 1, 10)
    return typed(kind, {"options": rich}, {**IDS, **ASKED, **FOCUSED, initial: rule}, among_options(initial))


def _written(kind: str, optional: dict[str, Rule], required: dict[str, Rule] | None = None, *also: Any) -> Rule:
    common = {**IDS, **FOCUSED, **PLACEHOLDER, "dispatch_action_config": dispatch_action_config}
    return typed(kind, required, {**common, **optional}, *also)


def _number_text(value: Any, spot: Spot) -> None:
    if not isinstance(value, str):
        spot.fail("must provide a string", "wrong_type")
    elif not NUMBER.fullmatch(value):
        spot.fail("must be a number", "invalid_number")


def _bounds_in_order(low: str, high: str) -> Any:
    def look(value: dict[str, Any], spot: Spot) -> None:
        first, last = value.get(low), value.get(high)
        if first is None or last is None:
            return
        if float(first) > float(last):
            spot.fail(f"{low} must not be above {high}", "bounds")

    def guarded(value: dict[str, Any], spot: Spot) -> None:
        parts = [value.get(low), value.get(high)]
        if all(part is None or NUMBER.fullmatch(str(part)) for part in parts):
            look(value, spot)

    return guarded


CHANNEL_EXTRA: dict[str, Rule] = {"response_url_enabled": boolean}
CONVERSATION_EXTRA: dict[str, Rule] = {
    "default_to_current_conversation": boolean,
    "filter": conversation_filter,
}
ID_LIST = items(string(255, shortest=1))
ONE_ID = string(255, shortest=1)

ELEMENTS: dict[str, Rule] = {
    "button": button,
    "overflow": typed("overflow", {"options": items(option(linked=True), 1, 5)}, {**IDS, **ASKED}),
    "static_select": _static("static_select", {"initial_option": SELECT_OPTION}, among_options("initial_option")),
    "multi_static_select": _static(
        "multi_static_select",
        {"initial_options": items(SELECT_OPTION, 1, 100), **SEVERAL},
        among_options("initial_options"),
    ),
    "external_select": _listed("external_select", {"initial_option": SELECT_OPTION, "min_query_length": integer(0)}),
    "multi_external_select": _listed(
        "multi_external_select",
        {"initial_options": items(SELECT_OPTION, 1, 100), "min_query_length": integer(0), **SEVERAL},
    ),
    "users_select": _listed("users_select", {"initial_user": ONE_ID}),
    "multi_users_select": _listed("multi_users_select", {"initial_users": ID_LIST, **SEVERAL}),
    "conversations_select": _listed(
        "conversations_select", {"initial_conversation": ONE_ID, **CONVERSATION_EXTRA}, CHANNEL_EXTRA
    ),
    "multi_conversations_select": _listed(
        "multi_conversations_select", {"initial_conversations": ID_LIST, **CONVERSATION_EXTRA, **SEVERAL}
    ),
    "channels_select": _listed("channels_select", {"initial_channel": ONE_ID}, CHANNEL_EXTRA),
    "multi_channels_select": _listed("multi_channels_select", {"initial_channels": ID_LIST, **SEVERAL}),
    "checkboxes": _choices("checkboxes", "initial_options", items(option(rich=True), 1, 10)),
    "radio_buttons": _choices("radio_buttons", "initial_option", option(rich=True)),
    "datepicker": _listed("datepicker", {"initial_date": string(pattern=DATE)}),
    "timepicker": _listed("timepicker", {"initial_time": string(pattern=TIME), "timezone": string(64, shortest=1)}),
    "datetimepicker": only_on(
        {Surface.MESSAGE, Surface.MODAL},
        typed(
            "datetimepicker",
            {},
            {**IDS, **ASKED, **FOCUSED, "initial_date_time": integer(1_000_000_000, 9_999_999_999)},
        ),
    ),
    "plain_text_input": _written(
        "plain_text_input",
        {
            "initial_value": string(3_000),
            "multiline": boolean,
            "min_length": integer(0, 3_000),
            "max_length": integer(1, 3_000),
        },
        {},
        _bounds_in_order("min_length", "max_length"),
    ),
    "number_input": only_on(
        {Surface.MODAL},
        _written(
            "number_input",
            {"initial_value": _number_text, "min_value": _number_text, "max_value": _number_text},
            {"is_decimal_allowed": boolean},
            _bounds_in_order("min_value", "max_value"),
        ),
    ),
    "email_text_input": only_on({Surface.MODAL}, _written("email_text_input", {"initial_value": string(3_000)})),
    "url_text_input": only_on({Surface.MODAL}, _written("url_text_input", {"initial_value": string(3_000)})),
    "rich_text_input": only_on(
        {Surface.MODAL, Surface.HOME},
        _written(
            "rich_text_input", {"initial_value": anything, "min_lines": integer(1, 100), "max_lines": integer(1, 100)}
        ),
    ),
    "file_input": only_on(
        {Surface.MODAL},
        typed("file_input", {}, {**IDS, "filetypes": items(string(20, shortest=1), 1), "max_files": integer(1, 10)}),
    ),
    "feedback_buttons": only_on(
        {Surface.MESSAGE},
        typed(
            "feedback_buttons",
            {
                name: shape({"text": plain_text(75), "value": string(2_000)}, {"accessibility_label": string(75)})
                for name in ("positive_button", "negative_button")
            },
            IDS,
        ),
    ),
    "icon_button": only_on(
        {Surface.MESSAGE},
        typed(
            "icon_button",
            {"icon": choice("trash"), "text": plain_text(75)},
            {
                **IDS,
                **ASKED,
                "value": string(2_000),
                "accessibility_label": string(75),
                "visible_to_user_ids": ID_LIST,
            },
        ),
    ),
    "workflow_button": only_on(
        {Surface.MESSAGE},
        typed(
            "workflow_button",
            {"text": plain_text(75), "workflow": anything},
            {**IDS, "style": BUTTON_STYLE, "accessibility_label": string(75)},
        ),
    ),
    "image": image,
}

SELECTS = frozenset(kind for kind in ELEMENTS if kind.endswith("_select"))
PICKERS = frozenset({"checkboxes", "radio_buttons", "datepicker", "timepicker"})
WRITTEN = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"}
)


def _allowed(*kinds: str) -> Rule:
    return by_type({kind: ELEMENTS[kind] for kind in kinds})


in_section = _allowed("button", "overflow", "image", "workflow_button", *SELECTS, *PICKERS)
in_actions = _allowed("button", "overflow", "workflow_button", "datetimepicker", *SELECTS, *PICKERS)
in_input = _allowed("datetimepicker", *SELECTS, *PICKERS, *WRITTEN)
in_context_actions = _allowed("feedback_buttons", "icon_button")
