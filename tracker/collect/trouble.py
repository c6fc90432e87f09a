"""Tells people that figures or alerts are unreliable: once when that begins and once when it is over.

What people have been told is read from the outbox, so it survives restarts.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from tracker.clock import is_ahead, iso
from tracker.collect.collector import CollectionResult
from tracker.store.checkpoints import ANALYTICS, Reading, ReadState, first_collection_begun_at, load_read_states
from tracker.store.engine import Store
from tracker.store.notices import find_notice, newest_notices
from tracker.store.outbox_rows import SENT, add_notice, mail_key
from tracker.store.readings import data_collected_at
from tracker.store.reconciliation import find_reconciliation

STALE_AFTER_INTERVALS = 2
REMEMBERED = 100  # how many past notices are searched for one that is not over

MAX_FIRST_COLLECTION = timedelta(hours=2)  # after this long, a first collection that has not ended is reported
NEVER_READ = "never read"
ANALYTICS_PART = "analytics"
ALL_PARTS = frozenset(kind for kind in Reading if kind not in ANALYTICS) | {ANALYTICS_PART}

_OVER = ":over"
_FOR = ":for:"
_STALE = "stale"


class Trouble(StrEnum):
    """What a notice of trouble is about."""

    COLLECTION = "collection"  # figures could not be read, or have not been read for long
    COLLECTION_OVER = "collection_over"
    DIFFERENCE = "difference"  # the events do not add up to Cursor's own sums
    DIFFERENCE_OVER = "difference_over"
    CHANNEL = "channel"  # the alert channel accepts no messages
    CHANNEL_OVER = "channel_over"


_END_OF = {
    Trouble.COLLECTION: Trouble.COLLECTION_OVER,
    Trouble.DIFFERENCE: Trouble.DIFFERENCE_OVER,
    Trouble.CHANNEL: Trouble.CHANNEL_OVER,
}


def announce_trouble(store: Store, result: CollectionResult, *, by_mail: bool = False) -> bool:
    """Queue a notice about what `result` could not read, or that it is readable again; return whether one was added.

    A new failure gets a notice of its own even while an earlier one lasts, so that a permanent failure hides no later
    one. A notice is taken back once everything it named is readable again.
    """
    with store.writing() as session:
        failing = {kind: state for kind, state in load_read_states(session).items() if _is_failing(kind, state)}
        pending = _pending_collection_ends(session)
        ended = [key for key in pending if not parts_of(key) & {_part(kind) for kind in failing}]
        added = [
            add_notice(session, Trouble.COLLECTION_OVER, key + _OVER, now=result.now, by_mail=by_mail) for key in ended
        ]
        known = frozenset().union(*(parts_of(key) for key in pending))
        untold = {kind: state for kind, state in failing.items() if _part(kind) not in known}
        if untold and result.errors:
            added.append(_announce(session, Trouble.COLLECTION, _key_of(untold), now=result.now, by_mail=by_mail))
        return any(added)


def announce_staleness(store: Store, *, now: datetime, interval: timedelta, by_mail: bool = False) -> bool:
    """Queue a notice that no events were read for two intervals, unless known; return whether one was added.

    Call it only after a collection has had its chance, because figures are old after every pause.
    """
    with store.writing() as session:
        collected_at = data_collected_at(session)
        since = collected_at or first_collection_begun_at(session)
        if since is None or not _is_stale(since, collected_at, now=now, interval=interval):
            return False
        if any(Reading.EVENTS in parts_of(key) for key in _pending_collection_ends(session)):
            return False
        which = iso(collected_at) if collected_at else NEVER_READ
        return _announce(session, Trouble.COLLECTION, f"{_STALE}:{which}", now=now, by_mail=by_mail)


def announce_difference(store: Store, *, now: datetime, admins: Sequence[str] = ()) -> bool:
    """Queue notices to `admins` that events and Cursor's own sums differ, or agree again; return whether any was added.

    `admins` are the recipient ids that the messenger uses; if there are none, the alert channel is told.
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
    """Queue notices to `admins` that a channel accepts no messages, unless they know; return whether any was added."""
    with store.writing() as session:
        if _pending_ends(session, Trouble.CHANNEL):
            return False
        return _announce_to(session, admins, Trouble.CHANNEL, f"{channel}:{reason}:{iso(now)}", now=now)


