"""The lines of an incident's thread: what was done, by whom, when, and why."""

from blocks.elements import (
    Element,
    Message,
    instant_piece,
    line,
    message,
    person_piece,
    quote,
    rich_text,
    spoken,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.incident_words import NOTE_LENGTH, SENTENCE_LENGTH, after_alert, headline
from blocks.numbers import duration
from tracker.reports.types import IncidentMove, IncidentReport, Move


def thread_line(move: IncidentMove, incident: IncidentReport, *, is_alone: bool = False) -> Message:
    """A move as a line of the incident's thread: who did what, when and why; with `is_alone` it names the incident."""
    about = [words(f"Incident #{incident.incident_id}, {headline(incident)}: ", bold=True)] if is_alone else []
    pieces = [*about, *_move_pieces(move, incident), words(_move_source(move))]
    pieces = [piece for piece in pieces if piece.get("text") != ""]
    note = outside(incident.note, NOTE_LENGTH) if move.move is Move.RESOLVED and incident.note else ""
    return message(
        message_text(spoken(*pieces), escape(note)),
        rich_text(line(*pieces), *([quote(note)] if note else [])),
    )


def _move_pieces(move: IncidentMove, incident: IncidentReport) -> list[Element]:
    match move.move:
        case Move.OPENED:
            return [words(f"Opened: {outside(incident.anomalies[-1].message, SENTENCE_LENGTH)}")]
        case Move.ALERTED:
            return [words("Alerted "), instant_piece(move.at), words(".")]
        case Move.ANOMALY_JOINED:
            return [words("Also out of line: ", bold=True), words(_joined_words(move, incident))]
        case Move.CLEARED:
            return [words("The figures are no longer above the line.")]
        case Move.ACKNOWLEDGED:
            return [person_piece(move.by), words(" acknowledged this"), words(f"{after_alert(incident)}.")]
        case Move.RESOLVED:
            cause = f" Cause: {outside(incident.cause, 200)}." if incident.cause else ""
            took = duration((move.at - incident.detected_at).total_seconds())
            return [person_piece(move.by), words(f" resolved this, {took} after detection.{cause}")]


def _joined_words(move: IncidentMove, incident: IncidentReport) -> str:
    newest = max(incident.anomalies, key=lambda anomaly: anomaly.detected_at)
    return outside(move.note or newest.message, SENTENCE_LENGTH)


def _move_source(move: IncidentMove) -> str:
    return " From the command line." if move.source == "cli" else ""
