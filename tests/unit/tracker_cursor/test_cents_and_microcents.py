from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.money import cents, cents_to_microcents


@pytest.mark.parametrize(
    ("written", "microcents"),
    [
        ("0", 0),
        ("1", 1_000_000),
        ("8.4640", 8_464_000),
        ("1240.337812", 1_240_337_812),
        ("0.0000004", 0),
        ("0.0000005", 0),  # a tie goes to the even neighbour
        ("0.0000015", 2),
        ("0.0000025", 2),
        ("0.0000006", 1),
        ("-3.25", -3_250_000),
        ("5e-6", 5),
        ("1E+3", 1_000_000_000),
    ],
)
def test_cents_become_microcents_rounded_half_even(written, microcents):
    assert cents_to_microcents(Decimal(written)) == microcents
    assert cents_to_microcents(written) == microcents


def test_whole_cents_need_no_decimal():
    assert cents_to_microcents(860) == 860_000_000


@pytest.mark.parametrize("not_money", ["NaN", "Infinity", "-Infinity", "abc", "", "1e999999", "9" * 40])
def test_what_is_no_amount_is_refused(not_money):
    with pytest.raises(ValueError, match="expected"):
        cents_to_microcents(not_money)


def test_the_callers_decimal_context_changes_nothing():
    with localcontext() as context:
        context.prec = 3
        assert cents_to_microcents(Decimal("1240.337812")) == 1_240_337_812
        assert cents(1_240_337_812) == Decimal("1240.337812")


def test_cents_are_printed_without_trailing_zeros_or_exponents():
    assert str(cents(8_464_000)) == "8.464"
    assert str(cents(1_200_000_000)) == "1200"
    assert str(cents(-1)) == "-0.000001"
    assert str(cents(0)) == "0"


@given(st.integers(-(2**63), 2**63))
def test_microcents_survive_the_way_to_cents_and_back(microcents):
    assert cents_to_microcents(cents(microcents)) == microcents