def announce_channel_open(store: Store, *, now: datetime) -> bool:
    """Queue a notice to everyone who was told that the channel was closed; return whether one was added."""
    with store.reading() as session:
        if not _pending_ends(session, Trouble.CHANNEL):
            return False
    with store.writing() as session:
        return _announce_end(session, Trouble.CHANNEL, now=now)


def closed_channel(key: str) -> tuple[str, str]:
    """The channel that a notice reports as closed, and the messenger's code for the reason."""
    _, _, channel, reason, _ = key.split(":", 4)
    return channel, reason


def parts_of(key: str) -> frozenset[str]:
    """The kinds of reading that a notice's beginning or end is about, with all analytics as one.

    A notice about old figures is about events. One from an earlier version may be about any kind.
    """
    parts = frozenset(key.split(":")[2].split("+"))
    if parts == {_STALE}:
        return frozenset({Reading.EVENTS})
    return parts if parts <= ALL_PARTS else ALL_PARTS


def is_of_old_figures(key: str) -> bool:
    """Whether a notice was about figures that had become old, for whatever reason."""
    return key.split(":")[2] == _STALE


def reader_of(key: str) -> str | None:
    """The recipient of the notice with this key; None for the alert channel."""
    _, _, reader = key.removesuffix(_OVER).partition(_FOR)
    return reader or None


def is_over(session: Session, key: str) -> bool:
    """Whether the trouble that a notice reported has ended."""
    return find_notice(session, key + _OVER) is not None


def was_announced(session: Session, key: str) -> bool:
    """Whether anybody was told of the trouble whose end this key reports."""
    begun = key.removesuffix(_OVER)
    rows = (find_notice(session, pending) for pending in (begun, mail_key(begun)))
    return any(row is not None and row.state == SENT for row in rows)


def _is_stale(since: datetime, collected_at: datetime | None, *, now: datetime, interval: timedelta) -> bool:
    """A reading dated in the future says nothing about how old the figures are."""
    patience = STALE_AFTER_INTERVALS * interval
    if collected_at is None:
        patience = max(patience, MAX_FIRST_COLLECTION)
    return now - since > patience or is_ahead(since, now)


def _part(kind: str) -> str:
    """The name a kind is reported under: analytics are many and no alert waits for them, so they count as one."""
    return ANALYTICS_PART if kind in ANALYTICS else kind


def _key_of(failing: Mapping[str, ReadState]) -> str:
    """An outage is identified by what fails and by the last complete reading before it."""
    since = min((state.read_at for state in failing.values() if state.read_at is not None), default=None)
    parts = "+".join(sorted({_part(kind) for kind in failing}))
    return f"{parts}:{iso(since) if since else NEVER_READ}"


def _announce(session: Session, about: Trouble, key: str, *, now: datetime, by_mail: bool = False) -> bool:
    return add_notice(session, about, f"trouble:{about}:{key}", now=now, by_mail=by_mail)


def _announce_to(session: Session, readers: Sequence[str], about: Trouble, since: str, *, now: datetime) -> bool:
    keys = [f"{since}{_FOR}{reader}" for reader in readers] or [since]
    added = [_announce(session, about, key, now=now) for key in keys]
    return any(added)


def _announce_end(session: Session, about: Trouble, *, now: datetime, by_mail: bool = False) -> bool:
    ends = _pending_ends(session, about)
    added = [add_notice(session, _END_OF[about], key, now=now, by_mail=by_mail) for key in ends]
    return any(added)


def _pending_collection_ends(session: Session) -> list[str]:
    """The failure notices that have not been taken back yet, oldest first."""
    rows = newest_notices(session, f"trouble:{Trouble.COLLECTION}:", limit=REMEMBERED)
    known = {row.key for row in rows}
    return [row.key for row in rows if row.about == Trouble.COLLECTION and row.key + _OVER not in known]


def _pending_ends(session: Session, about: Trouble) -> list[str]:
    """The keys of the end notices still owed, one for each recipient of the last notice about this trouble."""
    rows = newest_notices(session, f"trouble:{about}:", limit=REMEMBERED)
    known = {row.key for row in rows}
    begun = [row.key for row in rows if row.about == about]
    last = begun[-1].partition(_FOR)[0] if begun else ""
    return [key + _OVER for key in begun if key.partition(_FOR)[0] == last and key + _OVER not in known]


def _is_failing(kind: str, state: ReadState) -> bool:
    """A plan without analytics is not an outage."""
    return state.failed_at is not None and not (kind in ANALYTICS and state.is_unavailable)
