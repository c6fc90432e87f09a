"""A person of the workspace for tests, who acts and sees like somebody using Slack."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.acts import Acts
from sandbox.slack.deliveries import Delivery
from sandbox.slack.elements import interactive_elements
from sandbox.slack.records import Blocks, Json, Message, View
from sandbox.slack.state import Workspace
from sandbox.slack.whereabouts import MessageRef

PATIENCE_S = 10.0


class NotSeen(AssertionError):
    """The expected thing did not appear in time."""


@dataclass
class Form:
    """A modal that is being filled in; values are keyed by label, action_id or block_id of the input."""

    person: "Person"
    view: View
    values: dict[str, dict[str, Any]] = field(default_factory=dict)

    def submits(self) -> Delivery:
        """Submit the form and wait until the app has answered."""
        return self.person.acts.submit_view(self.person.id, self.view.id, self.values).wait(PATIENCE_S)


class Person:
    """One person by handle, real name, e-mail or id. Every wait is bounded by `patience_s` and raises NotSeen."""

    def __init__(self, workspace: Workspace, who: str, *, patience_s: float = PATIENCE_S) -> None:
        user = workspace.directory.user(who) or workspace.directory.user_by_name(who)
        if user is None:
            raise LookupError(f"nobody called {who!r} in the workspace")
        self.workspace = workspace
        self.acts = Acts(workspace)
        self.user = user
        self.id = user.id
        self.patience_s = patience_s

    # acting

    def types(self, text: str, *, in_: str = "bot") -> Delivery:
        """Type a command (`/...`) or a message into `#channel`, or into the conversation with the bot."""
        channel_id = self.channel_id(in_)
        if text.startswith("/"):
            return self.acts.type_command(self.id, channel_id, text)
        return self.acts.send_message(self.id, channel_id, text)

    def clicks(self, label: str, on: Message | View, **choice: Any) -> Delivery:
        """Use the element whose text, placeholder or action_id is `label`; keywords as in `Acts.click`."""
        blocks = on.blocks
        block, element = _labelled(blocks, label)
        place = on.id if isinstance(on, View) else MessageRef(on.channel_id, on.ts)
        return self.acts.click(self.id, place, element["action_id"], block_id=block["block_id"], **choice)

    def fills(self, values: dict[str, Any], *, in_: View | None = None) -> Form:
        """Fill in a modal (by default the visible one): label, action_id or block_id of an input -> value."""
        view = in_ or self.modal()
        form = Form(self, view)
        for label, value in values.items():
            block, element = _input_called(view.blocks, label)
            form.values.setdefault(block["block_id"], {})[element["action_id"]] = value
        return form

    def uploads(self, name: str, content: bytes) -> str:
        """Upload a file for a form; returns the id to pass to `fills`, in a list, for a file input."""
        return self.acts.upload_file(self.id, name, content).id

    def opens_home(self) -> View:
        """Open the Home tab and wait until the app has published it."""
        self.acts.open_home(self.id)
        self.wait_until(lambda: self.workspace.views.home(self.id) is not None, "a Home tab")
        home = self.workspace.views.home(self.id)
        assert home is not None
        return home

    # looking

    def sees(self, channel: str = "bot") -> list[Message]:
        """The messages of a channel as this person sees them, with their ephemeral ones, oldest first."""
        return self.workspace.timeline(self.id, self.channel_id(channel))

    def sees_thread(self, root: Message) -> list[Message]:
        """A thread with its root."""
        return self.workspace.thread(self.id, root.channel_id, root.ts)

    def modal(self) -> View:
        """Wait for a modal and return it."""
        self.wait_until(lambda: bool(self.workspace.views.stack(self.id)), "a modal")
        return self.workspace.views.stack(self.id)[-1]

    def waits_for(self, condition: Callable[[Message], bool], *, in_: str = "bot", what: str = "a message") -> Message:
        """Wait for a message in the channel for which `condition` holds; returns the newest one."""
        found: list[Message] = []

        def seen() -> bool:
            found[:] = [message for message in self.sees(in_) if condition(message)]
            return bool(found)

        self.wait_until(seen, f"{what} in {in_}")
        return found[-1]

    def waits_for_text(self, text: str, *, in_: str = "bot") -> Message:
        """Wait for a message whose text or blocks contain `text`; returns the newest one."""
        return self.waits_for(lambda message: text in all_text(message), in_=in_, what=repr(text))

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait on the feed until `condition` holds. Raises NotSeen."""
        if not self.workspace.feed.wait_until(condition, self.patience_s):
            raise NotSeen(f"{self.user.name} waited {self.patience_s} s for {what}")

    def channel_id(self, name: str) -> str:
        """The id of `#name`, or of the conversation with the bot for `bot`."""
        if name == "bot":
            return self.workspace.directory.direct_channel(self.id).id
        channel = self.workspace.directory.channel_by_name(name) or self.workspace.directory.channel(name)
        if channel is None:
            raise LookupError(f"no channel called {name!r}")
        return channel.id


def all_text(message: Message) -> str:
    """All text of a message: its text and every text in its blocks, one per line."""
    return "\n".join([message.text, *_texts(message.blocks), *_texts(message.attachments)])


def _texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if not isinstance(value, dict):
        return []
    own = [value[key] for key in ("text", "alt_text", "title", "caption") if isinstance(value.get(key), str)]
    return own + [text for part in value.values() for text in _texts(part)]


def _labelled(blocks: Blocks, label: str) -> tuple[Json, Json]:
    for block, element in interactive_elements(blocks):
        shown = (element.get("text") or element.get("placeholder") or {}).get("text")
        if label in (shown, element["action_id"]):
            return block, element
    raise LookupError(f"nothing labelled {label!r} here, only {_labels(blocks)}")


def _input_called(blocks: Blocks, label: str) -> tuple[Json, Json]:
    for block, element in interactive_elements(blocks):
        if label in (block.get("label", {}).get("text"), element["action_id"], block["block_id"]):
            return block, element
    raise LookupError(f"no input called {label!r} here, only {_labels(blocks)}")


def _labels(blocks: Blocks) -> list[str]:
    return [
        (block.get("label") or element.get("text") or element.get("placeholder") or {}).get("text")
        or element["action_id"]
        for block, element in interactive_elements(blocks)
    ]
