"""The environment, read once into typed values; secrets do not appear in a repr."""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.logs import LogLevel

WHERE_TO_GET = {
    "CURSOR_ADMIN_API_KEY": "a team admin makes one in the Cursor dashboard under API Keys (scope admin, or read-only)",
    "SLACK_BOT_TOKEN": "api.slack.com/apps, your app, OAuth & Permissions: the token that starts with xoxb-",
    "SLACK_APP_TOKEN": "api.slack.com/apps, your app, Basic Information, App-Level Tokens (connections:write): xapp-",
    "SLACK_CHANNEL_ID": "in Slack open the alert channel's details; the id that starts with C is at the bottom",
    "RESEND_API_KEY": "resend.com/api-keys: a key that may send is enough; it starts with re_",
    "RESEND_FROM": "an address of a domain that resend.com/domains shows as verified: Spendwatch <alerts@example.com>",
}


PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,9}-")  # Slack allows 32 characters, and /topspenders takes 12
LOG_FORMATS = ("text", "json")
MAX_RECIPIENTS = 50  # per mail: https://resend.com/docs/api-reference/emails/send-email

_HOST = re.compile(r"[0-9A-Za-z.:-]{1,253}")
_IN_A_HEADER = re.compile(r"[!-~]+")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_NAMED_ADDRESS = re.compile(rf'[^<>"\x00-\x1f\x7f]{{1,80}} <({_ADDRESS.pattern})>')


class ConfigRefused(ValueError):
    """A variable is missing or unusable; the message is one line that says which."""


class Config(BaseSettings):
    """The environment's values.

    Thresholds are settings in the database instead. Admins can override some of these values there too
    (`bot.in_force`).
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, frozen=True
    )

    cursor_admin_api_key: SecretStr | None = None
    cursor_analytics_api_key: SecretStr | None = None
    cursor_api_url: str = "https://api.cursor.com"
    cursor_rate_limit_scale: float = Field(default=1.0, gt=0, le=100)
    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_channel_id: str | None = None
    slack_api_url: str = "https://slack.com/api/"
    command_prefix: str = ""
    database_url: str = Field(default="sqlite:///data/spendwatch.db", repr=False)  # may hold a password
    collect_interval_minutes: float = Field(default=60, ge=0.02, le=1440)  # at least about a second
    resend_api_key: SecretStr | None = None
    resend_from: str | None = None
    resend_api_url: str = "https://api.resend.com"
    admin_users: Annotated[tuple[str, ...], NoDecode] = ()
    alert_email_to: Annotated[tuple[str, ...], NoDecode] = ()
    log_level: str = "info"
    log_format: str = "text"
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    metrics_host: str = "127.0.0.1"

    @model_validator(mode="before")
    @classmethod
    def _leave_blanks_out(cls, values: dict[str, Any]) -> dict[str, Any]:
        stripped = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
        return {name: value for name, value in stripped.items() if value != ""}

    @field_validator(
        "cursor_admin_api_key", "cursor_analytics_api_key", "slack_bot_token", "slack_app_token", "resend_api_key"
    )
    @classmethod
    def _fits_a_header(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _IN_A_HEADER.fullmatch(value.get_secret_value()):
            raise ValueError("contains a space or a character that no key has: copy it again")
        return value

    @field_validator("admin_users", "alert_email_to", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
        return value

    @field_validator("log_level")
    @classmethod
    def _is_log_level(cls, value: str) -> str:
        return _one_of(tuple(LogLevel), value)

    @field_validator("log_format")
    @classmethod
    def _is_log_format(cls, value: str) -> str:
        return _one_of(LOG_FORMATS, value)

    @field_validator("metrics_host")
    @classmethod
    def _is_host(cls, value: str) -> str:
        if not _HOST.fullmatch(value):
            raise ValueError("must be an address or a host's name, such as 127.0.0.1")
        return value

    @field_validator("command_prefix")
    @classmethod
    def _ends_in_a_hyphen(cls, value: str) -> str:
        if not value:
            return value
        prefix = value.removeprefix("/").rstrip("-_") + "-"
        if not PREFIX.fullmatch(prefix):
            raise ValueError("must be up to 10 lower-case letters, digits, - or _, such as sw for /sw-spend")
        return prefix

    @field_validator("resend_from")
    @classmethod
    def _is_sender(cls, value: str | None) -> str | None:
        if value is not None and not (_ADDRESS.fullmatch(value) or _NAMED_ADDRESS.fullmatch(value)):
            raise ValueError("must be an address, or a name with one: Spendwatch <alerts@example.com>")
        return value

    @field_validator("alert_email_to")
    @classmethod
    def _are_addresses(cls, addresses: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := next((each for each in addresses if not _ADDRESS.fullmatch(each)), None):
            raise ValueError(f"{wrong[:80]!r} is not an e-mail address; separate several with commas")
        if len(addresses) > MAX_RECIPIENTS:
            raise ValueError(
                f"holds {len(addresses)} addresses, and {MAX_RECIPIENTS} are the most: use a list's address"
            )
        return addresses

    @field_validator("cursor_api_url", "slack_api_url", "resend_api_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            is_address = bool(parts.hostname) and not (parts.username or parts.query or parts.fragment)
        except ValueError:
            is_address = False
        if not (is_address and value.startswith(("https://", "http://"))):
            raise ValueError("must be https://host and a path at most (http:// for a server on this machine)")
        return value

    @property
    def has_mail(self) -> bool:
        """Whether sending mail is configured."""
        return self.resend_api_key is not None and self.resend_from is not None

    def secret(self, variable: str) -> str:
        """A required secret in plain text; raises ConfigRefused naming the variable and where to get it."""
        value = getattr(self, variable.lower())
        if value is None:
            raise missing(variable)
        return str(value.get_secret_value())


def _one_of(choices: tuple[str, ...], value: str) -> str:
    if value.lower() not in choices:
        raise ValueError(f"must be {', '.join(choices[:-1])} or {choices[-1]}")
    return value.lower()


def missing(variable: str, *, why: str = "") -> ConfigRefused:
    """The error for an unset variable; `why` says what needs it."""
    reason = f" {why}." if why else ""
    return ConfigRefused(f"{variable} is not set.{reason} Where to get it: {WHERE_TO_GET[variable]}. Put it in .env.")


def refusal_of(error: ValidationError) -> ConfigRefused:
    """One line that names the variable and the problem, without the value."""
    first = error.errors(include_url=False, include_input=False)[0]
    variable = str(first["loc"][0]).upper()
    return ConfigRefused(f"{variable}: {first['msg'].removeprefix('Value error, ')}")


def read_config() -> Config:
    """Read the environment and `.env`; raises ConfigRefused naming the variable and its bounds."""
    try:
        config = Config()
    except ValidationError as error:
        raise refusal_of(error) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigRefused(f".env cannot be read ({error}): fix its permissions or move it away") from error
    if not config.has_mail and (config.resend_api_key or config.resend_from or config.alert_email_to):
        lacking = "RESEND_FROM" if config.resend_api_key else "RESEND_API_KEY"
        raise missing(
            lacking, why="E-mail needs RESEND_API_KEY and RESEND_FROM; without them, leave ALERT_EMAIL_TO empty"
        )
    return config
