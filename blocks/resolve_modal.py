"""The modal that asks why an incident is over."""

from blocks import limits
from blocks.action_ids import CAUSE, CAUSE_BLOCK, NOTE, NOTE_BLOCK, RESOLVE_MODAL
from blocks.elements import Block, Element, option, paragraph, plain, select, words
from blocks.escape import outside
from blocks.incident import NOTE_LENGTH, SENTENCE_LENGTH, headline
from tracker.reports.types import IncidentReport

CAUSES = (
    "An expensive model was chosen",
    "An agent or a loop ran wild",
    "A large task, as planned",
    "A new member or tool is being tried out",
    "A key or a seat was shared or misused",
    "Nothing wrong: the threshold is too low",
    "Something else",
)


def resolve_modal(incident: IncidentReport) -> Block:
    """The view for views.open; its metadata is the incident's id, the chosen option's value the cause in words."""
    return {
        "type": "modal",
        "callback_id": RESOLVE_MODAL,
        "private_metadata": str(incident.incident_id),
        "title": plain("Resolve incident", limits.VIEW_TITLE),
        "submit": plain("Resolve", limits.VIEW_BUTTON),
        "close": plain("Cancel", limits.VIEW_BUTTON),
        "blocks": [
            paragraph(
                words(f"{headline(incident)}\n", bold=True),
                words(outside(incident.anomalies[0].message, SENTENCE_LENGTH)),
            ),
            _input(CAUSE_BLOCK, "Cause", select(CAUSE, "What was it?", [option(cause, cause) for cause in CAUSES])),
            _input(NOTE_BLOCK, "Note", _note(), hint="Shown in the incident's message and its thread.", optional=True),
        ],
    }


def _note() -> Element:
    return {
        "type": "plain_text_input",
        "action_id": NOTE,
        "multiline": True,
        "max_length": NOTE_LENGTH,
        "placeholder": plain("What was found, what was agreed", limits.PLACEHOLDER),
    }


def _input(block_id: str, label: str, element: Element | None, *, hint: str = "", optional: bool = False) -> Block:
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label), "element": element}
    if hint:
        block["hint"] = plain(hint, limits.INPUT_HINT)
    return block | ({"optional": True} if optional else {})
