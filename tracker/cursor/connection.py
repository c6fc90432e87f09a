"""One request to Cursor: paced, bounded in time and size, retried if that may help, and never leaking the key."""

import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from random import Random
from types import TracebackType
from typing import Any, Self

import httpx
from pydantic import SecretStr
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from tracker.cursor.body import parse_json
from tracker.cursor.endpoints import Endpoint
from tracker.cursor.errors import (
    CursorAnswerUnreadable,
    CursorApiError,
    CursorKeyRefused,
    CursorPlanRefused,
    CursorRateLimited,
    CursorRedirected,
    CursorRequestRefused,
    CursorUnavailable,
    UnexpectedShape,
)
from tracker.cursor.pacing import Pacer
from tracker.loopback import is_loopback

MAX_ATTEMPTS = 4
TIMEOUT = httpx.Timeout(connect=10.0, read=60.0, write=30.0, pool=10.0)
TOTAL_TIMEOUT_S = 180.0
FIRST_BACKOFF_S = 1.0
RATE_LIMIT_WAIT_S = 60.0  # Cursor's minute, for a 429 without Retry-After
LONGEST_WAIT_S = 120.0  # if asked to wait longer, give up until the next run
ERROR_BODY_BYTES = 65_536
ADMIN_KEY = "CURSOR_ADMIN_API_KEY"

