"""Which chat account an e-mail belongs to, kept between look-ups."""

from dataclasses import dataclass
from datetime import datetime

from tracker.store.engine import Store
from tracker.store.tables import IdentityRow


@dataclass(frozen=True)
class Identity:
    """The result of a look-up: the account's id (None if the e-mail has none) and when it was looked up."""

    chat_user_id: str | None
    looked_up_at: datetime


class Identities:
    """Remembers the last result for each lower-case e-mail."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, email: str) -> Identity | None:
        """The last result for this e-mail; None before the first look-up."""
        with self._store.reading() as session:
            row = session.get(IdentityRow, email)
            return Identity(row.chat_user_id, row.looked_up_at) if row else None

    def save(self, email: str, chat_user_id: str | None, *, looked_up_at: datetime) -> None:
        """Remember a result in place of the previous one."""
        with self._store.writing() as session:
            session.merge(IdentityRow(email=email, chat_user_id=chat_user_id, looked_up_at=looked_up_at))
