"""What admins set besides thresholds: bounds, what empty means, and wording."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.preferences import (
    EVERY_SETTING,
    MAX_ADDRESSES,
    MAX_CHARACTERS,
    MAX_PEOPLE,
    PREFERENCES,
    Preferences,
    canonical,
    find_any,
    in_words,
)
from tracker.settings import SETTINGS, SettingRefused, UnknownSetting


def test_everything_is_left_to_the_environment_at_first():
    assert Preferences() == Preferences(0, (), False, 0, (), (), ())
    assert list(PREFERENCES) == [each.name for each in fields(Preferences)]
    assert not set(PREFERENCES) & set(SETTINGS)


@pytest.mark.parametrize("key", EVERY_SETTING)
def test_every_default_is_read_back_and_said_in_words(key):
    spec = EVERY_SETTING[key]
    assert spec.parse(spec.text(spec.default)) == spec.default
    assert spec.check(spec.default) == spec.default
    assert in_words(key, spec.text(spec.default))
    assert spec.title
    assert spec.bounds
    assert spec.help.endswith(".")


@pytest.mark.parametrize(
    ("key", "typed", "kept", "words"),
    [
        ("collect_interval_minutes", "5", "5", "5 minutes"),
        ("collect_interval_minutes", "1440", "1440", "1,440 minutes"),
        ("collect_interval_minutes", "", "0", "the environment's"),
        ("collect_interval_minutes", "0", "0", "the environment's"),
        ("alert_channel", " c0aaaaaaa ", "C0AAAAAAA", "C0AAAAAAA"),
        ("alert_channel", "", "", "the environment's"),
        ("quiet_info_alerts", "On", "yes", "yes"),
        ("keep_events_days", " 65 ", "65", "65 days"),
        ("keep_events_days", "3653", "3653", "3,653 days"),
        ("keep_events_days", "0", "0", "always"),
        ("admin_users", "U0AAAAAAA, w0bbbbbbb;U0AAAAAAA", "U0AAAAAAA,W0BBBBBBB", "U0AAAAAAA, W0BBBBBBB"),
        ("admin_users", " , ", "", "nobody"),
        ("report_readers", "", "", "nobody"),
        (
            "alert_email_to",
            "Ines@Example.com  ops+ai@mail.example.com",
            "ines@example.com,ops+ai@mail.example.com",
            None,
        ),
    ],
)
def test_what_people_type_is_kept_in_one_form(key, typed, kept, words):
    assert canonical(key, typed) == kept
    assert in_words(key, kept) == (words or kept.replace(",", ", "))


@pytest.mark.parametrize(
    ("key", "typed", "reason"),
    [
        ("collect_interval_minutes", "4", "from 5 to 1,440, or 0 for the environment's"),
        ("collect_interval_minutes", "1441", "from 5 to 1,440"),
        ("collect_interval_minutes", "0.2", "a whole number of minutes"),
        ("collect_interval_minutes", "-5", "from 5"),
        ("alert_channel", "#ai-spend", "'#ai-spend' is not a Slack channel id"),
        ("alert_channel", "C0AAAAAAA C0BBBBBBB", "a Slack channel id, or nothing for the environment's"),
        ("alert_channel", "D0AAAAAAA", "is not a Slack channel id"),
        ("quiet_info_alerts", "maybe", "give yes or no"),
        ("keep_events_days", "64", "from 65 to 3,653, or 0 for always (the events of this and the last billing cycle"),
        ("keep_events_days", "3654", "from 65 to 3,653"),
        ("keep_events_days", "", "a whole number of days"),
        ("keep_events_days", "-1", "from 65"),
        ("admin_users", "ines@example.com", "'ines@example.com' is not a Slack user id"),
        ("admin_users", "<@U0AAAAAAA>", "is not a Slack user id"),
        ("alert_email_to", "ines@", "'ines@' is not an e-mail address"),
        ("alert_email_to", "ines@localhost", "is not an e-mail address"),
        ("alert_email_to", "a@example.com\r\nBcc: b@example.com", "'Bcc:' is not an e-mail address"),
        ("alert_email_to", "ines@exämple.com", "is not an e-mail address"),
        ("alert_email_to", "Nonsense", "'Nonsense' is not an e-mail address"),
        ("alert_email_to", f"ines@{'a' * 64}.com", "is not an e-mail address"),
        ("alert_email_to", f"ines@{'a.' * 130}com", "is not an e-mail address"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_bounds(key, typed, reason):
    with pytest.raises(SettingRefused) as refused:
        canonical(key, typed)
    assert reason in refused.value.reason
    assert refused.value.key == key


def test_a_list_may_be_as_long_as_it_says_and_no_longer():
    people = [f"U0{number:09}" for number in range(MAX_PEOPLE + 1)]
    assert canonical("admin_users", ",".join(people[:-1])).count(",") == MAX_PEOPLE - 1
    with pytest.raises(SettingRefused, match="up to 30"):
        canonical("admin_users", ",".join(people))
    addresses = [f"{number}@example.com" for number in range(MAX_ADDRESSES + 1)]
    with pytest.raises(SettingRefused, match="up to 10"):
        canonical("alert_email_to", ",".join(addresses))
    long = [f"{number}{'a' * 60}@example.com" for number in range(MAX_ADDRESSES)]
    with pytest.raises(SettingRefused, match=f"{MAX_CHARACTERS} characters at most"):
        canonical("alert_email_to", ",".join(long))


def test_preferences_never_hold_a_value_out_of_bounds():
    with pytest.raises(SettingRefused):
        Preferences(collect_interval_minutes=1)
    with pytest.raises(SettingRefused):
        Preferences(admin_users=("ines",))


def test_a_name_that_is_near_is_suggested_from_thresholds_and_preferences_alike():
    with pytest.raises(UnknownSetting, match="did you mean alert_channel"):
        find_any("alert_chanel")
    with pytest.raises(UnknownSetting, match="did you mean zscore_multiplier"):
        find_any("zscore_multiplyer")
    with pytest.raises(UnknownSetting, match="alert_email_to"):
        find_any("x" * 40)


@given(st.text(max_size=60), st.sampled_from(list(PREFERENCES)))
def test_any_text_is_kept_in_a_form_that_reads_back_or_is_refused_with_a_reason(text, key):
    try:
        kept = canonical(key, text)
    except SettingRefused as refused:
        assert refused.reason
    else:
        assert canonical(key, kept) == kept
        assert "\n" not in kept
