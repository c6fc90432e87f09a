"""Shared by buttons, menus and modals of billing groups: access check, parsing, and the redraw after a change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from blocks.group_changes import outcome_message
from blocks.group_modals import FROM_BEGINNING, FROM_CYCLE, FilledIn, GroupForm, ReportPlace
from blocks.references import resolve
from blocks.report_query import QueryRefused, query_of
from bot.access import Right
from bot.delivery.pages import MADE_EARLIER
from bot.delivery.send import MessageRef
from bot.requests import Asker, Click, Reply
from bot.services import Services
from bot.words import WordsRefused
from tracker.reports.types import GroupOutcome

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # before any data that Cursor can have


def require_admin(asker: Asker, services: Services, *, to: str = "change billing groups") -> None:
    """Raise AccessRefused, with a message about groups, unless the person may change settings."""
    services.access.require(asker.user_id, Right.CHANGE_SETTINGS, to=to)


def read_form(text: str) -> GroupForm:
    """The subject of a button or a modal; raises WordsRefused for one of another version."""
    try:
        return GroupForm.decode(text)
    except QueryRefused as error:
        raise WordsRefused(MADE_EARLIER) from error


def read_values(values: Mapping[str, Any]) -> FilledIn:
    """A form's inputs; raises WordsRefused for anything that our forms cannot produce."""
    try:
        return FilledIn.read(values)
    except QueryRefused as error:
        raise WordsRefused(MADE_EARLIER) from error


def place_of(click: Click) -> ReportPlace | None:
    """The report that was clicked on; None on the Home tab, which is redrawn by other means."""
    try:
        query = query_of(click.blocks)
    except QueryRefused:
        return None
    if query is None or not click.channel_id or not click.message_ts or click.is_ephemeral:
        return None
    return ReportPlace(click.channel_id, click.message_ts, query)


def people_of(filled: FilledIn, services: Services) -> list[str]:
    """The keys of the chosen people; raises WordsRefused for somebody who no longer exists."""
    if not filled.people:
        return []
    keys = services.reports.actor_keys()
    found = [resolve(reference, keys) for reference in filled.people]
    if None in found:
        raise WordsRefused("Someone you chose is no longer known. Nothing was changed; choose again.")
    return [key for key in found if key is not None]


def since_of(filled: FilledIn, services: Services, now: datetime) -> datetime | None:
    """The instant from which a decision takes effect; None for now."""
    if filled.since == FROM_BEGINNING:
        return BEGINNING
    return services.reports.cycle_start(now) if filled.since == FROM_CYCLE else None


def answer_change(asker: Asker, services: Services, outcome: GroupOutcome, place: ReportPlace | None) -> Reply:
    """Redraw the report that the change was made from, and reply with the result and an Undo."""
    redrawn = Reply.nothing()
    if place is not None and outcome.change_id is not None:
        ref = MessageRef(place.channel_id, place.message_ts)
        redrawn = services.delivery.redraw(asker, ref, place.query)
    if outcome.change_id is not None:
        services.home.refresh(asker.user_id)
    return replace(redrawn, message=outcome_message(outcome, place))
