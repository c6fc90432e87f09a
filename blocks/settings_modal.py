"""The settings modal, the view that previews a change, and the messages after it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Self

from blocks import limits
from blocks.action_ids import (
    SETTING_BLOCK,
    SETTINGS_MODAL,
    SETTINGS_PREVIEW,
    UNDO_SETTINGS,
)
from blocks.elements import (
    Block,
    Element,
    Message,
    actions,
    bullets,
    button,
    context,
    form_view,
    header,
    input_block,
    instant_piece,
    line,
    message,
    option,
    paragraph,
    person_piece,
    plain,
    rich_text,
    spoken,
    words,
)
from blocks.escape import is_slack_channel, is_slack_user, message_text, outside, sentence_case
from blocks.notices import notice_pieces
from blocks.replay import change_pieces, replay_lists, replay_remarks, replay_sentence
from blocks.report_query import QueryRefused, row_id
from tracker.reports.types import FieldKind, SettingChange, SettingField, SettingsForm, SettingsPreview

INTRODUCTION = (
    "Three parts: when to raise an alarm; where and when; roles and e-mail. Thresholds take effect at the next run, "
    "everything else at once. Preview shows what would change and what it would have meant lately, before anything is "
    "saved."
)
MEANWHILE = "The settings were changed while you had them open. Close this and reopen them to see the current ones."
NEW_CHANNEL = (
    "Members of the new alert channel can then read team reports and handle incidents; people who are only in the old "
    "one no longer can. Incidents already posted there are kept up to date there."
)
CONSEQUENCES = {  # of changing a setting, in addition to its field's hint
    "alert_channel": NEW_CHANNEL,
    "keep_events_days": "Deleted events do not come back, whatever is set later.",
    "admin_users": "Further admins can change all of this, including roles.",
    "report_readers": "Further readers see everyone's figures.",
}


@dataclass(frozen=True)
class SettingsDraft:
    """The state of a form: the last change when it was opened, and the wanted values by setting key.

    `opened_at` is the last change that the form knew of, `wanted` holds only values that differ, as they are stored.
    All of it is kept in the view, so that a restart loses nothing.
    """

    opened_at: int
    wanted: Mapping[str, str]

    def encode(self) -> str:
        """The view's metadata."""
        return json.dumps([self.opened_at, dict(self.wanted)], separators=(",", ":"))

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote; raises QueryRefused for anything else."""
        try:
            opened_at, wanted = json.loads(text)
        except (ValueError, TypeError) as error:
            raise QueryRefused(text) from error
        if not (type(opened_at) is int and opened_at >= 0 and _is_texts(wanted)):
            raise QueryRefused(text)
        return cls(opened_at, wanted)


def _is_texts(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(each, str) for pair in part.items() for each in pair)


# --- the form --------------------------------------------------------------------------------------------------------


def settings_modal(form: SettingsForm) -> Block:
    """The view for views.open: one input per setting, with unit, meaning, bounds and default."""
    sections = [
        block
        for title, fields in groupby(form.fields, key=lambda field: field.section)
        for block in (header(title), *map(_input, fields))
    ]
    return form_view(
        SETTINGS_MODAL,
        "Change settings",
        paragraph(words(INTRODUCTION)),
        *sections,
        submit="Preview",
        metadata=SettingsDraft(form.opened_at, {}).encode(),
    )


def typed_values(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, str]:
    """The form's inputs as text by setting key; "" for an empty one.

    If no channel is chosen it stays, as a person may not see the one in force. `values` is the view's state as Slack
    sends it; other inputs are left out.
    """
    typed = {}
    for block_id, inputs in values.items():
        key = block_id.removeprefix(SETTING_BLOCK)
        if key != block_id:
            state = inputs.get(block_id) or {}
            if state.get("type") != CHANNEL_INPUT or state.get("selected_conversation"):
                typed[key] = _typed(state)
    return typed


def _typed(state: Mapping[str, Any]) -> str:
    chosen = (state.get("selected_option") or {}).get("value")
    people = ",".join(map(str, state.get("selected_users") or ()))
    return str(state.get("value") or chosen or state.get("selected_conversation") or people)


def input_errors(reasons: Mapping[str, str]) -> dict[str, str]:
    """Errors by setting key in the form in which Slack shows them next to each input."""
    return {SETTING_BLOCK + key: f"{sentence_case(reason)}." for key, reason in reasons.items()}


def _input(field: SettingField) -> Block:
    return input_block(
        SETTING_BLOCK + field.key,
        f"{field.title} ({field.unit})" if field.unit else field.title,
        {"action_id": SETTING_BLOCK + field.key, **_ELEMENTS[field.kind](field)},
        hint=_hint(field),
        optional=field.is_optional,
    )


def _hint(field: SettingField) -> str:
    """The meaning, the bounds, the effect of 0 and the default."""
    if field.kind is FieldKind.CHANNEL:
        return f"{field.help} Leave it empty to keep the current one."
    if field.kind is FieldKind.PEOPLE and field.environment:
        return f"{field.help} Up to {field.most} people. ADMIN_USERS names {outside(field.environment, 300)}."
    if field.kind is FieldKind.PEOPLE:
        return f"{field.help} Up to {field.most} people."
    if field.kind is FieldKind.ADDRESSES:
        return f"{field.help} Up to {field.most} addresses, separated by commas."
    if field.kind is FieldKind.SWITCH or field.is_optional:
        return f"{field.help} Default: {field.default}."
    zero = {"": "", "off": "; 0 turns it off"}.get(field.zero_means, f"; 0 is {field.zero_means}")
    bounds = field.bounds.removesuffix(f", or 0 for {field.zero_means}")
    return f"{field.help} {sentence_case(bounds)}{zero}. Default: {field.default}."


def _number(field: SettingField) -> Element:
    element = {
        "type": "number_input",
        "is_decimal_allowed": not field.is_whole,
        "min_value": str(field.minimum),
        "max_value": str(field.maximum),
    }
    if field.is_optional and field.text == "0":
        return element | _placeholder(field)
    return element | {"initial_value": field.text.removesuffix(".0")}


def _switch(field: SettingField) -> Element:
    choices = {value: option(sentence_case(value), value) for value in ("yes", "no")}
    return {
        "type": "radio_buttons",
        "options": list(choices.values()),
        "initial_option": choices[field.text],
    }


def _channel(field: SettingField) -> Element:
    chosen = field.text or field.environment
    return {
        "type": CHANNEL_INPUT,
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
        **({"initial_conversation": chosen} if is_slack_channel(chosen) else {}),
    }


def _people(field: SettingField) -> Element:
    chosen = [user_id for user_id in field.text.split(",") if is_slack_user(user_id)]
    return {
        "type": "multi_users_select",
        "max_selected_items": field.most,
        **({"initial_users": chosen} if chosen else {}),
    }


def _addresses(field: SettingField) -> Element:
    element = {"type": "plain_text_input", "max_length": limits.PLAIN_TEXT_INPUT}
    return element | ({"initial_value": field.text.replace(",", ", ")} if field.text else _placeholder(field))


def _placeholder(field: SettingField) -> Element:
    """The value that applies if the input is empty."""
    return {"placeholder": plain(field.environment, limits.PLACEHOLDER)} if field.environment else {}


CHANNEL_INPUT = "conversations_select"
_ELEMENTS = {
    FieldKind.NUMBER: _number,
    FieldKind.SWITCH: _switch,
    FieldKind.CHANNEL: _channel,
    FieldKind.PEOPLE: _people,
    FieldKind.ADDRESSES: _addresses,
}


# --- the preview -----------------------------------------------------------------------------------------------------


def preview_view(draft: SettingsDraft, preview: SettingsPreview, *, external_id: str) -> Block:
    """The view pushed above the form: what would change and its effect on past days, with Save."""
    view = _preview(external_id)
    if preview.meanwhile:
        changed = rich_text(bullets(*(line(*_change(change)) for change in preview.meanwhile)))
        return view | {"blocks": [paragraph(words(MEANWHILE)), changed]}
    if not preview.changes:
        return view | {"blocks": [paragraph(words("No changes from the current settings."))]}
    replay = preview.replay
    shown = message(
        "",
        paragraph(*replay_sentence(replay)) if replay else None,
        rich_text(bullets(*(line(*_change(change)) for change in preview.changes))),
        [paragraph(words(CONSEQUENCES[each.key])) for each in preview.changes if each.key in CONSEQUENCES],
        replay_lists(replay) if replay else None,
        context(*(plain(remark) for remark in replay_remarks(replay))) if replay else None,
    )
    return view | {
        "callback_id": SETTINGS_PREVIEW,
        "private_metadata": draft.encode(),
        "submit": plain("Save", limits.VIEW_BUTTON),
        "blocks": shown.blocks,
    }


def _preview(external_id: str) -> Block:
    return {
        "type": "modal",
        "external_id": external_id,
        "title": plain("Preview", limits.VIEW_TITLE),
        "close": plain("Back", limits.VIEW_BUTTON),
    }


def waiting_view(*, external_id: str) -> Block:
    """The view shown until the preview is ready."""
    return _preview(external_id) | {"blocks": [paragraph(words("Working out what the change would have meant…"))]}


def refused_view(reason: str, *, external_id: str) -> Block:
    """The view with an explanation instead of the preview."""
    return _preview(external_id) | {"blocks": [paragraph(*notice_pieces(reason))]}


# --- what is said after it -------------------------------------------------------------------------------------------


def saved_message(changes: Sequence[SettingChange], ids: Sequence[int]) -> Message:
    """A change was saved; with Undo."""
    undo = button("Undo", UNDO_SETTINGS, ",".join(map(str, ids)), label="Undo this settings change")
    return _changes_message(
        "Settings saved. Thresholds take effect at the next run, everything else at once.", changes, undo
    )


def undone_message(changes: Sequence[SettingChange], *, trouble: str = "") -> Message:
    """A change was undone; `trouble` says why alerts cannot be posted in the restored channel."""
    title = "Undone: the settings are as they were before that change."
    return _changes_message(
        f"{title} But nothing can be posted in the restored alert channel: {trouble}." if trouble else title, changes
    )


def unchanged_message() -> Message:
    """There was nothing to save."""
    sentence = "Nothing was changed: these are already the current values."
    return message(message_text(sentence), paragraph(words(sentence)))


def meanwhile_message(changes: Sequence[SettingChange], *, undoing: bool = False) -> Message:
    """For the person who came second: what others changed, and that nothing was saved."""
    title = (
        "Nothing was undone: the settings have been changed since."
        if undoing
        else (
            "Nothing was saved: the settings were changed while you had them open. Reopen them to see the current ones."
        )
    )
    return _changes_message(title, changes)


def read_undo(value: str) -> tuple[int, ...]:
    """The audit rows that an Undo button refers to; raises QueryRefused for a value that is not ours."""
    rows = [row_id(part) for part in value.split(",")]
    if None in rows:
        raise QueryRefused(value)
    return tuple(row for row in rows if row is not None)


def _changes_message(title: str, changes: Sequence[SettingChange], *buttons: Element) -> Message:
    pieces = [_change(change) for change in changes]
    return message(
        message_text(title, *(spoken(*each) for each in pieces)),
        paragraph(words(title, bold=True)),
        rich_text(bullets(*(line(*each) for each in pieces))),
        actions(*buttons),
    )


def _change(change: SettingChange) -> list[Element]:
    pieces = change_pieces(change)
    if change.by:
        pieces += [words(", by "), person_piece(change.by)]
    if change.at is not None:
        pieces += [words(", "), instant_piece(change.at)]
    return pieces
