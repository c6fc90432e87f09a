"""The notice that collecting has failed: said once an outage, where those who rely on the figures read it."""

from blocks.elements import Message, bullets, context, header, line, message, plain, rich_text, spoken, utc, words
from blocks.escape import message_text, outside
from tracker.reports.types import EndpointStatus, StatusReport

_ERROR_LENGTH = 400


def trouble_message(status: StatusReport) -> Message:
    """What could not be read from Cursor, why, and how old the figures are."""
    failing = [endpoint for endpoint in status.endpoints if endpoint.last_error]
    lines = [line(words(f"{endpoint.name}: ", bold=True), words(_reason(endpoint))) for endpoint in failing]
    known = f"Figures are as of {utc(status.collected_at)}." if status.collected_at else "No figures are stored yet."
    closing = f"{known} I go on trying and will not repeat this message; /spendwatch status shows how it stands."
    return message(
        message_text(
            "I could not read everything from Cursor.", *(spoken(*part["elements"]) for part in lines), closing
        ),
        header("⚠️ I could not read everything from Cursor"),
        rich_text(bullets(*lines)) if lines else None,
        context(plain(closing)),
    )


def _reason(endpoint: EndpointStatus) -> str:
    return outside(endpoint.last_error or "", _ERROR_LENGTH)
