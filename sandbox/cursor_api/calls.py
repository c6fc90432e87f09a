"""The input and output of a handler, independent of HTTP."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.company.types import to_ms
from sandbox.cursor_api.team import Team

MAX_RANGE_MS = 30 * 86_400_000


@dataclass(frozen=True, slots=True)
class Call:
    """An authorised request: team, parameters and time."""

    team: Team
    now: datetime
    params: Mapping[str, Any]
    path: Mapping[str, str] = field(default_factory=dict)

    @property
    def now_ms(self) -> int:
        """The server's clock in epoch ms."""
        return to_ms(self.now)

    def whole_number(self, name: str, default: int | None = None) -> int | None:
        """A whole number from the body, or `default` if absent. Raises Refused (400) for anything else."""
        value = self.params.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise bad_request(f"{name} must be a number")
        return int(value)

    def paging(self, *, default_size: int, max_size: int) -> tuple[int, int]:
        """Page (from 1) and page size; a size above the maximum is clamped, or refused if the team's quirks say so."""
        page = self.whole_number("page", 1) or 0
        size = self.whole_number("pageSize", default_size) or 0
        if page < 1 or size < 1:
            raise bad_request("page and pageSize must be at least 1")
        if size > max_size and self.team.quirks.refuses_large_pages:
            raise bad_request(f"pageSize must be at most {max_size}")
        return page, min(size, max_size)


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body, or a text body with its content type in the headers."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Named(dict[str, Any]):
    """A JSON object whose keys are data, such as e-mails, so no unknown field is added to it."""


class Refused(Exception):
    """The request is answered with an error."""

    def __init__(self, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status}: {body.get('message', body)}")
        self.answer = Answer(body, status, headers or {})


Handler = Callable[[Call], Answer]


def bad_request(message: str) -> Refused:
    """A 400 in the format of the API overview page."""
    return Refused(400, {"error": "Bad Request", "message": message})


def not_found(message: str = "Resource not found") -> Refused:
    """A 404 in the format of the API overview page."""
    return Refused(404, {"error": "Not Found", "message": message})


def enterprise_required() -> Refused:
    """A 403 with the text that teams without the plan get."""
    message = "You must be a member of an enterprise team to access this resource"
    return Refused(403, {"error": "Forbidden", "message": message})


def iso(instant: datetime) -> str:
    """ISO 8601 with milliseconds and Z, as Cursor writes instants."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
