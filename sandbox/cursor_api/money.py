"""Cents as exact JSON numbers."""

from sandbox.company.types import MICROCENTS_PER_CENT

MAX_EXACT_MICROCENTS = 10**15


def cents(microcents: int) -> int | float:
    """Microcents as cents, a JSON number with up to six decimals that is exactly this amount.

    A float keeps any decimal of up to 15 digits, so the limit is $10,000,000. Raises ValueError above it.
    """
    if abs(microcents) >= MAX_EXACT_MICROCENTS:
        raise ValueError(f"{microcents} microcents have more digits than a JSON number can be trusted with")
    whole, rest = divmod(microcents, MICROCENTS_PER_CENT)
    return microcents / MICROCENTS_PER_CENT if rest else whole
