"""How commands are called in this workspace: `/sw-spend` in place of `/spend` where COMMAND_PREFIX says `sw-`.

Everything we write names commands as the table in bot.commands does. With a prefix the names are changed at one place,
on the way out, in what people read and nowhere else: not in what a button carries, nor in what somebody typed into a
form. Commands that come in are understood with any prefix and without.
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
    """Matches a command of the table as it is called in any workspace."""
    return re.compile(rf"\A/(?:[a-z0-9_-]*[-_])?{re.escape(name[1:])}\Z")


def base_name(typed: str) -> str:
    """The table's name of a command that was typed, with any prefix or none; what is none of ours stays as it is."""
    found = _TYPED.match(typed)
    return f"/{found[1]}" if found else typed


@dataclass(frozen=True)
class Spelling:
    """Puts a prefix before the names of commands; without one everything stays as it is."""

    prefix: str = ""
    _replacement: str = field(init=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "_replacement", rf"/{self.prefix}\1")

    def text(self, text: str) -> str:
        """A text for people."""
        return _IN_TEXT.sub(self._replacement, text) if self.prefix else text

    def message(self, message: Message) -> Message:
        """A message for people."""
        return Message(self.text(message.text), self.payload(message.blocks)) if self.prefix else message

    def payload(self, payload: Any) -> Any:
        """Blocks, a view or the arguments of a call to Slack, with every text in it that people read."""
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
