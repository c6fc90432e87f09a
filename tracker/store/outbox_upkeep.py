"""What people do about what was given up or waits: see it, have it sent after all, or let it go."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from tracker.store.engine import Store
from tracker.store.outbox_rows import DEAD, DROPPED, UNSENT, WAITING, Channel, OutboxKind
from tracker.store.tables import AuditRow, OutboxRow

OUTBOX_CHANGED = "outbox.changed"


class NothingOfThatKey(LookupError):
    """No row of the outbox that this can be done to has that key."""

    def __init__(self, key: str, wanted: str) -> None:
        super().__init__(f"nothing {wanted} has the key {key!r}: `spendwatch outbox list` shows what there is")
        self.key = key


@dataclass(frozen=True)
class Unsent:
    """A row that waits (`not_before` says until when) or was given up."""

    key: str
    channel: Channel
    kind: OutboxKind
    state: str
    attempts: int
    created_at: datetime
    not_before: datetime
    last_error: str | None


class OutboxUpkeep:
    """Every method is one transaction; those that change something write the audit trail in it."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list_unsent(self) -> tuple[Unsent, ...]:
        """What was given up and what waits, oldest first."""
        with self._store.reading() as session:
            rows = session.exec(
                select(OutboxRow).where(col(OutboxRow.state).in_((DEAD, *UNSENT))).order_by(col(OutboxRow.id))
            ).all()
            return tuple(_unsent(row) for row in rows)

    def retry(self, keys: Collection[str] | None, *, by: str, source: str, now: datetime) -> tuple[str, ...]:
        """Have rows that were given up sent after all, all of them when `keys` is None; gives their keys.

        A message comes back with the lines under it, and a line with its message. Mails count as written at `now`, and
        so as news; for one in Slack is looked since it was first written. Raises NothingOfThatKey.
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
        """Let rows go unsent with the lines under them: those that were given up when `keys` is None, else the named.

        A row that is being sent at the moment stays. Gives the keys; raises NothingOfThatKey.
        """
        states = (DEAD,) if keys is None else (DEAD, WAITING)
        with self._store.writing() as session:
            chosen = _chosen(session, keys, states, "that waits or was given up")
            under = _lines_of(session, chosen, (DEAD, WAITING))
            rows = session.exec(select(OutboxRow).where(col(OutboxRow.key).in_({*chosen, *under}))).all()
            gone = [row for row in rows if _drop(session, row, by)]
            for row in gone:
                session.add(_audit_row(row.key, row.state, DROPPED, by=by, source=source, now=now))
            return tuple(sorted(row.key for row in gone))


def abandon(store: Store, channel: Channel, reason: str) -> int:
    """Drop what waits for a channel that is switched off, so that it is not sent as news when it is switched on."""
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
            raise NothingOfThatKey(key, wanted)
    return found


def _with_family(session: Session, keys: Collection[str], states: tuple[str, ...]) -> list[str]:
    """`keys` with the messages they stand under, and the lines under them all, as far as these are in `states`."""
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
    """False where a dispatcher has claimed it meanwhile."""
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
