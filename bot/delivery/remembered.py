"""A cache of pages: a question is answered with an earlier page as long as nothing has changed since."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta

from blocks.report_query import ReportQuery
from bot.access import Access, Right
from bot.delivery.pages import Page, PageMaker
from bot.requests import Asker

MAX_REMEMBERED = 200
REMEMBERED_FOR = timedelta(minutes=5)  # ranges end at the moment of the question, which every page states
NEVER_REMEMBERED = {"import"}  # approving its moves leaves no trace in the audit trail, and so in the stamp
ABOUT_THE_ASKER = {"user", "models", "incidents"}  # these may look different for each asker


@dataclass(frozen=True)
class _Remembered:
    page: Page
    stamp: Hashable
    made_at: datetime


class RememberedPages:
    """Makes pages, and reuses them while data and the asker's rights stay the same; thread-safe."""

    def __init__(self, pages: PageMaker, access: Access, data_stamp: Callable[[], Hashable]) -> None:
        self._pages = pages
        self._access = access
        self._data_stamp = data_stamp
        self._lock = threading.Lock()
        self._known: OrderedDict[Hashable, _Remembered] = OrderedDict()

    def make(self, query: ReportQuery, asker: Asker, *, now: datetime) -> Page:
        """The page as `PageMaker.make` builds it, or built it shortly before; raises what that raises."""
        if query.report in NEVER_REMEMBERED:
            return self._pages.make(query, asker, now=now)
        key = (query, asker.user_id if query.report in ABOUT_THE_ASKER else None, self._rights(asker.user_id))
        stamp = self._data_stamp()
        with self._lock:
            known = self._known.get(key)
        if known and known.stamp == stamp and _is_fresh(known.made_at, now):
            return known.page
        page = self._pages.make(query, asker, now=now)
        with self._lock:
            self._known[key] = _Remembered(page, stamp, now)
            self._known.move_to_end(key)
            if len(self._known) > MAX_REMEMBERED:
                self._known.popitem(last=False)
        return page

    def _rights(self, user_id: str) -> frozenset[Right]:
        return frozenset(right for right in Right if self._access.has(user_id, right))


def _is_fresh(made_at: datetime, now: datetime) -> bool:
    return now - made_at < REMEMBERED_FOR and made_at.date() == now.date()
