"""Money is an integer number of microcents (1 cent = 1,000,000): the one place where it becomes words."""

from decimal import ROUND_HALF_EVEN, Decimal

MICROCENTS_PER_CENT = 1_000_000
MICROCENTS_PER_DOLLAR = 100 * MICROCENTS_PER_CENT

_CENT = Decimal("0.01")
_HUNDREDTH_OF_A_CENT = Decimal("0.0001")


def dollars(microcents: int) -> str:
    """`$1,234.50`: to the cent, rounded half-even, with thousands separators."""
    return _written(microcents, _CENT)


def unit_price(microcents: int) -> str:
    """`$0.34`, but `$0.0042` below ten cents: a price of one thing, where the cent alone would say too little."""
    return _written(microcents, _HUNDREDTH_OF_A_CENT if abs(microcents) < MICROCENTS_PER_DOLLAR // 10 else _CENT)


def _written(microcents: int, step: Decimal) -> str:
    amount = (Decimal(abs(microcents)) / MICROCENTS_PER_DOLLAR).quantize(step, rounding=ROUND_HALF_EVEN)
    return f"{'-' if microcents < 0 and amount else ''}${amount:,}"
