"""The modal that asks for an incident's cause."""

from dataclasses import dataclass
from typing import Self

from blocks import limits
from blocks.action_ids import CAUSE, CAUSE_BLOCK, NOTE, NOTE_BLOCK, RESOLVE_MODAL
from blocks.elements import Block, Element, form_view, input_block, option, paragraph, plain, select, words
from blocks.escape import outside
from blocks.incident_words import NOTE_LENGTH, SENTENCE_LENGTH, headline
from blocks.report_query import QueryRefused, ReportQuery, row_id
from tracker.reports.types import IncidentReport

CAUSES = (
    "An expensive model was chosen",
    "An agent or a loop ran out of control",
    "A large, planned task",
    "A new member or tool is being tried out",
    "A key or seat was shared or misused",
    "Nothing wrong: the threshold is too low",
    "Something else",
)


@dataclass(frozen=True)
class Resolving:
    """What the modal was opened for: an incident, and the report, if any, on which Resolve was clicked."""

    incident_id: int
    channel_id: str = ""
    message_ts: str = ""
    query: ReportQuery | None = None

    def encode(self) -> str:
        """The modal's metadata: the incident's id, then the report's location."""
        if self.query is None:
            return str(self.incident_id)
        return f"{self.incident_id} {self.channel_id} {self.message_ts} {self.query.encode()}"

    @classmethod
    def decode(cls, text: str) -> Self:
        """Read what `encode` wrote; raises QueryRefused for anything else."""
        number, *report = text.split(" ", 3)
        incident_id = row_id(number)
        if incident_id is None or len(report) not in {0, 3}:
            raise QueryRefused(text)
        if not report:
            return cls(incident_id)
        channel_id, message_ts, query = report
        return cls(incident_id, channel_id, message_ts, ReportQuery.decode(query))


def resolve_modal(incident: IncidentReport, resolving: Resolving | None = None) -> Block:
    """The view for views.open; the chosen option's value is the cause in words.

    Its metadata is `resolving`, or just the incident.
    """
    cause = select(CAUSE, "What was it?", [option(cause, cause) for cause in CAUSES])
    assert cause is not None
    return form_view(
        RESOLVE_MODAL,
        "Resolve incident",
        paragraph(
            words(f"{headline(incident)}\n", bold=True),
            words(outside(incident.anomalies[0].message, SENTENCE_LENGTH)),
        ),
        input_block(CAUSE_BLOCK, "Cause", cause),
        input_block(NOTE_BLOCK, "Note", _note(), hint="Shown in the incident's message and its thread.", optional=True),
        submit="Resolve",
        metadata=(resolving or Resolving(incident.incident_id)).encode(),
    )


def _note() -> Element:
    return {
        "type": "plain_text_input",
        "action_id": NOTE,
        "multiline": True,
        "max_length": NOTE_LENGTH,
        "placeholder": plain("What you found and what was agreed", limits.PLACEHOLDER),
    }
