"""What the environment may say about e-mail, and the errors when something is missing."""

import pytest

from bot.config import ConfigRefused, read_config

WHOLE = {
    "RESEND_API_KEY": "re_0123456789",
    "RESEND_FROM": "Spendwatch <alerts@example.com>",
    "ALERT_EMAIL_TO": "a@example.com, b@example.com,a@example.com",
}


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch, tmp_path):
    """Without this checkout's .env and this machine's environment."""
    monkeypatch.chdir(tmp_path)
    for name in (*WHOLE, "RESEND_API_URL"):
        monkeypatch.delenv(name, raising=False)


def config_of(monkeypatch, **environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return read_config()


def test_without_any_of_it_there_is_no_mail(monkeypatch):
    assert not config_of(monkeypatch).has_mail


def test_all_of_it_is_mail_and_the_key_is_in_no_repr(monkeypatch):
    config = config_of(monkeypatch, **WHOLE)
    assert config.has_mail
    assert config.alert_email_to == ("a@example.com", "b@example.com")
    assert config.resend_api_url == "https://api.resend.com"
    assert "re_0123456789" not in repr(config)


def test_who_is_told_may_be_left_to_slack_s_settings(monkeypatch):
    assert config_of(monkeypatch, RESEND_API_KEY="re_1", RESEND_FROM="alerts@example.com").has_mail


@pytest.mark.parametrize(
    ("missing", "said"),
    [("RESEND_API_KEY", "RESEND_API_KEY is not set"), ("RESEND_FROM", "RESEND_FROM is not set")],
)
def test_half_of_it_is_refused_with_what_is_missing(monkeypatch, missing, said):
    with pytest.raises(ConfigRefused, match=said):
        config_of(monkeypatch, **{name: value for name, value in WHOLE.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RESEND_FROM", "alerts"),
        ("RESEND_FROM", 'A <a@example.com>, "B" <b@example.com>'),
        ("RESEND_FROM", "Spend\nwatch <alerts@example.com>"),
        ("ALERT_EMAIL_TO", "a@example.com;b@example.com"),
        ("ALERT_EMAIL_TO", "finance"),
        ("ALERT_EMAIL_TO", ",".join(f"a{n}@example.com" for n in range(51))),
        ("RESEND_API_KEY", "re_1 re_2"),
        ("RESEND_API_URL", "ftp://api.resend.com"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(monkeypatch, name, value):
    with pytest.raises(ConfigRefused, match=name):
        config_of(monkeypatch, **(WHOLE | {name: value}))
