"""Who may do what, asked of Slack at every click.

Members of the alert channel read team reports and handle incidents; workspace admins, owners and ADMIN_USERS also
change settings; anyone else sees only their own figures. Slack's answers are kept for a short while, and when Slack
cannot say, the last answer counts for 15 minutes and then nobody has the right.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from slack_sdk import WebClient

from bot.delivery.client import SLACK_TROUBLE, trouble_reason

log = logging.getLogger(__name__)

FRESH_FOR = timedelta(minutes=2)
TRUSTED_FOR = timedelta(minutes=15)
PAGE_SIZE = 200

T = TypeVar("T")


class Right(StrEnum):
    """What a person may be allowed to do."""

    READ_TEAM = "read team reports"
    HANDLE_INCIDENTS = "handle incidents"
    CHANGE_SETTINGS = "change settings"


class AccessRefused(Exception):
    """The person may not do this; the message is for them, `channel_id` the channel that has the right."""

    def __init__(self, message: str, *, channel_id: str | None = None) -> None:
        super().__init__(message)
        self.channel_id = channel_id


@dataclass(frozen=True)
class SlackPerson:
    """What Slack says of a person."""

    user_id: str
    email: str | None  # lower case
    name: str
    is_admin: bool
    is_deleted: bool


@dataclass(frozen=True)
class _Known(Generic[T]):
    value: T
    at: datetime


class Access:
    """Answers whether a Slack user has a right; thread-safe."""

    def __init__(
        self, client: WebClient, *, channel_id: str, admin_users: frozenset[str], clock: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._channel_id = channel_id
        self._admin_users = {entry.lower() for entry in admin_users}
        self._clock = clock
        self._lock = threading.Lock()
        self._members: _Known[frozenset[str]] | None = None
        self._people: dict[str, _Known[SlackPerson]] = {}

    def require(self, user_id: str, right: Right) -> None:
        """Raise AccessRefused, with the reason and the way to the right, unless the person has it."""
        if self.has(user_id, right):
            return
        if right is Right.CHANGE_SETTINGS:
            raise AccessRefused(
                "Only workspace admins and the people named in ADMIN_USERS can change settings. Nothing was changed."
            )
        raise AccessRefused(
            f"Only members of the alert channel can {right}. "
            "Ask someone there to add you; `/user` without a name shows your own figures.",
            channel_id=self._channel_id,
        )

    def has(self, user_id: str, right: Right) -> bool:
        """Whether the person has the right now; raises AccessRefused when Slack cannot say."""
        if self.is_admin(user_id):
            return True
        return right is not Right.CHANGE_SETTINGS and user_id in self._channel_members()

    def is_admin(self, user_id: str) -> bool:
        """Whether the person is a workspace admin or owner, or named in ADMIN_USERS by id or e-mail."""
        if user_id.lower() in self._admin_users:
            return True
        person = self.person(user_id)
        return not person.is_deleted and (person.is_admin or (person.email or "") in self._admin_users)

    def person(self, user_id: str) -> SlackPerson:
        """The person's e-mail and flags; raises AccessRefused when Slack cannot say."""
        known = self._people.get(user_id)
        if known and self._clock() - known.at < FRESH_FOR:
            return known.value
        try:
            answer = self._client.users_info(user=user_id)
        except SLACK_TROUBLE as error:
            return self._last_known(known, error)
        person = _person(answer["user"])
        with self._lock:
            self._people[user_id] = _Known(person, self._clock())
        return person

    def member_joined(self, user_id: str) -> None:
        """Take note of a person who joined the alert channel."""
        self._change_members(lambda members: members | {user_id})

    def member_left(self, user_id: str) -> None:
        """Take note of a person who left the alert channel."""
        self._change_members(lambda members: members - {user_id})

    def watches(self, channel_id: str) -> bool:
        """Whether `channel_id` is the alert channel, whose members have rights."""
        return channel_id == self._channel_id

    def _change_members(self, change: Callable[[frozenset[str]], frozenset[str]]) -> None:
        with self._lock:
            if self._members:
                self._members = _Known(change(self._members.value), self._members.at)

    def _channel_members(self) -> frozenset[str]:
        known = self._members
        if known and self._clock() - known.at < FRESH_FOR:
            return known.value
        try:
            members = frozenset(self._fetch_members())
        except SLACK_TROUBLE as error:
            return self._last_known(known, error)
        with self._lock:
            self._members = _Known(members, self._clock())
        return members

    def _fetch_members(self) -> Iterator[str]:
        cursor: str | None = None
        while True:
            page = self._client.conversations_members(channel=self._channel_id, limit=PAGE_SIZE, cursor=cursor)
            yield from page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    def _last_known(self, known: _Known[T] | None, error: Exception) -> T:
        log.warning("slack could not say who may do what error=%s", trouble_reason(error))
        if known and self._clock() - known.at < TRUSTED_FOR:
            return known.value
        raise AccessRefused(
            "I could not ask Slack what you may see, so I show nothing rather than too much. "
            f"Slack answered: {trouble_reason(error)}. Please try again in a minute."
        ) from error


def _person(user: dict[str, Any]) -> SlackPerson:
    profile = user.get("profile") or {}
    email = profile.get("email")
    return SlackPerson(
        user_id=user["id"],
        email=email.lower() if email else None,
        name=profile.get("real_name") or user.get("real_name") or user.get("name") or user["id"],
        is_admin=bool(user.get("is_admin") or user.get("is_owner") or user.get("is_primary_owner")),
        is_deleted=bool(user.get("deleted")),
    )
