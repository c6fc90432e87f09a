import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.cursor.pacing import WINDOW_S, Pacer

ENDPOINT = "/teams/spend"


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.lock = threading.Lock()

    def monotonic(self) -> float:
        with self.lock:
            return self.now

    def advance(self, seconds: float) -> None:
        with self.lock:
            self.now += seconds


def most_in_any_minute(times: list[float]) -> int:
    """The fullest half-open window of a minute starts at one of its own requests."""
    return max(sum(start <= time < start + WINDOW_S for time in times) for start in times)


# Multiples of a quarter second are exact as floats, so they can be compared for equality.
quarters = st.integers(0, 600).map(lambda count: count / 4)
requests = st.lists(st.tuples(quarters, st.integers(0, 40).map(lambda count: count / 4)), min_size=1, max_size=60)


@given(requests=requests, allowance=st.integers(1, 8), counted_at=st.floats(0, 1))
def test_no_minute_at_cursors_end_sees_more_than_the_allowance_and_nobody_waits_longer_than_that_takes(
    requests, allowance, counted_at
):
    clock = Clock()
    pacer = Pacer(clock.monotonic, clock.advance)
    sent: list[float] = []
    answered: list[float] = []
    arrived: list[float] = []
    for pause_s, latency_s in requests:
        clock.advance(pause_s)
        ready = clock.now
        with pacer.slot(ENDPOINT, allowance):
            # By definition: at once, or a minute after the answer `allowance` requests earlier.
            earliest = answered[-allowance] + WINDOW_S if len(answered) >= allowance else ready
            assert clock.now == max(ready, earliest)
            sent.append(clock.now)
            arrived.append(clock.now + counted_at * latency_s)
            clock.advance(latency_s)
        answered.append(clock.now)
    assert most_in_any_minute(sent) <= allowance
    assert most_in_any_minute([round(time, 6) for time in arrived]) <= allowance


def test_the_whole_allowance_may_be_used_in_one_burst():
    clock = Clock()
    pacer = Pacer(clock.monotonic, clock.advance)
    sent = []
    for _ in range(45):
        with pacer.slot(ENDPOINT, 20):
            sent.append(clock.now)
    assert sent == [0.0] * 20 + [60.0] * 20 + [120.0] * 5


def test_each_endpoint_has_an_allowance_of_its_own():
    clock = Clock()
    pacer = Pacer(clock.monotonic, clock.advance)
    for _ in range(20):
        with pacer.slot("/teams/spend", 20), pacer.slot("/teams/members", 20):
            pass
    assert clock.now == 0.0


@pytest.mark.parametrize(("scale", "expected"), [(1.0, 20), (0.5, 10), (2.5, 50), (0.01, 1)])
def test_the_scale_multiplies_the_allowance_and_leaves_at_least_one(scale, expected):
    clock = Clock()
    pacer = Pacer(clock.monotonic, clock.advance, scale=scale)
    assert pacer.allowance(ENDPOINT, 20) == expected
    for _ in range(expected + 1):
        with pacer.slot(ENDPOINT, 20):
            pass
    assert clock.now == 60.0


@pytest.mark.parametrize("scale", [0.0, -1.0, float("nan"), float("inf")])
def test_a_scale_that_is_no_positive_number_is_refused(scale):
    with pytest.raises(ValueError, match="CURSOR_RATE_LIMIT_SCALE"):
        Pacer(lambda: 0.0, lambda _: None, scale=scale)


def test_a_lowered_allowance_lasts_for_the_run():
    clock = Clock()
    pacer = Pacer(clock.monotonic, clock.advance)
    assert pacer.lower(ENDPOINT, 20) == 10
    assert pacer.lower(ENDPOINT, 20) == 5
    assert pacer.allowance("/teams/members", 20) == 20
    for _ in range(6):
        with pacer.slot(ENDPOINT, 20):
            pass
    assert clock.now == 60.0
    pacer.begin_run()
    assert pacer.allowance(ENDPOINT, 20) == 20


def test_after_lowering_the_requests_already_made_count_against_the_new_allowance():
    clock = Clock()
    pacer = Pacer(clock.monotonic, clock.advance)
    for _ in range(4):
        with pacer.slot(ENDPOINT, 4):
            clock.advance(10.0)  # answered at 10, 20, 30, 40
    pacer.lower(ENDPOINT, 4)  # 2 a minute: three of the four must be older than a minute
    with pacer.slot(ENDPOINT, 4):
        assert clock.now == 30.0 + WINDOW_S


def test_a_request_that_fails_has_used_its_place():
    clock = Clock()
    pacer = Pacer(clock.monotonic, clock.advance)
    with pytest.raises(RuntimeError), pacer.slot(ENDPOINT, 1):
        raise RuntimeError("the line went dead")
    with pacer.slot(ENDPOINT, 1):
        assert clock.now == 60.0


def test_threads_share_one_allowance():
    clock = Clock()
    pacer = Pacer(clock.monotonic, clock.advance)
    sent: list[float] = []

    def work() -> None:
        for _ in range(10):
            with pacer.slot(ENDPOINT, 7):
                sent.append(clock.monotonic())

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 40
    assert most_in_any_minute(sent) <= 7


def test_a_place_held_by_a_request_under_way_is_not_given_away():
    clock = Clock()
    waits: list[float] = []
    pacer = Pacer(clock.monotonic, lambda seconds: (waits.append(seconds), clock.advance(seconds)))
    with pacer.slot(ENDPOINT, 1):
        assert pacer._take(ENDPOINT, 1) == WINDOW_S
