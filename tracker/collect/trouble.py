"""Telling people that figures or alerts cannot be relied on: once when it begins and once when it is over.

What was told is read from the outbox, so that it holds however often the process restarts.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from tracker.clock import is_ahead, iso
from tracker.collect.collector import CollectionResult
from tracker.store.checkpoints import ANALYTICS, ReadState, load_read_states
from tracker.store.engine import Store
from tracker.store.notices import find_notice, newest_notices
from tracker.store.outbox import SENT, add_notice, mail_key
from tracker.store.readings import data_collected_at
from tracker.store.reconciliation import find_reconciliation

STALE_AFTER_INTERVALS = 2
REMEMBERED = 100  # notices looked through for one that is not over

_OVER = ":over"
_FOR = ":for:"


class Trouble(StrEnum):
    """What a notice of trouble is about."""

    COLLECTION = "collection"  # figures could not be read, or were not read for long
    COLLECTION_OVER = "collection_over"
    DIFFERENCE = "difference"  # the events do not come to what Cursor says
    DIFFERENCE_OVER = "difference_over"
    CHANNEL = "channel"  # the alert channel takes no messages
    CHANNEL_OVER = "channel_over"


_END_OF = {
    Trouble.COLLECTION: Trouble.COLLECTION_OVER,
    Trouble.DIFFERENCE: Trouble.DIFFERENCE_OVER,
    Trouble.CHANNEL: Trouble.CHANNEL_OVER,
}


def announce_trouble(store: Store, result: CollectionResult, *, by_mail: bool = False) -> bool:
    """Have the alert channel told what `result` could not read, or that all is read again; whether anything was added.

    An outage is known by the last whole reading before it: until the failing kinds are read again, that stays the same.
    """
    with store.writing() as session:
        failing = [state for kind, state in load_read_states(session).items() if _is_failing(kind, state)]
        if not failing:
            return _announce_end(session, Trouble.COLLECTION, now=result.now, by_mail=by_mail)
        if not result.errors:
            return False
        since = min((state.read_at for state in failing if state.read_at is not None), default=None)
        return _announce(
            session, Trouble.COLLECTION, iso(since) if since else "never read", now=result.now, by_mail=by_mail
        )


def announce_staleness(store: Store, *, now: datetime, interval: timedelta, by_mail: bool = False) -> bool:
    """Have the alert channel told that nothing was read for two intervals, unless it knows of that trouble already.

    To be asked after a collection has had its turn, as figures are old after every pause.
    """
    with store.writing() as session:
        collected_at = data_collected_at(session)
        if collected_at is None or not _is_stale(collected_at, now=now, interval=interval):
            return False
        if _untold_ends(session, Trouble.COLLECTION):
            return False
        return _announce(session, Trouble.COLLECTION, f"stale:{iso(collected_at)}", now=now, by_mail=by_mail)


def announce_difference(store: Store, *, now: datetime, admins: Sequence[str] = ()) -> bool:
    """Have each of `admins` told that events and Cursor's own sums differ, or agree again; whether anything was added.

    `admins` are the receiver's own names of people; where there are none the alert channel is told.
    """
    with store.writing() as session:
        row = find_reconciliation(session)
        since = row.detail["since"] if row else None
        if since is None:
            return _announce_end(session, Trouble.DIFFERENCE, now=now)
        return _announce_to(session, admins, Trouble.DIFFERENCE, since, now=now)


def announce_channel_closed(
    store: Store, channel: str, reason: str, *, now: datetime, admins: Sequence[str] = ()
) -> bool:
    """Have each of `admins` told that a channel takes no messages, unless they know; whether anything was added."""
    with store.writing() as session:
        if _untold_ends(session, Trouble.CHANNEL):
            return False
        return _announce_to(session, admins, Trouble.CHANNEL, f"{channel}:{reason}:{iso(now)}", now=now)


def announce_channel_open(store: Store, *, now: datetime) -> bool:
    """Have those told who heard that the channel was closed; whether anything was added."""
    with store.reading() as session:
        if not _untold_ends(session, Trouble.CHANNEL):
            return False
    with store.writing() as session:
        return _announce_end(session, Trouble.CHANNEL, now=now)


def closed_channel(key: str) -> tuple[str, str]:
    """The channel that a notice says takes no messages, and the receiver's word for why."""
    _, _, channel, reason, _ = key.split(":", 4)
    return channel, reason


def reader_of(key: str) -> str | None:
    """Whom a notice of that key is for; None for the alert channel."""
    _, _, reader = key.removesuffix(_OVER).partition(_FOR)
    return reader or None


def is_over(session: Session, key: str) -> bool:
    """Whether the trouble of a notice that begins it has ended."""
    return find_notice(session, key + _OVER) is not None


def was_told(session: Session, key: str) -> bool:
    """Whether anybody heard of the trouble that the notice of this key ends."""
    begun = key.removesuffix(_OVER)
    rows = (find_notice(session, told) for told in (begun, mail_key(begun)))
    return any(row is not None and row.state == SENT for row in rows)


def _is_stale(collected_at: datetime, *, now: datetime, interval: timedelta) -> bool:
    """A reading that lies in the future tells nothing of how old the figures are."""
    return now - collected_at > STALE_AFTER_INTERVALS * interval or is_ahead(collected_at, now)


def _announce(session: Session, about: Trouble, key: str, *, now: datetime, by_mail: bool = False) -> bool:
    return add_notice(session, about, f"trouble:{about}:{key}", now=now, by_mail=by_mail)


def _announce_to(session: Session, readers: Sequence[str], about: Trouble, since: str, *, now: datetime) -> bool:
    keys = [f"{since}{_FOR}{reader}" for reader in readers] or [since]
    added = [_announce(session, about, key, now=now) for key in keys]
    return any(added)


def _announce_end(session: Session, about: Trouble, *, now: datetime, by_mail: bool = False) -> bool:
    ends = _untold_ends(session, about)
    added = [add_notice(session, _END_OF[about], key, now=now, by_mail=by_mail) for key in ends]
    return any(added)


def _untold_ends(session: Session, about: Trouble) -> list[str]:
    """The keys under which the end of what was told last, each reader's, is still to be told."""
    rows = newest_notices(session, f"trouble:{about}:", limit=REMEMBERED)
    known = {row.key for row in rows}
    begun = [row.key for row in rows if row.about == about]
    last = begun[-1].partition(_FOR)[0] if begun else ""
    return [key + _OVER for key in begun if key.partition(_FOR)[0] == last and key + _OVER not in known]


def _is_failing(kind: str, state: ReadState) -> bool:
    """A plan that lacks analytics is no outage."""
    return state.failed_at is not None and not (kind in ANALYTICS and state.is_unavailable)
