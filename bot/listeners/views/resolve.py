"""The modal that asks why an incident happened."""

from dataclasses import replace
from typing import Any

from slack_bolt import Ack

from blocks import action_ids
from blocks.notices import already_message
from blocks.report_query import QueryRefused
from blocks.resolve_modal import Resolving
from bot.access import Right
from bot.answers import Answers
from bot.delivery.pages import MADE_EARLIER
from bot.delivery.send import MessageRef
from bot.requests import Reply, Submission
from bot.services import Services
from bot.words import WordsRefused

LONGEST_NOTE = 2_000


def resolve_submitted(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Check what was typed, close the modal and hand the work over."""
    submission = Submission.from_body(body)
    errors = _errors(submission)
    if errors:
        ack(response_action="errors", errors=errors)
        return
    ack()
    answers.later(submission, _resolve)


def _errors(submission: Submission) -> dict[str, str]:
    errors = {}
    if not _cause(submission):
        errors[action_ids.CAUSE_BLOCK] = "Choose the cause that comes closest."
    if len(_note(submission) or "") > LONGEST_NOTE:
        errors[action_ids.NOTE_BLOCK] = f"Please keep the note below {LONGEST_NOTE} characters."
    return errors


def _resolve(submission: Submission, services: Services) -> Reply:
    services.access.require(submission.user_id, Right.HANDLE_INCIDENTS)
    resolving = _resolving(submission)
    outcome = services.incidents.resolve(
        resolving.incident_id,
        by=submission.user_id,
        source="slack",
        now=services.clock(),
        cause=_cause(submission),
        note=_note(submission),
    )
    services.dispatcher.wake()
    redrawn = Reply.nothing()
    if resolving.query is not None:
        ref = MessageRef(resolving.channel_id, resolving.message_ts)
        redrawn = services.delivery.redraw(submission, ref, resolving.query)
    services.home.refresh(submission.user_id)
    if outcome.won:
        return redrawn
    return replace(redrawn, message=already_message(outcome.state, by=outcome.by, at=outcome.at))


def _resolving(submission: Submission) -> Resolving:
    try:
        return Resolving.decode(submission.private_metadata)
    except QueryRefused as error:
        raise WordsRefused(MADE_EARLIER) from error


def _cause(submission: Submission) -> str | None:
    chosen = submission.values.get(action_ids.CAUSE_BLOCK, {}).get(action_ids.CAUSE, {}).get("selected_option")
    return chosen["value"] if chosen else None


def _note(submission: Submission) -> str | None:
    typed = submission.values.get(action_ids.NOTE_BLOCK, {}).get(action_ids.NOTE, {}).get("value")
    return typed.strip() or None if typed else None
