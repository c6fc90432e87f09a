"""The inspector: the latest Web API calls and socket envelopes as lines, and the details of one of them."""

import json
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sandbox.slack.call_log import ApiCall, Entry, EnvelopeRecord
from sandbox.slack.page.masking import masked
from sandbox.slack.state import Workspace

SHOWN_LINES = 80
LONGEST_JSON = 200_000


@dataclass(frozen=True)
class Line:
    """One call or envelope. `outcome` says how it ended, `reasons` why it was refused."""

    number: int
    at: datetime
    direction: str
    name: str
    about: str
    outcome: str
    duration_ms: int | None
    is_refused: bool
    is_open: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Detail:
    """A line with both of its sides as indented JSON, secrets masked."""

    line: Line
    sent_title: str
    sent: str
    answer_title: str
    answer: str


def newest_lines(workspace: Workspace, zone: tzinfo) -> list[Line]:
    """The newest entries, newest first."""
    return [line_of(entry, zone) for entry in reversed(workspace.call_log.entries()[-SHOWN_LINES:])]


def detail_of(number: int, workspace: Workspace, zone: tzinfo) -> Detail | None:
    """The details of the entry with this number; None if it is no longer kept."""
    entry = next((entry for entry in workspace.call_log.entries(after=number - 1) if entry.number == number), None)
    if entry is None:
        return None
    line = line_of(entry, zone)
    if isinstance(entry, ApiCall):
        return Detail(line, "Arguments", _json(entry.args), "Answer", _json(entry.response))
    return Detail(line, "Payload", _json(entry.payload), "Answer with the acknowledgement", _json(entry.ack_payload))


def line_of(entry: Entry, zone: tzinfo) -> Line:
    """An entry in one line."""
    at = datetime.fromtimestamp(entry.at, zone)
    return _line_of_call(entry, at) if isinstance(entry, ApiCall) else _line_of_envelope(entry, at)


def _line_of_call(call: ApiCall, at: datetime) -> Line:
    answer = call.response if isinstance(call.response, dict) else {}
    error = str(answer.get("error") or "")
    is_refused = bool(error) or answer.get("ok") is False or call.status is None or call.status >= 400
    outcome = "cut off" if call.status is None else f"{call.status} {error}" if error else f"{call.status} ok"
    if is_refused and not error and call.status is not None:
        outcome = str(call.status)
    return Line(
        call.number,
        at,
        "call",
        call.method,
        _about_call(call.args),
        outcome,
        round(call.duration_s * 1_000),
        is_refused,
        False,
        _reasons(answer),
    )


def _line_of_envelope(envelope: EnvelopeRecord, at: datetime) -> Line:
    is_open = envelope.acked_after_s is None and envelope.failure is None
    acked_ms = None if envelope.acked_after_s is None else round(envelope.acked_after_s * 1_000)
    return Line(
        envelope.number,
        at,
        "envelope",
        envelope.type,
        _about_envelope(envelope.payload),
        envelope.failure or ("waiting" if is_open else "acknowledged"),
        acked_ms,
        envelope.failure is not None,
        is_open,
        (),
    )


def _about_call(args: dict[str, Any]) -> str:
    text = str(args.get("text") or args.get("user") or args.get("users") or args.get("email") or "")
    place = str(args.get("channel") or args.get("user_id") or "")
    return " ".join(filter(None, (place, text.split("\n", maxsplit=1)[0][:80])))


def _about_envelope(payload: dict[str, Any]) -> str:
    if "command" in payload:
        return f"{payload['command']} {payload.get('text', '')}".strip()
    if "event" in payload:
        return str(payload["event"].get("type", ""))
    actions = payload.get("actions") or [{}]
    callback = payload.get("view", {}).get("callback_id", "")
    return " ".join(filter(None, (str(payload.get("type", "")), str(actions[0].get("action_id", "")), callback)))


def _reasons(answer: dict[str, Any]) -> tuple[str, ...]:
    errors = answer.get("errors") or answer.get("response_metadata", {}).get("messages") or ()
    return tuple(str(masked(error)) for error in errors)


def _json(value: Any) -> str:
    text = json.dumps(masked(_unfolded(value)), indent=2, ensure_ascii=False)
    return text if len(text) <= LONGEST_JSON else f"{text[:LONGEST_JSON]}\n… cut here"


def _unfolded(value: Any) -> Any:
    """Arguments that were sent as JSON text in a form (blocks, view, metadata), parsed."""
    if isinstance(value, dict):
        return {key: _parsed(part) for key, part in value.items()}
    return value


def _parsed(part: Any) -> Any:
    if isinstance(part, str) and part[:1] in ("{", "["):
        try:
            return json.loads(part)
        except ValueError:
            return part
    return part
