from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.store.outbox_pauses import MAX_ATTEMPTS, next_attempt

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "least", "most"), [(1, 1, 2), (2, 2, 4), (3, 4, 8), (9, 256, 512), (10, 300, 600)]
)
def test_the_pause_doubles_up_to_ten_minutes(attempts, least, most):
    for seed in range(50):
        at = next_attempt(attempts, NOW, Random(seed))
        assert timedelta(seconds=least) <= at - NOW <= timedelta(seconds=most)


def test_two_that_failed_together_do_not_come_back_together():
    assert next_attempt(5, NOW, Random(1)) != next_attempt(5, NOW, Random(2))


@given(st.integers(1, MAX_ATTEMPTS - 1), st.floats(0, 3600), st.integers())
def test_what_the_receiver_asks_for_is_the_least(attempts, retry_after, seed):
    at = next_attempt(attempts, NOW, Random(seed), retry_after)
    assert at - NOW >= timedelta(seconds=retry_after) - timedelta(microseconds=1)
    assert at - NOW <= timedelta(seconds=max(retry_after + 1, 600))


def test_of_a_longer_pause_an_hour_counts_so_that_it_never_looks_like_a_clock_that_was_put_back():
    at = next_attempt(1, NOW, Random(1), 86_400)
    assert timedelta(hours=1) <= at - NOW <= timedelta(hours=1, seconds=1)


def test_a_weekend_without_the_receiver_loses_nothing_but_it_does_end():
    waited = timedelta(0)
    for attempts in range(1, MAX_ATTEMPTS):
        waited += next_attempt(attempts, NOW, Random(attempts)) - NOW
    assert timedelta(days=2) < waited < timedelta(days=4)
    assert next_attempt(MAX_ATTEMPTS, NOW, Random(0)) is None
