"""Buttons that no version of today makes: messages stay in a channel for years."""

from typing import Any

from slack_bolt import Ack

from bot.answers import Answers
from bot.delivery.pages import MADE_EARLIER
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused


def explain_age(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Say why nothing happens; without a listener Slack would show a warning sign and no word."""
    ack()
    answers.later(Click.from_body(body), _explain)


def _explain(_click: Click, _services: Services) -> Reply:
    raise WordsRefused(MADE_EARLIER)
