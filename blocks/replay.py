"""What other settings would have changed, in words: for the preview of the settings modal and for terminals."""

from collections.abc import Sequence

from blocks.elements import (
    Block,
    Element,
    Message,
    bullets,
    change_of,
    context,
    header,
    line,
    message,
    paragraph,
    plain,
    rich_text,
    spoken,
    words,
)
from blocks.escape import message_text, outside
from blocks.incident_words import SENTENCE_LENGTH
from blocks.numbers import counted
from tracker.reports.types import ReplayedIncident, ReplayReport, SettingChange

MAX_LISTED = 10
_METHOD = (
    "Basis: usage value. Each UTC day is judged as it ended, on the figures known today, with at most one incident per "
    "person per day, taken as resolved by the next. Who is limited is known only as of today, and counts on the last "
    "day of each cycle."
)


def replay_message(report: ReplayReport) -> Message:
    """The whole answer, every incident listed."""
    return message(
        message_text(spoken(*replay_sentence(report))),
        header(f"Replay of the last {counted(report.days, 'day')}"),
        paragraph(*replay_sentence(report)),
        rich_text(bullets(*(line(*change_pieces(each)) for each in report.changes))) if report.changes else None,
        replay_lists(report, most=None),
        context(*(plain(remark) for remark in replay_remarks(report))),
    )


def replay_sentence(report: ReplayReport) -> list[Element]:
    """How many incidents there would have been, compared with the current settings."""
    period = f"in the last {counted(report.days, 'day')}"
    if not report.changes:
        return [words(f"{counted(len(report.before), 'incident')} {period} with the current settings.", bold=True)]
    found = words(f"{counted(len(report.after), 'incident')} {period}", bold=True)
    if not report.opened and not report.no_longer:
        return [found, words(", the same as with the current settings.")]
    return [
        found,
        words(f" instead of {len(report.before):,}: {len(report.opened):,} more, {len(report.no_longer):,} fewer."),
    ]


def replay_lists(report: ReplayReport, *, most: int | None = MAX_LISTED) -> list[Block]:
    """The incidents that would have been opened or not, newest first; without changes, those that were opened."""
    if not report.changes:
        return _listed("Opened with the current settings", report.before, most)
    return [
        *_listed("Would have been opened", report.opened, most),
        *_listed("Would not have been opened", report.no_longer, most),
    ]


def replay_remarks(report: ReplayReport) -> list[str]:
    """How the replay works, and how far back it reaches."""
    if report.known_from is None:
        return [_METHOD, "No usage is stored yet, so nothing could be found."]
    if report.known_from > report.first_day:
        return [_METHOD, f"Usage is stored from {report.known_from:%-d %b %Y} on; nothing is known about earlier days."]
    return [_METHOD]


def change_pieces(change: SettingChange) -> list[Element]:
    """`Distance from the team: 2.5 sigma → 3 sigma`."""
    return change_of(change.title, change.old, change.new)


def _listed(title: str, incidents: Sequence[ReplayedIncident], most: int | None) -> list[Block]:
    if not incidents:
        return []
    newest = list(reversed(incidents))
    lines = [
        line(
            words(f"{each.day:%-d %b} · {each.severity.value} · ", bold=True),
            words(outside(each.message, SENTENCE_LENGTH)),
        )
        for each in newest[:most]
    ]
    if len(newest) > len(lines):
        lines.append(line(words(f"and {len(newest) - len(lines):,} more")))
    return [paragraph(words(title, bold=True)), rich_text(bullets(*lines))]
