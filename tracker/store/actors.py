"""People and service accounts by their keys."""

from collections.abc import Collection, Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select

from tracker.store.tables import ActorRow

KEYS_AT_ONCE = 500  # bound parameters a statement


def find_actor_rows(session: Session, keys: Collection[str]) -> dict[str, ActorRow]:
    """The actors of these keys."""
    wanted = sorted(keys)
    rows: dict[str, ActorRow] = {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        statement = select(ActorRow).where(col(ActorRow.key).in_(wanted[start : start + KEYS_AT_ONCE]))
        rows.update((row.key, row) for row in session.exec(statement))
    return rows


def find_shared_names(session: Session, names: Collection[str]) -> set[str]:
    """Those of these names that more than one actor has."""
    wanted: Sequence[str] = sorted({name for name in names if name})
    shared: set[str] = set()
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        statement = select(ActorRow.name).where(col(ActorRow.name).in_(wanted[start : start + KEYS_AT_ONCE]))
        shared.update(session.exec(statement.group_by(col(ActorRow.name)).having(func.count() > 1)))
    return shared
