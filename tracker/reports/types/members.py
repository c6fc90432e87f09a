"""How people use the tool: badges, the adoption score with its parts, and the context their requests carry.

All of it describes how, and how much, the tool is used, not how good anyone's work is.
"""

from dataclasses import dataclass
from enum import StrEnum


class UsageBadge(StrEnum):
    """How much and with what someone works."""

    LIGHT = "light"
    DEEP_THINKER = "deep_thinker"
    POWER_USER = "power_user"
    BALANCED = "balanced"


class SpendBadge(StrEnum):
    """What stands out in someone's spend."""

    OVER_BUDGET = "over_budget"
    PREMIUM_MODEL = "premium_model"
    COST_EFFICIENT = "cost_efficient"


class ContextBadge(StrEnum):
    """Whether someone's requests carry much or little context."""

    LONG_SESSIONS = "long_sessions"
    SHORT_SESSIONS = "short_sessions"


class AdoptionTier(StrEnum):
    """How much of the tool a member uses, by the adoption score, most first."""

    AI_NATIVE = "ai_native"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    MANUAL = "manual"


Badge = UsageBadge | SpendBadge | ContextBadge | AdoptionTier
BADGES: tuple[Badge, ...] = (*UsageBadge, *SpendBadge, *ContextBadge, *AdoptionTier)  # all values are distinct


@dataclass(frozen=True)
class AdoptionScore:
    """A score from 0 to 100, its three parts as shares of their maximum, and what they are computed from.

    `accept_rate` is accepts / applies of the agent's diffs, `intensity` is `pace` (agent requests per active day) over
    `top_pace`, `consistency` is active days / `days`, the days of the range that have passed; each is at most 1. They
    count 40, 40 and 20 points.
    """

    score: float
    tier: AdoptionTier
    accept_rate: float
    intensity: float
    consistency: float
    accepts: int
    applies: int
    agent_requests: int
    active_days: int
    days: int
    pace: float
    top_pace: float


@dataclass(frozen=True)
class Badges:
    """At most one badge of each family; None if no rule applies or there was too little activity."""

    usage: UsageBadge | None = None
    spend: SpendBadge | None = None
    context: ContextBadge | None = None
    adoption: AdoptionTier | None = None

    @property
    def all(self) -> tuple[Badge, ...]:
        """The badges that were given, in family order."""
        return tuple(each for each in (self.usage, self.spend, self.context, self.adoption) if each is not None)


class ContextBand(StrEnum):
    """How much context a request carries, by the same limits as the badges."""

    LONG = "long"
    MEDIUM = "medium"
    SHORT = "short"


@dataclass(frozen=True)
class ContextTeam:
    """Cache-read tokens per request of those with at least ten events that read from the cache."""

    people: int
    mean_tokens: int | None  # None if there is nobody
    median_tokens: int | None


@dataclass(frozen=True)
class ContextUse:
    """How much context someone's requests carry: mean cache-read tokens of the events that read from the cache.

    `rank` is 1 for the largest; it is None, and so is the ratio to the team's median, below ten such events.
    """

    tokens_per_request: int
    events: int
    band: ContextBand
    team: ContextTeam
    rank: int | None = None
    ratio_to_median_millionths: int | None = None
