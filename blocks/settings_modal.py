"""The modal in which thresholds are changed, the view that shows what a change would do, and what is said after it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from blocks.escape import message_text, sentence_case
from blocks.notices import notice_pieces
from blocks.replay import change_pieces, replay_lists, replay_remarks, replay_sentence
from blocks.report_query import QueryRefused
from tracker.reports.types import ReplayReport, SettingChange, SettingField

INTRODUCTION = (
    "A change takes effect at the next run. Preview shows what it would have meant lately; nothing is saved before."
)


@dataclass(frozen=True)
class SettingsDraft:
    """What a form was opened with and what somebody wants: setting keys to texts as the form has them.

    `wanted` holds only what differs. All of it travels in the view, so that a restart in between loses nothing.
    """

    opened_with: Mapping[str, str]
    wanted: Mapping[str, str]

    def encode(self) -> str:
        """The view's metadata."""
        return json.dumps([dict(self.opened_with), dict(self.wanted)], separators=(",", ":"))

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote; raises QueryRefused for anything else."""
        try:
            opened_with, wanted = json.loads(text)
        except (ValueError, TypeError) as error:
            raise QueryRefused(text) from error
        if not all(_is_texts(part) for part in (opened_with, wanted)):
            raise QueryRefused(text)
        return cls(opened_with, wanted)


def _is_texts(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(each, str) for pair in part.items() for each in pair)


# --- the form --------------------------------------------------------------------------------------------------------


def settings_modal(fields: Sequence[SettingField]) -> Block:
    """The view for views.open: one input a threshold, each with its unit, meaning, bounds and default."""
    opened_with = {field.key: field.text for field in fields}
    return {
        "type": "modal",
        "callback_id": SETTINGS_MODAL,
        "private_metadata": SettingsDraft(opened_with, {}).encode(),
        "title": plain("Change settings", limits.VIEW_TITLE),
        "submit": plain("Preview", limits.VIEW_BUTTON),
        "close": plain("Cancel", limits.VIEW_BUTTON),
        "blocks": [paragraph(words(INTRODUCTION)), *(_input(field) for field in fields)],
    }


def typed_values(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, str]:
    """What stands in the form's inputs, as text by setting key; "" for an empty one.

    `values` is the view's state as Slack sends it; inputs that are no setting's are left out.
    """
    typed = {}
    for block_id, inputs in values.items():
        key = block_id.removeprefix(SETTING_BLOCK)
        if key != block_id:
            state = inputs.get(block_id) or {}
            chosen = state.get("selected_option") or {}
            typed[key] = str(state.get("value") or chosen.get("value") or "")
    return typed


def input_errors(reasons: Mapping[str, str]) -> dict[str, str]:
    """Why values are refused, by setting key, as Slack shows them beside each input."""
    return {SETTING_BLOCK + key: f"{sentence_case(reason)}." for key, reason in reasons.items()}


def _input(field: SettingField) -> Block:
    label = field.title if field.is_switch else f"{field.title} ({field.unit})"
    return {
        "type": "input",
        "block_id": SETTING_BLOCK + field.key,
        "label": plain(label),
        "hint": plain(_hint(field), limits.INPUT_HINT),
        "element": _switch(field) if field.is_switch else _number(field),
    }


def _hint(field: SettingField) -> str:
    """What it means, what may be typed, what 0 does and what is the default."""
    if field.is_switch:
        return f"{field.help} Default: {field.default}."
    zero = {"": "", "off": "; 0 turns it off"}.get(field.zero_means, f"; 0 is {field.zero_means}")
    bounds = field.bounds.removesuffix(f", or 0 for {field.zero_means}")
    return f"{field.help} {sentence_case(bounds)}{zero}. Default: {field.default}."


def _number(field: SettingField) -> Element:
    return {
        "type": "number_input",
        "action_id": SETTING_BLOCK + field.key,
        "is_decimal_allowed": not field.is_whole,
        "initial_value": field.text.removesuffix(".0"),
        "min_value": str(field.minimum),
        "max_value": str(field.maximum),
    }


def _switch(field: SettingField) -> Element:
    choices = {value: option(sentence_case(value), value) for value in ("yes", "no")}
    return {
        "type": "radio_buttons",
        "action_id": SETTING_BLOCK + field.key,
        "options": list(choices.values()),
        "initial_option": choices[field.text],
    }


# --- the preview -----------------------------------------------------------------------------------------------------


def preview_view(draft: SettingsDraft, report: ReplayReport, *, external_id: str) -> Block:
    """The view pushed above the form: what would change and what it would have meant, with Save."""
    view = _preview(external_id)
    if not report.changes:
        return view | {"blocks": [paragraph(words("Nothing differs from what is in force."))]}
    shown = message(
        "",
        paragraph(*replay_sentence(report)),
        rich_text(bullets(*(line(*_change(change)) for change in report.changes))),
        replay_lists(report),
        context(*(plain(remark) for remark in replay_remarks(report))),
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
    """What stands in the preview's place until it is worked out."""
    return _preview(external_id) | {"blocks": [paragraph(words("Working out what the change would have meant…"))]}


def refused_view(reason: str, *, external_id: str) -> Block:
    """The same with a sentence in the place of the preview."""
    return _preview(external_id) | {"blocks": [paragraph(*notice_pieces(reason))]}


# --- what is said after it -------------------------------------------------------------------------------------------


def saved_message(changes: Sequence[SettingChange], ids: Sequence[int]) -> Message:
    """That a change was saved, with the way back."""
    undo = button("Undo", UNDO_SETTINGS, ",".join(map(str, ids)), label="Undo this change of settings")
    return _changes_message("Settings saved; they take effect at the next run.", changes, undo)


def undone_message(changes: Sequence[SettingChange]) -> Message:
    """That a change was taken back."""
    return _changes_message("Undone; the next run judges as before.", changes)


def unchanged_message() -> Message:
    """That there was nothing to save."""
    sentence = "Nothing was changed: these are the values in force."
    return message(message_text(sentence), paragraph(words(sentence)))


def meanwhile_message(changes: Sequence[SettingChange], *, undoing: bool = False) -> Message:
    """To the one who came second: what others changed, and that nothing was done."""
    title = (
        "Nothing was undone: settings were changed after it."
        if undoing
        else (
            "Nothing was saved: settings were changed while you had them open. Open them again to see what is in force."
        )
    )
    return _changes_message(title, changes)


def read_undo(value: str) -> tuple[int, ...]:
    """The trail's rows that an Undo button is about; raises QueryRefused for a value that is none of ours."""
    parts = value.split(",")
    if not all(part.isascii() and part.isdigit() and len(part) < 18 for part in parts):
        raise QueryRefused(value)
    return tuple(map(int, parts))


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
