"""Messages that show an outdated version of an incident or digest.

A root message is redrawn from the newest state, at most once in two seconds.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from tracker.store.engine import Store
from tracker.store.outbox_pauses import is_over
from tracker.store.outbox_rows import OutboxKind
from tracker.store.row_ids import id_of
from tracker.store.tables import DigestRow, IncidentRow

log = logging.getLogger(__name__)

REDRAW_PAUSE = timedelta(seconds=2)


@dataclass(frozen=True)
class Redraw:
    """A root message to redraw; `kind` is incident or digest, `id` its id.

    `attempts` counts failures since it was last drawn.
    """

    kind: OutboxKind
    id: int
    message_ref: str
    version: int
    attempts: int = 0


@dataclass(frozen=True)
class Outdated:
    """A root message that shows an outdated state, and why its last redraw failed."""

    kind: OutboxKind
    id: int
    error: str


class Redraws:
    """The dispatcher's side: what is to be redrawn, and the outcome; every method is one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list_due(self, *, now: datetime) -> list[Redraw]:
        """Outdated root messages, each at most once in two seconds."""
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
        self._update_root(
            redraw,
            drawn_version=redraw.version,
            redraw_not_before=now + REDRAW_PAUSE,
            redraw_attempts=0,
            redraw_error=None,
        )

    def put_off(self, redraw: Redraw, error: str, *, not_before: datetime) -> None:
        """After a failed redraw, leave a message alone until `not_before`."""
        values = {"redraw_attempts": redraw.attempts + 1, "redraw_error": error}
        self._update_root(redraw, redraw_not_before=not_before, **values)

    def give_up(self, redraw: Redraw, error: str) -> None:
        """Leave a message alone until its next change; `doctor` shows it."""
        self._update_root(redraw, drawn_version=redraw.version, redraw_attempts=0, redraw_error=error)
        log.error("redraw given up kind=%s id=%d error=%s", redraw.kind, redraw.id, error)

    def list_outdated(self) -> tuple[Outdated, ...]:
        """The messages whose last redraw failed."""
        with self._store.reading() as session:
            return (*_outdated(session, OutboxKind.INCIDENT), *_outdated(session, OutboxKind.DIGEST))

    def _update_root(self, redraw: Redraw, **values: object) -> None:
        table = IncidentRow if redraw.kind is OutboxKind.INCIDENT else DigestRow
        with self._store.writing() as session:
            is_older = col(table.drawn_version) < redraw.version
            session.exec(update(table).where(col(table.id) == redraw.id, is_older).values(**values))


def _incident_redraws(session: Session, now: datetime) -> list[Redraw]:
    is_due = or_(col(IncidentRow.redraw_not_before).is_(None), is_over(IncidentRow.redraw_not_before, now))
    rows = session.exec(
        select(IncidentRow)
        .where(col(IncidentRow.digest_id).is_(None), col(IncidentRow.message_ref).is_not(None), is_due)
        .where(col(IncidentRow.version) > col(IncidentRow.drawn_version))
        .order_by(col(IncidentRow.id))
    ).all()
    return [_redraw(OutboxKind.INCIDENT, row) for row in rows]


def _digest_redraws(session: Session, now: datetime) -> list[Redraw]:
    is_due = or_(col(DigestRow.redraw_not_before).is_(None), is_over(DigestRow.redraw_not_before, now))
    rows = session.exec(
        select(DigestRow)
        .where(col(DigestRow.message_ref).is_not(None), is_due)
        .where(col(DigestRow.version) > col(DigestRow.drawn_version))
        .order_by(col(DigestRow.id))
    ).all()
    return [_redraw(OutboxKind.DIGEST, row) for row in rows]


def _outdated(session: Session, kind: OutboxKind) -> list[Outdated]:
    table = IncidentRow if kind is OutboxKind.INCIDENT else DigestRow
    failed = select(table.id, table.redraw_error).where(col(table.redraw_error).is_not(None)).order_by(col(table.id))
    return [Outdated(kind, row_id, error) for row_id, error in session.exec(failed) if row_id and error]


def _redraw(kind: OutboxKind, row: IncidentRow | DigestRow) -> Redraw:
    assert row.message_ref is not None
    return Redraw(kind, id_of(row), row.message_ref, row.version, row.redraw_attempts)
