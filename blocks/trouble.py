"""The notices that collecting fails and that it works again: each said once an outage, where people rely on figures."""

from blocks.elements import Message, bullets, context, header, line, message, plain, rich_text, spoken, utc, words
from blocks.escape import message_text, outside
from tracker.reports.types import EndpointStatus, StatusReport

_ERROR_LENGTH = 400


def trouble_message(status: StatusReport) -> Message:
    """What could not be read from Cursor, why, and how old the figures are."""
    failing = [endpoint for endpoint in status.endpoints if endpoint.last_error]
    lines = [line(words(f"{outside(endpoint.name)}: ", bold=True), words(_reason(endpoint))) for endpoint in failing]
    title = "I could not read everything from Cursor" if failing else "No collection has ended for long"
    closing = f"{_known(status)} I go on trying and say when it is over; /spendwatch status shows how it stands."
    return message(
        message_text(f"{title}.", *(spoken(*part["elements"]) for part in lines), closing),
        header(f"⚠️ {title}"),
        rich_text(bullets(*lines)) if lines else None,
        context(plain(closing)),
    )


def recovery_message(status: StatusReport) -> Message:
    """The trouble is over; what was missed has been read."""
    title = "I can read everything from Cursor again"
    closing = f"{_known(status)} What was missed meanwhile has been read."
    return message(message_text(f"{title}.", closing), header(f"✅ {title}"), context(plain(closing)))


def _known(status: StatusReport) -> str:
    return f"Figures are as of {utc(status.collected_at)}." if status.collected_at else "No figures are stored yet."


def _reason(endpoint: EndpointStatus) -> str:
    return outside(endpoint.last_error or "", _ERROR_LENGTH)
