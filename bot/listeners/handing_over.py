"""Listeners for clicks, which acknowledge and hand their work over."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack

from bot.answers import Answers
from bot.requests import Click, Reply
from bot.services import Services

Listener = Callable[[Ack, dict[str, Any], Answers], None]
Work = Callable[[Click, Services], Reply]


def later(work: Work) -> Listener:
    """A listener that queues the work behind other answers."""

    def take(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
        ack()  # Slack waits 3 seconds, and fifty people may click at once: nothing else happens here
        answers.later(Click.from_body(body), work)

    return take


def soon(work: Work) -> Listener:
    """A listener whose work goes ahead of the queue: a modal must open within 3 seconds."""

    def take(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
        ack()
        answers.soon(Click.from_body(body), work)

    return take
