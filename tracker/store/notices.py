"""Notices among the rows of the outbox."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from tracker.store.outbox_rows import OutboxKind
from tracker.store.tables import OutboxRow


def newest_notices(session: Session, prefix: str, *, limit: int) -> Sequence[OutboxRow]:
    """The last `limit` notices whose keys begin with `prefix`, oldest first."""
    statement = (
        select(OutboxRow)
        .where(OutboxRow.kind == OutboxKind.NOTICE, col(OutboxRow.key).startswith(prefix, autoescape=True))
        .order_by(col(OutboxRow.id).desc())
        .limit(limit)
    )
    return session.exec(statement).all()[::-1]


def find_notice(session: Session, key: str) -> OutboxRow | None:
    """The notice with that key, in any state."""
    return session.exec(select(OutboxRow).where(OutboxRow.key == key)).first()
