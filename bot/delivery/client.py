"""The only Slack client, and its rules for retries.

`chat.postMessage` has no idempotency. The SDK's default handler retries any call whose connection broke, even if only
the answer was lost, and the message is then posted twice. This client never retries calls that create something: the
dispatcher first looks for its own message.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from json import JSONDecodeError
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.http_retry import (
    ConnectionErrorRetryHandler,
    HttpRequest,
    HttpResponse,
    RateLimitErrorRetryHandler,
    RetryHandler,
    RetryState,
)
from slack_sdk.http_retry.builtin_handlers import ServerErrorRetryHandler
from slack_sdk.web import SlackResponse

from blocks.elements import Message
from bot.delivery.slack_reasons import HALF_DONE
from bot.spelling import UNCHANGED, Spelling

TIMEOUT_S = 15
LONGEST_WAIT_S = 10  # a longer Retry-After is left to the caller
LONGEST_WAITS_S = 20  # total for one call: messages to one person are limited to one a second
_WAITED = "waited_s"
ERROR_WORD = re.compile(r"[a-z0-9_]+")  # the form of Slack's error codes; a proxy may answer anything
CREATING_METHODS = ("chat.postMessage", "chat.postEphemeral", "views.open", "views.push")


class AnswerUnreadable(RuntimeError):
    """The response is not from Slack but, say, a proxy's page: the call may have taken effect."""


# No network, or an answer that was lost, cut off or not Slack's: the call may have taken effect.
NO_ANSWER = (OSError, HTTPException, JSONDecodeError, AnswerUnreadable)
SLACK_TROUBLE = (SlackApiError, SlackRequestError, *NO_ANSWER)


@dataclass(frozen=True)
class Refusal:
    """Why Slack refused a call; `retry_after_s` is set only for a rate limit.

    `may_have_been_done` is false only if Slack itself, not a server in between, says that it was not done.
    """

    reason: str
    status: int
    details: tuple[str, ...] = ()
    retry_after_s: float | None = None
    may_have_been_done: bool = False


def read_refusal(error: SlackApiError) -> Refusal:
    """Parse an error; if the response is not Slack's, its content may be anything, and only the status is used."""
    answer = error.response
    status, word = int(answer.status_code), answer.get("error")
    is_slacks = status < 500 and isinstance(word, str) and ERROR_WORD.fullmatch(word) is not None
    reason = word if is_slacks else f"HTTP {status}"
    metadata = answer.get("response_metadata") or {}
    details = tuple(str(detail) for detail in answer.get("errors") or metadata.get("messages") or ())
    is_asked_too_often = status == 429 or reason == "ratelimited"
    pause = retry_after(answer.headers) if is_asked_too_often else None
    is_in_doubt = not (is_slacks or is_asked_too_often) or reason in HALF_DONE
    return Refusal(reason, status, details, pause, may_have_been_done=is_in_doubt)


def trouble_reason(error: Exception) -> str:
    """What went wrong with a call, in one word: Slack's error code, or the exception's type."""
    return read_refusal(error).reason if isinstance(error, SlackApiError) else type(error).__name__


class RepeatableCallsOnly(RetryHandler):
    """Delegates to another retry handler, except for calls that would create something twice."""

    def __init__(self, handler: RetryHandler) -> None:
        super().__init__(handler.max_retry_count, handler.interval_calculator)
        self._handler = handler

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.endswith(CREATING_METHODS):
            return False
        return self._handler._can_retry(state=state, request=request, response=response, error=error)


class ShortRateLimitHandler(RateLimitErrorRetryHandler):
    """Waits out short Retry-Afters; a rate-limited call had no effect, so any method can be retried."""

    def __init__(self) -> None:
        super().__init__(max_retry_count=LONGEST_WAITS_S)  # the shortest wait is a second

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if not super()._can_retry(state=state, request=request, response=response, error=error):
            return False
        if response is None:
            return False
        pause = retry_after(response.headers)
        return pause <= LONGEST_WAIT_S and _waited(state) + pause <= LONGEST_WAITS_S

    def prepare_for_next_attempt(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        """Wait as long as Slack asks."""
        if response is not None:
            state.custom_values = {_WAITED: _waited(state) + retry_after(response.headers)}
        super().prepare_for_next_attempt(state=state, request=request, response=response, error=error)


def _waited(state: RetryState) -> float:
    return float((state.custom_values or {}).get(_WAITED, 0))


def retry_after(headers: Mapping[str, Any]) -> float:
    """Seconds of the Retry-After header, in any of the SDK's formats; 30 if it is missing or unreadable."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            first = value[0] if isinstance(value, list) else value
            return float(first) if str(first).isdigit() else 30.0
    return 30.0


class SpellingClient(WebClient):
    """A client that names commands as in this workspace."""

    def __init__(self, *, spelling: Spelling, **options: Any) -> None:
        super().__init__(**options)
        self.spelling = spelling

    def api_call(self, api_method: str, **options: Any) -> SlackResponse:
        """Call a method, with prefixed commands in the texts."""
        try:
            return super().api_call(api_method, **options | {"json": self.spelling.payload(options.get("json"))})
        except SLACK_TROUBLE:
            raise
        except (AttributeError, ValueError) as error:  # the SDK expects every answer to be a JSON object
            raise AnswerUnreadable(f"{api_method} was not answered with a JSON object") from error


def spelled(slack: WebClient, message: Message) -> Message:
    """A message with prefixed commands, for one that is not sent through `slack`."""
    return slack.spelling.message(message) if isinstance(slack, SpellingClient) else message


def slack_client(token: str, *, api_url: str, spelling: Spelling = UNCHANGED) -> WebClient:
    """Create the client that everything in the bot uses."""
    return SpellingClient(
        spelling=spelling,
        token=token,
        base_url=api_url,
        timeout=TIMEOUT_S,
        retry_handlers=[
            RepeatableCallsOnly(ConnectionErrorRetryHandler(max_retry_count=2)),
            RepeatableCallsOnly(ServerErrorRetryHandler(max_retry_count=2)),
            ShortRateLimitHandler(),
        ],
    )
