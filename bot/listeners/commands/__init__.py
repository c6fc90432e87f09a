"""Slash commands, one file each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App

from bot.answers import Answers
from bot.listeners.commands import groups, spendwatch
from bot.listeners.commands.cycle import answer_cycle
from bot.listeners.commands.incidents import answer_incidents
from bot.listeners.commands.insights import answer_insights
from bot.listeners.commands.models import answer_models
from bot.listeners.commands.spend import answer_spend
from bot.listeners.commands.topspenders import answer_topspenders
from bot.listeners.commands.user import answer_user
from bot.requests import Command, Reply
from bot.services import Services
from bot.spelling import incoming


@dataclass(frozen=True)
class CommandHandler:
    """What a command does after the acknowledgement; `answer` also serves sentences that mean the command.

    `opens_modal` says whether the typed text opens a modal and has to skip the queue.
    """

    answer: Callable[[Command, Services], Reply]
    opens_modal: Callable[[str], bool] = lambda _typed: False


HANDLERS: Mapping[str, CommandHandler] = {
    "/spend": CommandHandler(answer_spend),
    "/topspenders": CommandHandler(answer_topspenders),
    "/models": CommandHandler(answer_models),
    "/user": CommandHandler(answer_user),
    "/insights": CommandHandler(answer_insights),
    "/incidents": CommandHandler(answer_incidents),
    "/cycle": CommandHandler(answer_cycle),
    "/groups": CommandHandler(groups.answer_groups, opens_modal=groups.opens_modal),
    "/spendwatch": CommandHandler(spendwatch.answer_spendwatch, opens_modal=spendwatch.opens_modal),
}


def register(app: App) -> None:
    """Register a listener for each command."""
    for name, handler in HANDLERS.items():
        app.command(incoming(name))(listener_of(handler))


def listener_of(handler: CommandHandler) -> Callable[[Ack, dict[str, Any], Answers], None]:
    """A listener that acknowledges a command and hands its work over."""

    def take(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
        ack()
        command = Command.from_body(body)
        hand_over = answers.soon if handler.opens_modal(command.text) else answers.later
        hand_over(command, handler.answer)

    return take
