"""The available models, and their prices per token."""

from dataclasses import dataclass

FEE_MICROCENTS_PER_TOKEN = 25
"""Cursor's token rate for third-party models: $0.25 a million tokens of any sort."""


@dataclass(frozen=True, slots=True)
class Model:
    """Prices in cents per million tokens, which equals microcents per token.

    context and output scale the tokens of a typical request. analytics_name: the spelling in analytics, if it differs
    from that in usage events.
    """

    name: str
    input_price: int
    output_price: int
    cache_write_price: int
    cache_read_price: int
    has_token_fee: bool = True
    max_mode: bool = False
    context: float = 1.0
    output: float = 1.0
    analytics_name: str = ""


MODELS = (
    Model("default", 125, 600, 125, 25, has_token_fee=False),
    Model("composer-2.5", 50, 250, 50, 20, has_token_fee=False),
    Model("gpt-5.5-medium", 175, 1400, 175, 18, analytics_name="gpt-5.5"),
    Model("claude-4.5-sonnet", 300, 1500, 375, 30, analytics_name="claude-sonnet-4.5"),
    Model("claude-opus-4-7-high", 500, 2500, 625, 50, output=1.2, analytics_name="claude-opus-4.7"),
    Model(
        "claude-opus-4-7-max",
        1000,
        3750,
        1250,
        100,
        max_mode=True,
        context=1.9,
        output=1.5,
        analytics_name="claude-opus-4.7-max",
    ),
)
MODEL_INDEX = {model.name: index for index, model in enumerate(MODELS)}
CHEAPEST = MODEL_INDEX["composer-2.5"]
HIGH = MODEL_INDEX["claude-opus-4-7-high"]
MAX = MODEL_INDEX["claude-opus-4-7-max"]


def analytics_name_of(model: str) -> str:
    """The analytics' spelling of a model in usage events; the two differ for some models."""
    index = MODEL_INDEX.get(model)
    return model if index is None else MODELS[index].analytics_name or model
