"""Options of menus that query the bot while somebody types; Slack waits three seconds for them."""

from typing import Any

from slack_bolt import Ack, App

from blocks import action_ids
from blocks.group_modals import person_options, target_options
from bot.access import AccessRefused, Right
from bot.services import Services


def offer_people(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """People whose name or e-mail contains the typed text, each with their group."""
    if not _may_see(body, services):
        ack(options=[])
        return
    ack(options=person_options(services.reports.person_options(str(body.get("value") or ""), now=services.clock())))


def offer_groups(ack: Ack, body: dict[str, Any], services: Services) -> None:
    """Targets of a move: no group, as Cursor has it, and the groups whose name contains the typed text."""
    typed = str(body.get("value") or "")
    ack(options=target_options(services.reports.group_options(typed), typed) if _may_see(body, services) else [])


def _may_see(body: dict[str, Any], services: Services) -> bool:
    try:
        return services.access.has(body["user"]["id"], Right.CHANGE_SETTINGS)
    except AccessRefused:  # Slack cannot be asked, and options cannot explain that
        return False


def register(app: App) -> None:
    """Register a listener for each menu."""
    app.options(action_ids.GROUP_PEOPLE)(offer_people)
    app.options(action_ids.GROUP_TARGET)(offer_groups)
