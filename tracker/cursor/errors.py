"""What may go wrong between us and Cursor, one class for each thing a caller would do differently.

    CursorApiError
    ├── CursorKeyRefused        401: fix the key
    ├── CursorPlanRefused       403: not available on this plan
    ├── CursorRequestRefused    400, 404 and the other 4xx: fix the request or the address
    ├── CursorRedirected        3xx: the key is not sent on
    ├── CursorRateLimited       429: come back later
    ├── CursorUnavailable       5xx, no connection, no answer in time, a web page in place of JSON
    └── CursorAnswerUnreadable  cut, invalid or too large, or not of the documented shape

No message holds the key, and none holds a body: Cursor's own words are quoted only when they are short and plain.
"""

from tracker.cursor.endpoints import Endpoint

NOT_ON_THIS_PLAN = (401, 403, 404)  # the answers of analytics on a plan without them, though the key works elsewhere


class UnexpectedShape(ValueError):
    """An answer is JSON, but not of the documented shape."""


class CursorApiError(Exception):
    """A request that Cursor did not answer as documented.

    `status` is the HTTP status, or None if there was no answer; `is_retryable` says whether the same request may
    succeed a little later.
    """

    def __init__(
        self, endpoint: Endpoint, *, status: int | None, came_back: str, check: str, is_retryable: bool = False
    ) -> None:
        super().__init__(f"{came_back} to {endpoint}: {check}")
        self.endpoint = endpoint
        self.status = status
        self.is_retryable = is_retryable


class CursorKeyRefused(CursorApiError):
    """401: the key is missing, wrong, of another team, or a personal one."""


class CursorPlanRefused(CursorApiError):
    """403: the team's plan, or the key's scope, does not include what was asked."""


class CursorRequestRefused(CursorApiError):
    """400, 404 and other rejections of the request itself."""


class CursorRedirected(CursorApiError):
    """The address answered with a redirect, which is never followed with the key."""


class CursorRateLimited(CursorApiError):
    """429; `retry_after_s` is how long Cursor asks to wait."""

    def __init__(self, endpoint: Endpoint, *, retry_after_s: float, is_retryable: bool) -> None:
        super().__init__(
            endpoint,
            status=429,
            came_back=f"Cursor answered 429, asking to wait {retry_after_s:.0f} s,",
            check="check whether something else uses this team's allowance or CURSOR_RATE_LIMIT_SCALE is too high",
            is_retryable=is_retryable,
        )
        self.retry_after_s = retry_after_s


class CursorUnavailable(CursorApiError):
    """Cursor, or something in front of it, cannot answer now."""


class CursorAnswerUnreadable(CursorApiError):
    """An answer arrived and cannot be used."""
