"""Every block type: its fields and the surfaces on which Slack shows it."""

from typing import Any

from sandbox.slack.validation.charts import data_visualization
from sandbox.slack.validation.composition import (
    BLOCK_ID,
    image_url,
    mrkdwn,
    plain_text,
    slack_file,
    slack_icon,
    text_object,
    url,
)
from sandbox.slack.validation.elements import button, image, in_actions, in_context_actions, in_input, in_section
from sandbox.slack.validation.rich_text import RICH_TEXT
from sandbox.slack.validation.rules import (
    Rule,
    Spot,
    Surface,
    anything,
    at_least_one_of,
    boolean,
    by_type,
    choice,
    exactly_one_of,
    integer,
    items,
    only_on,
    string,
    typed,
)
from sandbox.slack.validation.tables import data_table, table

MARKDOWN_CHARACTERS = 12_000
MESSAGE, MODAL, HOME = Surface.MESSAGE, Surface.MODAL, Surface.HOME
CONTAINED = ("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table", "video")


def _dispatch_fits(value: dict[str, Any], spot: Spot) -> None:
    element = value.get("element")
    if value.get("dispatch_action") and isinstance(element, dict) and element.get("type") == "file_input":
        spot.at("dispatch_action").fail("dispatch_action cannot be used with file_input", "conflict")


def _text_or_fields(value: dict[str, Any], spot: Spot) -> None:
    at_least_one_of("text", "fields")(value, spot)


def _markdown_budget(value: dict[str, Any], spot: Spot) -> None:
    text = value.get("text")
    if isinstance(text, str) and spot.report.count("markdown", len(text)) > MARKDOWN_CHARACTERS:
        spot.at("text").fail(
            f"all markdown together must be less than {MARKDOWN_CHARACTERS + 1} characters",
            "too_long",
            MARKDOWN_CHARACTERS,
        )


def _one_icon(value: dict[str, Any], spot: Spot) -> None:
    if "icon" in value and "slack_icon" in value:
        spot.fail("icon and slack_icon exclude each other", "conflict")


def _one_title(value: dict[str, Any], spot: Spot) -> None:
    exactly_one_of("title", "rich_text_title")(value, spot)


def _not_pending(value: dict[str, Any], spot: Spot) -> None:
    if value.get("status") == "pending":
        spot.at("status").fail("must be a valid enum value", "enum")


card = typed(
    "card",
    {},
    {
        **BLOCK_ID,
        "hero_image": image,
        "icon": image,
        "slack_icon": slack_icon,
        "title": text_object(150),
        "subtitle": text_object(150),
        "body": text_object(200),
        "subtext": text_object(200),
        "actions": items(by_type({"button": button}), 1, 3),
    },
    at_least_one_of("hero_image", "title", "body", "actions"),
    _one_icon,
)

TASK_FIELDS: tuple[dict[str, Rule], dict[str, Rule]] = (
    {"title": string(shortest=1), "task_id": string(255, shortest=1)},
    {
        **BLOCK_ID,
        "status": choice("pending", "in_progress", "complete", "error"),
        "details": anything,
        "output": anything,
        "sources": items(typed("url", {"url": url(), "text": string(shortest=1)}, {"icon_url": url()})),
    },
)

BLOCKS: dict[str, tuple[set[Surface], Rule]] = {
    "actions": ({MESSAGE, MODAL, HOME}, typed("actions", {"elements": items(in_actions, 1, 25)}, BLOCK_ID)),
    "alert": (
        {MODAL},
        typed(
            "alert",
            {"text": text_object(200)},
            {**BLOCK_ID, "level": choice("default", "info", "warning", "error", "success")},
        ),
    ),
    "card": ({MESSAGE, MODAL, HOME}, card),
    "carousel": ({MESSAGE, HOME}, typed("carousel", {"elements": items(by_type({"card": card}), 1, 10)}, BLOCK_ID)),
    "context": (
        {MESSAGE, MODAL, HOME},
        typed(
            "context",
            {
                "elements": items(
                    by_type({"plain_text": plain_text(3_000), "mrkdwn": mrkdwn(3_000), "image": image}), 1, 10
                )
            },
            BLOCK_ID,
        ),
    ),
    "context_actions": ({MESSAGE}, typed("context_actions", {"elements": items(in_context_actions, 1, 5)}, BLOCK_ID)),
    "data_table": ({MESSAGE, HOME}, data_table),
    "data_visualization": ({MESSAGE}, data_visualization),
    "divider": ({MESSAGE, MODAL, HOME}, typed("divider", {}, BLOCK_ID)),
    "header": (
        {MESSAGE, MODAL, HOME},
        typed("header", {"text": plain_text(150)}, {**BLOCK_ID, "level": integer(1, 4)}),
    ),
    "image": (
        {MESSAGE, MODAL, HOME},
        typed(
            "image",
            {"alt_text": string(2_000, shortest=1)},
            {**BLOCK_ID, "image_url": image_url, "slack_file": slack_file, "title": plain_text(2_000)},
            exactly_one_of("image_url", "slack_file"),
        ),
    ),
    "input": (
        {MESSAGE, MODAL, HOME},
        typed(
            "input",
            {"label": plain_text(2_000), "element": in_input},
            {**BLOCK_ID, "hint": plain_text(2_000), "optional": boolean, "dispatch_action": boolean},
            _dispatch_fits,
        ),
    ),
    "markdown": ({MESSAGE}, typed("markdown", {"text": string(shortest=1)}, BLOCK_ID, _markdown_budget)),
    "plan": (
        {MESSAGE},
        typed("plan", {"title": string(shortest=1)}, {**BLOCK_ID, "tasks": items(typed("task_card", *TASK_FIELDS), 1)}),
    ),
    "rich_text": ({MESSAGE, MODAL, HOME}, typed("rich_text", RICH_TEXT, BLOCK_ID)),
    "section": (
        {MESSAGE, MODAL, HOME},
        typed(
            "section",
            {},
            {
                **BLOCK_ID,
                "text": text_object(3_000),
                "fields": items(text_object(2_000), 1, 10),
                "accessory": in_section,
                "expand": boolean,
            },
            _text_or_fields,
        ),
    ),
    "table": ({MESSAGE, HOME}, table),
    "task_card": ({MESSAGE}, typed("task_card", *TASK_FIELDS, _not_pending)),
    "video": (
        {MESSAGE, MODAL, HOME},
        typed(
            "video",
            {
                "alt_text": string(2_000, shortest=1),
                "title": plain_text(199),
                "thumbnail_url": url(),
                "video_url": url(),
            },
            {
                **BLOCK_ID,
                "author_name": string(49),
                "description": plain_text(199),
                "provider_icon_url": url(),
                "provider_name": string(),
                "title_url": url(),
            },
        ),
    ),
}

SIMPLE_BLOCKS = {kind: only_on(surfaces, rule) for kind, (surfaces, rule) in BLOCKS.items()}

container = typed(
    "container",
    {"child_blocks": items(by_type({kind: SIMPLE_BLOCKS[kind] for kind in CONTAINED}), 1, 10)},
    {
        **BLOCK_ID,
        "title": text_object(150),
        "rich_text_title": by_type({"rich_text": typed("rich_text", RICH_TEXT)}),
        "subtitle": text_object(150),
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "width": choice("narrow", "standard", "wide", "full"),
    },
    _one_title,
)

block = by_type({**SIMPLE_BLOCKS, "container": only_on({MESSAGE, MODAL}, container)})
