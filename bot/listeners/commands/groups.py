"""`/groups [range] [group]`: billing groups side by side, or one with its people; admins change them there.

`/groups import` opens the form for a file, and `/groups export` sends one.
"""

from dataclasses import replace

from blocks.group_page import MEMBERS
from blocks.report_query import ReportQuery
from bot.listeners.actions.group_imports import open_import, send_export
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import split_words
from tracker.reports.default_ranges import DEFAULT_RANGES

IMPORT, EXPORT = "import", "export"


def opens_modal(typed: str) -> bool:
    """Whether the text opens a form, which has to happen within three seconds."""
    return typed.strip().lower() == IMPORT


def answer_groups(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    if opens_modal(command.text):
        return open_import(command, command.trigger_id, services)
    if command.text.strip().lower() == EXPORT:
        return send_export(command, services)
    query = ReportQuery("groups", words.range_words or DEFAULT_RANGES["groups"])
    if words.rest:
        query = replace(query, group=words.rest, section=MEMBERS)
    return services.delivery.answer(command, query)
