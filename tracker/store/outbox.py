"""What is to be sent: rows without payload, written with the change they speak of, claimed and sent by a dispatcher.

A row is waiting, claimed, sent, dead or, where it ceased to hold while it waited, dropped. A claim is a conditional
update, so that of two dispatchers one gets the row; a claim of a process that died can be taken over after two minutes.
Each channel has rows of its own, written in the same transaction, so that none waits for another's receiver.
What a message looks like, and where it goes, is not known here: `message_ref` is the sender's own text.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, exists, func, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tracker.store.engine import Store
from tracker.store.incidents import mark_alerted
from tracker.store.tables import DigestRow, IncidentRow, OutboxRow

log = logging.getLogger(__name__)

CLAIM_LASTS = timedelta(minutes=2)
LONGEST_PUT_OFF = timedelta(hours=2)  # what seems to wait for longer was written before the clock went back
REDRAW_PAUSE = timedelta(seconds=2)

FIRST_PAUSE_S = 2.0
LONGEST_PAUSE_S = 600.0
MOST_ATTEMPTS = 500  # at five to ten minutes each two and a half days: a weekend without the receiver loses nothing

WAITING, CLAIMED, SENT, DEAD, DROPPED = "waiting", "claimed", "sent", "dead", "dropped"
UNSENT = (WAITING, CLAIMED)


class Channel(StrEnum):
    """By what a row is sent."""

    SLACK = "slack"
    MAIL = "mail"


class OutboxKind(StrEnum):
    """What is to be sent; an item's `about` is the id of the incident, digest or move, or a notice's subject.

    That an incident has become worse is told by mail alone.
    """

    INCIDENT = "incident"
    WORSE = "worse"
    DIGEST = "digest"
    THREAD_LINE = "thread_line"
    NOTICE = "notice"


@dataclass(frozen=True)
class OutboxItem:
    """A claimed row.

    `was_claimed` says that an earlier attempt may have been received though its receipt is missing: look for a message
    with this `key` before sending again. `root_ref` is the message that a thread line belongs under.
    """

    id: int
    kind: OutboxKind
    about: str
    key: str
    root_ref: str | None
    attempts: int
    """How often it has been claimed, this time included."""
    was_claimed: bool
    claim: str
    channel: Channel
    created_at: datetime
    slack_ref: str | None = None
    """Of a mail: the message in Slack that tells the same, once it is there."""

    @property
    def about_id(self) -> int:
        """`about` as the id of an incident, digest or move; raises ValueError for a notice."""
        return int(self.about)


@dataclass(frozen=True)
class Redraw:
    """A root message that shows an older version than there is; `kind` is incident or digest, `id` its id."""

    kind: OutboxKind
    id: int
    message_ref: str
    version: int


@dataclass(frozen=True)
class DeadItem:
    """Something that was given up."""

    channel: Channel
    kind: OutboxKind
    key: str
    attempts: int
    last_error: str | None
    created_at: datetime


@dataclass(frozen=True)
class OutboxHealth:
    """How much waits (claimed rows among them), since when, and what was given up, newest first, at most ten."""

    waiting: int
    oldest_waiting_at: datetime | None
    last_error: str | None
    dead: int
    dead_items: tuple[DeadItem, ...]


class ClaimLost(RuntimeError):
    """A row was claimed by somebody else meanwhile, as after a long pause of this process: theirs is to send."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the claim of {key} was taken over")
        self.key = key


def next_attempt(attempts: int, now: datetime, rng: Random, retry_after: float | None = None) -> datetime | None:
    """When to try again after `attempts` failed ones, or None to give up.

    The pause doubles from two seconds up to ten minutes, less up to half of it by chance, so that many do not come
    back at once. `retry_after` (seconds) is the least that the receiver asked for; up to a second is added.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    longest = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(attempts - 1, 20))
    pause = rng.uniform(longest / 2, longest)
    if retry_after is not None:
        pause = max(pause, retry_after + rng.random())
    return now + timedelta(seconds=pause)


# --- writing rows, in the transaction of what they speak of ----------------------------------------------------------


def incident_key(incident_id: int) -> str:
    """The key of an incident's own message."""
    return f"incident:{incident_id}"


def digest_key(digest_id: int) -> str:
    """The key of a digest's message."""
    return f"digest:{digest_id}"


def mail_key(key: str) -> str:
    """The key of the mail about what the message of `key` says."""
    return f"{Channel.MAIL}:{key}"


