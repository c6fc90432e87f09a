"""Private words to one person: answers, refusals, errors, and the headline of a report that was posted elsewhere."""

import re
from collections.abc import Sequence
from datetime import datetime

from blocks import action_ids
from blocks.elements import (
    Element,
    Message,
    Summary,
    actions,
    button,
    header,
    instant_piece,
    line,
    link_button,
    message,
    paragraph,
    person_piece,
    rich_text,
    spoken,
    stat_fields,
    words,
)
from blocks.escape import escape, message_text, outside
from blocks.report_query import ReportQuery
from tracker.reports.types import IncidentState

_NOTICE_LENGTH = 2_500
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")


def notice_pieces(text: str) -> list[Element]:
    """A sentence as rich text: what stands between backticks as code, all else as it is, wherever it came from."""
    shown = outside(text, _NOTICE_LENGTH)
    pieces: list[Element] = []
    for position, part in enumerate(shown.split("`")):
        if part:
            piece = words(part)
            pieces.append(piece | {"style": {"code": True}} if position % 2 else piece)
    return pieces or [words(shown)]  # backticks alone quote nothing


def private_notice(
    text: str, *, channel_id: str | None = None, offers: Sequence[tuple[str, ReportQuery]] = ()
) -> Message:
    """An answer or a refusal in a sentence, which may quote what was typed; `channel_id` adds where to ask.

    `offers` are reports that may have been meant, each a button with its words.
    """
    pieces = notice_pieces(text)
    spoken_text = spoken(*pieces)
    if channel_id is not None:
        pieces += [words(" Ask in "), {"type": "channel", "channel_id": channel_id}, words(".")]
        spoken_text += f" Ask in <#{channel_id}>."
    offered = [
        button(outside(label), action_ids.distinct(action_ids.SHOW_REPORT, place), query.encode())
        for place, (label, query) in enumerate(offers, start=1)
    ]
    return message(message_text(spoken_text), paragraph(*pieces), actions(*offered) if offered else None)


def understood_message(typed: str) -> Message:
    """Which command a sentence was taken for; `typed` is its line, which may hold a mention of a person."""
    mention = _MENTION.search(typed)
    if mention is None:
        shown: list[Element] = [words(outside(typed, _NOTICE_LENGTH)) | {"style": {"code": True}}]
    else:
        before, after = typed[: mention.start()], typed[mention.end() :]
        shown = [
            *([words(f"{outside(before)} ")] if before.strip() else []),
            person_piece(mention[1]),
            *([words(f" {outside(after)}")] if after.strip() else []),
        ]
    pieces = [words("I understood "), *shown]
    return message(message_text(spoken(*pieces)), paragraph(*pieces))


def suggestions_message(typed: str, questions: Sequence[str]) -> Message:
    """That a sentence was not understood, with questions that are, each a button."""
    pieces = [
        words(f"I did not understand “{outside(typed)}”. I know words like spend, models, incidents or "),
        words("cycle, ranges like last week, and names of people and groups. Did you mean:"),
    ]
    offered = [
        button(question, action_ids.distinct(action_ids.ASK_QUESTION, place), question)
        for place, question in enumerate(questions, start=1)
    ]
    return message(message_text(spoken(*pieces), *map(escape, questions)), paragraph(*pieces), actions(*offered))


def error_notice(reference: str) -> Message:
    """Something failed on our side: what the person can do, and the reference under which the log has it."""
    return private_notice(
        "Something went wrong on my side, so I could not do that. Nothing was changed half way; please try again. "
        f"If it fails again, give your admin this reference: `{reference}`."
    )


def database_notice(reference: str) -> Message:
    """The database did not do its part; nobody but an admin can do more than wait."""
    return private_notice(
        "My database did not answer, so I could not do that. Nothing was changed half way; please try again in a "
        f"minute. If it fails again, give your admin this reference: `{reference}`."
    )


def already_message(state: IncidentState, *, by: str | None, at: datetime | None) -> Message:
    """To the one who came second: who acknowledged or resolved the incident, and when."""
    done = {IncidentState.ACKNOWLEDGED: "acknowledged", IncidentState.RESOLVED: "resolved"}.get(state, "changed")
    pieces = [words(f"This was already {done}")]
    if by is not None:
        pieces += [words(" by "), person_piece(by)]
    if at is not None:
        pieces += [words(", "), instant_piece(at)]
    pieces.append(words(". Nothing was changed by your click."))
    return message(message_text(spoken(*pieces)), paragraph(*pieces))


def headline(summary: Summary, *, permalink: str, query: ReportQuery, can_share: bool = True) -> Message:
    """What stands where a command was typed: the sentence, the figures, the way to the report and to share it."""
    share = button("Share to channel", action_ids.SHARE_REPORT, query.encode()) if can_share else None
    return message(
        message_text(summary.text),
        header(summary.title),
        rich_text(line(*summary.sentence)),
        stat_fields(summary.stats) if summary.stats else None,
        actions(link_button("Open report", action_ids.OPEN_REPORT, permalink), share),
    )
