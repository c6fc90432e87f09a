"""The types that rollups and events of a window are summed into: each field one measure, money in microcents."""

from typing import NamedTuple, TypeVar


class Usage(NamedTuple):
    """Sums of an actor or of a UTC day."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0
    tokens: int = 0


class ActorUsage(NamedTuple):
    """Sums of an actor; `cache_read_events` counts the events that read from the cache."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0
    tokens: int = 0
    max_mode_requests: int = 0
    cache_read_tokens: int = 0
    cache_read_events: int = 0


class ModelUsage(NamedTuple):
    """Sums of a model; `not_charged` counts events that were errored or aborted."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0
    tokens: int = 0
    not_charged: int = 0


class Spent(NamedTuple):
    """An actor's spend, in total or on one model: just what a ranking of everyone needs."""

    requests: int = 0
    usage_value_microcents: int = 0


class TotalUsage(NamedTuple):
    """Sums of a window; the last two are the uncertain parts of the usage value."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0
    tokens: int = 0
    unknown_kind_microcents: int = 0
    estimated_microcents: int = 0


class TokenUsage(NamedTuple):
    """Tokens by type."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0


Sums = TypeVar("Sums", Spent, Usage, ActorUsage, ModelUsage, TotalUsage, TokenUsage)
