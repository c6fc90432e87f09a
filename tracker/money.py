"""Money is an integer number of microcents (1 cent = 1,000,000); this module reads, formats and words it."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

MICROCENTS_PER_CENT = 1_000_000
MICROCENTS_PER_DOLLAR = 100 * MICROCENTS_PER_CENT

_CENT = Decimal("0.01")
_HUNDREDTH_OF_A_CENT = Decimal("0.0001")
_MICROCENTS = Decimal(MICROCENTS_PER_CENT)
_MAX_DIGITS = 20
_EXACT = Context(prec=100, rounding=ROUND_HALF_EVEN)  # independent of the caller's decimal context


def cents_to_microcents(cents: Decimal | int | str) -> int:
    """Convert cents, as Cursor states them, to microcents, rounded half-even at the sixth decimal.

    Raises ValueError when `cents` is not a finite number, or too large to be money.

    >>> cents_to_microcents(Decimal("8.4640"))
    8464000
    """
    amount = cents if type(cents) is Decimal else _decimal(cents)
    if amount.adjusted() > _MAX_DIGITS:  # 1e999999 is valid too, and would be expanded digit by digit
        raise ValueError("expected an amount of money, got a number beyond all amounts")
    try:
        return int(_EXACT.to_integral_value(_EXACT.multiply(amount, _MICROCENTS)))
    except (ValueError, OverflowError):
        raise ValueError("expected a finite number of cents") from None


def cents(microcents: int) -> Decimal:
    """Convert microcents to cents for JSON, exact to six decimals and without trailing zeros.

    >>> cents(8_464_000), cents(-500_000), cents(1_200_000_000)
    (Decimal('8.464'), Decimal('-0.5'), Decimal('1200'))
    """
    if microcents % MICROCENTS_PER_CENT == 0:
        return Decimal(microcents // MICROCENTS_PER_CENT)
    return Decimal(microcents).scaleb(-6, context=_EXACT).normalize(_EXACT)


def dollars(microcents: int) -> str:
    """`$1,234.50`: to the cent, rounded half-even, with thousands separators."""
    return _written(microcents, _CENT)


def unit_price(microcents: int) -> str:
    """`$0.34`, but `$0.0042` below ten cents: a unit price, for which whole cents may be too coarse."""
    return _written(microcents, _HUNDREDTH_OF_A_CENT if abs(microcents) < MICROCENTS_PER_DOLLAR // 10 else _CENT)


def _decimal(number: int | str | Decimal) -> Decimal:
    try:
        return Decimal(number)
    except InvalidOperation:
        raise ValueError("expected a finite number of cents") from None


def _written(microcents: int, step: Decimal) -> str:
    amount = (Decimal(abs(microcents)) / MICROCENTS_PER_DOLLAR).quantize(step, rounding=ROUND_HALF_EVEN)
    return f"{'-' if microcents < 0 and amount else ''}${amount:,}"
