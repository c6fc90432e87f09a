"""`/groups [range] [group]`: billing groups side by side, or one with its people; admins change them there.

`/groups import` opens the form for a file, `/groups export` sends one.
"""

from typing import Any

from slack_bolt import Ack

from blocks.group_page import MEMBERS
from blocks.report_query import ReportQuery
from bot.answers import Answers
from bot.listeners.actions.group_imports import open_import, send_export
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import split_words

IMPORT, EXPORT = "import", "export"


def groups(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Take the command and hand the work over."""
    ack()
    command = Command.from_body(body)
    opens_modal = command.text.strip().lower() == IMPORT  # for which Slack gives three seconds
    (answers.soon if opens_modal else answers.later)(command, answer_groups)


def answer_groups(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    asked = command.text.strip().lower()
    if asked == IMPORT:
        return open_import(command, command.trigger_id, services)
    if asked == EXPORT:
        return send_export(command, services)
    query = ReportQuery("groups", words.range_words or "cycle")
    if words.rest:
        query = ReportQuery("groups", words.range_words or "cycle", group=words.rest, section=MEMBERS)
    return services.delivery.answer(command, query)
