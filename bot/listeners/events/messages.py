"""Messages to the bot: in its own conversation, or elsewhere with a mention."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import BoltContext

from bot.answers import Answers
from bot.listeners.sentences import answer_sentence
from bot.requests import Command


def message_received(event: dict[str, Any], answers: Answers) -> None:
    """Answer a person's direct message; ignore edits, joins and messages from bots."""
    if event.get("channel_type") == "im" and _is_from_a_person(event):
        answers.later(_sentence(event, event.get("text") or ""), answer_sentence)


def mentioned(event: dict[str, Any], context: BoltContext, answers: Answers) -> None:
    """Answer a mention in a channel; in the bot's own conversation the message event is answered instead."""
    if _is_from_a_person(event) and not str(event["channel"]).startswith("D"):
        text = (event.get("text") or "").replace(f"<@{context.bot_user_id}>", " ")
        answers.later(_sentence(event, text), answer_sentence)


def _is_from_a_person(event: Mapping[str, Any]) -> bool:
    return bool(event.get("user")) and not event.get("subtype") and not event.get("bot_id")


def _sentence(event: Mapping[str, Any], text: str) -> Command:
    return Command(event["user"], event["channel"], None, name="", text=text)
