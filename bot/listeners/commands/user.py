"""`/user [section] [@person, e-mail or name] [range]`: one person."""

from blocks.report_query import ReportQuery
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.sections import USER_ALIASES, take_word
from bot.services import Services
from bot.words import WordsRefused, split_words
from tracker.reports.actors import ActorAmbiguous, ActorNotFound
from tracker.reports.default_ranges import DEFAULT_RANGES
from tracker.reports.types import UserSection


def answer_user(command: Command, services: Services) -> Reply:
    words = split_words(command.text, may_name_people=True)
    if words.asks_for_help:
        return command_help(command.name)
    section, rest = _take_section(words.rest, services)
    who = email_of(words.slack_user_id, services) if words.slack_user_id else rest or None
    query = ReportQuery("user", words.range_words or DEFAULT_RANGES["user"], user=who, section=section)
    return services.delivery.answer(command, query)


def _take_section(text: str, services: Services) -> tuple[UserSection | None, str]:
    """The section before or after a name, unless the whole text is somebody's name."""
    section, rest = take_word(text, USER_ALIASES)
    if section is None or (rest and _is_somebody(text, services)):
        return None, text
    return section, rest


def _is_somebody(text: str, services: Services) -> bool:
    try:
        services.reports.find_actor(text)
    except ActorAmbiguous:
        return True
    except ActorNotFound:
        return False
    return True


def email_of(slack_user_id: str, services: Services) -> str:
    """The e-mail of a mentioned person; raises WordsRefused if Slack does not reveal it."""
    email = services.access.person(slack_user_id).email
    if email is None:
        raise WordsRefused(
            "Slack does not tell me that person's e-mail, so I cannot find their usage. Type their e-mail instead."
        )
    return email
