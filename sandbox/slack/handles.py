"""Short-lived handles that Slack gives to the app: trigger ids and response URLs."""

import secrets
import threading
from dataclasses import dataclass, replace

from sandbox.slack.errors import ApiError
from sandbox.slack.ids import Clock

TRIGGER_LIFETIME_S = 3.0
RESPONSE_URL_LIFETIME_S = 30 * 60
RESPONSE_URL_USES = 5


@dataclass(frozen=True)
class Trigger:
    """Allows opening one modal for the person who just acted."""

    id: str
    user_id: str
    channel_id: str | None
    issued_at: float
    used: bool = False


@dataclass(frozen=True)
class ResponseUrl:
    """Allows answering where a person acted: `message_ts` is the clicked message (None: a slash command)."""

    key: str
    user_id: str
    channel_id: str
    message_ts: str | None
    issued_at: float
    uses: int = 0


class Triggers:
    """Issues and redeems trigger ids; each works once, within `lifetime_s`."""

    def __init__(self, lock: threading.RLock, clock: Clock, *, lifetime_s: float = TRIGGER_LIFETIME_S) -> None:
        self.lifetime_s = lifetime_s
        self._lock = lock
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}

    def issue(self, user_id: str, channel_id: str | None = None) -> str:
        """Create a trigger id for this person."""
        now = self._clock()
        trigger = Trigger(
            f"{int(now * 1000)}.{secrets.randbelow(10**9)}.{secrets.token_hex(8)}", user_id, channel_id, now
        )
        with self._lock:
            self._triggers[trigger.id] = trigger
        return trigger.id

    def redeem(self, trigger_id: str) -> Trigger:
        """Use up a trigger. Raises `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`."""
        with self._lock:
            trigger = self._triggers.get(trigger_id)
            if trigger is None:
                raise ApiError("invalid_trigger_id")
            if trigger.used:
                raise ApiError("exchanged_trigger_id")
            if self._clock() - trigger.issued_at > self.lifetime_s:
                raise ApiError("expired_trigger_id")
            self._triggers[trigger_id] = replace(trigger, used=True)
        return trigger


class ResponseUrls:
    """Issues response URLs; each may be posted to five times within 30 minutes."""

    def __init__(self, lock: threading.RLock, clock: Clock) -> None:
        self._lock = lock
        self._clock = clock
        self._urls: dict[str, ResponseUrl] = {}

    def issue(self, user_id: str, channel_id: str, message_ts: str | None = None) -> str:
        """Create a response URL; returns its secret last part."""
        url = ResponseUrl(secrets.token_hex(12), user_id, channel_id, message_ts, self._clock())
        with self._lock:
            self._urls[url.key] = url
        return url.key

    def get(self, key: str) -> ResponseUrl:
        """The response URL. Raises `used_url` or `expired_url` if it is no longer valid."""
        url = self._urls.get(key)
        if url is None or self._clock() - url.issued_at > RESPONSE_URL_LIFETIME_S:
            raise ApiError("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise ApiError("used_url")
        return url

    def count_use(self, url: ResponseUrl) -> None:
        """Count one accepted post."""
        with self._lock:
            self._urls[url.key] = replace(url, uses=self._urls[url.key].uses + 1)
