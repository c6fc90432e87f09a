"""The buttons of suggested questions."""

from typing import Any

from slack_bolt import Ack

from bot.answers import Answers
from bot.listeners.sentences import answer_sentence
from bot.requests import Click, Command


def ask_question(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Answer the question as if it had been typed."""
    ack()
    click = Click.from_body(body)
    answers.later(
        Command(click.user_id, click.channel_id, click.response_url, name="", text=click.value), answer_sentence
    )
