"""The modal of weekly digests: subscribe, change, stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from blocks import limits
from blocks.action_ids import (
    CHANGE_WEEKLY,
    STOP_WEEKLY,
    WEEKLY_CHANNEL,
    WEEKLY_GROUP,
    WEEKLY_MODAL,
    WEEKLY_PERSON,
    distinct,
)
from blocks.elements import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    divider,
    form_view,
    input_block,
    line,
    message,
    option,
    paragraph,
    plain,
    rich_text,
    words,
)
from blocks.escape import escape, is_slack_user, message_text, outside, sentence_case
from blocks.limits import OPTION_VALUE, SELECT_OPTIONS
from blocks.references import ALL, refer
from tracker.reports.types import WeeklySubscription

WHOLE_TEAM = "The whole team"
SHOWN = 30  # each takes two of a view's hundred blocks
_INTRODUCTION = (
    "On Mondays from 07:00 UTC: what the week cost compared with the week before, why, idle seats, savings and "
    "incidents. Nothing is sent when little has changed."
)


@dataclass(frozen=True)
class WeeklyForm:
    """What the modal shows: whether places can be chosen, the groups, and the subscriptions that can be changed.

    `editing` is the subscription in the form, or None for a new one for `group` (None: the whole team).
    """

    is_admin: bool
    user_id: str
    groups: Sequence[str]
    subscriptions: Sequence[WeeklySubscription]
    group: str | None = None
    editing: WeeklySubscription | None = None


@dataclass(frozen=True)
class WeeklyChoice:
    """The form's inputs: a reference to a group (None: the whole team), and the places."""

    group: str | None
    channel: str | None
    person: str | None


def weekly_modal(form: WeeklyForm) -> Block:
    """The view for views.open and views.update."""
    editing = form.editing
    return form_view(
        WEEKLY_MODAL,
        "Weekly digest",
        paragraph(words(_INTRODUCTION)),
        *_inputs(form),
        *_running(form),
        submit="Change" if editing else "Subscribe",
        close="Close",
        metadata=str(editing.id) if editing else "",
    )


def weekly_options(groups: Sequence[str], typed: str) -> list[Element]:
    """Menu options: the whole team, then groups whose name contains the typed text."""
    asked = " ".join(typed.split()).casefold()
    found = [name for name in groups if asked in name.casefold()]
    team = [option(WHOLE_TEAM, ALL)] if asked in WHOLE_TEAM.casefold() else []
    return [*team, *_distinct_options(found)][:SELECT_OPTIONS]


def read_choice(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> WeeklyChoice:
    """The form's inputs, from the view's state as Slack sends it."""
    found = {
        block_id.partition(":")[0]: inputs.get(block_id.partition(":")[0]) or {} for block_id, inputs in values.items()
    }
    group = (found.get(WEEKLY_GROUP, {}).get("selected_option") or {}).get("value") or ALL
    return WeeklyChoice(
        None if group == ALL else str(group),
        found.get(WEEKLY_CHANNEL, {}).get("selected_conversation"),
        found.get(WEEKLY_PERSON, {}).get("selected_user"),
    )


def choice_errors(values: Mapping[str, Any], action: str, reason: str) -> dict[str, str]:
    """An error for the field with that action id, whatever its block id in this view."""
    block_id = next((each for each in values if each.partition(":")[0] == action), action)
    return {block_id: f"{sentence_case(reason)}."}


def place_words(subscription: WeeklySubscription) -> str:
    """`Platform to C0SPEND0001`."""
    return f"{outside(subscription.group or 'the whole team')} to {outside(subscription.destination)}"


def weekly_saved_message(subscription: WeeklySubscription, what: str) -> Message:
    """A digest was created, changed or stopped."""
    pieces = [words(f"{what}: the weekly digest of "), *_pieces(subscription), words(".")]
    sentence = f"{what}: the weekly digest of {place_words(subscription)}."
    return message(message_text(escape(sentence)), paragraph(*pieces))


def _pieces(subscription: WeeklySubscription) -> list[Element]:
    group = outside(subscription.group) if subscription.group else "the whole team"
    return [words(group, bold=True), words(" to "), _place(subscription.destination)]


def _place(destination: str) -> Element:
    if is_slack_user(destination):
        return {"type": "user", "user_id": destination}
    return {"type": "channel", "channel_id": destination}


# --- the form --------------------------------------------------------------------------------------------------------


def _inputs(form: WeeklyForm) -> list[Block]:
    """Block ids differ for each subscription: Slack keeps what was typed into a block with the same id."""
    editing = form.editing
    place = editing.destination if editing else form.user_id
    person = place if is_slack_user(place) else None
    group = _input(form, WEEKLY_GROUP, "Of", _group_menu(form))
    if not form.is_admin:
        return [group, context(plain("It goes to your own conversation with me. Admins can choose another place."))]
    return [
        group,
        _input(form, WEEKLY_CHANNEL, "To a channel", _channel_menu(None if person else place), hint=_CHANNEL_HINT),
        _input(form, WEEKLY_PERSON, "or to a person", _person_menu(person), hint=_PERSON_HINT),
    ]


_CHANNEL_HINT = "I have to be a member of it. Everyone there can read the digest."
_PERSON_HINT = "Only people who may read team reports get it. If both are chosen, the channel is used."


def _input(form: WeeklyForm, action: str, label: str, element: Element, *, hint: str = "") -> Block:
    block_id = distinct(action, form.editing.id if form.editing else "new")
    return input_block(block_id, label, element | {"action_id": action}, hint=hint, optional=bool(hint))


def _group_menu(form: WeeklyForm) -> Element:
    chosen = form.editing.group if form.editing else form.group
    initial = option(outside(chosen), refer(chosen, OPTION_VALUE)) if chosen is not None else option(WHOLE_TEAM, ALL)
    placeholder = plain("A group", limits.PLACEHOLDER)
    listed = weekly_options(form.groups, "")
    if len(form.groups) >= SELECT_OPTIONS or initial not in listed:
        return {"type": "external_select", "min_query_length": 0, "placeholder": placeholder, "initial_option": initial}
    return {"type": "static_select", "placeholder": placeholder, "options": listed, "initial_option": initial}


def _distinct_options(groups: Sequence[str]) -> list[Element]:
    return [
        option(outside(name), value) for value, name in {refer(each, OPTION_VALUE): each for each in groups}.items()
    ]


def _channel_menu(chosen: str | None) -> Element:
    return {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        **({"initial_conversation": chosen} if chosen else {}),
    }


def _person_menu(chosen: str | None) -> Element:
    return {"type": "users_select", **({"initial_user": chosen} if chosen else {})}


# --- what runs -------------------------------------------------------------------------------------------------------


def _running(form: WeeklyForm) -> list[Block]:
    if not form.subscriptions:
        return []
    left_out = len(form.subscriptions) - SHOWN
    more = [context(plain(f"And {left_out:,} more: `spendwatch weekly list` shows all."))] if left_out > 0 else []
    rows = [block for each in form.subscriptions[:SHOWN] for block in _row(each)]
    return [divider(), paragraph(words("Running now", bold=True)), *rows, *more]


def _row(subscription: WeeklySubscription) -> list[Block]:
    value = str(subscription.id)
    row = actions(
        button("Change", distinct(CHANGE_WEEKLY, value), value, label=f"Change digest {value}"),
        button("Stop", distinct(STOP_WEEKLY, value), value, style="danger", label=f"Stop digest {value}"),
    )
    assert row is not None
    return [rich_text(line(*_pieces(subscription))), row]
