"""The one Slack client: what it repeats by itself, and what it never does.

`chat.postMessage` has no idempotency. The SDK's default handler repeats any call whose connection broke, also when
only the answer was lost, and the message then stands twice in the channel. Here calls that make something new are
never repeated blindly: the dispatcher looks for its own message first.
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
LONGEST_WAIT_S = 10  # a longer Retry-After is the caller's to plan for
LONGEST_WAITS_S = 20  # of one call, all waits together: several answers to one person are a second apart
_WAITED = "waited_s"
ERROR_WORD = re.compile(r"[a-z0-9_]+")  # what Slack names an error with; a proxy in between says anything
MAKES_SOMETHING_NEW = ("chat.postMessage", "chat.postEphemeral", "views.open", "views.push")


class AnswerUnreadable(RuntimeError):
    """What came back is no answer of Slack's, such as a page of a proxy's: the call may have taken effect."""


# No network, or an answer that was lost, cut or not Slack's: the call may have taken effect.
NO_ANSWER = (OSError, HTTPException, JSONDecodeError, AnswerUnreadable)
SLACK_TROUBLE = (SlackApiError, SlackRequestError, *NO_ANSWER)


@dataclass(frozen=True)
class Refusal:
    """What Slack answered instead of doing it; `retry_after_s` only where it limits how often it is asked.

    `may_have_been_done` unless Slack itself, and not a server in between, says in a word that it was not.
    """

    reason: str
    status: int
    details: tuple[str, ...] = ()
    retry_after_s: float | None = None
    may_have_been_done: bool = False


def read_refusal(error: SlackApiError) -> Refusal:
    """Take an error apart; of what is not in Slack's own words, whose page may be anything, only the status is told."""
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
    """In a word what went wrong with a call: Slack's own word, or the kind of error."""
    return read_refusal(error).reason if isinstance(error, SlackApiError) else type(error).__name__


class OnlyWhatCanBeRepeated(RetryHandler):
    """Passes a retry on to another handler unless the call would make something a second time."""

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
        if request.url.endswith(MAKES_SOMETHING_NEW):
            return False
        return self._handler._can_retry(state=state, request=request, response=response, error=error)


class ShortRateLimitHandler(RateLimitErrorRetryHandler):
    """Waits out short Retry-Afters, within a bound; a refused call has done nothing, so any method can be repeated."""

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
    """Seconds of a Retry-After header, in whatever shape the SDK holds it; 30 when it is missing or unreadable."""
    for name, value in headers.items():
        if name.lower() == "retry-after":
            first = value[0] if isinstance(value, list) else value
            return float(first) if str(first).isdigit() else 30.0
    return 30.0


class SpellingClient(WebClient):
    """A client that calls commands what they are called in this workspace."""

    def __init__(self, *, spelling: Spelling, **options: Any) -> None:
        super().__init__(**options)
        self.spelling = spelling

    def api_call(self, api_method: str, **options: Any) -> SlackResponse:
        """Call a method with the names of commands as people know them."""
        try:
            return super().api_call(api_method, **options | {"json": self.spelling.payload(options.get("json"))})
        except SLACK_TROUBLE:
            raise
        except (AttributeError, ValueError) as error:  # the SDK reads every answer as a JSON object
            raise AnswerUnreadable(f"{api_method} was not answered with a JSON object") from error


def spelled(slack: WebClient, message: Message) -> Message:
    """A message that takes another way than through `slack`, with the names of commands as people know them."""
    return slack.spelling.message(message) if isinstance(slack, SpellingClient) else message


def slack_client(token: str, *, api_url: str, spelling: Spelling = UNCHANGED) -> WebClient:
    """Make the client that everything in the bot uses."""
    return SpellingClient(
        spelling=spelling,
        token=token,
        base_url=api_url,
        timeout=TIMEOUT_S,
        retry_handlers=[
            OnlyWhatCanBeRepeated(ConnectionErrorRetryHandler(max_retry_count=2)),
            OnlyWhatCanBeRepeated(ServerErrorRetryHandler(max_retry_count=2)),
            ShortRateLimitHandler(),
        ],
    )
