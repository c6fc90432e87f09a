"""What each person's Home tab shows, kept between visits."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from tracker.store.engine import Store
from tracker.store.tables import HomeViewRow


class HomeViews:
    """Remembers a person's Home tab as an opaque text."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, user_id: str) -> str | None:
        """What the person's Home tab showed last; None before the first visit."""
        with self._store.reading() as session:
            row = session.get(HomeViewRow, user_id)
            return row.query if row else None

    def save(self, user_id: str, query: str, *, looked_at: datetime) -> None:
        """Remember what the person is looking at."""
        with self._store.writing() as session:
            session.merge(HomeViewRow(user_id=user_id, query=query, looked_at=looked_at))

    def list_looked_at(self, *, since: datetime, limit: int) -> Sequence[str]:
        """Who looked at their Home tab recently, latest first."""
        with self._store.reading() as session:
            return session.exec(
                select(HomeViewRow.user_id)
                .where(col(HomeViewRow.looked_at) >= since)
                .order_by(col(HomeViewRow.looked_at).desc())
                .limit(limit)
            ).all()
