"""Change settings, and Undo below a change."""

import logging

from blocks.report_query import QueryRefused
from blocks.settings_modal import meanwhile_message, read_undo, undone_message
from bot.access import Right
from bot.alert_channel import ALERT_CHANNEL, why_it_cannot_post
from bot.delivery.client import SLACK_TROUBLE, trouble_reason
from bot.delivery.pages import MADE_EARLIER
from bot.listeners.modals import open_settings
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused
from tracker.reports.types import SettingsOutcome

log = logging.getLogger(__name__)


def change_settings(click: Click, services: Services) -> Reply:
    return open_settings(click, click.trigger_id, services)


def undo_settings(click: Click, services: Services) -> Reply:
    services.access.require(click.user_id, Right.CHANGE_SETTINGS)
    try:
        ids = read_undo(click.value)
    except QueryRefused as error:
        raise WordsRefused(MADE_EARLIER) from error
    outcome = services.settings.undo(ids, by=click.user_id, source="slack", now=services.clock())
    if outcome.meanwhile:
        return Reply.private(meanwhile_message(outcome.meanwhile, undoing=True))
    services.home.refresh(click.user_id)
    return Reply.private(undone_message(outcome.changes, trouble=_channel_trouble(outcome, services)))


def _channel_trouble(outcome: SettingsOutcome, services: Services) -> str:
    """Why the bot cannot post in the alert channel restored by an undo; empty if Slack does not say."""
    if ALERT_CHANNEL not in {change.key for change in outcome.changes}:
        return ""
    try:
        return why_it_cannot_post(services.slack, services.in_force.alert_channel()) or ""
    except SLACK_TROUBLE as error:
        log.warning("alert channel not looked at reason=%s", trouble_reason(error))
        return ""
