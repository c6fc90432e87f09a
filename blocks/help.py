"""Help: every command, and the words it understands."""

from collections.abc import Sequence
from typing import Protocol

from blocks.elements import Block, Element, Message, bullets, header, line, message, paragraph, rich_text, spoken, words
from blocks.escape import message_text
from blocks.notices import join_pieces, notice_pieces

RANGE_WORDS = (
    "Ranges: `24h`, `3d`, `7d`, `last 10 days`, `last 3 months`, `today`, `yesterday`, `this week`, `last week`, "
    "`last month`, `last quarter`, `october`, `q3 2026`, `cycle`, `last cycle`, `since monday`, `since 2026-11-01`, "
    "`2026-11-01 to 2026-11-07`. Days are UTC days, as Cursor counts them."
)
SENTENCE_WORDS = (
    "In a direct message, or when you mention me, plain sentences work too: `spend last week Platform`, "
    "`who spent most this cycle?`, `my spend yesterday`."
)
OWN_SENTENCE_WORDS = (
    "In a direct message, or when you mention me, plain sentences work too: `my spend yesterday`, `my models`."
)
BASIS_WORDS = (
    "Spend is usage value: everything Cursor counts as used, including what the plan covers. What is billed beyond the "
    "plan is shown as on-demand. The last two days are provisional: Cursor may still add to them."
)


class CommandDescription(Protocol):
    """A slash command as described in the table of commands; `details` may mark text to type with backticks."""

    @property
    def name(self) -> str:
        """`/spend`."""

    @property
    def usage(self) -> str:
        """`[range] [group]`."""

    @property
    def description(self) -> str:
        """What the command answers, in one sentence."""

    @property
    def details(self) -> Sequence[str]:
        """Examples, each with what it answers."""


def help_message(commands: Sequence[CommandDescription]) -> Message:
    """Every command with its usage, then the words that all of them know."""
    listed = [spoken(*_command_pieces(command)) for command in commands]
    return message(
        message_text("Spendwatch", *listed, SENTENCE_WORDS, RANGE_WORDS),
        header("Spendwatch: what AI coding costs, and what is out of line"),
        rich_text(bullets(*(line(*_command_pieces(command)) for command in commands))),
        paragraph(*notice_pieces(SENTENCE_WORDS)),
        *_common_words(),
    )


def own_help_message(commands: Sequence[CommandDescription], *, ask: str) -> Message:
    """Help for people who may not read team reports, and who can give them access."""
    listed = [spoken(*_command_pieces(command)) for command in commands]
    let_in = join_pieces(ask)
    return message(
        message_text("Spendwatch", *listed, OWN_SENTENCE_WORDS, RANGE_WORDS, spoken(*let_in)),
        header("Spendwatch: what your AI coding costs"),
        rich_text(bullets(*(line(*_command_pieces(command)) for command in commands))),
        paragraph(*notice_pieces(OWN_SENTENCE_WORDS)),
        *_common_words(),
        paragraph(*let_in),
    )


def command_help_message(command: CommandDescription) -> Message:
    """One command with its examples."""
    examples = [notice_pieces(detail) for detail in command.details]
    return message(
        message_text(spoken(*_command_pieces(command)), *(spoken(*pieces) for pieces in examples)),
        paragraph(*_command_pieces(command)),
        rich_text(bullets(*(line(*pieces) for pieces in examples))) if examples else None,
        *_common_words(),
    )


def _command_pieces(command: CommandDescription) -> list[Element]:
    asked = f"{command.name} {command.usage}".strip()
    return [words(asked) | {"style": {"code": True}}, words(f" {command.description}")]


def _common_words() -> list[Block]:
    return [paragraph(*notice_pieces(RANGE_WORDS)), paragraph(*notice_pieces(BASIS_WORDS))]
