"""What people can do about rows that wait or were given up: list, retry or drop them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from tracker.store.engine import Store
from tracker.store.outbox_rows import DEAD, DROPPED, UNSENT, WAITING, Channel, OutboxKind
from tracker.store.tables import AuditRow, OutboxRow

OUTBOX_CHANGED = "outbox.changed"


class OutboxKeyNotFound(LookupError):
    """No row of the outbox with that key can be retried or dropped."""

    def __init__(self, key: str, wanted: str) -> None:
        super().__init__(f"nothing {wanted} has the key {key!r}: `spendwatch outbox list` shows what is there")
        self.key = key


@dataclass(frozen=True)
class Unsent:
    """A row that waits (until `not_before`) or was given up."""

    key: str
    channel: Channel
    kind: OutboxKind
    state: str
    attempts: int
    created_at: datetime
    not_before: datetime
    last_error: str | None


class OutboxUpkeep:
    """Every method is one transaction; those that change something also write the audit trail."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list_unsent(self) -> tuple[Unsent, ...]:
        """What was given up and what is waiting, oldest first."""
        with self._store.reading() as session:
            rows = session.exec(
                select(OutboxRow).where(col(OutboxRow.state).in_((DEAD, *UNSENT))).order_by(col(OutboxRow.id))
            ).all()
            return tuple(_unsent(row) for row in rows)

    def retry(self, keys: Collection[str] | None, *, by: str, source: str, now: datetime) -> tuple[str, ...]:
        """Retry rows that were given up, all of them if `keys` is None; return their keys.

        A message is retried together with its lines, and a line with its message. Mails count as written at `now`, so
        they are still news; a Slack message is searched for from when it was first written. Raises OutboxKeyNotFound.
        """
        with self._store.writing() as session:
            chosen = _chosen(session, keys, (DEAD,), "that was given up")
            again = _with_family(session, chosen, (DEAD,))
            rows = update(OutboxRow).where(col(OutboxRow.key).in_(again), col(OutboxRow.state) == DEAD)
            session.exec(rows.where(col(OutboxRow.channel) == Channel.MAIL).values(created_at=now))
            session.exec(rows.values(state=WAITING, attempts=0, claim=None, not_before=now, last_error=None))
            for key in again:
                session.add(_audit_row(key, DEAD, WAITING, by=by, source=source, now=now))
        return tuple(again)

    def drop(self, keys: Collection[str] | None, *, by: str, source: str, now: datetime) -> tuple[str, ...]:
        """Drop rows and the lines under them: all that were given up if `keys` is None, else the named ones.

        A row that is being sent stays. Returns the keys; raises OutboxKeyNotFound.
        """
        states = (DEAD,) if keys is None else (DEAD, WAITING)
        with self._store.writing() as session:
            chosen = _chosen(session, keys, states, "that is waiting or was given up")
            under = _lines_of(session, chosen, (DEAD, WAITING))
            rows = session.exec(select(OutboxRow).where(col(OutboxRow.key).in_({*chosen, *under}))).all()
            gone = [row for row in rows if _drop(session, row, by)]
            for row in gone:
                session.add(_audit_row(row.key, row.state, DROPPED, by=by, source=source, now=now))
            return tuple(sorted(row.key for row in gone))


def abandon(store: Store, channel: Channel, reason: str) -> int:
    """Drop what waits for a channel that was switched off, so that it is not sent as news when switched on again."""
    with store.writing() as session:
        statement = update(OutboxRow).where(col(OutboxRow.channel) == channel, col(OutboxRow.state) == WAITING)
        return int(session.exec(statement.values(state=DROPPED, last_error=reason)).rowcount)


def _chosen(session: Session, keys: Collection[str] | None, states: tuple[str, ...], wanted: str) -> list[str]:
    statement = select(OutboxRow.key).where(col(OutboxRow.state).in_(states)).order_by(col(OutboxRow.id))
    if keys is not None:
        statement = statement.where(col(OutboxRow.key).in_(keys))
    found = list(session.exec(statement))
    for key in keys or ():
        if key not in found:
            raise OutboxKeyNotFound(key, wanted)
    return found


def _with_family(session: Session, keys: Collection[str], states: tuple[str, ...]) -> list[str]:
    """`keys`, the messages they stand under, and all lines of those, as far as they are in `states`."""
    statement = select(OutboxRow.root_key).where(col(OutboxRow.key).in_(keys), col(OutboxRow.root_key).is_not(None))
    roots = {root for root in session.exec(statement) if root is not None}
    dead_roots = session.exec(
        select(OutboxRow.key).where(col(OutboxRow.key).in_(roots), col(OutboxRow.state).in_(states))
    )
    top = {*keys, *dead_roots}
    return sorted({*top, *_lines_of(session, top, states)})


def _lines_of(session: Session, keys: Collection[str], states: tuple[str, ...]) -> list[str]:
    under = col(OutboxRow.root_key).in_(keys)
    return list(session.exec(select(OutboxRow.key).where(under, col(OutboxRow.state).in_(states))))


def _drop(session: Session, row: OutboxRow, by: str) -> bool:
    """Drop one row; return False if a dispatcher has claimed it meanwhile."""
    statement = (
        update(OutboxRow)
        .where(col(OutboxRow.id) == row.id, col(OutboxRow.state) == row.state)
        .values(state=DROPPED, claim=None, last_error=f"dropped by {by}")
        .execution_options(synchronize_session=False)
    )
    return session.exec(statement).rowcount == 1


def _audit_row(key: str, old: str, new: str, *, by: str, source: str, now: datetime) -> AuditRow:
    return AuditRow(at=now, by=by, source=source, action=OUTBOX_CHANGED, about=key, old_value=old, new_value=new)


def _unsent(row: OutboxRow) -> Unsent:
    return Unsent(
        row.key,
        Channel(row.channel),
        OutboxKind(row.kind),
        row.state,
        row.attempts,
        row.created_at,
        row.not_before,
        row.last_error,
    )
