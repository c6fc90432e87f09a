"""Who hears what the alert channel would, while nothing can be posted there."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from tracker.collect.trouble import announce_channel_closed, announce_channel_open
from tracker.store.engine import Store

log = logging.getLogger(__name__)


class StandInReader:
    """The first admin who can be found; every admin is told once when it begins, and once when it is over."""

    def __init__(
        self, store: Store, *, admins: Callable[[], Sequence[str]], find_person: Callable[[str], str | None]
    ) -> None:
        """`admins` gives what the settings name the admins, `find_person` the Slack id of one of them."""
        self._store = store
        self._admins = admins
        self._find_person = find_person

    def find(self) -> str | None:
        """The id of the admin; None where no admin is named, or Slack knows none of them."""
        return next((found for admin in self._admins() if (found := self._find_person(admin))), None)

    def channel_is_closed(self, channel: str, reason: str, *, now: datetime) -> None:
        """Have the admins told whom Slack knows, unless they have heard."""
        log.warning("alert channel takes no messages, an admin gets them channel=%s reason=%s", channel, reason)
        known = [admin for admin in self._admins() if self._find_person(admin)]
        announce_channel_closed(self._store, channel, reason, now=now, admins=known)

    def channel_is_open(self, *, now: datetime) -> None:
        """Have those told who heard that it was closed."""
        announce_channel_open(self._store, now=now)
