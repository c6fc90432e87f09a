"""The modal that asks why an incident happened."""

from typing import Any

from slack_bolt import Ack

from blocks import action_ids
from blocks.notices import already_message
from bot.access import Right
from bot.answers import Answers
from bot.listeners.actions.incident_buttons import incident_id_of
from bot.requests import Reply, Submission
from bot.services import Services

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
    outcome = services.incidents.resolve(
        incident_id_of(submission.private_metadata),
        by=submission.user_id,
        source="slack",
        now=services.clock(),
        cause=_cause(submission),
        note=_note(submission),
    )
    services.dispatcher.wake()
    services.home.refresh(submission.user_id)
    if outcome.won:
        return Reply.nothing()
    return Reply.private(already_message(outcome.state, by=outcome.by, at=outcome.at))


def _cause(submission: Submission) -> str | None:
    chosen = submission.values.get(action_ids.CAUSE_BLOCK, {}).get(action_ids.CAUSE, {}).get("selected_option")
    return chosen["value"] if chosen else None


def _note(submission: Submission) -> str | None:
    typed = submission.values.get(action_ids.NOTE_BLOCK, {}).get(action_ids.NOTE, {}).get("value")
    return typed.strip() or None if typed else None
