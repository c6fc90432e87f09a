"""Submitted modals."""

from slack_bolt import App

from blocks import action_ids
from bot.listeners.views.group_imports import import_submitted
from bot.listeners.views.groups import group_created, group_renamed, people_moved
from bot.listeners.views.resolve import resolve_submitted
from bot.listeners.views.settings import settings_previewed, settings_submitted
from bot.listeners.views.weekly import weekly_submitted


def register(app: App) -> None:
    """Register a listener for each modal."""
    app.view(action_ids.WEEKLY_MODAL)(weekly_submitted)
    app.view(action_ids.CREATE_GROUP_MODAL)(group_created)
    app.view(action_ids.RENAME_GROUP_MODAL)(group_renamed)
    app.view(action_ids.MOVE_PEOPLE_MODAL)(people_moved)
    app.view(action_ids.IMPORT_MODAL)(import_submitted)
    app.view(action_ids.RESOLVE_MODAL)(resolve_submitted)
    app.view(action_ids.SETTINGS_MODAL)(settings_submitted)
    app.view(action_ids.SETTINGS_PREVIEW)(settings_previewed)
