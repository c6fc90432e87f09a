"""Create, move, rename and delete below the report of billing groups, and Undo below a change."""

from dataclasses import replace

from blocks.group_modals import GroupForm, create_group_modal, move_people_modal, rename_group_modal
from blocks.references import resolve
from blocks.report_query import QueryRefused, ReportQuery
from bot.delivery.pages import MADE_EARLIER
from bot.listeners.group_work import answer_change, place_of, read_form, require_admin
from bot.listeners.modals import open_modal
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused
from tracker.reports.types import PersonOption

ANYONE = "anyone"  # in buttons of earlier versions; their menus hold only a person's key
AGAIN = "Please try again."


def create_group(click: Click, services: Services) -> Reply:
    require_admin(click, services)
    form = GroupForm(place=place_of(click))
    return open_modal(services, click.trigger_id, create_group_modal(form), again=AGAIN)


def move_people(click: Click, services: Services) -> Reply:
    """Open the form, prefilled with a group to move people into, a person to move, or neither."""
    require_admin(click, services)
    form = _what_to_move(click.value)
    people: tuple[PersonOption, ...] = ()
    if form.person is not None:
        key = resolve(form.person, services.reports.actor_keys())
        people = services.reports.person_option(key or "", now=services.clock())
    form = replace(form, person=None, seen=services.groups.last_decision(), place=place_of(click))
    return open_modal(services, click.trigger_id, move_people_modal(form, people), again=AGAIN)


def _what_to_move(value: str) -> GroupForm:
    try:
        return GroupForm.decode(value)
    except QueryRefused:
        return GroupForm() if value == ANYONE else GroupForm(person=value)


def rename_group(click: Click, services: Services) -> Reply:
    require_admin(click, services)
    form = replace(read_form(click.value), place=place_of(click))
    return open_modal(services, click.trigger_id, rename_group_modal(form), again=AGAIN)


def delete_group(click: Click, services: Services) -> Reply:
    require_admin(click, services)
    form, place = read_form(click.value), place_of(click)
    if form.group_id is None:
        raise WordsRefused(MADE_EARLIER)
    outcome = services.groups.delete(
        form.group_id, opened_with=form.name, by=click.user_id, source="slack", now=services.clock()
    )
    if place is not None and outcome.change_id is not None:  # the page it was on may be the deleted group's own
        place = replace(place, query=ReportQuery("groups", place.query.range_words))
    return answer_change(click, services, outcome, place)


def undo_groups(click: Click, services: Services) -> Reply:
    require_admin(click, services)
    form = read_form(click.value)
    if form.change_id is None:
        raise WordsRefused(MADE_EARLIER)
    outcome = services.groups.undo(form.change_id, by=click.user_id, source="slack", now=services.clock())
    return answer_change(click, services, outcome, form.place)
