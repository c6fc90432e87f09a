"""Refusals, with Slack's error names."""

from typing import Any


class ApiError(Exception):
    """A Web API call is answered with `ok: false`.

    `code` is Slack's error name; `details` are further top-level fields of the answer.
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class RateLimited(ApiError):
    """Too many calls: HTTP 429 with `Retry-After` in whole seconds."""

    def __init__(self, retry_after_s: int) -> None:
        super().__init__("ratelimited")
        self.retry_after_s = retry_after_s


class ActRefused(Exception):
    """A person tried something that Slack's client does not allow; the message says why."""