def add_incident(session: Session, incident_id: int, *, now: datetime, by_mail: bool = False) -> None:
    """Have a message of its own sent for an incident, and with `by_mail` a mail too."""
    _add_root(session, OutboxKind.INCIDENT, str(incident_id), incident_key(incident_id), now=now, by_mail=by_mail)


def add_digest(session: Session, digest_id: int, *, now: datetime, by_mail: bool = False) -> None:
    """Have a digest sent, and with `by_mail` a mail too."""
    _add_root(session, OutboxKind.DIGEST, str(digest_id), digest_key(digest_id), now=now, by_mail=by_mail)


def add_thread_line(session: Session, move_id: int, *, root_key: str, now: datetime, by_mail: bool = False) -> bool:
    """Have a move told under the message of `root_key`; false where there is no such message and never will be.

    With `by_mail` it is mailed too, where a mail has told of the incident.
    """
    if by_mail:
        _add_under(session, move_id, mail_key(root_key), Channel.MAIL, now=now)
    return _add_under(session, move_id, root_key, Channel.SLACK, now=now)


def add_worse(session: Session, incident_id: int, severity: str, *, now: datetime) -> bool:
    """Have mailed that an incident has become this severe, once, where a mail has told of it."""
    root, key = mail_key(incident_key(incident_id)), mail_key(f"{incident_key(incident_id)}:{severity}")
    if not _will_be_told(session, root) or _is_known(session, key):
        return False
    _add(session, OutboxKind.WORSE, str(incident_id), key, now=now, root_key=root, channel=Channel.MAIL)
    return True


def add_notice(session: Session, subject: str, key: str, *, now: datetime, by_mail: bool = False) -> bool:
    """Have a notice sent once; false when one of this key exists already, whatever became of it.

    Of two transactions that add the same one at once, one does: the other waits for its end and adds nothing. With
    `by_mail` it is mailed too.
    """
    row = OutboxRow(kind=OutboxKind.NOTICE, about=subject, key=key, not_before=now, created_at=now)
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    insert = dialect.insert(OutboxRow).values(row.model_dump(exclude={"id"}))
    added = insert.on_conflict_do_nothing(index_elements=["key"]).returning(col(OutboxRow.id))
    if session.execute(added).first() is None:
        return False
    if by_mail:
        _add(session, OutboxKind.NOTICE, subject, mail_key(key), now=now, channel=Channel.MAIL)
    return True


def find_announced(session: Session, incidents: Sequence[IncidentRow]) -> set[int]:
    """The ids of those incidents that have a message, sent or not, of their own or in a digest."""
    keys = {root_key(incident): incident.id for incident in incidents}
    found = session.exec(select(OutboxRow.key).where(col(OutboxRow.key).in_(_own_keys(incidents)))).all()
    in_digests = {incident.id for incident in incidents if incident.digest_id is not None}
    return {incident_id for incident_id in ({keys[key] for key in found} | in_digests) if incident_id is not None}


def _own_keys(incidents: Sequence[IncidentRow]) -> list[str]:
    return [root_key(incident) for incident in incidents if incident.digest_id is None]


def root_key(incident: IncidentRow) -> str:
    """The key of the message that shows an incident: its digest's, or its own."""
    assert incident.id is not None
    return digest_key(incident.digest_id) if incident.digest_id is not None else incident_key(incident.id)


def _add_root(session: Session, kind: OutboxKind, about: str, key: str, *, now: datetime, by_mail: bool) -> None:
    _add(session, kind, about, key, now=now)
    if by_mail:
        _add(session, kind, about, mail_key(key), now=now, channel=Channel.MAIL)


def _is_known(session: Session, key: str) -> bool:
    return session.exec(select(OutboxRow.id).where(OutboxRow.key == key)).first() is not None


def _will_be_told(session: Session, key: str) -> bool:
    """Whether there is a message of this key that was sent or will be."""
    state = session.exec(select(OutboxRow.state).where(OutboxRow.key == key)).first()
    return state not in (None, DEAD, DROPPED)


def _add_under(session: Session, move_id: int, root_key: str, channel: Channel, *, now: datetime) -> bool:
    if not _will_be_told(session, root_key):
        return False
    key = f"move:{move_id}"
    own_key = key if channel is Channel.SLACK else mail_key(key)
    _add(session, OutboxKind.THREAD_LINE, str(move_id), own_key, now=now, root_key=root_key, channel=channel)
    return True


