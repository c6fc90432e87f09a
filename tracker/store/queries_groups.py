"""Which billing group everyone is in on a day."""

from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from tracker.clock import day_end
from tracker.store.people import INSTANT, is_member_at
from tracker.store.tables_groups import GroupMembershipRow


def groups_on(session: Session, day: date, *, now: datetime) -> dict[int, int]:
    """The row id of each actor's group at the end of the day, or at `now` for today; people in none are left out."""
    row = GroupMembershipRow
    moment = min(day_end(day) - INSTANT, now)
    found = session.connection().execute(select(col(row.actor_id), col(row.group_id)).where(*is_member_at(moment)))
    return {each[0]: each[1] for each in found}
