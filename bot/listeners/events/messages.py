"""Words typed to the bot in its own conversation: they are answered with what it understands."""

from typing import Any

from bot.answers import Answers
from bot.listeners.commands.help import all_help
from bot.requests import Asker, Reply
from bot.services import Services


def message_received(event: dict[str, Any], answers: Answers) -> None:
    """Answer a person's direct message; edits, joins and what bots say are no questions."""
    if event.get("channel_type") != "im" or event.get("subtype") or event.get("bot_id") or not event.get("user"):
        return
    answers.later(Asker(event["user"], event["channel"], None), _explain)


def _explain(_asker: Asker, _services: Services) -> Reply:
    return all_help()