def _add(
    session: Session,
    kind: OutboxKind,
    about: str,
    key: str,
    *,
    now: datetime,
    root_key: str | None = None,
    channel: Channel = Channel.SLACK,
) -> None:
    session.add(
        OutboxRow(kind=kind, channel=channel, about=about, key=key, root_key=root_key, not_before=now, created_at=now)
    )


# --- sending ---------------------------------------------------------------------------------------------------------


class Outbox:
    """The dispatcher's side: claim, send, store the receipt; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def claim_next(self, *, now: datetime, claimer: str, channel: Channel = Channel.SLACK) -> OutboxItem | None:
        """Take the channel's oldest row that may be sent now, for two minutes; None when there is none.

        A thread line may be sent once its root and every earlier line under the same root are through. `claimer` names
        who asks, for people who read the table.
        """
        with self._store.reading() as session:
            if _next_id(session, now, channel) is None:
                return None  # the usual answer, every two seconds: it takes no write lock
        with self._store.writing() as session:
            while (row_id := _next_id(session, now, channel)) is not None:
                if item := _claim(session, row_id, now, claimer):
                    return item
        return None

    def require_claim(self, item: OutboxItem) -> None:
        """Look once more before sending; raises ClaimLost when the row is somebody else's by now."""
        is_mine = (OutboxRow.id == item.id, OutboxRow.state == CLAIMED, OutboxRow.claim == item.claim)
        with self._store.reading() as session:
            if session.exec(select(OutboxRow.id).where(*is_mine)).first() is None:
                raise ClaimLost(item.key)

    def store_receipt(
        self, item: OutboxItem, message_ref: str, *, now: datetime, drawn_version: int | None = None
    ) -> bool:
        """Remember that the message is there; an incident or digest that is shown in Slack is alerted from now on.

        `drawn_version` is the version of the report that was drawn; without it (a message that was found again) the
        root is redrawn soon. Returns false when someone else's receipt came first: then theirs stands. It needs no
        lease: that a message is there is true whoever leads.
        """
        with self._store.unfenced().writing() as session:
            statement = (
                update(OutboxRow)
                .where(col(OutboxRow.id) == item.id, col(OutboxRow.state) != SENT)
                .values(state=SENT, sent_at=now, message_ref=message_ref, last_error=None)
            )
            if session.exec(statement).rowcount == 0:
                log.warning("a second receipt came key=%s", item.key)
                return False
            is_root = item.kind in (OutboxKind.INCIDENT, OutboxKind.DIGEST)
            if is_root and item.channel is Channel.SLACK:
                _store_root(session, item, message_ref, now=now, drawn_version=drawn_version or 0)
        return True

    def retry_later(
        self, item: OutboxItem, error: str | None, *, not_before: datetime, may_have_arrived: bool = True
    ) -> None:
        """Put the row back until `not_before`; without an `error` nothing was wrong, it is only too early.

        `may_have_arrived` is false after a clear refusal; otherwise the next attempt first looks for its own message.
        """
        is_in_doubt = may_have_arrived or item.was_claimed
        with self._store.writing() as session:
            self._end_claim(
                session,
                item,
                state=WAITING,
                claim=None,
                not_before=not_before,
                last_error=error,
                **({} if is_in_doubt else {"claimed_at": None}),
            )

    def give_up(self, item: OutboxItem, error: str, *, now: datetime) -> None:
        """Send this no more, nor the lines under it; `doctor` shows it."""
        with self._store.writing() as session:
            if not self._end_claim(session, item, state=DEAD, last_error=error):
                return
            _end_lines(session, item.key, DEAD, f"the message above it was given up: {error}")
        log.error("message given up key=%s attempts=%d at=%s error=%s", item.key, item.attempts, now, error)

    def drop(self, item: OutboxItem, reason: str) -> None:
        """Leave this unsent, as it does not hold any more; nothing is wrong."""
        with self._store.writing() as session:
            if not self._end_claim(session, item, state=DROPPED, last_error=reason):
                return
            _end_lines(session, item.key, DROPPED, f"the message above it was dropped: {reason}")
        log.info("message dropped key=%s reason=%s", item.key, reason)

    def redraws_due(self, *, now: datetime) -> list[Redraw]:
        """Root messages that show an older version than there is, each at most once in two seconds."""
        with self._store.reading() as session:
            return [*_incident_redraws(session, now), *_digest_redraws(session, now)]

    def is_due(self, redraw: Redraw) -> bool:
        """Whether nobody has drawn that version or a later one meanwhile."""
        table = IncidentRow if redraw.kind is OutboxKind.INCIDENT else DigestRow
        is_older = (col(table.id) == redraw.id, col(table.drawn_version) < redraw.version)
        with self._store.reading() as session:
            return session.exec(select(table.id).where(*is_older)).first() is not None

    def store_drawn(self, redraw: Redraw, *, now: datetime) -> None:
        """Remember that a message shows `redraw.version`; it is left alone for two seconds."""
        self._update_root(redraw, drawn_version=redraw.version, redraw_not_before=now + REDRAW_PAUSE)

    def redraw_later(self, redraw: Redraw, *, not_before: datetime) -> None:
        """Leave a message as it is until `not_before`, after a redraw that failed."""
        self._update_root(redraw, redraw_not_before=not_before)

    def health(self) -> OutboxHealth:
        """What waits and what was given up."""
        with self._store.reading() as session:
            unsent = col(OutboxRow.state).in_(UNSENT)
            waiting, oldest = session.exec(
                select(func.count(col(OutboxRow.id)), func.min(OutboxRow.created_at)).where(unsent)
            ).one()
            newest = col(OutboxRow.id).desc()
            last_error = session.exec(
                select(OutboxRow.last_error).where(unsent, col(OutboxRow.last_error).is_not(None)).order_by(newest)
            ).first()
            is_dead = OutboxRow.state == DEAD
            dead = session.exec(select(func.count(col(OutboxRow.id))).where(is_dead)).one()
            rows = session.exec(select(OutboxRow).where(is_dead).order_by(newest).limit(10)).all()
            return OutboxHealth(waiting, oldest, last_error, dead, tuple(_dead_item(row) for row in rows))

    def _end_claim(self, session: Session, item: OutboxItem, **values: object) -> bool:
        statement = update(OutboxRow).where(
            col(OutboxRow.id) == item.id, col(OutboxRow.state) == CLAIMED, col(OutboxRow.claim) == item.claim
        )
        if session.exec(statement.values(**values)).rowcount == 1:
            return True
        log.warning("claim was taken over key=%s", item.key)
        return False

    def _update_root(self, redraw: Redraw, **values: object) -> None:
        table = IncidentRow if redraw.kind is OutboxKind.INCIDENT else DigestRow
        with self._store.writing() as session:
            is_older = col(table.drawn_version) < redraw.version
            session.exec(update(table).where(col(table.id) == redraw.id, is_older).values(**values))


