"""Buttons and menus."""

import re

from slack_bolt import App

from blocks import action_ids
from bot.listeners.actions.ask_question import ask_question
from bot.listeners.actions.download_csv import download_csv
from bot.listeners.actions.earlier_versions import explain_age
from bot.listeners.actions.group_buttons import create_group, delete_group, move_people, rename_group, undo_groups
from bot.listeners.actions.group_imports import (
    apply_import,
    cancel_import,
    choose_moves,
    decide_moves,
    import_groups,
    send_export,
    undo_import,
)
from bot.listeners.actions.incident_buttons import acknowledge_incident, resolve_incident
from bot.listeners.actions.page_digest import page_digest
from bot.listeners.actions.report_controls import (
    choose_filter,
    choose_group,
    choose_range,
    choose_sort,
    choose_which,
    explain_badges,
    open_report,
    pick_user,
    search,
    share_report,
    show_report,
    update_report,
)
from bot.listeners.actions.settings_buttons import change_settings, undo_settings
from bot.listeners.actions.start_alerting import start_alerting
from bot.listeners.actions.weekly import change_weekly, offer_groups, stop_weekly, subscribe_weekly
from bot.listeners.handing_over import later, soon

ANYTHING = re.compile("")
LISTENERS = {
    action_ids.ACKNOWLEDGE_INCIDENT: soon(acknowledge_incident),
    action_ids.RESOLVE_INCIDENT: soon(resolve_incident),
    action_ids.PAGE_DIGEST: later(page_digest),
    action_ids.SHOW_REPORT: later(show_report),
    action_ids.VIEW_USER: later(show_report),
    action_ids.UPDATE_REPORT: later(update_report),
    action_ids.SHARE_REPORT: later(share_report),
    action_ids.ASK_QUESTION: ask_question,
    action_ids.DOWNLOAD_CSV: later(download_csv),
    action_ids.OPEN_REPORT: open_report,
    action_ids.CHOOSE_RANGE: later(choose_range),
    action_ids.CHOOSE_GROUP: later(choose_group),
    action_ids.CHOOSE_SORT: later(choose_sort),
    action_ids.CHOOSE_WHICH: later(choose_which),
    action_ids.CHOOSE_FILTER: later(choose_filter),
    action_ids.PICK_USER: later(pick_user),
    action_ids.SEARCH: later(search),
    action_ids.EXPLAIN_BADGES: later(explain_badges),
    action_ids.CHANGE_SETTINGS: soon(change_settings),
    action_ids.UNDO_SETTINGS: later(undo_settings),
    action_ids.IMPORT_GROUPS: soon(import_groups),
    action_ids.EXPORT_GROUPS: later(send_export),
    action_ids.IMPORT_CHOOSE: later(choose_moves),
    action_ids.IMPORT_DECIDE: later(decide_moves),
    action_ids.IMPORT_APPLY: later(apply_import),
    action_ids.IMPORT_CANCEL: later(cancel_import),
    action_ids.IMPORT_UNDO: later(undo_import),
    action_ids.SUBSCRIBE_WEEKLY: soon(subscribe_weekly),
    action_ids.CHANGE_WEEKLY: soon(change_weekly),
    action_ids.STOP_WEEKLY: soon(stop_weekly),
    action_ids.CREATE_GROUP: soon(create_group),
    action_ids.MOVE_PEOPLE: soon(move_people),
    action_ids.RENAME_GROUP: soon(rename_group),
    action_ids.DELETE_GROUP: later(delete_group),
    action_ids.UNDO_GROUPS: later(undo_groups),
    action_ids.START_ALERTING: later(start_alerting),
}


def register(app: App) -> None:
    """Register a listener for each button, and one for unknown buttons that explains that they are outdated."""
    for action_id, listener in LISTENERS.items():
        app.action(action_ids.pattern(action_id))(listener)
    app.action(ANYTHING)(later(explain_age))
    app.options(action_ids.WEEKLY_GROUP)(offer_groups)
