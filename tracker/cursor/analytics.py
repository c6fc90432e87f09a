"""A request to Cursor's analytics: whole UTC days, and a page where users are paged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from urllib.parse import urlencode

from tracker.cursor.endpoints import TEAM_CONVERSATIONS, Endpoint
from tracker.cursor.fields import Json, Parsed
from tracker.cursor.schemas.analytics import CONVERSATION_SLICES

LONGEST_DAYS = 29  # both ends included: Cursor refuses more than 30, and sources differ in how they count
USERS_ON_PAGE = 500

P = TypeVar("P", bound=Parsed)  # type: ignore[type-arg]


@dataclass(frozen=True, slots=True)
class AnalyticsQuestion(Generic[P]):
    """What one endpoint reports for the days first..last, and how its answer is read; `page` counts from 1."""

    endpoint: Endpoint
    parse: Callable[[Json], P]
    first: date
    last: date
    page: int | None = None
    users_on_page: int = USERS_ON_PAGE

    @property
    def query(self) -> dict[str, str]:
        """The query parameters: plain days, so that the same question has the same URL."""
        query = {"startDate": self.first.isoformat(), "endDate": self.last.isoformat()}
        if self.page is not None:
            query |= {"page": str(self.page), "pageSize": str(self.users_on_page)}
        if self.endpoint is TEAM_CONVERSATIONS:
            query["include"] = ",".join(CONVERSATION_SLICES)
        return query

    @property
    def url(self) -> str:
        """Path and query; an ETag belongs to them."""
        return f"{self.endpoint.path}?{urlencode(self.query)}"


@dataclass(frozen=True, slots=True)
class AnalyticsAnswer(Generic[P]):
    """An answer; `parsed` is None if nothing has changed since the answer with `tag`."""

    parsed: P | None
    tag: str | None
    has_more: bool
