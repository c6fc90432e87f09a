"""Submitted modals of billing groups: names are checked while the modal is open, the rest is done later."""

from dataclasses import replace
from typing import Any

from slack_bolt import Ack

from blocks import action_ids
from blocks.escape import sentence_case
from bot.answers import Answers
from bot.delivery.pages import MADE_EARLIER
from bot.listeners.group_work import answer_change, people_of, read_form, read_values, require_admin, since_of
from bot.requests import Reply, Submission
from bot.services import Services
from bot.words import WordsRefused


def group_created(ack: Ack, body: dict[str, Any], answers: Answers, services: Services) -> None:
    """Check the name and show an error next to its field, or else close the modal and hand the work over."""
    submission = Submission.from_body(body)
    _take(ack, answers, submission, _create, _name_errors(submission, services))


def group_renamed(ack: Ack, body: dict[str, Any], answers: Answers, services: Services) -> None:
    """The same for a new name."""
    submission = Submission.from_body(body)
    _take(ack, answers, submission, _rename, _name_errors(submission, services))


def people_moved(ack: Ack, body: dict[str, Any], answers: Answers) -> None:
    """Check that people and a target are chosen, close the modal and hand the work over."""
    submission = Submission.from_body(body)
    filled, errors = read_values(submission.values), {}
    if not filled.people:
        errors[action_ids.GROUP_PEOPLE] = "Choose at least one person."
    if filled.target is None:
        errors[action_ids.GROUP_TARGET] = "Choose a group."
    _take(ack, answers, submission, _move, errors)


def _take(ack: Ack, answers: Answers, submission: Submission, work: Any, errors: dict[str, str]) -> None:
    if errors:
        ack(response_action="errors", errors=errors)
        return
    ack()
    answers.later(submission, work)


def _name_errors(submission: Submission, services: Services) -> dict[str, str]:
    group_id = read_form(submission.private_metadata).group_id
    reason = services.groups.why_not(read_values(submission.values).name, except_for=group_id)
    return {action_ids.GROUP_NAME: f"{sentence_case(reason)}."} if reason else {}


def _create(submission: Submission, services: Services) -> Reply:
    require_admin(submission, services)
    form, filled, now = read_form(submission.private_metadata), read_values(submission.values), services.clock()
    outcome = services.groups.create(
        filled.name,
        people_of(filled, services),
        since=since_of(filled, services, now),
        by=submission.user_id,
        source="slack",
        now=now,
    )
    return answer_change(submission, services, outcome, form.place)


def _rename(submission: Submission, services: Services) -> Reply:
    require_admin(submission, services)
    form, filled = read_form(submission.private_metadata), read_values(submission.values)
    if form.group_id is None:
        raise WordsRefused(MADE_EARLIER)
    outcome = services.groups.rename(
        form.group_id,
        filled.name,
        opened_with=form.name,
        by=submission.user_id,
        source="slack",
        now=services.clock(),
    )
    place = form.place
    if place is not None and place.query.group is not None and outcome.name is not None:
        place = replace(place, query=replace(place.query, group=outcome.name))  # its own page, renamed
    return answer_change(submission, services, outcome, place)


def _move(submission: Submission, services: Services) -> Reply:
    require_admin(submission, services)
    form, filled, now = read_form(submission.private_metadata), read_values(submission.values), services.clock()
    assert filled.target is not None  # checked while the modal was open
    outcome = services.groups.assign(
        people_of(filled, services),
        filled.target,
        seen=form.seen,
        since=since_of(filled, services, now),
        by=submission.user_id,
        source="slack",
        now=now,
    )
    return answer_change(submission, services, outcome, form.place)
