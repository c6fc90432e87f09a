"""Triggers, response URLs, rate limits, faults and files, on a clock that the test turns."""

import random
import threading

import pytest

from sandbox.slack.errors import ApiError, RateLimited
from sandbox.slack.faults import API_FAULTS, Fault, FaultKind, Faults
from sandbox.slack.feed import Feed
from sandbox.slack.files import Files
from sandbox.slack.handles import ResponseUrls, Triggers
from sandbox.slack.ids import Ids, Timestamps
from sandbox.slack.rate_limits import RateLimits, Tier


def refusal_of(action):
    with pytest.raises(ApiError) as refused:
        action()
    return refused.value.code


def test_a_trigger_opens_one_modal_within_three_seconds(clock):
    triggers = Triggers(threading.RLock(), clock)
    used, late = triggers.issue("U1"), triggers.issue("U1")
    assert triggers.redeem(used).user_id == "U1"
    assert refusal_of(lambda: triggers.redeem(used)) == "exchanged_trigger_id"
    assert refusal_of(lambda: triggers.redeem("1.2.3")) == "invalid_trigger_id"
    clock.now += 3.1
    assert refusal_of(lambda: triggers.redeem(late)) == "expired_trigger_id"


def test_a_response_url_works_five_times_within_half_an_hour(clock):
    urls = ResponseUrls(threading.RLock(), clock)
    used, late = urls.issue("U1", "C1"), urls.issue("U1", "C1")
    for _ in range(5):
        urls.count_use(urls.get(used))
    assert refusal_of(lambda: urls.get(used)) == "used_url"
    clock.now += 30 * 60 + 1
    assert refusal_of(lambda: urls.get(late)) == "expired_url"


def test_a_channel_takes_a_small_burst_then_one_message_a_second(clock):
    limits = RateLimits(clock)
    for _ in range(4):
        limits.take_post("C1")
    with pytest.raises(RateLimited) as refused:
        limits.take_post("C1")
    assert refused.value.retry_after_s == 1
    limits.take_post("C2")
    clock.now += 1
    limits.take_post("C1")
    with pytest.raises(RateLimited):
        limits.take_post("C1")


def test_a_tier_counts_any_sixty_seconds(clock):
    limits = RateLimits(clock)
    for _ in range(20):
        limits.take_call("users.list", Tier.TWO)
        clock.now += 1
    with pytest.raises(RateLimited) as refused:
        limits.take_call("users.list", Tier.TWO)
    assert refused.value.retry_after_s == 40
    clock.now += 40
    limits.take_call("users.list", Tier.TWO)


def test_limits_can_be_switched_off(clock):
    limits = RateLimits(clock, enabled=False)
    for _ in range(100):
        limits.take_call("users.list", Tier.ONE)
        limits.take_post("C1")


def test_a_fault_happens_to_its_target_a_counted_number_of_times():
    faults = Faults()
    faults.arm(Fault(FaultKind.SLOW, "chat.update", count=2))
    assert faults.take("chat.postMessage", API_FAULTS) is None
    assert faults.take("chat.update", frozenset({FaultKind.DROP_SOCKET})) is None
    taken = [faults.take("chat.update", API_FAULTS) for _ in range(3)]
    assert [fault is not None for fault in taken] == [True, True, False]


def test_a_file_is_usable_only_after_its_scan(clock):
    files = Files(threading.RLock(), Feed(clock), Ids(), clock, scan_s=0.7)
    file = files.begin("chart.png", 12, user_id="U1")
    assert files.receive(file.upload_key, b"too short") is None
    received = files.receive(file.upload_key, b"\x89PNG\r\n\x1a\nabcd")
    assert received is not None
    completed = files.complete(received, title="", channel_ids=())
    assert (files.mimetype(completed), files.is_picture(completed)) == ("", False)
    clock.now += 0.7
    assert (files.mimetype(completed), files.filetype(completed)) == ("image/png", "png")
    files.delete(completed)
    deleted = files.get(file.id)
    assert deleted is not None
    assert not files.is_ready(deleted)


def test_timestamps_grow_even_when_the_clock_stands_or_goes_back(clock):
    timestamps = Timestamps(clock)
    first = timestamps.next()
    steps = random.Random(7)
    made = [first]
    for _ in range(50):
        clock.now += steps.choice([-5, 0, 0.25])
        made.append(timestamps.next())
    assert first == "1793491200.000000"
    assert made == sorted(set(made))


def test_the_feed_tells_what_came_after_a_number(clock):
    feed = Feed(clock)
    feed.add("channel.added", channel_id="C1")
    seen = feed.seq
    waiter = threading.Thread(target=lambda: feed.add("message.posted", channel_id="C1", ts="1.0"))
    waiter.start()
    changes = feed.wait(seen, 5)
    waiter.join()
    assert [(change.seq, change.kind) for change in changes] == [(2, "message.posted")]
    assert feed.wait(feed.seq, 0) == []
