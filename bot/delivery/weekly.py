"""Sends weekly reports: only for the last week, to current subscribers who may still read them."""

from collections.abc import Callable
from datetime import datetime

from blocks.weekly import IDLE_NAMED, weekly_charts, weekly_ended_message, weekly_notice
from bot.delivery.drawing import Drawing, NoLongerHolds
from tracker.reports.service import ReportService
from tracker.reports.weekly import last_monday, words_of_week
from tracker.store.engine import Store
from tracker.weekly.due import SYSTEM, parse_weekly
from tracker.weekly.service import WHY_ENDED, Ended, SubscriptionStatus, WeeklyService


def rights_unknown(user_id: str) -> bool:
    """Used where rights cannot be checked: reports for people have to wait."""
    raise RuntimeError(f"nobody can say what {user_id} may read")


class WeeklyMessages:
    """Decides where a weekly report goes and how it is drawn."""

    def __init__(self, store: Store, *, may_read_team: Callable[[str], bool]) -> None:
        self._service = WeeklyService(store)
        self._reports = ReportService(store)
        self._may_read_team = may_read_team

    def destination(self, key: str) -> str | None:
        """The channel or person that an outbox key's report is for; None if the subscription never existed."""
        standing = self._service.standing(parse_weekly(key)[0])
        return standing.subscription.destination if standing else None

    def draw(self, key: str, *, now: datetime) -> Drawing:
        """The report, or a note that the subscription has ended; raises NoLongerHolds if there is nothing to send."""
        subscription_id, monday = parse_weekly(key)
        standing = self._service.standing(subscription_id)
        if standing is None or standing.ended is Ended.STOPPED:
            raise NoLongerHolds("it was stopped")
        if monday != last_monday(now):
            raise NoLongerHolds("another week has ended since")
        ended = standing.ended or self._ends(standing, now)
        if ended is not None:
            return Drawing(lambda _look: weekly_ended_message(WHY_ENDED[ended]))
        report = self._reports.weekly(
            words=words_of_week(monday), group=standing.subscription.group, named=IDLE_NAMED, now=now
        )
        return Drawing(lambda look: weekly_notice(report, subscription_id, look), weekly_charts(report))

    def _ends(self, standing: SubscriptionStatus, now: datetime) -> Ended | None:
        """End a subscription if it is no longer allowed, and return why; None if it goes on."""
        subscription = standing.subscription
        if standing.is_group_gone:
            because = Ended.GROUP
        elif subscription.is_person and not self._may_read_team(subscription.destination):
            because = Ended.RIGHTS
        else:
            return None
        self._service.stop(subscription.id, by=SYSTEM, source=SYSTEM, now=now, because=because)
        return because
