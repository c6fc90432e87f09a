"""A channel's timeline: authors, day dividers, grouped messages, and the start of unread ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sandbox.slack.page.dates import day_words, full_words
from sandbox.slack.page.people import Face, Faces
from sandbox.slack.page.reader import Reader
from sandbox.slack.records import Message
from sandbox.slack.state import Workspace

GROUPED_WITHIN_S = 300
FACES_IN_FOOTER = 4


@dataclass(frozen=True)
class ThreadFooter:
    """The footer of a message with replies."""

    count: int
    faces: tuple[Face, ...]
    latest: datetime


@dataclass(frozen=True)
class Entry:
    """One message of a timeline. `day` is the divider above it, or ""; `continues` groups it with the one above."""

    message: Message
    author: Face
    at: datetime
    day: str
    continues: bool
    is_first_new: bool
    footer: ThreadFooter | None

    @property
    def time(self) -> str:
        """The time next to the name."""
        return f"{self.at:%H:%M}"

    @property
    def full_time(self) -> str:
        """The instant in full."""
        return full_words(self.at)


def entries_of(
    messages: Sequence[Message], workspace: Workspace, faces: Faces, reader: Reader, *, read_up_to: str | None = None
) -> list[Entry]:
    """The entries for `messages`, oldest first.

    New messages begin with the first one of another person after the ts `read_up_to`; None: none are new.
    """
    entries: list[Entry] = []
    previous: Message | None = None
    seen_new = read_up_to is None
    for message in messages:
        at = datetime.fromtimestamp(float(message.ts), reader.zone)
        is_first_new = not seen_new and message.ts > str(read_up_to) and message.user_id != reader.user_id
        seen_new = seen_new or is_first_new
        new_day = not entries or entries[-1].at.date() != at.date()
        entries.append(
            Entry(
                message,
                faces.of(message.user_id),
                at,
                day_words(at.date(), reader.now) if new_day else "",
                not new_day and not is_first_new and previous is not None and _continues(previous, message),
                is_first_new,
                _footer(message, workspace, faces, reader),
            )
        )
        previous = message
    return entries


def _continues(previous: Message, message: Message) -> bool:
    same_place = previous.user_id == message.user_id and previous.ephemeral_to == message.ephemeral_to
    return same_place and float(message.ts) - float(previous.ts) < GROUPED_WITHIN_S


def _footer(message: Message, workspace: Workspace, faces: Faces, reader: Reader) -> ThreadFooter | None:
    if message.is_reply or message.ephemeral_to is not None:
        return None
    replies = workspace.messages.replies(message.channel_id, message.ts)
    if not replies:
        return None
    authors = list(dict.fromkeys(reply.user_id for reply in replies))[:FACES_IN_FOOTER]
    latest = datetime.fromtimestamp(float(replies[-1].ts), reader.zone)
    return ThreadFooter(len(replies), tuple(map(faces.of, authors)), latest)
