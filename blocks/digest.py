"""Several new incidents of one run in one message: the worst with buttons, the rest in a paged list."""

from blocks import action_ids
from blocks.elements import (
    PLAIN_LOOK,
    Block,
    Chart,
    Element,
    Look,
    Message,
    actions,
    bullets,
    button,
    context,
    divider,
    header,
    line,
    message,
    moment,
    mrkdwn,
    paragraph,
    plain,
    remark,
    rich_text,
    spoken,
    utc,
    words,
)
from blocks.escape import escape, message_text
from blocks.incident_buttons import incident_buttons
from blocks.incident_words import incident_line
from blocks.numbers import count, counted
from blocks.report_query import DigestPage
from tracker.reports.types import BASIS, DigestReport

_WITH_BUTTONS = 10
_REST_SHOWN = 20


def digest_message(digest: DigestReport, look: Look = PLAIN_LOOK) -> Message:
    """The root message of all incidents of a digest, redrawn as they are handled."""
    title = f"{counted(digest.total, 'new incident')}, {count(digest.critical)} critical"
    worst, rest = digest.worst[:_WITH_BUTTONS], digest.rest[:_REST_SHOWN]
    return message(
        message_text(
            escape(f"{title}. {_state(digest)}"),
            *(spoken(*incident_line(incident)) for incident in (*worst, *rest)),
            escape(f"Basis: {BASIS}, as of {utc(digest.as_of)}."),
        ),
        header(f"🔴 {title}" if digest.critical else f"🟠 {title}"),
        paragraph(words(_state(digest))),
        divider(),
        [block for incident in worst for block in _with_buttons(incident_line(incident), incident_buttons(incident))],
        _rest(digest),
        actions(*_page_buttons(digest)),
        context(plain(f"Basis: {BASIS}"), mrkdwn(f"As of {moment(digest.as_of)}")),
        remark(look),
    )


def digest_charts(_digest: DigestReport) -> tuple[Chart, ...]:
    """No charts: a message with several incidents has no room for their evidence."""
    return ()


def _state(digest: DigestReport) -> str:
    if digest.unresolved == 0:
        return "All of them are resolved."
    return f"{count(digest.unresolved)} of {count(digest.total)} still unresolved; worst first."


def _with_buttons(pieces: list[Element], buttons: list[Element]) -> list[Block]:
    row = actions(*buttons)
    return [paragraph(*pieces), *([row] if row else [])]


def _rest(digest: DigestReport) -> Block | None:
    if not digest.rest:
        return None
    title = "The rest:" if digest.pages <= 1 else f"The rest, page {digest.page} of {digest.pages}:"
    lines = [line(*incident_line(incident)) for incident in digest.rest[:_REST_SHOWN]]
    return rich_text(line(words(title, bold=True)), bullets(*lines))


def _page_buttons(digest: DigestReport) -> list[Element]:
    asked = (("Previous page", "previous", digest.page - 1), ("Next page", "next", digest.page + 1))
    return [
        button(
            text,
            action_ids.distinct(action_ids.PAGE_DIGEST, part),
            DigestPage(digest.digest_id, page).encode(),
            label=f"{text}, {page} of {digest.pages}",
        )
        for text, part, page in asked
        if 1 <= page <= digest.pages
    ]
