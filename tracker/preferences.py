"""What admins set besides thresholds: when to collect, where to alert, who may do what, and e-mail.

A preference has its default until somebody sets it; while it does, the environment decides. The command line, the modal
and the documentation are derived from `PREFERENCES`, which is itself derived from the fields of `Preferences`.
Thresholds and preferences are stored, changed and undone alike (`EVERY_SETTING`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, Protocol

from tracker.settings import (
    SETTINGS,
    SettingRefused,
    SettingsSection,
    Zero,
    find_in,
    setting_field,
    shown,
    switch_field,
)

LONGEST_INTERVAL_MINUTES = 1440
MIN_EVENT_DAYS = 65  # two cycles of 31 days, whose events are re-read, and the days in which costs settle
MAX_EVENT_DAYS = 3653
MAX_PEOPLE = 30
MAX_ADDRESSES = 10
MAX_CHARACTERS = 600  # of a list: the values a form was opened with must fit into its view's metadata

_CHANNEL = re.compile(r"[CG][A-Z0-9]{6,24}")
_PERSON = re.compile(r"[UW][A-Z0-9]{6,24}")
_ADDRESS = re.compile(r"(?=.{3,254}$)[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")


class AnySpec(Protocol):
    """Everything about a threshold or a preference."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def section(self) -> SettingsSection: ...
    @property
    def default(self) -> Any: ...
    @property
    def bounds(self) -> str:
        """The allowed values, in words."""

    def parse(self, text: str) -> Any:
        """Read a value as a person types it; raises SettingRefused, whose message gives the bounds."""

    def check(self, value: Any) -> Any:
        """Return `value` in the setting's own type; raises SettingRefused if `parse` would."""

    def text(self, value: Any) -> str:
        """`value` in the form that `parse` reads and the database stores."""

    def describe(self, value: Any) -> str:
        """`value` as shown to people."""


@dataclass(frozen=True)
class ListSpec:
    """A preference that lists things, as a tuple of texts; with `most` 1 at most one.

    `thing` and `things` are the words for them, `empty` what an empty list means.
    """

    key: str
    title: str
    thing: str
    things: str
    pattern: re.Pattern[str]
    most: int
    empty: str
    help: str
    section: SettingsSection
    default: tuple[str, ...] = ()

    @property
    def bounds(self) -> str:
        """The allowed values in words: `up to 30 Slack user ids separated by commas, or nothing for nobody`."""
        named = self.thing if self.most == 1 else f"up to {self.most} {self.things}, separated by commas"
        return f"{named}, or nothing for {self.empty}"

    def parse(self, text: str) -> tuple[str, ...]:
        """Read a list as a person types it, without duplicates; raises SettingRefused, which names the bad entries."""
        given = [word for word in re.split(r"[\s,;]+", text) if word]
        for word in given:
            if not self.pattern.fullmatch(self._normal(word)):
                raise SettingRefused(self.key, text, f"{shown(word)} is not {self.thing}: give {self.bounds}")
        words = tuple(dict.fromkeys(map(self._normal, given)))
        if len(words) > self.most or len(",".join(words)) > MAX_CHARACTERS:
            raise SettingRefused(self.key, text, f"give {self.bounds}, {MAX_CHARACTERS} characters at most")
        return words

    def check(self, value: tuple[str, ...]) -> tuple[str, ...]:
        """Return `value` as `parse` would; raises SettingRefused if that would."""
        return self.parse(self.text(value))

    def text(self, value: tuple[str, ...]) -> str:
        """`value` in the form that `parse` reads and the database stores."""
        return ",".join(value)

    def describe(self, value: tuple[str, ...]) -> str:
        """`value` as shown to people."""
        return ", ".join(value) or self.empty

    def _normal(self, word: str) -> str:
        return word.lower() if "@" in word else word.upper()


def _list(title: str, **more: Any) -> Any:
    """A field of `Preferences` that lists things."""
    return field(default=(), metadata={"spec": ListSpec("", title, **more)})


def _people(title: str, *, help: str) -> Any:
    """People, by their Slack user ids."""
    return _list(
        title,
        thing="a Slack user id",
        things="Slack user ids",
        pattern=_PERSON,
        most=MAX_PEOPLE,
        empty="nobody",
        help=help,
        section=SettingsSection.PEOPLE,
    )


