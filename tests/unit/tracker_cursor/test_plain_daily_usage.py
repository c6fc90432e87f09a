"""The fast path for pages of daily usage: the same rows as one by one, with odd pages read as before."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.cursor.body import parse_json
from tracker.cursor.paging import announces_next_page
from tracker.cursor.plain_daily_usage import read_daily_usage_page
from tracker.cursor.schemas.daily_usage import DAILY_COUNTERS, DAILY_FIELDS, WireDailyUsage, parse_daily_usage

ROW: dict[str, Any] = {
    "userId": 42,
    "day": "2026-11-02",
    "date": 1793577600000,
    "email": "Ines@example.com",
    "isActive": True,
    **{field: number for number, field in enumerate(DAILY_COUNTERS.values())},
    "mostUsedModel": "claude-4.5-sonnet",
    "applyMostUsedExtension": ".py",
    "tabMostUsedExtension": "",
    "clientVersion": "2.1.9",
}

odd_values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2**65),
    st.floats(),
    st.sampled_from(["", "null", " 12 ", "20261102", "2026-11-02T00:00:00Z", "2026-02-30", "\x00", "\ud800", "ä"]),
    st.lists(st.integers(), max_size=1),
    st.just({"day": "2026-11-02"}),
)
counters = st.dictionaries(st.sampled_from(sorted(DAILY_COUNTERS.values())), st.integers(0, 2**32), max_size=4)
plain_rows = st.builds(
    lambda row, counted: row | counted,
    st.fixed_dictionaries(
        {"day": st.dates().map(str), "userId": st.integers(0, 2**63) | st.text(max_size=3)},
        optional={
            "email": st.none() | st.text(max_size=5),
            "date": st.integers(),
            "isActive": st.none() | st.booleans(),
            "mostUsedModel": st.none() | st.text(max_size=3),
            "clientVersion": st.sampled_from(["", "2.1.9"]),
        },
    ),
    counters,
)
names = st.sampled_from(sorted(DAILY_FIELDS))
odd_rows = st.builds(lambda row, odd: row | odd, plain_rows, st.dictionaries(names | st.text(max_size=3), odd_values))


def page(rows: list[Any], **beside: Any) -> bytes:
    return json.dumps({"data": rows, **beside}).encode()


def is_read_in_one_go(raw: bytes) -> bool:
    return all(type(row) is WireDailyUsage for row in read_daily_usage_page(raw)["data"])


@given(st.lists(plain_rows | odd_rows | odd_values, max_size=3))
def test_a_page_is_read_in_one_go_as_it_is_row_by_row(rows: list[Any]):
    raw = page(rows)
    assert parse_daily_usage(read_daily_usage_page(raw)) == parse_daily_usage(parse_json(raw))


def test_a_page_as_documented_is_read_in_one_go():
    raw = page([ROW, {"day": "2026-11-03", "userId": 42}], pagination={"hasNextPage": True})
    body = read_daily_usage_page(raw)
    first, second = body["data"]
    assert (first.day, first.user_id, first.email) == (date(2026, 11, 2), "42", "ines@example.com")
    assert [getattr(first, name) for name in DAILY_COUNTERS] == list(range(len(DAILY_COUNTERS)))
    assert (first.apply_most_used_extension, first.tab_most_used_extension) == (".py", None)
    assert (second.user_id, second.email, second.is_active, second.total_lines_added) == ("42", None, None, 0)
    assert announces_next_page(body, page=1, page_size=1) is True


@pytest.mark.parametrize(
    "odd",
    [
        {"newField": 1},
        {"day": None},
        {"day": "20261102"},
        {"email": None, "userId": ""},
        {"totalApplies": -1},
        {"totalApplies": 2**31},
        {"totalApplies": None},
        {"isActive": "true"},
        {"clientVersion": 2},
        {"email": "a\x00b"},
    ],
)
def test_a_page_with_one_odd_field_is_read_row_by_row(odd: dict[str, Any]):
    assert not is_read_in_one_go(page([ROW, ROW | odd]))
