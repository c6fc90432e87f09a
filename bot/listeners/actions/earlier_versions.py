"""Buttons that this version no longer posts: messages stay in a channel for years."""

from bot.delivery.pages import MADE_EARLIER
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused


def explain_age(_click: Click, _services: Services) -> Reply:
    """Explain why nothing happens; without a listener Slack would only show a warning sign."""
    raise WordsRefused(MADE_EARLIER)
