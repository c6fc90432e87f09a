"""Opening modals: Slack lets one open for three seconds after the click or the command.

What takes longer after a modal was submitted is worked off while a view that waits stands there, and is then shown in
its place.
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

NOT_THERE_YET = "not_found"  # what Slack says of a view that it does not show yet, or not any more
TRIES, PAUSE_S = 10, 0.2
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


def redraw_modal(services: Services, view_id: str, view: Block) -> None:
    """Draw an open modal anew; one that the person has closed meanwhile stays closed."""
    try:
        services.slack.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") != NOT_THERE_YET:
            raise
        log.info("view shown to nobody reason=it was closed")


def show_instead(services: Services, view: Block) -> bool:
    """Put a view in the place of the one that waits; false when the person has closed it.

    Slack may not show that one yet, so it is tried for a while.
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
    if trigger_id is None:  # asked in a sentence
        return Reply.private(private_notice("Type `/spendwatch settings`, or press Change settings on my Home tab."))
    view = settings_modal(services.reports.settings_form(services.in_force.environment))
    return open_modal(services, trigger_id, view, again="Please try once more.")
