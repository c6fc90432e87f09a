"""The dispatcher's side of the outbox: rows are claimed, sent, and their receipts stored.

A claim is a conditional update, so one of two dispatchers gets the row; the claim of a process that died can be taken
over after two minutes. This module does not know what a message looks like or where it goes: `message_ref` is the
sender's own opaque text.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, exists, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from tracker.store.engine import Store
from tracker.store.incidents import mark_alerted
from tracker.store.outbox_pauses import is_over
from tracker.store.outbox_rows import CLAIMED, DEAD, DROPPED, SENT, UNSENT, WAITING, Channel, OutboxKind, mail_key
from tracker.store.redraws import REDRAW_PAUSE
from tracker.store.tables import DigestRow, IncidentRow, OutboxRow

log = logging.getLogger(__name__)
CLAIM_DURATION = timedelta(minutes=2)


@dataclass(frozen=True)
class OutboxItem:
    """A claimed row.

    `was_claimed` means that an earlier attempt may have arrived although its receipt is missing: look for a message
    with this `key` before sending again. `root_ref` is the message that a thread line belongs under.
    """

    id: int
    kind: OutboxKind
    about: str
    key: str
    root_ref: str | None
    attempts: int
    """How often it has been claimed, including this time."""
    was_claimed: bool
    claim: str
    channel: Channel
    created_at: datetime
    slack_ref: str | None = None
    """For a mail: the Slack message with the same content, once it exists."""

    @property
    def about_id(self) -> int:
        """`about` as the id of an incident, digest or move; raises ValueError for a notice."""
        return int(self.about)


class ClaimLost(RuntimeError):
    """Another process has claimed the row, for example after a long pause of this one, and will send it."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the claim of {key} was taken over")
        self.key = key


class Outbox:
    """The dispatcher's side: claim, send, store the receipt; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def claim_next(self, *, now: datetime, claimer: str, channel: Channel = Channel.SLACK) -> OutboxItem | None:
        """Claim the channel's oldest row that may be sent now, for two minutes; None if there is none.

        A thread line may be sent once its root and every earlier line under that root are done. `claimer` names the
        process, for people who read the table.
        """
        with self._store.reading() as session:
            if _next_id(session, now, channel) is None:
                return None  # the usual answer, every two seconds: takes no write lock
        with self._store.writing() as session:
            while (row_id := _next_id(session, now, channel)) is not None:
                if item := _claim(session, row_id, now, claimer):
                    return item
        return None

    def require_claim(self, item: OutboxItem) -> None:
        """Check once more before sending; raises ClaimLost if another process has claimed the row."""
        is_mine = (OutboxRow.id == item.id, OutboxRow.state == CLAIMED, OutboxRow.claim == item.claim)
        with self._store.reading() as session:
            if session.exec(select(OutboxRow.id).where(*is_mine)).first() is None:
                raise ClaimLost(item.key)

    def store_receipt(
        self, item: OutboxItem, message_ref: str, *, now: datetime, drawn_version: int | None = None
    ) -> bool:
        """Remember that the message was sent; the incident or digest it shows in Slack counts as alerted from now on.

        `drawn_version` is the report version that was drawn; without it (an existing message was found), the root is
        redrawn soon. Returns False if another receipt was stored first; that one stands. No lease is needed: the
        message exists, whoever leads.
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
        """Put the row back until `not_before`; without `error` it was merely too early.

        `may_have_arrived` is False after a clear refusal; otherwise the next attempt first looks for its own message.
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
        """Stop trying to send this and the lines under it; `doctor` shows it."""
        with self._store.writing() as session:
            if not self._end_claim(session, item, state=DEAD, last_error=error):
                return
            _end_lines(session, item.key, DEAD, f"the message above it was given up: {error}")
        log.error("message given up key=%s attempts=%d at=%s error=%s", item.key, item.attempts, now, error)

    def drop(self, item: OutboxItem, reason: str) -> None:
        """Do not send this, because it no longer holds; nothing is wrong."""
        with self._store.writing() as session:
            if not self._end_claim(session, item, state=DROPPED, last_error=reason):
                return
            _end_lines(session, item.key, DROPPED, f"the message above it was dropped: {reason}")
        log.info("message dropped key=%s reason=%s", item.key, reason)

    def _end_claim(self, session: Session, item: OutboxItem, **values: object) -> bool:
        statement = update(OutboxRow).where(
            col(OutboxRow.id) == item.id, col(OutboxRow.state) == CLAIMED, col(OutboxRow.claim) == item.claim
        )
        if session.exec(statement.values(**values)).rowcount == 1:
            return True
        log.warning("claim was taken over key=%s", item.key)
        return False


def _end_lines(session: Session, root_key: str, state: str, reason: str) -> None:
    """Lines waiting under a message that will never be sent end with it."""
    lines = update(OutboxRow).where(col(OutboxRow.root_key) == root_key, col(OutboxRow.state).in_(UNSENT))
    session.exec(lines.values(state=state, last_error=reason))


def _next_id(session: Session, now: datetime, channel: Channel) -> int | None:
    root = aliased(OutboxRow)
    earlier = aliased(OutboxRow)
    was_put_off = col(OutboxRow.not_before) > col(OutboxRow.created_at)
    is_due = or_(~was_put_off, is_over(OutboxRow.not_before, now))
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


def _is_abandoned(now: datetime) -> ColumnElement[bool]:
    claimed_at = col(OutboxRow.claimed_at)
    is_old = or_(claimed_at <= now - CLAIM_DURATION, claimed_at > now + CLAIM_DURATION)
    return and_(col(OutboxRow.state) == CLAIMED, is_old)


def _claim(session: Session, row_id: int, now: datetime, claimer: str) -> OutboxItem | None:
    """Claim one row; None if another dispatcher was faster."""
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
    """Store where an incident or digest is shown. Incidents are locked before their digest, as everywhere."""
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
