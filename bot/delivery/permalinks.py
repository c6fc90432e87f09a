"""Permalinks of messages, each requested from Slack once."""

import logging
import threading

from slack_sdk import WebClient

from bot.delivery.client import SLACK_TROUBLE, trouble_reason
from bot.delivery.send import MessageRef

log = logging.getLogger(__name__)

MAX_REMEMBERED = 1_000  # permalinks; older ones are requested again


class Permalinks:
    """Finds the permalink of a message by its receipt; thread-safe."""

    def __init__(self, slack: WebClient) -> None:
        self._slack = slack
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}

    def __call__(self, receipt: str) -> str | None:
        """The message's permalink; None if Slack has none, as for a deleted message."""
        known = self._known.get(receipt)
        if known is not None:
            return known
        ref = MessageRef.parse(receipt)
        try:
            url = str(self._slack.chat_getPermalink(channel=ref.channel, message_ts=ref.ts)["permalink"])
        except SLACK_TROUBLE as error:
            log.warning("no permalink of a message error=%s", trouble_reason(error))
            return None
        with self._lock:
            if len(self._known) >= MAX_REMEMBERED:
                self._known.clear()
            self._known[receipt] = url
        return url
