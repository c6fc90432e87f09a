"""`/incidents [open, mine, all] [range]`: what is open, and how fast it is handled."""

import difflib
from typing import Any

from slack_bolt import Ack

from blocks.report_query import ReportQuery
from bot.answers import Answers
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import WordsRefused, split_words

WHICH = ("open", "mine", "all")


def incidents(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Take the command and hand the work over."""
    ack()
    answers.later(Command.from_body(body), answer_incidents)


def answer_incidents(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    which = _which(words.rest)
    return services.delivery.answer(
        command, ReportQuery("incidents", range_words=words.range_words or "30d", which=which)
    )


def _which(rest: str) -> str:
    asked = rest.lower() or "open"
    if asked in WHICH:
        return asked
    nearest = difflib.get_close_matches(asked, WHICH, n=1, cutoff=0.5)
    hint = f" Did you mean `{nearest[0]}`?" if nearest else ""
    raise WordsRefused(f"I do not know the word “{rest}”. I know `open`, `mine`, `all` and ranges like `30d`.{hint}")
