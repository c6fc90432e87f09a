"""The client of Resend, which sends mail over HTTP with one key (https://resend.com/docs/api-reference)."""

import json
import logging
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import httpx
from pydantic import SecretStr

from tracker.loopback import is_loopback

log = logging.getLogger(__name__)

TIMEOUT = httpx.Timeout(connect=5.0, read=20.0, write=30.0, pool=5.0)
ANSWER_BYTES = 65_536
LONGEST_PAUSE_S = 3_600.0
UNREADABLE_PAUSE_S = 30.0
_QUOTED = 200


class MailTrouble(Exception):
    """A mail was not accepted as far as we know; `may_have_arrived` says that it may have been."""

    def __init__(self, reason: str, *, may_have_arrived: bool) -> None:
        super().__init__(reason)
        self.may_have_arrived = may_have_arrived


class MailUnanswered(MailTrouble):
    """There was no complete answer."""


class MailRefused(MailTrouble):
    """Resend refused the mail, with `status` and error `name`; `retry_after_s` is set if it asks for a pause."""

    def __init__(self, status: int, name: str, detail: str, retry_after_s: float | None = None) -> None:
        about = f": {detail}" if detail else ""
        super().__init__(f"Resend answered {status} {name}{about}", may_have_arrived=status >= 500)
        self.status = status
        self.name = name
        self.retry_after_s = retry_after_s


class ResendClient:
    """A client for Resend. The key is in no log, error or repr; it follows no redirects and bounds answers."""

    def __init__(self, base_url: str, key: SecretStr, *, transport: httpx.BaseTransport | None = None) -> None:
        url = httpx.URL(base_url)
        self._key = key
        self._http = httpx.Client(
            base_url=url,
            headers={"Accept": "application/json", "User-Agent": "spendwatch"},
            timeout=TIMEOUT,
            limits=httpx.Limits(max_keepalive_connections=0),  # mails are rare, and nothing is left to close
            follow_redirects=False,
            transport=transport,
            trust_env=not is_loopback(url.host),
        )

    def send(self, mail: Mapping[str, Any], *, idempotency_key: str) -> str:
        """Submit a mail and return its id; the same key again within 24 hours is not sent twice.

        Raises MailTrouble.
        """
        answer = self._ask("POST", "/emails", mail, {"Idempotency-Key": idempotency_key})
        return str(answer.get("id", ""))

    def fetch_domains(self) -> Sequence[Mapping[str, Any]]:
        """The domains that mail can be sent from; raises MailTrouble, also for a key that may only send."""
        domains = self._ask("GET", "/domains", None, {}).get("data")
        return [each for each in domains if isinstance(each, dict)] if isinstance(domains, list) else []

    def _ask(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> dict[str, Any]:
        authorization = {"Authorization": f"Bearer {self._key.get_secret_value()}"}
        try:
            request = self._http.build_request(method, path, json=body, headers={**headers, **authorization})
            with closing(self._http.send(request, stream=True)) as response:
                answer = _read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise MailUnanswered(f"Resend was not reached ({type(error).__name__})", may_have_arrived=False) from None
        except httpx.HTTPError as error:  # the exception holds the request, and that the key
            raise MailUnanswered(f"Resend did not answer ({type(error).__name__})", may_have_arrived=True) from None
        if response.status_code not in (httpx.codes.OK, httpx.codes.CREATED):
            raise _refusal(response, answer)
        return answer


def _read(response: httpx.Response) -> dict[str, Any]:
    """The answer's JSON object, or an empty one if it is something else, such as a proxy's page."""
    raw = bytearray()
    for chunk in response.iter_bytes():
        raw += chunk
        if len(raw) > ANSWER_BYTES:
            raise MailUnanswered("Resend's answer is too long to be one", may_have_arrived=True)
    try:
        answer = json.loads(raw)
    except ValueError:
        answer = None
    if response.is_success and not isinstance(answer, dict):
        raise MailUnanswered("Resend's answer cannot be read", may_have_arrived=True)
    return answer if isinstance(answer, dict) else {}


def _refusal(response: httpx.Response, answer: Mapping[str, Any]) -> MailRefused:
    status = response.status_code
    name = str(answer.get("name") or "")[:80] or ("redirect" if response.is_redirect else "without a reason")
    detail = "" if status >= 500 else " ".join(str(answer.get("message") or "").split())[:_QUOTED]
    pause = _pause_s(response.headers.get("retry-after")) if status == httpx.codes.TOO_MANY_REQUESTS else None
    return MailRefused(status, name, detail, pause)


def _pause_s(header: str | None) -> float:
    if header is None or not header.isascii() or not header.isdigit():
        return UNREADABLE_PAUSE_S if header else 1.0
    return min(float(header), LONGEST_PAUSE_S)
