"""The parts of a company, as plain frozen values."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

MICROCENTS_PER_CENT = 1_000_000
MICROCENTS_PER_DOLLAR = 100 * MICROCENTS_PER_CENT

LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


class Removal(Enum):
    """How a removed member still appears; sources differ, so all three ways are supported."""

    LISTED = "still in the member list, with a flag"
    UNLISTED = "gone from the member list, still named by the events"
    NAMELESS = "gone from the member list, and the events no longer name them"


@dataclass(frozen=True, slots=True)
class Member:
    """A seat, or a service account when `service_account_id` is set."""

    id: str
    number: int
    email: str
    name: str
    role: str = "member"
    joined_at: datetime = LONG_AGO
    removed_at: datetime | None = None
    removal: Removal = Removal.LISTED
    service_account_id: str | None = None

    def belongs_between(self, start: datetime, end: datetime) -> bool:
        """Whether the seat was occupied at any moment of [start, end)."""
        return self.joined_at < end and (self.removed_at is None or self.removed_at > start)


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """Tokens of one request; None for those that are not reported."""

    input_tokens: int | None = None
    output_tokens: int | None = None
    cache_write_tokens: int | None = None
    cache_read_tokens: int | None = None
    total_microcents: int | None = None
    discount_percent_off: float | None = None


@dataclass(frozen=True, slots=True)
class UsageEvent:
    """One request as it is billed.

    `charged_microcents` is the full value including `token_fee_microcents`; None if it is not reported. `member_id` is
    the owner, even if `email` is no longer shown; it is never served.
    """

    at_ms: int
    email: str | None
    model: str
    kind: str
    charged_microcents: int | None
    tokens: TokenUsage | None = None
    token_fee_microcents: int | None = None
    request_units: float = 1.0
    max_mode: bool = False
    is_chargeable: bool = True
    is_headless: bool = False
    is_token_based: bool = True
    conversation_id: str | None = None
    cloud_agent_id: str | None = None
    automation_id: str | None = None
    service_account_id: str | None = None
    service_account_name: str | None = None
    hosting_type: str | None = None
    member_id: str | None = None

    @property
    def value_microcents(self) -> int:
        """The charge, or else the model's cost, or 0 if neither is reported."""
        if self.charged_microcents is not None:
            return self.charged_microcents
        return (self.tokens and self.tokens.total_microcents) or 0


@dataclass(frozen=True, slots=True)
class Membership:
    """One stay of a member in a billing group."""

    member_id: str
    joined_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A billing group with all present and past memberships."""

    id: str
    name: str
    created_at: datetime
    updated_at: datetime
    memberships: tuple[Membership, ...] = ()
    directory_group_id: str | None = None


def to_ms(instant: datetime) -> int:
    """Epoch milliseconds of an aware instant, exactly (a float timestamp would round)."""
    elapsed = instant - datetime(1970, 1, 1, tzinfo=UTC)
    return (elapsed.days * 86_400 + elapsed.seconds) * 1000 + elapsed.microseconds // 1000


def from_ms(at_ms: int) -> datetime:
    """The aware UTC instant of epoch milliseconds."""
    seconds, ms = divmod(at_ms, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=ms * 1000)
