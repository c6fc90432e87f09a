"""`/spendwatch help|status|trial|groups|...`: help, the age of the figures, and settings."""

from blocks.report_query import ReportQuery
from bot.listeners.commands.help import all_help
from bot.listeners.modals import open_settings
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import Offer, WordsRefused, split_words
from tracker.nearest import nearest
from tracker.quotes import shortened
from tracker.reports.default_ranges import DEFAULT_RANGES

SETTINGS = "settings"
SUBCOMMANDS = ("help", "status", "trial", "groups", "notices", "weekly", SETTINGS, "audit")
REPORTS = ("status", "trial", "groups", "notices", "audit")  # those that are reports without arguments


def opens_modal(typed: str) -> bool:
    """Whether the text opens a form, which has to happen within three seconds."""
    return typed.strip().lower() == SETTINGS


def answer_spendwatch(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    asked = words.rest.lower()
    if not asked or words.asks_for_help:
        return all_help(command, services)
    if asked == SETTINGS:
        return open_settings(command, command.trigger_id, services)
    if asked.split()[0] == "weekly":
        group = words.rest.partition(" ")[2] or None
        range_words = words.range_words or DEFAULT_RANGES["weekly"]
        return services.delivery.answer(command, ReportQuery("weekly", range_words, group))
    if asked == "groups":
        return services.delivery.answer(command, ReportQuery("groups", words.range_words or DEFAULT_RANGES["groups"]))
    if asked in SUBCOMMANDS:
        return services.delivery.answer(command, ReportQuery(asked))
    near = nearest(asked, SUBCOMMANDS)
    hint = f" Did you mean `{near[0]}`?" if near else ""
    offers = [Offer(word, ReportQuery(word)) for word in near if word in REPORTS]
    raise WordsRefused(f"I do not know `/spendwatch {shortened(words.rest)}`. I know {_known()}.{hint}", offers)


def _known() -> str:
    *others, last = (f"`{each}`" for each in SUBCOMMANDS)
    return f"{', '.join(others)} and {last}"
