"""Subscribe on a weekly report, Change and Stop in its modal, Stop this digest below a message, and the group menu."""

from dataclasses import replace
from typing import Any

from slack_bolt import Ack

from blocks.references import resolve
from blocks.report_query import QueryRefused, ReportQuery, row_id
from blocks.weekly_modal import WeeklyForm, weekly_modal, weekly_options, weekly_saved_message
from bot.access import Right
from bot.delivery.pages import MADE_EARLIER
from bot.listeners.modals import open_modal, redraw_modal
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused
from tracker.reports.types import WeeklySubscription


def offer_groups(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Offer the groups that match the typed text, to people who may read team reports."""
    may_read = services.access.has(body["user"]["id"], Right.READ_TEAM)
    groups = services.reports.groups() if may_read else ()
    ack(options=weekly_options(groups, body.get("value") or ""))


def own(subscription: WeeklySubscription, user_id: str) -> bool:
    """Whether a digest is sent to this person."""
    return subscription.is_person and subscription.destination == user_id


def require_change(services: Services, user_id: str, subscription: WeeklySubscription) -> None:
    """Raise AccessRefused unless the digest is the person's own or they are an admin."""
    if not own(subscription, user_id):
        services.access.require(user_id, Right.CHANGE_SETTINGS, to="change the digests of others")


def subscribe_weekly(click: Click, services: Services) -> Reply:
    services.access.require(click.user_id, Right.READ_TEAM)
    try:
        query = ReportQuery.decode(click.value)
    except QueryRefused as error:
        raise WordsRefused(MADE_EARLIER) from error
    form = _form(click.user_id, services)
    group = None if query.group is None else resolve(query.group, form.groups)
    view = weekly_modal(replace(form, group=group))
    return open_modal(services, click.trigger_id, view, again="Please press Subscribe again.")


def _form(user_id: str, services: Services) -> WeeklyForm:
    is_admin, now = services.access.is_admin(user_id), services.clock()
    running = services.weekly.list(now).subscriptions
    shown = running if is_admin else tuple(each for each in running if own(each, user_id))
    return WeeklyForm(is_admin, user_id, services.reports.groups(), shown)


def change_weekly(click: Click, services: Services) -> Reply:
    """Fill the open modal with an existing digest."""
    services.access.require(click.user_id, Right.READ_TEAM)
    subscription = services.weekly.find(_number(click.value))
    require_change(services, click.user_id, subscription)
    view = weekly_modal(replace(_form(click.user_id, services), editing=subscription))
    redraw_modal(services, click.view_id, view)
    return Reply.nothing()


def stop_weekly(click: Click, services: Services) -> Reply:
    subscription = services.weekly.find(_number(click.value))
    require_change(services, click.user_id, subscription)
    stopped = services.weekly.stop(subscription.id, by=click.user_id, source="slack", now=services.clock())
    if click.view_id:
        redraw_modal(services, click.view_id, weekly_modal(_form(click.user_id, services)))
        return Reply.nothing()
    return Reply.private(weekly_saved_message(stopped, "Stopped"))


def _number(value: str) -> int:
    subscription_id = row_id(value)
    if subscription_id is None:
        raise WordsRefused(MADE_EARLIER)
    return subscription_id
