"""Opens modals, which Slack allows for three seconds after the click or the command.

If the work after a submission takes longer, a waiting view is shown meanwhile and then replaced by the result.
"""

import logging
import time

from slack_sdk.errors import SlackApiError

from blocks.elements import Block
from blocks.notices import private_notice
from blocks.settings_modal import settings_modal
from bot.access import Right
from bot.requests import Asker, Reply
from bot.services import Services

log = logging.getLogger(__name__)

NOT_THERE_YET = "not_found"  # Slack's error for a view that is not shown yet, or no longer
TRIES, PAUSE_S = 10, 0.2
EXPIRED = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}


def open_modal(services: Services, trigger_id: str | None, view: Block, *, again: str) -> Reply:
    """Open a modal; if it is too late, tell the person how to try `again`."""
    try:
        services.slack.views_open(trigger_id=trigger_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") in EXPIRED:
            return Reply.private(private_notice(f"That took too long, and Slack timed out. {again}"))
        raise
    return Reply.nothing()


def redraw_modal(services: Services, view_id: str, view: Block) -> None:
    """Redraw an open modal; one that was closed meanwhile stays closed."""
    try:
        services.slack.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") != NOT_THERE_YET:
            raise
        log.info("view shown to nobody reason=it was closed")


def show_instead(services: Services, view: Block) -> bool:
    """Replace the waiting view; return False if the person has closed it.

    Slack may not show the waiting view yet, so it is retried for a while.
    """
    for _ in range(TRIES):
        try:
            services.slack.views_update(external_id=view["external_id"], view=view)
        except SlackApiError as error:
            if error.response.get("error") != NOT_THERE_YET:
                raise
            time.sleep(PAUSE_S)
        else:
            return True
    log.info("view shown to nobody reason=it was closed")
    return False


def open_settings(asker: Asker, trigger_id: str | None, services: Services) -> Reply:
    """Open the modal of settings with the values in force; raises AccessRefused."""
    services.access.require(asker.user_id, Right.CHANGE_SETTINGS)
    if trigger_id is None:  # asked in a sentence, where there is no trigger
        return Reply.private(private_notice("Type `/spendwatch settings`, or press Change settings on my Home tab."))
    view = settings_modal(services.reports.settings_form(services.in_force.environment))
    return open_modal(services, trigger_id, view, again="Please try again.")
