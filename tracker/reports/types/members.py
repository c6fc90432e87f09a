"""How people use the tool: badges, the adoption score with its parts, the context that they carry along.

All of it says how much the tool is used and how, not how good anyone's work is.
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
    """Whether someone's requests carry much or little context along."""

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
BADGES: tuple[Badge, ...] = (*UsageBadge, *SpendBadge, *ContextBadge, *AdoptionTier)  # no two have one value


@dataclass(frozen=True)
class AdoptionScore:
    """The score of 0 to 100, its three parts as shares of what each can be at most, and what they are made of.

    `accept_rate` is accepts / applies of the agent's diffs, `intensity` is `pace` (agent requests an active day) over
    `top_pace`, `consistency` is active days / `days`, the days of the range that have passed; each at most 1. They
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
    """At most one badge of each family; None where the rule needs more activity than there was, or none of it holds."""

    usage: UsageBadge | None = None
    spend: SpendBadge | None = None
    context: ContextBadge | None = None
    adoption: AdoptionTier | None = None

    @property
    def all(self) -> tuple[Badge, ...]:
        """Those that there are, in the order of the families."""
        return tuple(each for each in (self.usage, self.spend, self.context, self.adoption) if each is not None)


class ContextBand(StrEnum):
    """How much context a request carries along, by the limits of the badges."""

    LONG = "long"
    MEDIUM = "medium"
    SHORT = "short"


@dataclass(frozen=True)
class ContextTeam:
    """Cache-read tokens a request of those with at least ten events that read from the cache."""

    people: int
    mean_tokens: int | None  # None where there is nobody
    median_tokens: int | None


@dataclass(frozen=True)
class ContextUse:
    """How much context someone's requests carry along: mean cache-read tokens of the events that read any.

    `rank` is 1 for the largest; it is None, and so is the ratio to the team's median, below ten such events.
    """

    tokens_per_request: int
    events: int
    band: ContextBand
    team: ContextTeam
    rank: int | None = None
    ratio_to_median_millionths: int | None = None
