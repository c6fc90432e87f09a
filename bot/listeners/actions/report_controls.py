"""Sort, page, range and group controls of a live report, and the buttons that open another report."""

from collections.abc import Callable
from dataclasses import replace

from slack_bolt import Ack

from blocks.badges import badges_message
from blocks.report_query import QueryRefused, ReportQuery, filtered, query_of, searched
from bot.access import Right
from bot.delivery.pages import MADE_EARLIER
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused
from tracker.reports.default_ranges import DEFAULT_RANGES

ALL_GROUPS = "*"


def open_report(ack: Ack) -> None:
    """A link opens by itself, but Slack still expects an acknowledgement."""
    ack()


def show_report(click: Click, services: Services) -> Reply:
    """Post the report that the button names as a new message."""
    return services.delivery.answer(click, _decoded(click.value))


def update_report(click: Click, services: Services) -> Reply:
    """Redraw the report with the query of the button."""
    return services.delivery.update(click, _decoded(click.value))


def share_report(click: Click, services: Services) -> Reply:
    """Post the report in the channel where its command was typed."""
    if click.channel_id is None:
        raise WordsRefused("I cannot tell which channel you asked in. Type the command there again.")
    return services.delivery.share(click, _decoded(click.value), click.channel_id)


def choose_range(click: Click, services: Services) -> Reply:
    """Redraw the report over the chosen range."""
    return _changed(click, services, lambda query: replace(query, range_words=click.value, page=1))


def choose_group(click: Click, services: Services) -> Reply:
    """Redraw the report for the chosen group."""
    group = None if click.value == ALL_GROUPS else click.value
    return _changed(click, services, lambda query: replace(query, group=group, page=1))


def choose_sort(click: Click, services: Services) -> Reply:
    """Redraw the report in the chosen order."""
    return _changed(click, services, lambda query: replace(query, sort=click.value, page=1))


def choose_which(click: Click, services: Services) -> Reply:
    """Redraw the list with the chosen incidents."""
    return _changed(click, services, lambda query: replace(query, which=click.value, page=1))


def choose_filter(click: Click, services: Services) -> Reply:
    """Redraw the report with the chosen rows or section."""
    try:
        return _changed(click, services, lambda query: filtered(query, click.value))
    except QueryRefused as error:
        raise _too_old() from error


def search(click: Click, services: Services) -> Reply:
    """Redraw the report with the people whom the typed text matches."""
    return _changed(click, services, lambda query: searched(query, click.value))


def explain_badges(click: Click, services: Services) -> Reply:
    """Explain in a private reply what each badge means."""
    services.access.require(click.user_id, Right.READ_TEAM)
    return Reply.private(badges_message())


def pick_user(click: Click, services: Services) -> Reply:
    """Post the chosen person's report."""
    query = _query_of(click)
    words = query.range_words if query else DEFAULT_RANGES["user"]
    return services.delivery.answer(click, ReportQuery("user", range_words=words, user=click.value))


def _changed(click: Click, services: Services, change: Callable[[ReportQuery], ReportQuery]) -> Reply:
    query = _query_of(click)
    if query is None:
        raise _too_old()
    return services.delivery.update(click, change(query))


def _query_of(click: Click) -> ReportQuery | None:
    try:
        return query_of(click.blocks)
    except QueryRefused as error:
        raise _too_old() from error


def _decoded(value: str) -> ReportQuery:
    try:
        return ReportQuery.decode(value)
    except QueryRefused as error:
        raise _too_old() from error


def _too_old() -> WordsRefused:
    return WordsRefused(MADE_EARLIER)
