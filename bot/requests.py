"""Requests read from Slack's payloads, and the replies to them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from blocks.elements import Element, Message
from bot.spelling import base_name


@dataclass(frozen=True)
class Asker:
    """Who asked, and where an answer can go. `channel_id` is empty for modals."""

    user_id: str
    channel_id: str | None
    response_url: str | None


@dataclass(frozen=True)
class Command(Asker):
    """A slash command as typed."""

    name: str
    text: str
    trigger_id: str | None = None  # opens a modal within three seconds
    line_above: tuple[Element, ...] = ()  # above the report: how a sentence was understood

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> Self:
        """Read a slash command's payload."""
        return cls(
            user_id=body["user_id"],
            channel_id=body.get("channel_id"),
            response_url=body.get("response_url"),
            name=base_name(body["command"]),
            text=body.get("text") or "",
            trigger_id=body.get("trigger_id"),
        )


@dataclass(frozen=True)
class Click(Asker):
    """A click on a button or a choice from a menu, and the message it was made in."""

    action_id: str
    value: str
    message_ts: str | None
    is_ephemeral: bool
    trigger_id: str | None
    blocks: tuple[dict[str, Any], ...]  # of the message or Home tab that was clicked on
    is_home: bool = False
    view_id: str = ""  # of the modal or Home tab, if not in a message
    ticked: tuple[str, ...] = ()  # the values of all checkboxes that are ticked now
    made_at: float = 0.0  # in seconds since 1970

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> Self:
        """Read a block_actions payload; a menu's value is that of its chosen option."""
        action = body["actions"][0]
        chosen = action.get("selected_option") or {}
        container = body.get("container") or {}
        view = body.get("view") or {}
        return cls(
            user_id=body["user"]["id"],
            channel_id=(body.get("channel") or {}).get("id") or container.get("channel_id"),
            response_url=body.get("response_url"),
            action_id=action["action_id"],
            value=str(action.get("value") or chosen.get("value") or ""),
            message_ts=container.get("message_ts"),
            is_ephemeral=bool(container.get("is_ephemeral")),
            trigger_id=body.get("trigger_id"),
            blocks=tuple((body.get("message") or view).get("blocks") or ()),
            is_home=view.get("type") == "home",
            view_id=str(view.get("id") or ""),
            ticked=tuple(str(option["value"]) for option in action.get("selected_options") or ()),
            made_at=float(action.get("action_ts") or 0),
        )


@dataclass(frozen=True)
class Submission(Asker):
    """A submitted modal: its inputs, and what it was opened for."""

    private_metadata: str
    values: dict[str, Any]  # block id -> action id -> state, as Slack sends it

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> Self:
        """Read a view_submission payload."""
        view = body["view"]
        return cls(
            user_id=body["user"]["id"],
            channel_id=None,
            response_url=None,
            private_metadata=view.get("private_metadata") or "",
            values=view["state"]["values"],
        )


@dataclass(frozen=True)
class Reply:
    """A private reply; no message if the result shows elsewhere.

    `then` is work for which the person does not wait, such as drawing a report's pictures.
    """

    message: Message | None = None
    then: Callable[[], None] | None = None

    @classmethod
    def private(cls, message: Message) -> Self:
        """A message that only the asker sees."""
        return cls(message)

    @classmethod
    def nothing(cls) -> Self:
        """No message: the person already sees the result."""
        return cls()