def _end_lines(session: Session, root_key: str, state: str, reason: str) -> None:
    """What waits under a message that will never be sent ends with it."""
    lines = update(OutboxRow).where(col(OutboxRow.root_key) == root_key, col(OutboxRow.state).in_(UNSENT))
    session.exec(lines.values(state=state, last_error=reason))


def _next_id(session: Session, now: datetime, channel: Channel) -> int | None:
    root = aliased(OutboxRow)
    earlier = aliased(OutboxRow)
    was_put_off = col(OutboxRow.not_before) > col(OutboxRow.created_at)
    is_due = or_(~was_put_off, _is_over(OutboxRow.not_before, now))
    is_free = or_(and_(col(OutboxRow.state) == WAITING, is_due), _is_abandoned(now))
    root_is_sent = exists().where(col(root.key) == col(OutboxRow.root_key), col(root.state) == SENT)
    earlier_line_waits = exists().where(
        col(earlier.root_key) == col(OutboxRow.root_key),
        col(earlier.id) < col(OutboxRow.id),
        col(earlier.state).in_(UNSENT),
    )
    is_in_turn = or_(col(OutboxRow.root_key).is_(None), and_(root_is_sent, ~earlier_line_waits))
    of_channel = OutboxRow.channel == channel
    candidates = select(OutboxRow.id).where(of_channel, is_free, is_in_turn).order_by(col(OutboxRow.id))
    return session.exec(candidates.limit(1)).first()


def _is_over(until: Any, now: datetime) -> ColumnElement[bool]:
    """Whether a pause has ended, or cannot be one because the clock has gone back since."""
    return or_(col(until) <= now, col(until) > now + LONGEST_PUT_OFF)


def _is_abandoned(now: datetime) -> ColumnElement[bool]:
    claimed_at = col(OutboxRow.claimed_at)
    is_old = or_(claimed_at <= now - CLAIM_LASTS, claimed_at > now + CLAIM_LASTS)
    return and_(col(OutboxRow.state) == CLAIMED, is_old)


