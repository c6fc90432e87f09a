"""The submitted modal of weekly digests: checked at once, saved later on the pool."""

from typing import Any

from slack_bolt import Ack

from blocks.action_ids import WEEKLY_CHANNEL, WEEKLY_PERSON
from blocks.references import resolve
from blocks.report_query import row_id
from blocks.weekly_modal import choice_errors, read_choice, weekly_saved_message
from bot.access import AccessRefused, Right
from bot.alert_channel import why_it_cannot_post, without_retries
from bot.answers import Answers
from bot.delivery.client import SLACK_TROUBLE
from bot.listeners.actions.weekly import require_change
from bot.requests import Reply, Submission
from bot.services import Services
from bot.words import WordsRefused
from tracker.weekly.due import next_at

NO_PLACE = "choose a channel here, or a person below"


def weekly_submitted(ack: Ack, body: dict[str, Any], answers: Answers, services: Services) -> None:
    """Show errors next to their fields, or else close the modal and hand the work over."""
    submission = Submission.from_body(body)
    errors = _errors(submission, services)
    if errors:
        ack(response_action="errors", errors=errors)
        return
    ack()
    answers.later(submission, _save)


def _errors(submission: Submission, services: Services) -> dict[str, str]:
    values, choice = submission.values, read_choice(submission.values)
    offers_places = any(block_id.startswith(WEEKLY_CHANNEL) for block_id in values)
    if offers_places and not choice.channel and not choice.person:
        return choice_errors(values, WEEKLY_CHANNEL, NO_PLACE)
    try:
        if choice.channel:
            reason = why_it_cannot_post(without_retries(services.slack), choice.channel)
            return choice_errors(values, WEEKLY_CHANNEL, reason) if reason else {}
        if choice.person and not services.access.has(choice.person, Right.READ_TEAM):
            return choice_errors(values, WEEKLY_PERSON, "this person may not read team reports")
    except (*SLACK_TROUBLE, AccessRefused):
        return choice_errors(values, WEEKLY_CHANNEL, "Slack is not answering at the moment; try again")
    return {}


def _save(submission: Submission, services: Services) -> Reply:
    user_id, choice, now = submission.user_id, read_choice(submission.values), services.clock()
    services.access.require(user_id, Right.READ_TEAM)
    destination = choice.channel or choice.person or user_id
    if destination != user_id:
        services.access.require(user_id, Right.CHANGE_SETTINGS, to="send a digest to other places")
    group = None if choice.group is None else resolve(choice.group, services.reports.groups())
    if choice.group is not None and group is None:
        raise WordsRefused("That group no longer exists. Nothing was changed.")
    is_person = destination == user_id or choice.channel is None
    subscription_id = row_id(submission.private_metadata)
    if subscription_id is not None:
        require_change(services, user_id, services.weekly.find(subscription_id))
        changed = services.weekly.change(
            subscription_id, group, destination, is_person=is_person, by=user_id, source="slack", now=now
        )
        return Reply.private(weekly_saved_message(changed, "Changed"))
    made = services.weekly.add(group, destination, is_person=is_person, by=user_id, source="slack", now=now)
    return Reply.private(weekly_saved_message(made, f"Subscribed, first on {next_at(now):%A, %-d %B, %H:%M} UTC"))
