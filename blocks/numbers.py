"""Figures as text: dollars to the cent, percentages, multiples, durations, counts.

All money is in whole microcents, 100 000 000 to the dollar. Rounding is exact, half to even.
"""

from fractions import Fraction

from tracker.reports.types import Unit

MICROCENTS_PER_CENT = 1_000_000
MICROCENTS_PER_DOLLAR = 100 * MICROCENTS_PER_CENT
MILLION = 1_000_000
NONE = "–"

_SCALES = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "K"))
_WHOLE_DOLLARS_FROM = 100 * MICROCENTS_PER_DOLLAR
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def dollars(microcents: int) -> str:
    """`$12,480.12`; amounts below a cent have two more digits: `$0.0043`."""
    sign = "-" if microcents < 0 else ""
    cents = round(Fraction(abs(microcents), MICROCENTS_PER_CENT))
    if cents == 0 and microcents:
        hundredths = round(Fraction(abs(microcents), MICROCENTS_PER_CENT // 100))
        return f"{sign}$0.{hundredths:04d}" if hundredths else f"under {sign}$0.0001"
    return f"{sign}${cents // 100:,}.{cents % 100:02d}"


def about_dollars(microcents: int) -> str:
    """A forecast to the dollar, as its cents mean nothing; small sums with cents."""
    if abs(microcents) < _WHOLE_DOLLARS_FROM:
        return dollars(microcents)
    return f"${round(Fraction(microcents, MICROCENTS_PER_DOLLAR)):,}"


def dollars_or_none(microcents: int | None) -> str:
    """Dollars, or a dash for None."""
    return NONE if microcents is None else dollars(microcents)


def dollars_value(microcents: int) -> float:
    """Dollars as a number for charts and for columns that sort, to the cent."""
    return round(Fraction(microcents, MICROCENTS_PER_CENT)) / 100


def compact_dollars(microcents: int) -> str:
    """`$950`, `$1.0K`, `$12.5K`, `$3.1M`: for charts, where space is short; at least two digits."""
    if 0 < abs(microcents) < 10 * MICROCENTS_PER_DOLLAR:
        return dollars(microcents)
    sign = "-" if microcents < 0 else ""
    return f"{sign}${_scaled(Fraction(abs(microcents), MICROCENTS_PER_DOLLAR), keep_tenth=True)}"


def count(number: int) -> str:
    """`1,204`."""
    return f"{number:,}"


def compact_count(number: int) -> str:
    """All digits below 10,000, then `12.5K`, `3.1M`."""
    return f"{number:,}" if abs(number) < 10_000 else _scaled(Fraction(number))


def counted(number: int, singular: str, plural: str = "") -> str:
    """`1 member`, `1,204 members`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def percent(part: int, whole: int) -> str:
    """`12%`, below one `0.4%`, or a dash if the whole is zero."""
    if whole <= 0:
        return NONE
    share = Fraction(100 * part, whole)
    if not 0 < share < 1:
        return f"{round(share):,}%"
    tenths = round(10 * share)
    return f"{tenths / 10:.1f}%" if tenths else "under 0.1%"


def change(now: int, before: int) -> str:
    """`+12%`, `-3%`, `no change`; a multiple instead if the value before was very small."""
    if before <= 0:
        return "from nothing" if now > 0 else "no change"
    if now >= 10 * before:
        return multiple(now, before)
    per_cent = round(Fraction(100 * (now - before), before))
    return f"{per_cent:+d}%" if per_cent else "no change"


def against(now: int, before: int, other: str) -> str:
    """`12% below the last cycle`, `the same as the last cycle`; a multiple from ten times on."""
    if before <= 0:
        return f"with nothing in {other}"
    if now >= 10 * before:
        return f"{multiple(now, before)} {other}"
    per_cent = round(Fraction(100 * (now - before), before))
    if not per_cent:
        return f"the same as {other}"
    return f"{abs(per_cent)}% {'above' if per_cent > 0 else 'below'} {other}"


def used_by(users: int, members: int) -> str:
    """`used by 6 of 65`; without the number of seats if users without a seat exceed it."""
    return f"used by {count(users)} of {count(members)}" if users <= members else f"used by {count(users)}"


def multiple(value: int, of: int) -> str:
    """`4.2×`, `120×`, or a dash if there is nothing to compare with."""
    if of <= 0:
        return NONE
    times = Fraction(value, of)
    return f"{round(times):,}×" if times >= 100 else f"{float(times):.1f}×"


def per_request(millionths: int) -> str:
    """A figure per request: `12.4`, below one `0.04`."""
    each = Fraction(millionths, MILLION)
    return f"{float(each):.1f}" if each >= 1 else f"{float(each):.2f}".rstrip("0").rstrip(".")


def duration(seconds: float | None) -> str:
    """`45 s`, `12 min`, `3 h 20 min`, `2 d 4 h`, or a dash for None."""
    if seconds is None:
        return NONE
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return f"{whole} s"
    if whole < _HOUR:
        return f"{whole // _MINUTE} min"
    if whole < _DAY:
        return _two_parts(whole, _HOUR, "h", _MINUTE, "min")
    return _two_parts(whole, _DAY, "d", _HOUR, "h")


def quantity(millionths: int, unit: Unit) -> str:
    """An anomaly's figure with its unit: `$412.10`, `1,204 requests`, `1.2M tokens`, `$0.42 a request`."""
    match unit:
        case Unit.CENTS:
            return dollars(millionths)
        case Unit.CENTS_PER_REQUEST:
            return f"{dollars(millionths)} a request"
        case Unit.REQUESTS:
            return counted(round(Fraction(millionths, MILLION)), "request")
        case Unit.TOKENS:
            return f"{compact_count(round(Fraction(millionths, MILLION)))} tokens"
        case Unit.MEMBERS:
            return counted(round(Fraction(millionths, MILLION)), "member")


def _scaled(number: Fraction, *, keep_tenth: bool = False) -> str:
    """A number of at most four characters with its scale; 999.96K is 1M, not 1000K.

    A decimal of 0 is left out, except below ten if it is to be kept.
    """
    for scale, letter in _SCALES:
        if abs(number) >= Fraction(scale) * Fraction(9995, 10000):
            scaled = number / scale
            digits = f"{float(scaled):.1f}" if abs(scaled) < Fraction(9995, 100) else f"{round(scaled):,}"
            is_kept = keep_tenth and len(digits) <= len("9.0")
            return f"{digits if is_kept else digits.removesuffix('.0')}{letter}"
    return f"{round(number)}"


def _two_parts(seconds: int, large: int, large_name: str, small: int, small_name: str) -> str:
    rest = seconds % large // small
    return f"{seconds // large:,} {large_name}" + (f" {rest} {small_name}" if rest else "")
