"""The demo in a terminal: prints what the page would show."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar

import httpx
from rich.console import Console

from blocks import action_ids
from blocks.elements import Message
from blocks.plain_words import in_plain_words
from bot.cli.run import run_bot
from bot.config import Config
from bot.in_force import InForce
from tracker.store.engine import Store

STEP_TIMEOUT_S = 90.0
POLL_S = 0.3
ACT_TIMEOUT_S = 20.0

Json = dict[str, Any]
Found = TypeVar("Found")


class StoryStuck(RuntimeError):
    """A step of the story did not happen; the message says which."""


def tell_story(page_url: str, config: Config, store: Store, *, output: Path, out: Console) -> None:
    """Collect, detect, post, acknowledge, resolve, ask /spend; print each message, save its charts in `output`.

    Raises StoryStuck if a step does not happen in time.
    """
    with _running(config, store), httpx.Client(base_url=page_url, timeout=ACT_TIMEOUT_S, trust_env=False) as http:
        story = _Story(http, InForce(store, config).alert_channel(), output, out)
        story.tell("Collecting the history, judging it and posting what is out of line")
        incident = story.wait_for_message("a critical incident with buttons", _is_critical)
        story.show(incident)
        lead = story.insider()
        story.tell(f"{story.name(lead)} presses Acknowledge")
        story.press(lead, incident, action_ids.ACKNOWLEDGE_INCIDENT)
        incident = story.wait_for_change(incident, "Resolve", absent="Acknowledge")
        story.show(incident)
        story.tell(f"{story.name(lead)} presses Resolve and chooses a cause")
        story.resolve(lead, incident)
        story.show(story.wait_for_change(incident, "View", absent="Resolve"))
        story.show_thread(incident)
        story.tell(f"{story.name(lead)} types /spend 7d")
        story.show(story.ask(lead, "/spend 7d"))
        story.tell(f"The charts are in {output.resolve()}")


@contextmanager
def _running(config: Config, store: Store) -> Iterator[None]:
    stop = Event()
    bot = Thread(target=run_bot, args=(config, store), kwargs={"stop": stop}, name="bot")
    bot.start()
    try:
        yield
    finally:
        stop.set()
        bot.join()


class _Story:
    """Reads the workspace and acts as its people, over HTTP."""

    def __init__(self, http: httpx.Client, channel_id: str, output: Path, out: Console) -> None:
        self._http = http
        self._channel_id = channel_id
        self._output = output
        self._out = out
        state = self._state()
        self._bot_id = state["bot"]["id"]
        self._names = {person["id"]: person["real_name"] for person in state["people"]}
        self._names |= {channel["id"]: channel["name"] for channel in state["channels"]}
        output.mkdir(parents=True, exist_ok=True)

    def name(self, user_id: str) -> str:
        """A person's name."""
        return str(self._names[user_id])

    def insider(self) -> str:
        """Somebody in the alert channel."""
        channel = next(c for c in self._state()["channels"] if c["id"] == self._channel_id)
        return str(next(member for member in channel["members"] if member != self._bot_id))

    def tell(self, sentence: str) -> None:
        """Say what happens next."""
        self._out.print(f"\n» {sentence}\n")

    def show(self, message: Json) -> None:
        """Print a message as text, and save its charts."""
        words = in_plain_words(Message(message["text"], message["blocks"]), people=self._names, shows_buttons=True)
        self._out.print(words or message["text"])
        for block in message["blocks"]:
            if block["type"] == "image":
                self._save(block)

    def show_thread(self, root: Json) -> None:
        """Print the thread below a message."""
        self._wait(lambda: self._replies(root), "a line in the thread")
        for reply in self._replies(root):
            self._out.print(
                "  ↳ " + in_plain_words(Message(reply["text"], reply["blocks"]), people=self._names, shows_buttons=True)
            )

    def press(self, user_id: str, message: Json, action: str) -> None:
        """Press a button."""
        block, element = _find_element(message, action)
        place = {"channel_id": message["channel_id"], "ts": message["ts"]}
        self._act("click", user_id=user_id, place=place, action_id=element["action_id"], block_id=block["block_id"])

    def resolve(self, user_id: str, incident: Json) -> None:
        """Press Resolve, choose the first cause, submit."""
        self.press(user_id, incident, action_ids.RESOLVE_INCIDENT)
        modals = self._wait(lambda: self._state()["modals"].get(user_id), "the modal that asks for the cause")
        inputs = {
            block["block_id"]: block["element"] for block in modals[-1]["payload"]["blocks"] if "element" in block
        }
        cause = inputs[action_ids.CAUSE_BLOCK]["options"][0]["value"]
        values = {
            action_ids.CAUSE_BLOCK: {action_ids.CAUSE: cause},
            action_ids.NOTE_BLOCK: {action_ids.NOTE: "Stopped the agent; a limit is set for next time."},
        }
        self._act("submit_view", user_id=user_id, view_id=modals[-1]["id"], values=values)

    def ask(self, user_id: str, line: str) -> Json:
        """Type a command in the alert channel, and wait for the report and its charts in the person's conversation."""
        before = {message["ts"] for message in self._messages()}
        self._act("type_command", user_id=user_id, channel_id=self._channel_id, line=line)

        def report() -> Json | None:
            new = [message for message in self._messages() if message["ts"] not in before and _has_image(message)]
            return new[-1] if new else None

        return self._wait(report, f"the answer to {line} with its charts")

    def wait_for_message(self, what: str, is_it: Callable[[Json], bool]) -> Json:
        """Wait for the first message in the alert channel that matches."""
        return self._wait(lambda: next(filter(is_it, self._in_alert_channel()), None), what)

    def wait_for_change(self, message: Json, present: str, *, absent: str) -> Json:
        """Wait until the message has the button `present` and no longer the other one."""

        def changed() -> Json | None:
            now = next(m for m in self._in_alert_channel() if m["ts"] == message["ts"])
            return now if _has_button(present)(now) and not _has_button(absent)(now) else None

        return self._wait(changed, f"the message without {absent}")

    def _wait(self, look: Callable[[], Found | None], what: str) -> Found:
        deadline = time.monotonic() + STEP_TIMEOUT_S
        while time.monotonic() < deadline:
            if found := look():
                return found
            time.sleep(POLL_S)
        raise StoryStuck(f"waited {STEP_TIMEOUT_S:.0f} s for {what}")

    def _state(self) -> Json:
        state: Json = self._http.get("/_control/state").raise_for_status().json()
        return state

    def _messages(self) -> list[Json]:
        return [message for channel in self._state()["messages"].values() for message in channel]

    def _in_alert_channel(self) -> list[Json]:
        messages: list[Json] = self._state()["messages"][self._channel_id]
        return messages

    def _replies(self, root: Json) -> list[Json]:
        return [m for m in self._in_alert_channel() if m["thread_ts"] == root["ts"] and m["ts"] != root["ts"]]

    def _act(self, act: str, **arguments: Any) -> None:
        answer = self._http.post(f"/_control/acts/{act}", json=arguments).json()
        problem = answer.get("error") or answer.get("failure") or answer.get("errors")
        if problem:
            raise StoryStuck(f"{act} did not go through: {problem}")

    def _save(self, image: Json) -> None:
        file_id = image["slack_file"]["id"]
        picture = self._http.get(f"/picture/{file_id}").raise_for_status().content
        (self._output / f"{file_id}.png").write_bytes(picture)


def _has_button(label: str) -> Callable[[Json], bool]:
    def has(message: Json) -> bool:
        return any(
            str(element.get("text", {}).get("text", "")).startswith(label)
            for block in message["blocks"]
            if block["type"] == "actions"
            for element in block["elements"]
        )

    return has


def _is_critical(message: Json) -> bool:
    return "Critical" in message["text"] and _has_button("Acknowledge")(message)


def _has_image(message: Json) -> bool:
    return any(block["type"] == "image" for block in message["blocks"])


def _find_element(message: Json, action: str) -> tuple[Json, Json]:
    for block in message["blocks"]:
        for element in block.get("elements", ()):
            if action_ids.pattern(action).match(element.get("action_id", "")):
                return block, element
    raise StoryStuck(f"the message has no {action}")
