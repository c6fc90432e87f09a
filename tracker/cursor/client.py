"""Cursor's Admin API, one method per endpoint. Windows are half-open [start, end) of aware datetimes."""

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from pydantic import SecretStr

from tracker.clock import ONE_MS, from_ms, iso, require_utc, to_ms
from tracker.cursor.analytics import LONGEST_DAYS, AnalyticsAnswer, AnalyticsQuestion, P
from tracker.cursor.body import parse_json
from tracker.cursor.connection import CursorConnection, Read
from tracker.cursor.endpoints import AI_COMMITS, DAILY_USAGE, GROUPS, MEMBERS, SPEND, USAGE_EVENTS, Endpoint
from tracker.cursor.errors import CursorAnswerUnreadable, UnexpectedShape
from tracker.cursor.fields import Json, OddField, Parsed, RejectedRow
from tracker.cursor.pacing import Pacer
from tracker.cursor.paging import announces_next_page, iter_pages
from tracker.cursor.plain_daily_usage import read_daily_usage_page
from tracker.cursor.plain_events import read_event_page
from tracker.cursor.schemas.commits import WireCommit, parse_commits
from tracker.cursor.schemas.daily_usage import WireDailyUsage, parse_daily_usage
from tracker.cursor.schemas.events import EventPage, WireEvent, parse_events, total_event_count
from tracker.cursor.schemas.groups import WireGroups, parse_groups
from tracker.cursor.schemas.members import WireMember, parse_members
from tracker.cursor.schemas.spend import TeamSpend, parse_spend_page

LONGEST_RANGE = timedelta(days=29)  # Cursor refuses more than 30, and sources differ in how they count
EVENT_PAGE_SIZE = 1000
DAILY_PAGE_SIZE = 1000  # users, each with one row per day
SPEND_PAGE_SIZE = 100
COMMIT_PAGE_SIZE = 1000
SPEND_ORDER = {"sortBy": "user", "sortDirection": "asc"}
SPEND_READS = 3
MAX_NAMES_REMEMBERED = 1000

T = TypeVar("T")

logger = logging.getLogger(__name__)


