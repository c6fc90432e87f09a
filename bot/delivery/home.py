"""The Home tab: the usual reports, in sections; each person's tab remembers the last one."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from blocks.elements import Look, Message
from blocks.home import HomeSection, home_message, home_notice
from blocks.report_query import QueryRefused, ReportQuery
from bot.access import Access, Right
from bot.delivery.client import SLACK_TROUBLE, trouble_reason
from bot.delivery.files import ChartFiles
from bot.delivery.pages import Page
from bot.delivery.remembered import RememberedPages
from bot.delivery.send import Sender
from bot.delivery.turns import Turns
from bot.refusals import MEANT_FOR_PEOPLE
from bot.requests import Asker, Reply
from tracker.reports.default_ranges import DEFAULT_RANGES
from tracker.store.home_views import HomeViews

log = logging.getLogger(__name__)

REFRESHED_FOR = timedelta(hours=12)  # after the last visit; opening the tab redraws it anyway
MAX_REFRESHED = 50  # per collection: Slack allows some hundred a minute, and clicks need some of them

_ME = HomeSection("Me", ReportQuery("user", DEFAULT_RANGES["user"]))
_SECTIONS: tuple[tuple[HomeSection, Right | None, frozenset[str]], ...] = (  # the right it needs, and the reports in it
    (
        HomeSection("Overview", ReportQuery("overview", DEFAULT_RANGES["overview"])),
        Right.READ_TEAM,
        frozenset({"overview", "topspenders", "models", "groups"}),
    ),
    (_ME, None, frozenset({"user"})),
    (
        HomeSection("Incidents", ReportQuery("incidents", DEFAULT_RANGES["incidents"], which="open")),
        Right.READ_TEAM,
        frozenset({"incidents", "incident", "anomalies"}),
    ),
    (
        HomeSection("Insights", ReportQuery("insights", DEFAULT_RANGES["insights"])),
        Right.READ_TEAM,
        frozenset({"insights"}),
    ),
    (HomeSection("Cycle", ReportQuery("cycle", DEFAULT_RANGES["cycle"])), Right.READ_TEAM, frozenset({"cycle"})),
    (
        HomeSection("Settings", ReportQuery("settings")),
        Right.CHANGE_SETTINGS,
        frozenset({"settings", "status", "audit"}),
    ),
)


@dataclass(frozen=True)
class _Drawing:
    """What a tab will show: a page, or a note on why there is none."""

    sections: tuple[HomeSection, ...]
    page: Page | None
    notice: str = ""

    def draw(self, look: Look) -> Message:
        if self.page is None:
            return home_notice(self.sections, self.notice)
        return home_message(self.sections, self.page.draw(look))


class HomeTab:
    """Draws people's Home tabs; clicks there are answered there."""

    def __init__(
        self,
        *,
        pages: RememberedPages,
        access: Access,
        sender: Sender,
        files: ChartFiles,
        remembered: HomeViews,
        clock: Callable[[], datetime],
    ) -> None:
        self._pages = pages
        self._access = access
        self._sender = sender  # its own: Home tabs may accept other table styles than messages
        self._files = files
        self._remembered = remembered
        self._clock = clock
        self._turns = Turns()  # by user id
        self._refreshes = Turns()
        self._is_stopping = threading.Event()

    def show(self, asker: Asker, query: ReportQuery | None = None) -> Reply:
        """Draw the person's tab with the given query or what they saw last; pictures are added later."""
        turn = self._turns.take(asker.user_id)
        drawing = self._drawing(asker.user_id, query)
        with self._turns.lock(asker.user_id):
            if self._turns.is_over(asker.user_id, turn):
                return Reply.nothing()
            if drawing.page is not None:
                self._remembered.save(asker.user_id, drawing.page.query.encode(), looked_at=self._clock())
            self._sender.publish(asker.user_id, drawing.draw)
        if drawing.page is None or not drawing.page.charts:
            return Reply.nothing()
        return Reply(then=partial(self._add_pictures, asker.user_id, turn, drawing))

    def refresh(self, user_id: str) -> None:
        """Redraw a person's tab if they visited it lately; a failure is only logged."""
        if user_id in self._visited_lately():
            self._refresh(user_id)

    def refresh_all(self) -> None:
        """Redraw all lately visited tabs, as there are newer figures."""
        for user_id in self._visited_lately():
            if self._is_stopping.is_set():
                return
            self._refresh(user_id)

    def stop(self) -> None:
        """Refresh no further tab."""
        self._is_stopping.set()

    def _visited_lately(self) -> list[str]:
        since = self._clock() - REFRESHED_FOR
        return list(self._remembered.list_looked_at(since=since, limit=MAX_REFRESHED))

    def _refresh(self, user_id: str) -> None:
        """Redraw a tab, unless the person clicks meanwhile or a later refresh starts."""
        try:
            turn, refresh = self._turns.peek(user_id), self._refreshes.take(user_id)
            drawing = self._drawing(user_id, None)
            file_ids = self._upload(drawing)
            with self._turns.lock(user_id):
                is_late = self._turns.peek(user_id) != turn or self._refreshes.is_over(user_id, refresh)
                if not is_late:
                    self._publish(user_id, drawing, file_ids)
        except SLACK_TROUBLE as error:
            log.warning("home tab not refreshed user=%s reason=%s", user_id, trouble_reason(error))
        except Exception:
            log.exception("home tab not refreshed user=%s", user_id)

    def _drawing(self, user_id: str, query: ReportQuery | None) -> _Drawing:
        query = query or self._last_seen(user_id)
        sections = self._sections(user_id, query)
        try:
            page = self._pages.make(query, Asker(user_id, None, None), now=self._clock())
        except MEANT_FOR_PEOPLE as refusal:
            return _Drawing(sections, None, str(refusal))
        return _Drawing(sections, page)

    def _last_seen(self, user_id: str) -> ReportQuery:
        """The query that the person saw last, or else the first section that they may see."""
        text = self._remembered.find(user_id)
        if text is not None:
            try:
                return ReportQuery.decode(text)
            except QueryRefused:
                log.warning("home tab reset user=%s reason=its query is not of this version", user_id)
        return (_SECTIONS[0][0] if self._access.has(user_id, Right.READ_TEAM) else _ME).query

    def _sections(self, user_id: str, query: ReportQuery) -> tuple[HomeSection, ...]:
        is_other = query.user not in {None, self._access.person(user_id).email}  # another person, opened from a report
        report = _SECTIONS[0][0].query.report if query.report == _ME.query.report and is_other else query.report
        return tuple(
            replace(section, is_shown=report in reports)
            for section, right, reports in _SECTIONS
            if right is None or self._access.has(user_id, right)
        )

    def _add_pictures(self, user_id: str, turn: int, drawing: _Drawing) -> None:
        """Redraw the tab with its pictures, unless it shows something else by now."""
        file_ids = self._upload(drawing)
        with self._turns.lock(user_id):
            if not self._turns.is_over(user_id, turn):
                self._publish(user_id, drawing, file_ids)

    def _upload(self, drawing: _Drawing) -> dict[str, str]:
        return self._files.upload(drawing.page.charts) if drawing.page else {}

    def _publish(self, user_id: str, drawing: _Drawing, file_ids: dict[str, str]) -> None:
        if not self._sender.publish(user_id, drawing.draw, file_ids=file_ids) and file_ids:
            self._files.forget(list(file_ids.values()))