@dataclass(frozen=True)
class Preferences:
    """What admins have set; `Preferences()` leaves everything to the environment.

    Raises
    ------
    SettingRefused
        If a value is out of bounds.
    """

    collect_interval_minutes: int = setting_field(
        "Collection interval",
        unit="minutes",
        default=0,
        bounds=(5, LONGEST_INTERVAL_MINUTES),
        zero=Zero.ENVIRONMENT,
        help="How often figures are collected and judged. Cursor totals usage by the hour, so less than an hour gains "
        "little. Empty or 0 leaves it to COLLECT_INTERVAL_MINUTES.",
        section=SettingsSection.PLACE,
    )
    alert_channel: tuple[str, ...] = _list(
        "Alert channel",
        thing="a Slack channel id",
        things="Slack channel ids",
        pattern=_CHANNEL,
        most=1,
        empty=str(Zero.ENVIRONMENT),
        help="Where incidents and notices are posted from the next message on; earlier messages are kept up to date "
        "where they are. Its members may read team reports and handle incidents. SLACK_CHANNEL_ID counts until one is "
        "set.",
        section=SettingsSection.PLACE,
    )
    quiet_info_alerts: bool = switch_field(
        "Quiet info alerts",
        default=False,
        help="Do not post what is for information only: used-up plans, and 50 and 80 % of the team's budget. /cycle "
        "and the cycle's summary still show both; incidents and the summary are still posted.",
        section=SettingsSection.PLACE,
    )
    keep_events_days: int = setting_field(
        "Raw usage events kept",
        unit="days",
        default=0,
        bounds=(MIN_EVENT_DAYS, MAX_EVENT_DAYS),
        zero=Zero.ALWAYS,
        why_minimum="the events of this and the last billing cycle are still needed",
        help="Usage events of older whole UTC days are deleted after a collection and never come back; totals by day, "
        "member and model are kept, so reports of whole days and of cycles do not change. 0 keeps everything.",
        section=SettingsSection.PLACE,
    )
    admin_users: tuple[str, ...] = _people(
        "Further admins",
        help="Who may change settings, roles included, besides workspace admins and owners and the people named in "
        "ADMIN_USERS, whose rights cannot be removed here.",
    )
    report_readers: tuple[str, ...] = _people(
        "Further readers of team reports",
        help="Who may read team reports without being in the alert channel; they cannot handle incidents.",
    )
    alert_email_to: tuple[str, ...] = _list(
        "Alert e-mail to",
        thing="an e-mail address",
        things="e-mail addresses",
        pattern=_ADDRESS,
        most=MAX_ADDRESSES,
        empty=str(Zero.ENVIRONMENT),
        help="Who also gets incidents and the cycle's summary by e-mail, once e-mail is set up. Empty leaves it to "
        "ALERT_EMAIL_TO.",
        section=SettingsSection.PEOPLE,
    )

    def __post_init__(self) -> None:
        for key, spec in PREFERENCES.items():
            object.__setattr__(self, key, spec.check(getattr(self, key)))


PREFERENCES: Mapping[str, AnySpec] = MappingProxyType(
    {each.name: replace(each.metadata["spec"], key=each.name) for each in fields(Preferences)}
)
EVERY_SETTING: Mapping[str, AnySpec] = MappingProxyType({**SETTINGS, **PREFERENCES})


def find_any(key: str) -> AnySpec:
    """The threshold or preference with that name, ignoring case; raises UnknownSetting, which suggests the nearest."""
    return find_in(EVERY_SETTING, key)


def canonical(key: str, text: str) -> str:
    """What a person typed, in stored form; raises UnknownSetting and SettingRefused."""
    spec = find_any(key)
    return spec.text(spec.parse(text))


def in_words(key: str, text: str) -> str:
    """A stored value as shown to people; unchanged if it is out of this version's bounds.

    Raises UnknownSetting.
    """
    spec = find_any(key)
    try:
        return spec.describe(spec.parse(text))
    except SettingRefused:
        return text
