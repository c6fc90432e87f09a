"""What a mail shows from Slack: a link to the same message there, and people's names.

Looked up once, briefly, with a separate client: a mail does not wait for Slack and goes out without them if need be.
"""

import logging
from collections.abc import Collection, Mapping

from slack_sdk import WebClient

from bot.delivery.client import SLACK_TROUBLE, trouble_reason
from bot.delivery.permalinks import Permalinks

log = logging.getLogger(__name__)

LOOKUP_TIMEOUT_S = 5


class SlackForMail:
    """Links and names; what Slack does not return at once is left out."""

    def __init__(self, token: str, *, api_url: str) -> None:
        self._slack = WebClient(token=token, base_url=api_url, timeout=LOOKUP_TIMEOUT_S, retry_handlers=[])
        self._permalinks = Permalinks(self._slack)
        self._names: dict[str, str] = {}

    def link(self, receipt: str) -> str | None:
        """The address of a message by its receipt."""
        url = self._permalinks(receipt)
        return url if url and url.startswith(("https://", "http://")) else None

    def names(self, user_ids: Collection[str]) -> Mapping[str, str]:
        """Real names by Slack user id."""
        for user_id in user_ids:
            if user_id not in self._names and (name := self._ask_name(user_id)):
                self._names[user_id] = name
        return {user_id: self._names[user_id] for user_id in user_ids if user_id in self._names}

    def _ask_name(self, user_id: str) -> str:
        try:
            user = self._slack.users_info(user=user_id)["user"]
        except SLACK_TROUBLE as error:
            log.warning("no name of a person error=%s", trouble_reason(error))
            return ""
        return str(user.get("real_name") or user.get("name") or "")