class CursorClient:
    """Reads a team's usage and spend.

    Every method raises a CursorApiError that says what to do. It returns what could be read along with what could not:
    rejected rows are counted in the result and logged once per run and reason, never dropped silently. Use a client in
    one thread at a time.
    """

    def __init__(
        self,
        base_url: str,
        api_key: SecretStr,
        *,
        analytics_key: SecretStr | None = None,
        pacer: Pacer | None = None,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Random | None = None,
    ) -> None:
        self._connection = CursorConnection(
            base_url,
            api_key,
            analytics_key=analytics_key,
            pacer=pacer or Pacer(monotonic, sleep),
            transport=transport,
            monotonic=monotonic,
            sleep=sleep,
            random=random,
        )
        self._reported_rejections: set[tuple[str, str]] = set()
        self._reported_fields: set[OddField] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the pooled connections."""
        self._connection.close()

    @property
    def requests_made(self) -> Counter[str]:
        """HTTP requests by path, retries included, since the last `begin_run`."""
        return self._connection.requests_made

    def begin_run(self) -> None:
        """Reset the request counts, the reports of rejected rows and the allowances."""
        self._connection.begin_run()
        self._reported_rejections.clear()

    def fetch_members(self) -> Parsed[WireMember]:
        """Fetch the roster."""
        with _shape_checked(MEMBERS):
            members = parse_members(self._connection.ask(MEMBERS))
        self._report(MEMBERS, members)
        return members

    def read_spend(self) -> Generator[None, None, TeamSpend]:
        """Fetch every member's spend in the current cycle, pausing after each page; returns everything at the end.

        Pages are ordered by member, because amounts change while paging; if a new cycle begins in between, they are
        read again.
        """
        for _ in range(SPEND_READS):
            pages = []
            with _shape_checked(SPEND):
                for body in self._pages(SPEND, SPEND_ORDER, SPEND_PAGE_SIZE):
                    pages.append(parse_spend_page(body))
                    yield
            if len({page.cycle_start for page in pages if page.rows}) <= 1:
                break
        else:
            raise _unreadable(SPEND, "its pages belong to different cycles", "try again later")
        whole = _merged(pages)
        spend = replace(pages[0], rows=whole.rows, rejected=whole.rejected, odd_fields=whole.odd_fields)
        self._report(SPEND, spend)
        return spend

    def fetch_daily_usage(self, start: datetime, end: datetime) -> Parsed[WireDailyUsage]:
        """Fetch the daily counters of [start, end), at most 29 days; inactive members have rows of zeros."""
        window = _inclusive_window(start, end)
        with _shape_checked(DAILY_USAGE):
            pages = self._pages(DAILY_USAGE, window, DAILY_PAGE_SIZE, read=read_daily_usage_page)
            usage = _merged([parse_daily_usage(body) for body in pages])
        self._report(DAILY_USAGE, usage)
        return usage

    def iter_event_pages(
        self, start: datetime, end: datetime, *, page_size: int = EVENT_PAGE_SIZE
    ) -> Iterator[EventPage]:
        """Fetch the usage events of [start, end), at most 29 days, lazily page by page.

        The first page already gives the total, so that a caller may stop and ask for shorter ranges.
        """
        window = _inclusive_window(start, end)
        with _shape_checked(USAGE_EVENTS):
            pages = self._pages(USAGE_EVENTS, window, page_size, read=read_event_page)
            for number, body in enumerate(pages, start=1):
                yield self._event_page(body, window, number, page_size)

    def fetch_groups(self, billing_cycle: date | None = None) -> WireGroups:
        """Fetch the billing groups of the cycle that contains the day `billing_cycle`, or of the current one."""
        query = {"billingCycle": billing_cycle.strftime("%Y-%m-%d")} if billing_cycle else None
        with _shape_checked(GROUPS):
            groups = parse_groups(self._connection.ask(GROUPS, query=query))
        self._report(GROUPS, groups)
        return groups

    def fetch_analytics(self, question: AnalyticsQuestion[P], *, tag: str | None = None) -> AnalyticsAnswer[P]:
        """Fetch analytics for at most 29 days, unless unchanged since the answer with `tag`."""
        _check_days(question.first, question.last)
        endpoint = question.endpoint
        answer = self._connection.ask_if_changed(endpoint, query=question.query, tag=tag)
        if answer.body is None:
            return AnalyticsAnswer(None, answer.tag, has_more=False)
        with _shape_checked(endpoint):
            parsed = question.parse(answer.body)
        self._report(endpoint, parsed)
        page = question.page
        has_more = (
            page is not None and announces_next_page(answer.body, page=page, page_size=question.users_on_page) is True
        )
        return AnalyticsAnswer(parsed, answer.tag, has_more)

    def iter_commit_pages(self, start: datetime, end: datetime) -> Iterator[Parsed[WireCommit]]:
        """Fetch the commits of [start, end), at most 29 days, lazily page by page."""
        window = _inclusive_window(start, end)
        query = {name: iso(from_ms(milliseconds)) for name, milliseconds in window.items()}

        def fetch_page(page: int) -> Json:
            paging = {"page": str(page), "pageSize": str(COMMIT_PAGE_SIZE)}
            return self._connection.ask(AI_COMMITS, query=query | paging)

        with _shape_checked(AI_COMMITS):
            for body in iter_pages(fetch_page, rows_key=AI_COMMITS.rows_key, page_size=COMMIT_PAGE_SIZE):
                commits = parse_commits(body)
                self._report(AI_COMMITS, commits)
                yield commits

    def has_room(self, endpoint: Endpoint) -> bool:
        """Whether the allowance permits another request to this endpoint without waiting."""
        return self._connection.has_room(endpoint)

    def _pages(
        self, endpoint: Endpoint, question: Mapping[str, Any], page_size: int, *, read: Read = parse_json
    ) -> Iterator[Json]:
        def fetch_page(page: int) -> Json:
            return self._connection.ask(endpoint, body={**question, "page": page, "pageSize": page_size}, read=read)

        return iter_pages(fetch_page, rows_key=endpoint.rows_key, page_size=page_size)

    def _event_page(self, body: Json, window: Mapping[str, int], number: int, page_size: int) -> EventPage:
        parsed = parse_events(body)
        inside, outside = _split_by_window(parsed.rows, window)
        row_count = len(parsed.rows) + len(parsed.rejected)
        page = EventPage(
            rows=inside,
            rejected=parsed.rejected + outside,
            odd_fields=parsed.odd_fields,
            row_count=row_count,
            total_count=total_event_count(body),
            has_next=row_count > 0 and announces_next_page(body, page=number, page_size=page_size) is not False,
        )
        self._report(USAGE_EVENTS, page)
        return page

    def _report(self, endpoint: Endpoint, answer: Parsed[Any]) -> None:
        """Log each kind of rejection once per run, and each odd field when first seen; names only, no values."""
        for row in answer.rejected:
            if (row.kind, row.reason) not in self._reported_rejections:
                self._reported_rejections.add((row.kind, row.reason))
                logger.warning(
                    "row rejected path=%s kind=%s place=%s reason=%r", endpoint.path, row.kind, row.path, row.reason
                )
        if len(self._reported_fields) > MAX_NAMES_REMEMBERED:
            return
        for field in sorted(answer.odd_fields - self._reported_fields, key=lambda odd: (odd.kind, odd.name)):
            self._reported_fields.add(field)
            event = "unknown field ignored" if field.is_unknown else "unreadable field ignored"
            logger.info("%s path=%s kind=%s field=%s", event, endpoint.path, field.kind, _loggable(field.name))


def _inclusive_window(start: datetime, end: datetime) -> dict[str, int]:
    """[start, end) as Cursor takes it: integer milliseconds (text causes a 500), both ends inclusive."""
    if not require_utc(start) < require_utc(end):
        raise ValueError(f"expected a range with start before end, got {start.isoformat()} to {end.isoformat()}")
    if end - start > LONGEST_RANGE:
        raise ValueError(f"expected at most {LONGEST_RANGE.days} days in one range, got {end - start}")
    return {"startDate": _first_ms_from(start), "endDate": _first_ms_from(end) - 1}


def _check_days(first: date, last: date) -> None:
    if not 0 <= (last - first).days < LONGEST_DAYS:
        raise ValueError(f"expected 1 to {LONGEST_DAYS} days, first to last, got {first} to {last}")


def _first_ms_from(instant: datetime) -> int:
    """The first whole millisecond at or after `instant`."""
    return to_ms(instant + ONE_MS - timedelta(microseconds=1))


def _split_by_window(events: list[WireEvent], window: Mapping[str, int]) -> tuple[list[WireEvent], list[RejectedRow]]:
    """Keep only events inside the window: one stored with a range it does not belong to would be counted twice."""
    first_ms, last_ms = window["startDate"], window["endDate"]
    inside = [event for event in events if first_ms <= event.timestamp_ms <= last_ms]
    strangers = len(events) - len(inside)
    return inside, [RejectedRow("usage_event", "usageEvents", "is outside the range asked for")] * strangers


def _merged(pages: Sequence[Parsed[T]]) -> Parsed[T]:
    return Parsed(
        rows=[row for page in pages for row in page.rows],
        rejected=[row for page in pages for row in page.rejected],
        odd_fields=frozenset(field for page in pages for field in page.odd_fields),
    )


def _loggable(name: str) -> str:
    """A field's name if it looks like one; the keys of a map may be e-mail addresses."""
    return name if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", name) else "(not a name)"


@contextmanager
def _shape_checked(endpoint: Endpoint) -> Iterator[None]:
    try:
        yield
    except UnexpectedShape as error:
        raise _unreadable(endpoint, str(error), "see whether Cursor has changed its API") from error


def _unreadable(endpoint: Endpoint, what: str, check: str) -> CursorAnswerUnreadable:
    return CursorAnswerUnreadable(
        endpoint, status=200, came_back=f"Cursor's answer can't be used ({what})", check=check
    )
