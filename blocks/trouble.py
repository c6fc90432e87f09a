"""Messages about what cannot be read from Cursor or posted in a channel, how to fix it, and the all-clear."""

from collections.abc import Sequence

from blocks.elements import (
    Message,
    bullets,
    context,
    header,
    line,
    message,
    named_pieces,
    paragraph,
    plain,
    rich_text,
    spoken,
    utc,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.notices import private_notice
from tracker.reports.types import EndpointStatus, StatusReport

_ERROR_LENGTH = 400
_WHY_CLOSED = {
    "is_archived": "it is archived",
    "channel_not_found": "I cannot see it",
    "not_in_channel": "I am not a member of it",
}
_FIXES = {"is_archived": "Unarchive it and type /invite @Spendwatch there"}
_INVITE = "Type /invite @Spendwatch there"
_ALLOW = "Let the app post there"


def trouble_message(status: StatusReport, *, is_of_old_figures: bool = False) -> Message:
    """What could not be read from Cursor, why, and how old the figures are."""
    failing = [endpoint for endpoint in status.endpoints if endpoint.last_error]
    lines = [line(words(f"{outside(endpoint.name)}: ", bold=True), words(_reason(endpoint))) for endpoint in failing]
    is_late = is_of_old_figures or not failing
    title = "No collection has finished for a while" if is_late else "I could not read everything from Cursor"
    closing = f"{_known(status)} I keep trying and will say when it is over; see /spendwatch status."
    return message(
        message_text(f"{title}.", *(spoken(*part["elements"]) for part in lines), closing),
        header(f"⚠️ {title}"),
        rich_text(bullets(*lines)) if lines else None,
        context(plain(closing)),
    )


def recovery_message(status: StatusReport, *, parts: Sequence[str] = ()) -> Message:
    """The trouble is over: what was missed of `parts`, or of everything if there are none, has been read."""
    failing = [outside(endpoint.name) for endpoint in status.endpoints if endpoint.last_error]
    title = f"I can read {', '.join(parts) or 'everything'} from Cursor again"
    still = f" Still failing: {', '.join(failing)}." if failing else ""
    closing = f"{_known(status)} What was missed in the meantime has been read.{still}"
    return message(message_text(f"{title}.", escape(closing)), header(f"✅ {title}"), context(plain(closing)))


def channel_closed_message(channel_id: str, reason: str) -> Message:
    """For each admin: why nothing can be posted in the alert channel, where alerts go meanwhile, how to fix it."""
    why, fix = _why_closed(reason)
    title = "I cannot post in the alert channel"
    sentence = [words("Nothing can be posted in "), *named_pieces(channel_id), words(f": {why}.")]
    meanwhile = "Until then messages go to an admin directly, incidents with their buttons too. /incidents lists them."
    advice = f"{fix}, or choose another alert channel in /spendwatch settings. I will say when it works again."
    return message(
        message_text(f"{title}.", spoken(*sentence), meanwhile, advice),
        header(f"⚠️ {title}"),
        paragraph(*sentence),
        paragraph(words(meanwhile)),
        context(plain(advice)),
    )


def cannot_share_message(reason: str) -> Message:
    """For a person who tried to share a report in a channel that accepts no messages: why, and how to fix it."""
    why, fix = _why_closed(reason)
    return private_notice(f"I cannot post in that channel: {why}. {fix}, then press Share again.")


def _why_closed(reason: str) -> tuple[str, str]:
    """Why nothing can be posted in a channel, and what fixes it."""
    why = _WHY_CLOSED.get(reason, f"Slack says {outside(reason, _ERROR_LENGTH)}")
    return why, _FIXES.get(reason, _INVITE if reason in _WHY_CLOSED else _ALLOW)


def channel_open_message() -> Message:
    """For each admin who was told that the channel was closed."""
    title = "I can post in the alert channel again"
    closing = "What was sent to an admin in the meantime stays there and is kept up to date."
    return message(message_text(f"{title}.", closing), header(f"✅ {title}"), context(plain(closing)))


def _known(status: StatusReport) -> str:
    return f"Figures are as of {utc(status.collected_at)}." if status.collected_at else "No figures are stored yet."


def _reason(endpoint: EndpointStatus) -> str:
    return outside(endpoint.last_error or "", _ERROR_LENGTH)
