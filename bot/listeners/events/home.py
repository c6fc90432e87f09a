"""Somebody opens the bot's Home tab."""

from typing import Any

from bot.answers import Answers
from bot.requests import Asker, Reply
from bot.services import Services


def home_opened(event: dict[str, Any], answers: Answers) -> None:
    """Redraw the tab; the event also comes when the Messages tab is opened."""
    if event.get("tab") == "home":
        answers.later(Asker(event["user"], None, None), _show_home)


def _show_home(asker: Asker, services: Services) -> Reply:
    return services.home.show(asker)
