import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.jsonout import dumps
from tracker.money import cents


def test_money_is_printed_digit_for_digit():
    # 2**53 + 1 microcents is where a float begins to lose the last digit.
    assert dumps({"usage_value_cents": cents(9_007_199_254_740_993)}) == '{"usage_value_cents": 9007199254.740993}'
    assert dumps([Decimal("1E+3"), Decimal("0.000001")]) == "[1000, 0.000001]"


def test_instants_and_days_have_one_form():
    noon_in_rome = datetime(2026, 11, 1, 12, 0, 0, 123_999, tzinfo=timezone(timedelta(hours=1)))
    assert dumps({"as_of": noon_in_rome, "day": date(2026, 11, 1)}) == (
        '{"as_of": "2026-11-01T11:00:00.123Z", "day": "2026-11-01"}'
    )
    assert dumps(datetime(2026, 11, 1, tzinfo=UTC)) == '"2026-11-01T00:00:00.000Z"'


@pytest.mark.parametrize("refused", [Decimal("NaN"), Decimal("Infinity"), float("nan"), datetime(2026, 11, 1)])  # noqa: DTZ001
def test_values_without_a_json_form_are_refused(refused):
    with pytest.raises(ValueError):
        dumps({"x": refused})


def test_keys_are_text_and_unknown_objects_are_refused():
    with pytest.raises(TypeError, match="int"):
        dumps({1: 2})
    with pytest.raises(TypeError):
        dumps({"x": object()})


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(plain)
def test_plain_data_reads_back_as_it_was(value):
    assert json.loads(dumps(value)) == value
