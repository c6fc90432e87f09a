"""Who was in which billing group when, for figures by group."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlmodel import Session, col

from tracker.store.tables_groups import GroupMembershipRow
from tracker.store.windows import Window


class Stay(NamedTuple):
    """An actor in a group over [joined_at, left_at); left_at is None while current."""

    actor_id: int
    group_id: int
    joined_at: datetime
    left_at: datetime | None

    def holds(self, moment: datetime) -> bool:
        """Whether the actor is in the group at a moment."""
        return self.joined_at <= moment and (self.left_at is None or self.left_at > moment)


def list_stays(session: Session, group_ids: Collection[int], window: Window) -> list[Stay]:
    """The stays in these groups that touch the UTC days of a window, in the order in which they began."""
    row = GroupMembershipRow
    columns = (col(getattr(row, name)) for name in Stay._fields)
    statement = (
        select(*columns)
        .where(col(row.group_id).in_(group_ids), or_(col(row.left_at).is_(None), col(row.left_at) > window.start))
        .order_by(col(row.joined_at), col(row.id))
    )
    return [Stay._make(each) for each in session.connection().execute(statement)]
