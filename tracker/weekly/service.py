"""Subscriptions to the weekly report: added, listed, changed and stopped, each with a line in the trail."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from tracker.reports.scope import UNASSIGNED, find_group, unassigned_name
from tracker.reports.types import WeeklyAction, WeeklySubscription, WeeklySubscriptions
from tracker.store.engine import Store
from tracker.store.local_groups import record_change
from tracker.store.memberships import UNASSIGNED_ID
from tracker.store.queries_actors import list_groups
from tracker.store.row_ids import id_of
from tracker.store.tables_weekly import WHOLE_TEAM, WeeklySubscriptionRow
from tracker.store.weekly import end_subscription, find_subscription, list_running, lock_weekly
from tracker.weekly.due import first_week


class Ended(StrEnum):
    """Why a subscription ended."""

    STOPPED = "stopped"
    RIGHTS = "rights"
    GROUP = "group"


@dataclass(frozen=True)
class SubscriptionStatus:
    """The status of a subscription; `ended` is None while it runs."""

    subscription: WeeklySubscription
    ended: Ended | None
    is_group_gone: bool


class WeeklyNotFound(LookupError):
    """The subscription does not exist or has ended."""

    def __init__(self, subscription_id: int) -> None:
        super().__init__(f"There is no weekly digest {subscription_id}. `/spendwatch weekly` lists the current ones.")
        self.subscription_id = subscription_id


class WeeklyExists(ValueError):
    """The same group already goes to the same destination."""

    def __init__(self, subscription: WeeklySubscription) -> None:
        super().__init__(f"This digest already goes there, as number {subscription.id}. Nothing was changed.")
        self.subscription = subscription


class WeeklyService:
    """Every method that writes is one transaction. Those that take a group raise GroupNotFound."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self, now: datetime) -> WeeklySubscriptions:
        """The running subscriptions, oldest first."""
        with self._store.reading() as session:
            return WeeklySubscriptions(tuple(described(session, row) for row in list_running(session)), now)

    def standing(self, subscription_id: int) -> SubscriptionStatus | None:
        """A subscription's status, running or ended; None if it never existed."""
        with self._store.reading() as session:
            row = find_subscription(session, subscription_id)
            if row is None:
                return None
            ended = Ended(row.ended_because or Ended.STOPPED) if row.ended_at else None
            return SubscriptionStatus(described(session, row), ended, is_gone(session, row))

    def find(self, subscription_id: int) -> WeeklySubscription:
        """A running subscription. Raises WeeklyNotFound."""
        with self._store.reading() as session:
            return described(session, _running(session, subscription_id))

    def add(
        self, group: str | None, destination: str, *, is_person: bool, by: str, source: str, now: datetime
    ) -> WeeklySubscription:
        """Send a group's report (None: the team's) from the next Monday on. Raises WeeklyExists."""
        with self._store.writing() as session:
            lock_weekly(session)
            group_id, name = _group(session, group)
            _refuse_second(session, group_id, destination)
            row = WeeklySubscriptionRow(
                group_id=group_id,
                group_name=name,
                destination=destination,
                is_person=is_person,
                created_by=by,
                created_at=now,
                decided_monday=first_week(now),
            )
            session.add(row)
            session.flush()
            made = described(session, row)
            _record(session, WeeklyAction.ADDED, made.id, None, in_words(made), by=by, source=source, now=now)
            return made

    def change(
        self,
        subscription_id: int,
        group: str | None,
        destination: str,
        *,
        is_person: bool,
        by: str,
        source: str,
        now: datetime,
    ) -> WeeklySubscription:
        """Change a subscription's group or destination. Raises WeeklyNotFound and WeeklyExists."""
        with self._store.writing() as session:
            lock_weekly(session)
            row = _running(session, subscription_id)
            before = described(session, row)
            group_id, name = _group(session, group)
            if (row.group_id, row.destination) == (group_id, destination):
                return before
            _refuse_second(session, group_id, destination)
            row.group_id, row.group_name = group_id, name
            row.destination, row.is_person = destination, is_person
            session.add(row)
            session.flush()
            after = described(session, row)
            _record(
                session,
                WeeklyAction.CHANGED,
                after.id,
                in_words(before),
                in_words(after),
                by=by,
                source=source,
                now=now,
            )
            return after

    def stop(
        self,
        subscription_id: int,
        *,
        by: str,
        source: str,
        now: datetime,
        because: Ended = Ended.STOPPED,
    ) -> WeeklySubscription:
        """End a subscription. Raises WeeklyNotFound."""
        with self._store.writing() as session:
            lock_weekly(session)
            ended = described(session, _running(session, subscription_id))
            end_subscription(session, subscription_id, because, now=now)
            why = None if because is Ended.STOPPED else f"ended: {WHY_ENDED[because]}"
            _record(session, WeeklyAction.STOPPED, ended.id, in_words(ended), why, by=by, source=source, now=now)
            return ended


WHY_ENDED = {
    Ended.RIGHTS: "its recipient may no longer read team reports",
    Ended.GROUP: "its billing group no longer exists",
}


def described(session: Session, row: WeeklySubscriptionRow) -> WeeklySubscription:
    """A subscription with its group's current name, or its last name if the group is gone."""
    name = current_name(session, row) or row.group_name
    return WeeklySubscription(
        id_of(row),
        None if row.group_id == WHOLE_TEAM else name,
        row.destination,
        row.is_person,
        row.created_by,
        row.created_at,
    )


def current_name(session: Session, row: WeeklySubscriptionRow) -> str | None:
    """What the group of a subscription is called; None for the whole team's, and for a group that is gone."""
    if row.group_id == UNASSIGNED_ID:
        return unassigned_name(session)
    return next((group.name for group in list_groups(session) if group.id == row.group_id), None)


def is_gone(session: Session, row: WeeklySubscriptionRow) -> bool:
    """Whether the group of a subscription no longer exists."""
    return row.group_id != WHOLE_TEAM and current_name(session, row) is None


def in_words(subscription: WeeklySubscription) -> str:
    """`Platform to C0SPEND0001`, for the trail."""
    return f"{subscription.group or 'the team'} to {subscription.destination}"


def _group(session: Session, name: str | None) -> tuple[int, str | None]:
    if name is None:
        return WHOLE_TEAM, None
    found = find_group(session, name)
    groups = {group.name: group.id for group in list_groups(session) if not group.is_unassigned}
    if found in {UNASSIGNED, unassigned_name(session)}:
        return UNASSIGNED_ID, found
    if found not in groups:
        raise GroupGone(found)
    return groups[found], found


class GroupGone(LookupError):
    """The group was deleted: its past can be read, but no further reports are due."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The group “{name}” was deleted, so it no longer has a weekly digest.")


def _running(session: Session, subscription_id: int) -> WeeklySubscriptionRow:
    row = find_subscription(session, subscription_id)
    if row is None or row.ended_at is not None:
        raise WeeklyNotFound(subscription_id)
    return row


def _refuse_second(session: Session, group_id: int, destination: str) -> None:
    for row in list_running(session):
        if (row.group_id, row.destination) == (group_id, destination):
            raise WeeklyExists(described(session, row))


def _record(
    session: Session,
    action: WeeklyAction,
    subscription_id: int,
    old: str | None,
    new: str | None,
    *,
    by: str,
    source: str,
    now: datetime,
) -> None:
    record_change(session, action, str(subscription_id), old=old, new=new, by=by, source=source, now=now)
