"""The fast path for pages of usage events: the same events as row by row, with odd pages read as before."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.cursor.body import parse_json
from tracker.cursor.errors import UnexpectedShape
from tracker.cursor.paging import announces_next_page
from tracker.cursor.plain_events import read_event_page
from tracker.cursor.schemas.events import EVENT_FIELDS, TOKEN_FIELDS, WireEvent, parse_events, total_event_count

ROW: dict[str, Any] = {
    "timestamp": "1793610931877",
    "userEmail": "Ines@example.com",
    "conversationId": "c0a8-01",
    "model": "claude-4.5-sonnet",
    "kind": "Usage-based",
    "maxMode": False,
    "requestsCosts": 2.3,
    "isTokenBasedCall": True,
    "isChargeable": True,
    "isHeadless": False,
    "tokenUsage": {"inputTokens": 900, "outputTokens": 610, "cacheReadTokens": 15400, "totalCents": 8.0412},
    "chargedCents": 8.4640,
    "cursorTokenFee": 0.4228,
}

odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2**65),
    st.floats(),
    st.sampled_from(["", "null", " 12 ", "1e30", "NaN", "1_0", "-4.5", "\x00", "\ud800", "ä", "1793610931877"]),
    st.lists(st.integers(), max_size=1),
    st.just({"inputTokens": "7", "totalCents": "9.5"}),
)
money = st.decimals(-(10**7), 10**7, allow_nan=False, allow_infinity=False).map(float)
names = st.sampled_from(sorted(EVENT_FIELDS - {"tokenUsage"}))
tokens = st.dictionaries(st.sampled_from(sorted(TOKEN_FIELDS)), st.integers(0, 2**63), max_size=6)
plain_rows = st.fixed_dictionaries(
    {"timestamp": st.integers(0, 2 * 10**12).map(str)},
    optional={
        "userEmail": st.text(max_size=5),
        "serviceAccountId": st.sampled_from(["null", "", "sa_nightly"]),
        "kind": st.sampled_from(["Usage-based", "Included in Business", "Errored, Not Charged", ""]),
        "kindLabel": st.text(max_size=3),
        "maxMode": st.booleans(),
        "tokenUsage": tokens | st.none(),
        "chargedCents": money | money.map(str) | st.integers(-9, 10**20) | st.none(),
        "cursorTokenFee": money,
    },
)
odd_rows = st.builds(lambda row, odd: row | odd, plain_rows, st.dictionaries(names | st.text(max_size=3), odd_values))


def page(rows: list[Any], **beside: Any) -> bytes:
    return json.dumps({"usageEvents": rows, **beside}).encode()


def is_read_in_one_go(raw: bytes) -> bool:
    return all(type(row) is WireEvent for row in read_event_page(raw)["usageEvents"])


@given(st.lists(plain_rows, max_size=3))
def test_a_page_is_read_in_one_go_as_it_is_row_by_row(rows: list[dict[str, Any]]):
    raw = page(rows)
    assert parse_events(read_event_page(raw)) == parse_events(parse_json(raw))


@given(st.lists(plain_rows | odd_rows | odd_values, min_size=1, max_size=3))
def test_whatever_is_odd_is_told_as_it_is_row_by_row(rows: list[Any]):
    raw = page(rows)
    assert parse_events(read_event_page(raw)) == parse_events(parse_json(raw))


def test_a_page_as_documented_is_read_in_one_go():
    assert is_read_in_one_go(page([ROW, ROW | {"tokenUsage": None}]))


@pytest.mark.parametrize(
    "odd",
    [
        {"newField": 1},
        {"tokenUsage": {"newField": 1}},
        {"timestamp": 1793610931877},
        {"timestamp": "253402300800000"},
        {"chargedCents": "much"},
        {"chargedCents": 10**20},
        {"maxMode": "true"},
        {"tokenUsage": {"inputTokens": -1}},
        {"userEmail": "a\x00b"},
    ],
)
def test_a_page_with_one_odd_field_is_read_row_by_row(odd: dict[str, Any]):
    assert not is_read_in_one_go(page([ROW, ROW | odd]))


def test_money_keeps_every_digit():
    raw = page([ROW]).replace(b"8.464", b"8.46400049999999999999999")
    assert is_read_in_one_go(raw)
    # By hand: slightly less than half a microcent is rounded down; as a float it would be half or more.
    assert read_event_page(raw)["usageEvents"][0].charged_microcents == 8_464_000


def test_the_total_and_the_pages_are_still_there():
    body = read_event_page(page([ROW], totalUsageEventsCount=12.0, pagination={"hasNextPage": True}))
    assert (total_event_count(body), announces_next_page(body, page=1, page_size=1)) == (12, True)


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b'{"usageEvents": [', b"\xff{}"])
def test_what_is_no_json_object_is_refused(raw: bytes):
    with pytest.raises(UnexpectedShape):
        read_event_page(raw)