def _claim(session: Session, row_id: int, now: datetime, claimer: str) -> OutboxItem | None:
    """Claim one row; None when another dispatcher was faster."""
    row = session.exec(select(OutboxRow).where(OutboxRow.id == row_id).execution_options(populate_existing=True)).one()
    claim = f"{claimer}:{uuid4().hex}"
    statement = (
        update(OutboxRow)
        .where(col(OutboxRow.id) == row_id, col(OutboxRow.attempts) == row.attempts)
        .where(or_(col(OutboxRow.state) == WAITING, _is_abandoned(now)))
        .values(state=CLAIMED, claim=claim, claimed_at=now, attempts=row.attempts + 1)
        .execution_options(synchronize_session=False)
    )
    item = OutboxItem(
        id=row_id,
        kind=OutboxKind(row.kind),
        about=row.about,
        key=row.key,
        root_ref=_root_ref(session, row),
        attempts=row.attempts + 1,
        was_claimed=row.claimed_at is not None,
        claim=claim,
        channel=Channel(row.channel),
        created_at=row.created_at,
        slack_ref=_slack_ref(session, row),
    )
    return item if session.exec(statement).rowcount == 1 else None


def _root_ref(session: Session, row: OutboxRow) -> str | None:
    if row.root_key is None:
        return None
    return session.exec(select(OutboxRow.message_ref).where(OutboxRow.key == row.root_key)).first()


def _slack_ref(session: Session, row: OutboxRow) -> str | None:
    if row.channel != Channel.MAIL:
        return None
    key = (row.root_key or row.key).removeprefix(mail_key(""))
    return session.exec(select(OutboxRow.message_ref).where(OutboxRow.key == key)).first()


def _store_root(session: Session, item: OutboxItem, message_ref: str, *, now: datetime, drawn_version: int) -> None:
    """Keep where an incident or digest is shown; incidents are locked before their digest, as everywhere."""
    redraw_not_before = now + REDRAW_PAUSE
    is_digest = item.kind is OutboxKind.DIGEST
    is_shown_there = col(IncidentRow.digest_id if is_digest else IncidentRow.id) == item.about_id
    shown = session.exec(select(IncidentRow).where(is_shown_there).with_for_update()).all()
    for incident in shown:
        incident.message_ref = message_ref
        incident.drawn_version = incident.version if is_digest else drawn_version
        incident.redraw_not_before = redraw_not_before
    if is_digest:
        session.exec(
            update(DigestRow)
            .where(col(DigestRow.id) == item.about_id)
            .values(message_ref=message_ref, drawn_version=drawn_version, redraw_not_before=redraw_not_before)
        )
    session.flush()
    mark_alerted(session, [incident.id for incident in shown if incident.id is not None], now=now)


def _incident_redraws(session: Session, now: datetime) -> list[Redraw]:
    is_due = or_(col(IncidentRow.redraw_not_before).is_(None), _is_over(IncidentRow.redraw_not_before, now))
    rows = session.exec(
        select(IncidentRow)
        .where(col(IncidentRow.digest_id).is_(None), col(IncidentRow.message_ref).is_not(None), is_due)
        .where(col(IncidentRow.version) > col(IncidentRow.drawn_version))
        .order_by(col(IncidentRow.id))
    ).all()
    return [_redraw(OutboxKind.INCIDENT, row) for row in rows]


def _digest_redraws(session: Session, now: datetime) -> list[Redraw]:
    is_due = or_(col(DigestRow.redraw_not_before).is_(None), _is_over(DigestRow.redraw_not_before, now))
    rows = session.exec(
        select(DigestRow)
        .where(col(DigestRow.message_ref).is_not(None), is_due)
        .where(col(DigestRow.version) > col(DigestRow.drawn_version))
        .order_by(col(DigestRow.id))
    ).all()
    return [_redraw(OutboxKind.DIGEST, row) for row in rows]


def _redraw(kind: OutboxKind, row: IncidentRow | DigestRow) -> Redraw:
    assert row.id is not None
    assert row.message_ref is not None
    return Redraw(kind, row.id, row.message_ref, row.version)


def _dead_item(row: OutboxRow) -> DeadItem:
    return DeadItem(Channel(row.channel), OutboxKind(row.kind), row.key, row.attempts, row.last_error, row.created_at)
