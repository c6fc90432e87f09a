"""`/cycle [last cycle]`: the billing cycle for finance."""

from blocks.report_query import ReportQuery
from bot.listeners.commands.help import command_help
from bot.requests import Command, Reply
from bot.services import Services
from bot.words import Offer, WordsRefused, split_words
from tracker.quotes import quoted
from tracker.ranges import nearest_completion, nearest_range
from tracker.reports.default_ranges import DEFAULT_RANGES


def answer_cycle(command: Command, services: Services) -> Reply:
    words = split_words(command.text)
    if words.asks_for_help:
        return command_help(command.name)
    range_words = words.range_words or DEFAULT_RANGES["cycle"]
    if words.rest.lower() == "last" and words.range_words is None:
        range_words = "last cycle"
    elif words.rest:
        raise _not_known(words.rest)
    return services.delivery.answer(command, ReportQuery("cycle", range_words=range_words))


def _not_known(rest: str) -> WordsRefused:
    nearest = nearest_range(rest) or nearest_completion(rest, "cycle")
    if nearest not in {"cycle", "this cycle", "last cycle"}:
        nearest = None
    hint = f" Did you mean `{nearest}`?" if nearest else ""
    return WordsRefused(
        f"`/cycle` is about the whole team, so I do not know what to do with {quoted(rest)}. "
        f"I know `/cycle` and `/cycle last cycle`.{hint}",
        [Offer(nearest, ReportQuery("cycle", nearest))] if nearest else [],
    )