Read = Callable[[bytes], dict[str, Any]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, possibly with an ETag; `body` is None if nothing has changed since the answer with `tag`."""

    body: dict[str, Any] | None
    tag: str | None


@dataclass(frozen=True, slots=True)
class _Question:
    """What is requested, and how its answer is read."""

    endpoint: Endpoint
    body: Mapping[str, Any] | None
    query: Mapping[str, str] | None
    tag: str | None = None
    read: Read = parse_json


class CursorConnection:
    """Calls Cursor's API and returns JSON objects, or raises a CursorApiError.

    `requests_made` counts every attempt by path, since the last `begin_run`.
    """

    def __init__(
        self,
        base_url: str,
        api_key: SecretStr,
        *,
        analytics_key: SecretStr | None = None,
        pacer: Pacer,
        transport: httpx.BaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Random | None = None,
    ) -> None:
        url = _checked_url(base_url)
        self._http = httpx.Client(
            base_url=url,
            headers={"Accept": "application/json", "User-Agent": "spendwatch"},
            timeout=TIMEOUT,
            follow_redirects=False,
            transport=transport,
            trust_env=not is_loopback(url.host),  # a company proxy cannot reach this machine's own ports
        )
        self._auth = _basic(api_key)
        self._analytics_auth = _basic(analytics_key or api_key)
        self._pacer = pacer
        self._monotonic = monotonic
        self._sleep = sleep
        self._random = random or Random()  # noqa: S311  jitter, no secret
        self.requests_made: Counter[str] = Counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the pooled connections."""
        self._http.close()

    def begin_run(self) -> None:
        """Reset the request counts and the allowances."""
        self.requests_made = Counter()
        self._pacer.begin_run()

    def ask(
        self,
        endpoint: Endpoint,
        *,
        body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        read: Read = parse_json,
    ) -> dict[str, Any]:
        """Send one request, with retries if they may help, and parse it with `read`. Raises CursorApiError."""
        answer = self._retried(_Question(endpoint, body, query, read=read))
        assert answer.body is not None  # without a tag it cannot be unchanged
        return answer.body

    def ask_if_changed(self, endpoint: Endpoint, *, query: Mapping[str, str], tag: str | None) -> Answer:
        """Like `ask`, but only for an answer that has changed since the one with `tag`."""
        return self._retried(_Question(endpoint, None, query, tag=tag))

    def has_room(self, endpoint: Endpoint) -> bool:
        """Whether the allowance permits another request to this endpoint without waiting."""
        return self._pacer.has_room(endpoint.path, endpoint.requests_per_minute)

    def _retried(self, question: _Question) -> Answer:
        retrying = Retrying(
            stop=stop_after_attempt(MAX_ATTEMPTS),
            retry=retry_if_exception(_is_retryable),
            wait=self._wait_s,
            sleep=self._sleep,
            before_sleep=_log_retry,
            reraise=True,
        )
        return retrying(self._attempt, question)

    def _attempt(self, question: _Question) -> Answer:
        endpoint, tag = question.endpoint, question.tag
        auth = self._analytics_auth if endpoint.is_analytics else self._auth
        headers = {"If-None-Match": tag} if tag else None
        request = self._http.build_request(
            endpoint.method, endpoint.path, json=question.body, params=question.query, headers=headers
        )
        try:
            with self._pacer.slot(endpoint.path, endpoint.requests_per_minute) as slot:
                self.requests_made[endpoint.path] += 1
                started = self._monotonic()
                response = self._http.send(request, stream=True, auth=auth)
                slot.counts = response.status_code != httpx.codes.NOT_MODIFIED
            with closing(response):
                if tag and response.status_code == httpx.codes.NOT_MODIFIED:
                    logger.debug("answer unchanged path=%s", endpoint.path)
                    return Answer(None, tag)
                raw = self._read_answer(endpoint, response, deadline=started + TOTAL_TIMEOUT_S)
        except httpx.HTTPError as error:
            raise _transport_error(endpoint, error) from None  # the cause's request carries the key
        answer = _parsed(question, response.status_code, raw)
        rows = answer.get(endpoint.rows_key)
        logger.debug(
            "request answered path=%s status=%s rows=%s elapsed_ms=%d",
            endpoint.path,
            response.status_code,
            len(rows) if isinstance(rows, list) else "none",
            (self._monotonic() - started) * 1000,
        )
        return Answer(answer, _tag_of(response))

    def _read_answer(self, endpoint: Endpoint, response: httpx.Response, *, deadline: float) -> bytes:
        """Read the body of a good answer; raise the matching error for any other."""
        if response.status_code == httpx.codes.OK and not _is_html(response):
            return self._read_bounded(endpoint, response, endpoint.max_body_bytes, deadline)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            self._pacer.lower(endpoint.path, endpoint.requests_per_minute)
            retry_after_s = _retry_after_s(response)
            raise CursorRateLimited(endpoint, retry_after_s=retry_after_s, is_retryable=retry_after_s <= LONGEST_WAIT_S)
        raise _status_error(endpoint, response, self._quoted_reason(endpoint, response, deadline))

    def _read_bounded(self, endpoint: Endpoint, response: httpx.Response, most: int, deadline: float) -> bytes:
        chunks = bytearray()
        for chunk in response.iter_bytes():
            chunks += chunk
            if len(chunks) > most:
                raise CursorAnswerUnreadable(
                    endpoint,
                    status=response.status_code,
                    came_back=f"Cursor's answer is larger than {most} bytes",
                    check="ask for a shorter range",
                )
            if self._monotonic() > deadline:
                raise CursorUnavailable(
                    endpoint,
                    status=response.status_code,
                    came_back=f"Cursor's answer did not end within {TOTAL_TIMEOUT_S:.0f} s",
                    check="check the network, or ask for a shorter range",
                    is_retryable=True,
                )
        return bytes(chunks)

    def _quoted_reason(self, endpoint: Endpoint, response: httpx.Response, deadline: float) -> str:
        """Cursor's own reason if it is short and plain, else nothing: bodies may hold anything."""
        try:
            answer = parse_json(self._read_bounded(endpoint, response, ERROR_BODY_BYTES, deadline))
        except (httpx.HTTPError, CursorApiError, UnexpectedShape):
            return ""  # the status says enough
        text = answer.get("message") or answer.get("error")
        is_quotable = isinstance(text, str) and _QUOTABLE.fullmatch(text) and not _KEY_LIKE.search(text)
        return f' ("{text}")' if is_quotable else ""

    def _wait_s(self, state: RetryCallState) -> float:
        """How long to wait: what a 429 asks for, else 1, 2, 4 s, each times a random factor from 0.5 to 1.5."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, CursorRateLimited):
            return error.retry_after_s
        return float(FIRST_BACKOFF_S * 2 ** (state.attempt_number - 1) * self._random.uniform(0.5, 1.5))


_TAG = re.compile(r'(W/)?"[\x21\x23-\x7e]{1,200}"')
_QUOTABLE = re.compile(r"[A-Za-z0-9 .,:;'()/_-]{1,160}")
_KEY_LIKE = re.compile(r"crsr_|key_|[A-Za-z0-9_-]{32,}")


def _checked_url(base_url: str) -> httpx.URL:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        raise ValueError("CURSOR_API_URL is not a URL: expected one like https://api.cursor.com") from None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise ValueError("CURSOR_API_URL must be http(s)://host[:port][/path] and nothing else: no key, no query")
    return url


def _basic(key: SecretStr) -> httpx.BasicAuth:
    return httpx.BasicAuth(key.get_secret_value(), "")


def _tag_of(response: httpx.Response) -> str | None:
    """The answer's ETag, if it is safe to send back."""
    tag = str(response.headers.get("etag", ""))
    return tag if _TAG.fullmatch(tag) else None


def _is_html(response: httpx.Response) -> bool:
    """Whether a web page came instead of JSON: something between us and Cursor answered."""
    media_type: str = response.headers.get("content-type", "")
    return media_type.split(";", maxsplit=1)[0].strip().lower() == "text/html"


def _is_retryable(error: BaseException) -> bool:
    return isinstance(error, CursorApiError) and error.is_retryable


def _log_retry(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    logger.warning(
        "request will be retried attempt=%s wait_s=%.1f error=%s", state.attempt_number, state.upcoming_sleep, error
    )


def _parsed(question: _Question, status: int, raw: bytes) -> dict[str, Any]:
    try:
        return question.read(raw)
    except UnexpectedShape as error:
        raise CursorAnswerUnreadable(
            question.endpoint,
            status=status,
            came_back=f"Cursor's answer can't be read ({error})",
            check="check CURSOR_API_URL, and any proxy between this machine and Cursor",
            is_retryable=True,
        ) from error


def _transport_error(endpoint: Endpoint, error: httpx.HTTPError) -> CursorApiError:
    """Translate an httpx error. Only the text of a failed connection is quoted; other texts may hold headers."""
    check = "check CURSOR_API_URL and the network"
    match error:
        case httpx.DecodingError():
            return CursorAnswerUnreadable(
                endpoint,
                status=None,
                came_back="Cursor's answer is compressed and can't be unpacked",
                check=check,
                is_retryable=True,
            )
        case httpx.TimeoutException():
            came_back = f"Cursor did not answer in time ({type(error).__name__})"
        case httpx.RemoteProtocolError() | httpx.ReadError():
            came_back = f"the connection ended before the answer did ({type(error).__name__})"
        case httpx.ConnectError():
            came_back = f"there is no connection to Cursor ({error})"
        case _:
            came_back = f"the exchange with Cursor failed ({type(error).__name__})"
    return CursorUnavailable(endpoint, status=None, came_back=came_back, check=check, is_retryable=True)


def _status_error(endpoint: Endpoint, response: httpx.Response, reason: str) -> CursorApiError:
    """The error for an answer with a status that is not a success."""
    status = response.status_code
    came_back = f"Cursor answered {status}{reason}"
    if response.has_redirect_location:
        return CursorRedirected(
            endpoint,
            status=status,
            came_back=f"Cursor answered {status}, a redirect to {_host_of(response)},",
            check="redirects are not followed with the key; check CURSOR_API_URL",
        )
    if status == httpx.codes.UNAUTHORIZED:
        return CursorKeyRefused(
            endpoint,
            status=status,
            came_back=came_back,
            check=f"check that {_key_of(endpoint)} is an admin key of this team; a personal key gets the same answer",
        )
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status == httpx.codes.REQUEST_TIMEOUT or _is_html(response):
        page = "a web page with status " if _is_html(response) else ""
        return CursorUnavailable(
            endpoint,
            status=status,
            came_back=f"Cursor answered {page}{status}{reason}",
            check="Cursor, or a proxy in front of it, is having trouble; the next run tries again",
            is_retryable=True,
        )
    if status == httpx.codes.FORBIDDEN:
        return CursorPlanRefused(
            endpoint,
            status=status,
            came_back=came_back,
            check="check that the team's plan, and the key's scope, include this",
        )
    if response.is_client_error:
        return CursorRequestRefused(
            endpoint, status=status, came_back=came_back, check="check CURSOR_API_URL, and the range asked for"
        )
    return CursorAnswerUnreadable(
        endpoint, status=status, came_back=came_back, check="only 200 is expected here; check CURSOR_API_URL"
    )


def _key_of(endpoint: Endpoint) -> str:
    return "CURSOR_ANALYTICS_API_KEY, or CURSOR_ADMIN_API_KEY without it," if endpoint.is_analytics else ADMIN_KEY


def _host_of(response: httpx.Response) -> str:
    try:
        return response.url.join(response.headers["location"]).host or "nowhere"
    except httpx.InvalidURL:
        return "no valid address"


def _retry_after_s(response: httpx.Response) -> float:
    """Read Retry-After, in seconds or as a date (relative to the answer's own Date, not to our clock)."""
    text = response.headers.get("retry-after", "")
    if re.fullmatch(r"\d{1,9}(\.\d+)?", text):
        return float(text)
    try:
        until, sent = parsedate_to_datetime(text), parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.0, (until - sent).total_seconds())
    except (ValueError, TypeError):
        return RATE_LIMIT_WAIT_S
