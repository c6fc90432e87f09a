"""The settings modal: inputs are checked on submission, shown as a preview, and saved from there."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack

from blocks.elements import Block
from blocks.report_query import QueryRefused
from blocks.settings_modal import (
    SettingsDraft,
    input_errors,
    meanwhile_message,
    preview_view,
    refused_view,
    saved_message,
    typed_values,
    unchanged_message,
    waiting_view,
)
from bot.access import Right
from bot.alert_channel import ALERT_CHANNEL, why_it_cannot_post, without_retries
from bot.answers import Answers
from bot.delivery.client import SLACK_TROUBLE, trouble_reason
from bot.delivery.pages import MADE_EARLIER
from bot.listeners.modals import show_instead
from bot.refusals import MEANT_FOR_PEOPLE
from bot.requests import Reply, Submission
from bot.services import Services
from bot.words import WordsRefused
from tracker.preferences import canonical
from tracker.settings import SettingRefused, UnknownSetting

log = logging.getLogger(__name__)


FAILED = "Something went wrong on my side, so there is no preview. Nothing was saved; go back and try again."


@dataclass(frozen=True)
class Previewing(Submission):
    """A submitted form, and the external id of the preview that was pushed above it."""

    external_id: str = ""


def settings_submitted(ack: Ack, body: dict[str, Any], answers: Answers, services: Services) -> None:
    """Check every input and show errors next to them, or else push a view that waits for the preview."""
    submission = Previewing.from_body(body)
    typed = typed_values(submission.values)
    reasons = _reasons(typed) or _channel_reasons(typed, services)
    if reasons:
        ack(response_action="errors", errors=input_errors(reasons))
        return
    external_id = f"settings.{secrets.token_hex(8)}"
    ack(response_action="push", view=waiting_view(external_id=external_id))
    answers.later(replace(submission, external_id=external_id), _preview)


def settings_previewed(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Take the click on Save, close both views and hand the work over."""
    ack(response_action="clear")
    answers.later(Submission.from_body(body), _save)


def _reasons(typed: Mapping[str, str]) -> dict[str, str]:
    """Errors by setting key."""
    reasons = {}
    for key, text in typed.items():
        try:
            canonical(key, text)
        except SettingRefused as refused:
            reasons[key] = refused.reason
        except UnknownSetting:
            reasons[key] = "I no longer know this setting; reopen the settings"
    return reasons


def _channel_reasons(typed: Mapping[str, str], services: Services) -> dict[str, str]:
    """Why the new alert channel is refused. If Slack does not answer in time, the preview checks again."""
    channel_id = typed.get(ALERT_CHANNEL)
    if not channel_id or channel_id == services.in_force.alert_channel():
        return {}
    try:
        reason = why_it_cannot_post(without_retries(services.slack), channel_id)
    except SLACK_TROUBLE as error:
        log.warning("alert channel not looked at in time reason=%s", trouble_reason(error))
        return {}
    return {ALERT_CHANNEL: reason} if reason else {}


def _require_channel(wanted: Mapping[str, str], services: Services) -> None:
    """Raise WordsRefused if alerts cannot be posted in the wanted channel."""
    channel_id = wanted.get(ALERT_CHANNEL)
    if not channel_id:
        return
    try:
        reason = why_it_cannot_post(services.slack, channel_id)
    except SLACK_TROUBLE as error:
        reason = f"Slack did not say whether I can post there ({trouble_reason(error)})"
    if reason:
        raise WordsRefused(f"Nothing was saved, because of the alert channel: {reason}.")


def _preview(submission: Previewing, services: Services) -> Reply:
    try:
        view = _previewed(submission, services)
    except MEANT_FOR_PEOPLE as refusal:
        show_instead(services, refused_view(str(refusal), external_id=submission.external_id))
        raise
    except Exception:
        show_instead(services, refused_view(FAILED, external_id=submission.external_id))
        raise
    show_instead(services, view)
    return Reply.nothing()


def _previewed(submission: Previewing, services: Services) -> Block:
    services.access.require(submission.user_id, Right.CHANGE_SETTINGS)
    opened_at = _draft(submission).opened_at
    typed = _as_stored(typed_values(submission.values), services)
    preview = services.reports.settings_preview(typed, opened_at=opened_at, now=services.clock())
    wanted = {change.key: typed[change.key] for change in preview.changes}
    _require_channel(wanted, services)
    return preview_view(SettingsDraft(opened_at, wanted), preview, external_id=submission.external_id)


def _as_stored(typed: Mapping[str, str], services: Services) -> dict[str, str]:
    """The inputs as the database stores them.

    The form shows the channel in force, whether set or from the environment. If it is left unchanged nothing is stored,
    and choosing the environment's own channel clears the setting.
    """
    kept = {key: canonical(key, text) for key, text in typed.items()}
    channel_id = kept.get(ALERT_CHANNEL)
    if channel_id == services.in_force.alert_channel():
        del kept[ALERT_CHANNEL]
    elif channel_id == services.in_force.environment.get(ALERT_CHANNEL):
        kept[ALERT_CHANNEL] = ""
    return kept


def _save(submission: Submission, services: Services) -> Reply:
    services.access.require(submission.user_id, Right.CHANGE_SETTINGS)
    draft = _draft(submission)
    _require_channel(draft.wanted, services)
    outcome = services.settings.save(
        draft.wanted, opened_at=draft.opened_at, by=submission.user_id, source="slack", now=services.clock()
    )
    if outcome.meanwhile:
        return Reply.private(meanwhile_message(outcome.meanwhile))
    if not outcome.changes:
        return Reply.private(unchanged_message())
    services.home.refresh(submission.user_id)
    return Reply.private(saved_message(outcome.changes, outcome.ids))


def _draft(submission: Submission) -> SettingsDraft:
    try:
        return SettingsDraft.decode(submission.private_metadata)
    except QueryRefused as error:
        raise WordsRefused(MADE_EARLIER) from error
