"""`/models [what if or efficiency] [range] [group or person]`: what each model costs and could save."""

from blocks.report_query import ReportQuery
from bot.listeners.commands.help import command_help
from bot.listeners.commands.user import email_of
from bot.requests import Command, Reply
from bot.sections import MODEL_ALIASES, take_word
from bot.services import Services
from bot.words import split_words
from tracker.reports.default_ranges import DEFAULT_RANGES


def answer_models(command: Command, services: Services) -> Reply:
    words = split_words(command.text, may_name_people=True)
    if words.asks_for_help:
        return command_help(command.name)
    range_words = words.range_words or DEFAULT_RANGES["models"]
    if words.slack_user_id:
        who = email_of(words.slack_user_id, services)
        return services.delivery.answer(command, ReportQuery("models", range_words=range_words, user=who))
    section, rest = take_word(words.rest, MODEL_ALIASES)
    query = ReportQuery("models", range_words=range_words, group=rest or None, section=section)
    return services.delivery.answer(command, query)
