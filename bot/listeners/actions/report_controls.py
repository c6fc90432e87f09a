"""Sort, page, range and group controls of a live report, and the buttons that open another report."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt import Ack

from blocks.badges import badges_message
from blocks.report_query import QueryRefused, ReportQuery, filtered, query_of, searched
from bot.access import Right
from bot.answers import Answers
from bot.delivery.pages import MADE_EARLIER
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused
from tracker.reports.default_ranges import DEFAULT_RANGES

ALL_GROUPS = "*"


def show_report(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Post the report that the button names as a new message."""
    ack()
    answers.later(Click.from_body(body), _show_report)


def update_report(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Redraw the report with the query of the button."""
    ack()
    answers.later(Click.from_body(body), _update_report)


def share_report(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Post the report in the channel where its command was typed."""
    ack()
    answers.later(Click.from_body(body), _share_report)


def open_report(ack: Ack) -> None:
    """A link opens by itself, but Slack still expects an acknowledgement."""
    ack()


def choose_range(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Redraw the report over the chosen range."""
    ack()
    answers.later(Click.from_body(body), _choose_range)


def choose_group(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Redraw the report for the chosen group."""
    ack()
    answers.later(Click.from_body(body), _choose_group)


def choose_sort(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Redraw the report in the chosen order."""
    ack()
    answers.later(Click.from_body(body), _choose_sort)


def choose_which(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Redraw the list with the chosen incidents."""
    ack()
    answers.later(Click.from_body(body), _choose_which)


def choose_filter(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Redraw the report with the chosen rows or section."""
    ack()
    answers.later(Click.from_body(body), _choose_filter)


def search(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Redraw the report with the people whom the typed text matches."""
    ack()
    answers.later(Click.from_body(body), _search)


def explain_badges(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Explain in a private reply what each badge means."""
    ack()
    answers.later(Click.from_body(body), _explain_badges)


def pick_user(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Post the chosen person's report."""
    ack()
    answers.later(Click.from_body(body), _pick_user)


def _show_report(click: Click, services: Services) -> Reply:
    return services.delivery.answer(click, _decoded(click.value))


def _update_report(click: Click, services: Services) -> Reply:
    return services.delivery.update(click, _decoded(click.value))


def _share_report(click: Click, services: Services) -> Reply:
    if click.channel_id is None:
        raise WordsRefused("I cannot tell which channel this was asked in. Type the command there again.")
    return services.delivery.share(click, _decoded(click.value), click.channel_id)


def _choose_range(click: Click, services: Services) -> Reply:
    return _changed(click, services, lambda query: replace(query, range_words=click.value, page=1))


def _choose_group(click: Click, services: Services) -> Reply:
    group = None if click.value == ALL_GROUPS else click.value
    return _changed(click, services, lambda query: replace(query, group=group, page=1))


def _choose_sort(click: Click, services: Services) -> Reply:
    return _changed(click, services, lambda query: replace(query, sort=click.value, page=1))


def _choose_which(click: Click, services: Services) -> Reply:
    return _changed(click, services, lambda query: replace(query, which=click.value, page=1))


def _choose_filter(click: Click, services: Services) -> Reply:
    try:
        return _changed(click, services, lambda query: filtered(query, click.value))
    except QueryRefused as error:
        raise _too_old() from error


def _search(click: Click, services: Services) -> Reply:
    return _changed(click, services, lambda query: searched(query, click.value))


def _explain_badges(click: Click, services: Services) -> Reply:
    services.access.require(click.user_id, Right.READ_TEAM)
    return Reply.private(badges_message())


def _pick_user(click: Click, services: Services) -> Reply:
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
