"""Slack accounts by e-mail: looked up in Slack once a day, and cached in the database."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.client import SLACK_TROUBLE, read_refusal, trouble_reason
from tracker.store.identities import Identities

log = logging.getLogger(__name__)

FRESH_FOR = timedelta(days=1)
ABSENCE_FRESH_FOR = timedelta(hours=1)  # the account may be created soon
NO_ACCOUNT = "users_not_found"


class SlackIds:
    """Finds Slack ids by e-mail; thread-safe."""

    def __init__(self, client: WebClient, identities: Identities, *, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._identities = identities
        self._clock = clock

    def find(self, email: str) -> str | None:
        """The Slack id of an e-mail; None if there is no account, or Slack has never answered.

        While Slack cannot be reached, its last answer counts, however old.
        """
        email = email.lower()
        known = self._identities.find(email)
        if known and self._clock() - known.looked_up_at < (FRESH_FOR if known.chat_user_id else ABSENCE_FRESH_FOR):
            return known.chat_user_id
        try:
            user_id = self._look_up(email)
        except SLACK_TROUBLE as error:
            log.warning("slack does not say whose an e-mail is error=%s", trouble_reason(error))
            return known.chat_user_id if known else None
        self._identities.save(email, user_id, looked_up_at=self._clock())
        return user_id

    def _look_up(self, email: str) -> str | None:
        try:
            return str(self._client.users_lookupByEmail(email=email)["user"]["id"])
        except SlackApiError as error:
            if read_refusal(error).reason == NO_ACCOUNT:
                return None
            raise
