"""Who may do what, checked at every click.

Members of the alert channel read team reports and handle incidents; workspace admins, owners and ADMIN_USERS also
change settings, including who else is an admin or a reader; everyone else sees only their own figures. Slack's answers
are cached briefly. If Slack cannot be asked, the last answer counts for 15 minutes; after that the right is refused.
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
    """The person may not do this; the message is written for them.

    `lacks` is the missing right, `ask` is who can grant it: an admin's Slack id, or a description.
    """

    def __init__(self, message: str, *, lacks: "Right | None" = None, ask: str | None = None) -> None:
        super().__init__(message)
        self.lacks = lacks
        self.ask = ask


@dataclass(frozen=True)
class Roles:
    """The sources of rights besides Slack's own admins.

    `admin_users` are ids and e-mails in lower case, `report_readers` ids.
    """

    channel_id: str  # of the alert channel
    admin_users: frozenset[str] = frozenset()
    report_readers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SlackPerson:
    """A person as Slack describes them."""

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
    """Checks the rights of Slack users; thread-safe. `roles` is called on every check.

    `id_by_email` returns the Slack id that belongs to an e-mail, or None.
    """

    def __init__(
        self,
        client: WebClient,
        *,
        roles: Callable[[], Roles],
        id_by_email: Callable[[str], str | None],
        clock: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._roles = roles
        self._id_by_email = id_by_email
        self._clock = clock
        self._lock = threading.Lock()
        self._members: dict[str, _Known[frozenset[str]]] = {}  # by channel
        self._people: dict[str, _Known[SlackPerson]] = {}

    def require(self, user_id: str, right: Right, *, to: str | None = None) -> None:
        """Raise AccessRefused, with the reason and whom to ask, unless the person has the right.

        `to` describes the request if the right's own name does not: "read the audit trail".
        """
        if self.has(user_id, right):
            return
        if right is Right.CHANGE_SETTINGS:
            raise AccessRefused(f"Only workspace admins and those they named can {to or right}. Nothing was changed.")
        raise AccessRefused(
            f"Only members of the alert channel can {to or right}. `/user` without a name shows your own figures.",
            lacks=right,
            ask=self.whom_to_ask(),
        )

    def whom_to_ask(self) -> str:
        """Who can grant a right: the Slack id of the first named admin, or their e-mail if Slack does not know it."""
        named = sorted(self._roles().admin_users, key=lambda entry: ("@" in entry, entry))
        if not named:
            return "a workspace admin"
        return self._id_by_email(named[0]) or named[0] if "@" in named[0] else named[0].upper()

    def has(self, user_id: str, right: Right) -> bool:
        """Whether the person has the right now; raises AccessRefused when Slack cannot say."""
        roles = self._roles()
        if self._is_admin(user_id, roles):
            return True
        if right is Right.CHANGE_SETTINGS:
            return False
        is_reader = right is Right.READ_TEAM and user_id in roles.report_readers
        return is_reader or user_id in self._channel_members(roles.channel_id)

    def is_admin(self, user_id: str) -> bool:
        """Whether the person is a workspace admin or owner, or named as an admin by id or e-mail."""
        return self._is_admin(user_id, self._roles())

    def _is_admin(self, user_id: str, roles: Roles) -> bool:
        if user_id.lower() in roles.admin_users:
            return True
        person = self.person(user_id)
        return not person.is_deleted and (person.is_admin or (person.email or "") in roles.admin_users)

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

    def member_joined(self, channel_id: str, user_id: str) -> None:
        """Record that a person joined a channel."""
        self._change_members(channel_id, lambda members: members | {user_id})

    def member_left(self, channel_id: str, user_id: str) -> None:
        """Record that a person left a channel."""
        self._change_members(channel_id, lambda members: members - {user_id})

    def _change_members(self, channel_id: str, change: Callable[[frozenset[str]], frozenset[str]]) -> None:
        """Update the cached members of a channel. Only alert channels, present and past, are cached."""
        with self._lock:
            known = self._members.get(channel_id)
            if known:
                self._members[channel_id] = _Known(change(known.value), known.at)

    def _channel_members(self, channel_id: str) -> frozenset[str]:
        known = self._members.get(channel_id)
        if known and self._clock() - known.at < FRESH_FOR:
            return known.value
        try:
            members = frozenset(self._fetch_members(channel_id))
        except SLACK_TROUBLE as error:
            return self._last_known(known, error)
        with self._lock:
            self._members[channel_id] = _Known(members, self._clock())
        return members

    def _fetch_members(self, channel_id: str) -> Iterator[str]:
        cursor: str | None = None
        while True:
            page = self._client.conversations_members(channel=channel_id, limit=PAGE_SIZE, cursor=cursor)
            yield from page["members"]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    def _last_known(self, known: _Known[T] | None, error: Exception) -> T:
        log.warning("slack could not say who may do what error=%s", trouble_reason(error))
        if known and self._clock() - known.at < TRUSTED_FOR:
            return known.value
        raise AccessRefused(
            "I could not ask Slack what you may see, so I show nothing. "
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
