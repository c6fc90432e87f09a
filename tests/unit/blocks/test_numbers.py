"""Figures, worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import numbers
from tests.unit.factories import DOLLAR
from tracker.reports.types import Unit


@pytest.mark.parametrize(
    ("microcents", "shown"),
    [
        (0, "$0.00"),
        (12_480 * DOLLAR + 12_000_000, "$12,480.12"),
        (1_500_000, "$0.02"),  # half to even: 1.5 cents
        (2_500_000, "$0.02"),
        (430_000, "$0.0043"),
        (1, "under $0.0001"),
        (-320_000_000, "-$3.20"),
        (2**63 - 1, "$92,233,720,368.55"),  # 9 223 372 036 854.775807 cents
    ],
)
def test_dollars_to_the_cent(microcents, shown):
    assert numbers.dollars(microcents) == shown


@given(st.integers(-(2**63), 2**63 - 1))
def test_dollars_lose_at_most_half_a_cent(microcents):
    cents = round(numbers.dollars_value(microcents) * 100)
    assert abs(cents - microcents / 1_000_000) <= 0.5 + abs(cents) * 1e-12


@pytest.mark.parametrize(
    ("microcents", "shown"),
    [
        (0, "$0"),
        (950 * DOLLAR, "$950"),
        (7 * DOLLAR + 50_000_000, "$7.50"),
        (12_480 * DOLLAR, "$12.5K"),
        (2_000 * DOLLAR, "$2.0K"),
        (1_019 * DOLLAR + 54_000_000, "$1.0K"),
        (1_051 * DOLLAR, "$1.1K"),
        (20_000 * DOLLAR, "$20K"),
        (124_800 * DOLLAR, "$125K"),
        (999_960 * DOLLAR, "$1.0M"),
        (3_100_000 * DOLLAR, "$3.1M"),
        (92_233_720_368 * DOLLAR, "$92.2B"),
    ],
)
def test_dollars_in_charts_are_short(microcents, shown):
    assert numbers.compact_dollars(microcents) == shown


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        (1, 3, "33%"),
        (2, 3, "67%"),
        (0, 5, "0%"),
        (4, 1_000, "0.4%"),
        (1, 10**6, "under 0.1%"),
        (3, 0, "–"),
        (3, 1, "300%"),
    ],
)
def test_percent(part, whole, shown):
    assert numbers.percent(part, whole) == shown


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        (112, 100, "+12%"),
        (97, 100, "-3%"),
        (100, 100, "no change"),
        (5, 0, "from nothing"),
        (0, 0, "no change"),
        (4_200, 100, "42.0×"),
    ],
)
def test_change_against_what_was_before(now, before, shown):
    assert numbers.change(now, before) == shown


@pytest.mark.parametrize(("value", "of", "shown"), [(42, 10, "4.2×"), (1_234, 10, "123×"), (5, 0, "–")])
def test_multiples(value, of, shown):
    assert numbers.multiple(value, of) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "–"),
        (0.4, "0 s"),
        (45, "45 s"),
        (741, "12 min"),
        (3_600, "1 h"),
        (12_000, "3 h 20 min"),
        (187_200, "2 d 4 h"),
        (-5, "0 s"),
    ],
)
def test_durations(seconds, shown):
    assert numbers.duration(seconds) == shown


@pytest.mark.parametrize(
    ("millionths", "unit", "shown"),
    [
        (41_210_000_000, Unit.CENTS, "$412.10"),
        (42_000_000, Unit.CENTS_PER_REQUEST, "$0.42 a request"),
        (1_204_000_000, Unit.REQUESTS, "1,204 requests"),
        (1_000_000, Unit.REQUESTS, "1 request"),
        (1_200_000 * 1_000_000, Unit.TOKENS, "1.2M tokens"),
        (3_000_000, Unit.MEMBERS, "3 members"),
    ],
)
def test_figures_of_anomalies_carry_their_unit(millionths, unit, shown):
    assert numbers.quantity(millionths, unit) == shown
