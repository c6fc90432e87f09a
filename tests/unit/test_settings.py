from dataclasses import FrozenInstanceError, fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.settings import (
    SETTINGS,
    Kind,
    SettingRefused,
    Settings,
    UnknownSetting,
    Zero,
    find_setting,
)

DEFAULTS = {
    "max_spend_cents_per_cycle": 0,
    "max_requests_per_day": 0,
    "max_tokens_per_day": 0,
    "zscore_multiplier": 2.5,
    "zscore_window_days": 7,
    "spend_spike_multiplier": 5.0,
    "spend_spike_lookback_days": 7,
    "cycle_outlier_multiplier": 10.0,
    "cost_per_request_spike_multiplier": 3.0,
    "cost_per_request_min_daily_spend_cents": 2000,
    "team_budget_cents_per_cycle": 0,
    "alert_users_limited": True,
    "alert_plan_exhaustion": False,
    "min_daily_spend_cents": 5000,
}
WINDOWS = ["zscore_window_days", "spend_spike_lookback_days"]
MULTIPLIERS = [key for key in DEFAULTS if key.endswith("_multiplier")]
NUMBERS = [key for key, spec in SETTINGS.items() if spec.kind is not Kind.BOOL]


def test_the_defaults_are_the_documented_ones():
    assert {key: getattr(Settings(), key) for key in SETTINGS} == DEFAULTS
    assert {key: spec.default for key, spec in SETTINGS.items()} == DEFAULTS


def test_every_setting_can_be_shown_to_an_admin():
    units = {"cents", "requests", "tokens", "x", "sigma", "days", "yes/no"}
    for spec in SETTINGS.values():
        assert spec.unit in units
        assert spec.title
        assert spec.help.endswith(".")
        assert spec.describe(spec.default)
    assert [spec.key for spec in SETTINGS.values()] == [each.name for each in fields(Settings)]


@pytest.mark.parametrize("key", DEFAULTS)
def test_a_default_is_read_back_from_its_own_text(key):
    spec = SETTINGS[key]
    value = spec.parse(spec.text(spec.default))
    assert value == spec.default
    assert type(value) is type(spec.default)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("max_spend_cents_per_cycle", "20000", 20000),
        (" MAX_REQUESTS_PER_DAY ", " 500 ", 500),
        ("max_requests_per_day", "500.0", 500),
        ("zscore_multiplier", "3", 3.0),
        ("zscore_multiplier", "0", 0.0),
        ("zscore_window_days", "28", 28),
        ("alert_plan_exhaustion", "On", True),
        ("alert_users_limited", "false", False),
        ("min_daily_spend_cents", "0", 0),
    ],
)
def test_values_are_read_as_people_type_them(key, text, value):
    parsed = find_setting(key).parse(text)
    assert parsed == value
    assert type(parsed) is type(value)


@pytest.mark.parametrize("key", NUMBERS)
@pytest.mark.parametrize(
    "text",
    ["-1", "nan", "inf", "-inf", "", "many", "5,0", "$50", "1e30", "1e99999999999999999999", "1_000", "١٢", "１２"],
)
def test_what_is_no_number_in_bounds_is_refused(key, text):
    with pytest.raises(SettingRefused) as refused:
        find_setting(key).parse(text)
    assert (refused.value.key, refused.value.text) == (key, text)
    assert f"{SETTINGS[key].maximum:,}" in refused.value.reason


@pytest.mark.parametrize("key", MULTIPLIERS)
def test_a_multiplier_below_one_is_refused_but_zero_turns_it_off(key):
    with pytest.raises(SettingRefused, match=r"from 1 to .* or 0 for off"):
        find_setting(key).parse("0.1")
    assert find_setting(key).parse("0") == 0
    assert SETTINGS[key].zero is Zero.OFF


@pytest.mark.parametrize("key", WINDOWS)
def test_windows_and_lookbacks_refuse_zero(key):
    with pytest.raises(SettingRefused, match="a whole number of days from"):
        find_setting(key).parse("0")


def test_a_lookback_shorter_than_the_three_days_it_needs_is_refused():
    with pytest.raises(SettingRefused, match="from 3 to 90"):
        find_setting("spend_spike_lookback_days").parse("2")


@pytest.mark.parametrize("text", ["1.5", "0.5"])
def test_whole_numbers_refuse_fractions(text):
    with pytest.raises(SettingRefused, match="a whole number of requests"):
        find_setting("max_requests_per_day").parse(text)


@pytest.mark.parametrize("text", ["", "2", "maybe"])
def test_yes_or_no_refuses_anything_else(text):
    with pytest.raises(SettingRefused, match="give yes or no"):
        find_setting("alert_users_limited").parse(text)


def test_an_unknown_setting_suggests_the_nearest():
    with pytest.raises(UnknownSetting, match="did you mean zscore_multiplier") as unknown:
        find_setting("zscore_multiplyer").parse("3")
    assert (unknown.value.key, unknown.value.suggestion) == ("zscore_multiplyer", "zscore_multiplier")


def test_an_unknown_setting_far_from_all_names_them_all():
    with pytest.raises(UnknownSetting, match=r"the settings are .*min_daily_spend_cents") as unknown:
        find_setting("x" * 5000)
    assert unknown.value.suggestion is None
    assert len(str(unknown.value)) < 600


def test_values_replace_the_defaults_whether_text_or_number():
    values = {"max_requests_per_day": "500", "zscore_multiplier": 3, "alert_users_limited": False}
    settings = Settings().with_values(values)
    assert (settings.max_requests_per_day, settings.zscore_multiplier) == (500, 3.0)
    assert settings.alert_users_limited is False
    assert settings.spend_spike_multiplier == 5.0


def test_settings_never_hold_a_value_out_of_bounds():
    with pytest.raises(SettingRefused):
        Settings(zscore_multiplier=float("nan"))
    with pytest.raises(SettingRefused):
        Settings().with_values({"min_daily_spend_cents": -1})
    with pytest.raises(FrozenInstanceError):
        Settings().zscore_multiplier = 1.0


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("min_daily_spend_cents", 5000, "$50.00 a day"),
        ("min_daily_spend_cents", 0, "no floor"),
        ("max_spend_cents_per_cycle", 123_456_700, "$1,234,567.00 a cycle"),
        ("max_spend_cents_per_cycle", 0, "off"),
        ("max_tokens_per_day", 10_000_000, "10,000,000 tokens a day"),
        ("zscore_multiplier", 2.5, "2.5 sigma"),
        ("spend_spike_multiplier", 5.0, "5 x"),
        ("spend_spike_multiplier", 0.0, "off"),
        ("zscore_window_days", 7, "7 days"),
        ("zscore_window_days", 1, "1 day"),
        ("alert_users_limited", True, "yes"),
        ("alert_users_limited", False, "no"),
    ],
)
def test_values_are_described_with_their_unit(key, value, words):
    assert SETTINGS[key].describe(value) == words


def test_a_run_reads_enough_history_to_fill_its_widest_window():
    assert Settings().history_days == 30  # 28 days to widen into, today and yesterday
    assert Settings(spend_spike_lookback_days=60).history_days == 62


@given(st.text(max_size=30), st.sampled_from(list(DEFAULTS)))
def test_any_text_is_read_or_refused_with_the_bounds(text, key):
    try:
        value = find_setting(key).parse(text)
    except SettingRefused as refused:
        assert refused.reason
    else:
        assert SETTINGS[key].check(value) == value
