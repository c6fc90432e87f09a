"""Buttons that this version no longer posts: messages stay in a channel for years."""

from typing import Any

from slack_bolt import Ack

from bot.answers import Answers
from bot.delivery.pages import MADE_EARLIER
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused


def explain_age(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Explain why nothing happens; without a listener Slack would only show a warning sign."""
    ack()
    answers.later(Click.from_body(body), _explain)


def _explain(_click: Click, _services: Services) -> Reply:
    raise WordsRefused(MADE_EARLIER)
