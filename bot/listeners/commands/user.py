"""`/user [@person, e-mail or name] [range]`: one person."""

from blocks.report_query import ReportQuery
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import WordsRefused, split_words
from tracker.reports.default_ranges import DEFAULT_RANGES


def answer_user(command: Command, services: Services) -> Reply:
    words = split_words(command.text, beside_people=True)
    if words.asks_for_help:
        return command_help(command.name)
    who = email_of(words.slack_user_id, services) if words.slack_user_id else words.rest or None
    query = ReportQuery("user", words.range_words or DEFAULT_RANGES["user"], user=who)
    return services.delivery.answer(command, query)


def email_of(slack_user_id: str, services: Services) -> str:
    """The e-mail of a person who was mentioned; raises WordsRefused where Slack does not tell it."""
    email = services.access.person(slack_user_id).email
    if email is None:
        raise WordsRefused(
            "Slack does not tell me that person's e-mail, so I cannot find their usage. Type their e-mail instead."
        )
    return email
