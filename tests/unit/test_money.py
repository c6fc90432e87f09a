import pytest

from tracker.money import dollars, unit_price


@pytest.mark.parametrize(
    ("microcents", "words"),
    [
        (0, "$0.00"),
        (123_450_000_000, "$1,234.50"),
        (500_000, "$0.00"),  # half a cent goes to the even neighbour
        (1_500_000, "$0.02"),
        (-250_000_000, "-$2.50"),
        (-1, "$0.00"),
    ],
)
def test_dollars_are_rounded_half_even_to_the_cent(microcents, words):
    assert dollars(microcents) == words


def test_small_prices_show_the_hundredth_of_a_cent():
    assert unit_price(420_000) == "$0.0042"
    assert unit_price(34_000_000) == "$0.34"
