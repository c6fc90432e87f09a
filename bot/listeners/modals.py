"""Opening modals: Slack lets one open for three seconds after the click or the command."""

from slack_sdk.errors import SlackApiError

from blocks.elements import Block
from blocks.notices import private_notice
from blocks.settings_modal import settings_modal
from bot.access import Right
from bot.requests import Asker, Reply
from bot.services import Services

EXPIRED = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}


def open_modal(services: Services, trigger_id: str | None, view: Block, *, again: str) -> Reply:
    """Open a modal; where it comes too late the person is told how to try `again`."""
    try:
        services.slack.views_open(trigger_id=trigger_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") in EXPIRED:
            return Reply.private(private_notice(f"That took too long, and Slack closed the door. {again}"))
        raise
    return Reply.nothing()


def open_settings(asker: Asker, trigger_id: str | None, services: Services) -> Reply:
    """Open the modal of settings with the values in force; raises AccessRefused."""
    services.access.require(asker.user_id, Right.CHANGE_SETTINGS)
    if trigger_id is None:  # asked in a sentence
        return Reply.private(private_notice("Type `/spendwatch settings`, or press Change settings on my Home tab."))
    view = settings_modal(services.reports.settings_form(services.in_force.environment))
    return open_modal(services, trigger_id, view, again="Please try once more.")
