"""The admin who gets the alert channel's messages while nothing can be posted there."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from tracker.collect.trouble import announce_channel_closed, announce_channel_open
from tracker.store.engine import Store

log = logging.getLogger(__name__)


class StandInReader:
    """Finds the first known admin; all admins are notified once when the channel closes and once when it reopens."""

    def __init__(
        self, store: Store, *, admins: Callable[[], Sequence[str]], find_person: Callable[[str], str | None]
    ) -> None:
        """`admins` returns the admins as the settings name them, `find_person` the Slack id of one of them."""
        self._store = store
        self._admins = admins
        self._find_person = find_person

    def find(self) -> str | None:
        """The Slack id of the admin; None if none is named, or Slack knows none of them."""
        return next((found for admin in self._admins() if (found := self._find_person(admin))), None)

    def channel_is_closed(self, channel: str, reason: str, *, now: datetime) -> None:
        """Notify the admins whom Slack knows that the channel is closed, once."""
        log.warning("alert channel takes no messages, an admin gets them channel=%s reason=%s", channel, reason)
        known = [admin for admin in self._admins() if self._find_person(admin)]
        announce_channel_closed(self._store, channel, reason, now=now, admins=known)

    def channel_is_open(self, *, now: datetime) -> None:
        """Notify those who were told that the channel was closed."""
        announce_channel_open(self._store, now=now)
