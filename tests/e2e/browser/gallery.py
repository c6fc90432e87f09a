"""One of every Block Kit block and input element, for viewing and filling in."""

from typing import Any

from sandbox.slack.records import Json
from tests.e2e.browser.sample import mrkdwn, options, plain

MARKDOWN = """# Spend this week
**Up 8 %**, _mostly_ `opus-max`, ~~not sonnet~~; see [the plan](https://example.com/plan).

| Model | Spend |
| --- | ---: |
| opus-max | $412.10 |

1. look at it
   - [x] who
   - [ ] why
> said by <b>someone</b>

```python
print("a | b")
```"""


def button(action_id: str, text: str, **parts: Any) -> Json:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), **parts}


def section(text: str, **parts: Any) -> Json:
    """A section of mrkdwn."""
    return {"type": "section", "text": mrkdwn(text), **parts}


def card(title: str, **parts: Any) -> Json:
    """A card with a title."""
    return {"type": "card", "title": mrkdwn(title), **parts}


def gallery_blocks() -> list[Json]:
    """The blocks of a message that the bot does not send (yet)."""
    return [
        *({"type": "header", "level": level, "text": plain(f"Heading {level}")} for level in (1, 2, 3, 4)),
        {"type": "markdown", "text": MARKDOWN},
        card(
            "*Ines Ortega*",
            subtitle=plain("Platform"),
            body=mrkdwn("Spent *$412.10* this cycle."),
            subtext=plain("As of today"),
            icon={"type": "image", "image_url": "https://example.com/i.png", "alt_text": "Ines"},
            actions=[button("card.view", "View user", style="primary"), button("card.mute", "Mute")],
        ),
        {"type": "carousel", "elements": [card(f"Model {number}", body=plain("Cost")) for number in range(1, 5)]},
        {
            "type": "container",
            "title": plain("Details"),
            "subtitle": plain("Folded at first"),
            "is_collapsible": True,
            "default_collapsed": True,
            "child_blocks": [section("Inside"), {"type": "actions", "elements": [button("inside", "Press")]}],
        },
        {
            "type": "video",
            "title": plain("How to read it"),
            "alt_text": "A short film",
            "author_name": "Ines",
            "provider_name": "Films",
            "description": plain("Two minutes"),
            "thumbnail_url": "https://example.com/t.png",
            "video_url": "https://example.com/v",
        },
        {
            "type": "plan",
            "title": "Import",
            "tasks": [
                {"type": "task_card", "task_id": status, "title": title, "status": status}
                for title, status in (("Read", "complete"), ("Match", "in_progress"), ("Write", "pending"))
            ],
        },
        section(
            "Watch",
            accessory={"type": "multi_static_select", "action_id": "watch", "options": options("Spend", "Requests")},
        ),
        {
            "type": "actions",
            "elements": [
                {"type": "multi_users_select", "action_id": "whom", "placeholder": plain("Add people")},
                {"type": "conversations_select", "action_id": "where", "placeholder": plain("Where")},
                {"type": "timepicker", "action_id": "at", "initial_time": "09:30"},
                {"type": "datetimepicker", "action_id": "when", "initial_date_time": 1_795_356_180},
            ],
        },
        {
            "type": "input",
            "block_id": "search",
            "label": plain("Search"),
            "dispatch_action": True,
            "element": {
                "type": "plain_text_input",
                "action_id": "search",
                "placeholder": plain("Name or e-mail"),
                "dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]},
            },
        },
        {
            "type": "context_actions",
            "elements": [
                {
                    "type": "feedback_buttons",
                    "action_id": "feedback",
                    "positive_button": {"text": plain("Helpful"), "value": "yes"},
                    "negative_button": {"text": plain("Not helpful"), "value": "no"},
                },
                {"type": "icon_button", "action_id": "remove", "icon": "trash", "text": plain("Remove")},
            ],
        },
    ]


def asks(block_id: str, label: str, kind: str, **parts: Any) -> Json:
    """An input block; its element's action_id is its block_id."""
    outside = {key: parts.pop(key) for key in ("optional", "hint") if key in parts}
    element = {"type": kind, "action_id": block_id, **parts}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **outside}


def form_view() -> Json:
    """A modal with every input element."""
    day = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Half a "}]}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Everything"),
        "submit": plain("Send"),
        "close": plain("Cancel"),
        "blocks": [
            asks("text", "Text", "plain_text_input", placeholder=plain("One line")),
            asks("lines", "Lines", "plain_text_input", multiline=True, optional=True),
            asks("rich", "Note", "rich_text_input", initial_value={"type": "rich_text", "elements": [day]}),
            asks("number", "Number", "number_input", is_decimal_allowed=True),
            asks("mail", "E-mail", "email_text_input"),
            asks("link", "Link", "url_text_input"),
            asks("csv", "File", "file_input", filetypes=["csv"], max_files=1, hint=plain("At most 1 MB.")),
            asks("one", "One", "static_select", options=options("Red", "Blue")),
            asks("many", "Many", "multi_static_select", options=options("Spend", "Requests", "Tokens")),
            asks("found", "Found", "external_select", min_query_length=1),
            asks("members", "Members", "multi_external_select", min_query_length=2, max_selected_items=2),
            asks("person", "Person", "users_select"),
            asks("people", "People", "multi_users_select"),
            asks("room", "Room", "channels_select"),
            asks("rooms", "Rooms", "multi_conversations_select"),
            asks("day", "Day", "datepicker"),
            asks("time", "Time", "timepicker"),
            asks("instant", "Instant", "datetimepicker"),
            asks("ticks", "Ticks", "checkboxes", options=options("A", "B")),
            asks("radio", "Radio", "radio_buttons", options=options("Yes", "No")),
        ],
    }
