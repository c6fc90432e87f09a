"""Command names in this workspace: with COMMAND_PREFIX `sw-`, `/spend` is `/sw-spend`.

All our texts use the names in bot.commands. The prefix is added in one place, on the way out, and only in what people
read: not in a button's value, nor in what somebody typed into a form. Incoming commands are understood with any prefix
or none.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from blocks.elements import Message
from bot.commands import COMMANDS

_NAMES = "|".join(sorted((command.name[1:] for command in COMMANDS), key=len, reverse=True))
_IN_TEXT = re.compile(rf"(?<![\w/.:-])/({_NAMES})(?![\w/-])")
_TYPED = re.compile(rf"\A/(?:[a-z0-9_-]*[-_])?({_NAMES})\Z")
_READ_BY_PEOPLE = frozenset({"text", "alt_text", "caption", "accessibility_label", "fallback"})


def incoming(name: str) -> re.Pattern[str]:
    """A pattern that matches a command of the table with any prefix."""
    return re.compile(rf"\A/(?:[a-z0-9_-]*[-_])?{re.escape(name[1:])}\Z")


def base_name(typed: str) -> str:
    """The name in the table of a typed command, without its prefix; an unknown command is returned unchanged."""
    found = _TYPED.match(typed)
    return f"/{found[1]}" if found else typed


@dataclass(frozen=True)
class Spelling:
    """Adds the prefix to the names of commands; without one it changes nothing."""

    prefix: str = ""
    _replacement: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "_replacement", rf"/{self.prefix}\1")

    def text(self, text: str) -> str:
        """A text, with prefixed commands."""
        return _IN_TEXT.sub(self._replacement, text) if self.prefix else text

    def message(self, message: Message) -> Message:
        """A message, with prefixed commands."""
        return Message(self.text(message.text), self.payload(message.blocks)) if self.prefix else message

    def payload(self, payload: Any) -> Any:
        """Blocks, a view or the arguments of a Slack call, with prefixed commands in every text that people read."""
        if not self.prefix:
            return payload
        if isinstance(payload, Mapping):
            return {
                key: self.text(value) if key in _READ_BY_PEOPLE and isinstance(value, str) else self.payload(value)
                for key, value in payload.items()
            }
        if isinstance(payload, Sequence) and not isinstance(payload, str | bytes):
            return [self.payload(value) for value in payload]
        return payload


UNCHANGED = Spelling()
