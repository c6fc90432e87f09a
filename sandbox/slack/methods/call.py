"""A call of a Web API method: its arguments, and checks that many methods share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sandbox.slack.content import invalid_arguments, read_json
from sandbox.slack.errors import ApiError
from sandbox.slack.rate_limits import Tier
from sandbox.slack.records import Channel, ChannelKind, Json, User
from sandbox.slack.state import SCOPE_STEMS, Workspace

MAX_PAGE = 1_000


class TokenKind(Enum):
    """The kind of token that a method requires."""

    BOT = "bot"
    APP = "app"
    NONE = "none"


@dataclass(frozen=True)
class Call:
    """The arguments of a call, whether from JSON, a form or a query."""

    workspace: Workspace
    args: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """An argument as text; `default` if absent."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """A required argument. Raises `invalid_arguments`."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        """A boolean argument, as JSON or as 1, 0, true, false."""
        value = self.args.get(name)
        return value if isinstance(value, bool) else str(value).lower() in ("1", "true")

    def integer(self, name: str, default: int) -> int:
        """A whole number. Raises `invalid_arguments`."""
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise invalid_arguments(f"must provide an integer [json-pointer:/{name}]") from None

    def json(self, name: str) -> Any:
        """A JSON argument, either as a value or as text. Raises `invalid_arguments`."""
        try:
            return read_json(self.args, name)
        except ValueError:
            raise invalid_arguments(f"must provide an object [json-pointer:/{name}]") from None

    def require_scope(self, *scopes: str) -> None:
        """Raise `missing_scope` unless the app has one of `scopes`."""
        provided = self.workspace.manifest.scopes
        if not provided.intersection(scopes):
            raise ApiError("missing_scope", needed=",".join(scopes), provided=",".join(sorted(provided)))

    def channel(self, name: str = "channel") -> Channel:
        """The channel named by an argument, if it is visible to the bot. Raises `channel_not_found`."""
        channel = self.workspace.directory.channel(self.required(name))
        hidden = channel is not None and channel.kind is not ChannelKind.PUBLIC
        if channel is None or (hidden and not self.workspace.is_member(channel)):
            raise ApiError("channel_not_found")
        return channel

    def channel_to_read(self, action: str) -> Channel:
        """The channel argument, if the app has the `read` or `history` scope for its kind. Raises ApiError."""
        stems = SCOPE_STEMS.values()
        self.require_scope(*(f"{stem}:{action}" for stem in stems))
        channel = self.channel()
        self.require_scope(f"{SCOPE_STEMS[channel.kind]}:{action}")
        return channel

    def user(self, name: str = "user") -> User:
        """The user named by an argument. Raises `user_not_found`."""
        user = self.workspace.directory.user(self.required(name))
        if user is None:
            raise ApiError("user_not_found")
        return user

    def page(self, items: list[Any]) -> tuple[list[Any], Json]:
        """The page of `items` for `cursor` and `limit`, and its `response_metadata`."""
        limit = self.integer("limit", 100)
        if not 1 <= limit <= MAX_PAGE:
            raise ApiError("invalid_limit")
        cursor = self.text("cursor")
        start = _offset(cursor) if cursor else 0
        more = start + limit < len(items)
        next_cursor = f"offset:{start + limit}" if more else ""
        return items[start : start + limit], {"next_cursor": next_cursor}


def _offset(cursor: str) -> int:
    prefix, _, offset = cursor.partition(":")
    if prefix != "offset" or not offset.isdigit():
        raise ApiError("invalid_cursor")
    return int(offset)


@dataclass(frozen=True)
class Method:
    """A Web API method: its handler, rate limit, required scopes (all of them) and token."""

    run: Callable[[Call], Json]
    tier: Tier
    scopes: tuple[str, ...] = ()
    token: TokenKind = TokenKind.BOT


Family = dict[str, Method]
