"""Every threshold of the detector, defined once: key, unit, default, bounds and help.

The command line, the settings modal and the documentation are derived from `SETTINGS`, which is itself derived from the
fields of `Settings`: a new threshold is one field. For everything else that admins set, see `tracker.preferences`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from tracker.money import MICROCENTS_PER_CENT, dollars
from tracker.nearest import nearest

SettingValue = int | float | bool
T = TypeVar("T")

LONGEST_WINDOW_DAYS = 90
WIDEST_ZSCORE_WINDOW_DAYS = 28
JUDGED_DAYS = 2

_YES = frozenset({"yes", "true", "on", "1"})
_NO = frozenset({"no", "false", "off", "0"})
_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?", re.ASCII)


class Kind(StrEnum):
    """The type of a setting's value."""

    INT = "int"
    FLOAT = "float"
    BOOL = "bool"


class Zero(StrEnum):
    """What 0 means for a setting that accepts it."""

    OFF = "off"
    NO_FLOOR = "no floor"
    ENVIRONMENT = "the environment's"
    ALWAYS = "always"


class SettingsSection(StrEnum):
    """The group that a setting is shown in."""

    ALARMS = "When to raise an alarm"
    PLACE = "Where and when"
    PEOPLE = "Roles and e-mail"


class UnknownSetting(ValueError):
    """There is no setting with that name; `suggestion` is the nearest one, if any is near."""

    def __init__(self, key: str, suggestion: str | None, known: Iterable[str]) -> None:
        hint = f"did you mean {suggestion}?" if suggestion else f"the settings are {', '.join(known)}"
        super().__init__(f"there is no setting {shown(key)}: {hint}")
        self.key = key
        self.suggestion = suggestion


class SettingRefused(ValueError):
    """A value that a setting does not accept; `reason` states the bounds."""

    def __init__(self, key: str, text: str, reason: str) -> None:
        super().__init__(f"{key} cannot be {shown(text)}: {reason}")
        self.key = key
        self.text = text
        self.reason = reason


@dataclass(frozen=True)
class SettingSpec:
    """Everything about one setting.

    `minimum` and `maximum` are inclusive and apply to every value but 0; 0 is refused if `zero` is None. `per`
    completes the unit in words ("a day"); for a yes/no setting the bounds are 0 and 1 and have no meaning.
    `why_minimum` explains the minimum where it is not obvious.
    """

    key: str
    title: str
    kind: Kind
    unit: str
    default: SettingValue
    minimum: int | float
    maximum: int | float
    help: str
    zero: Zero | None = None
    per: str = ""
    section: SettingsSection = SettingsSection.ALARMS
    why_minimum: str = ""

    @property
    def bounds(self) -> str:
        """The allowed values in words: `a whole number of cents from 1 to 100,000,000,000, or 0 for off`."""
        if self.kind is Kind.BOOL:
            return "yes or no"
        number = "a whole number" if self.kind is Kind.INT else "a number"
        counted = "a factor" if self.unit == "x" else f"{number} of {self.unit}"
        zero = f", or 0 for {self.zero}" if self.zero else ""
        return f"{counted} from {self.minimum:,} to {self.maximum:,}{zero}"

    def parse(self, text: str) -> SettingValue:
        """Read a value as a person types it; raises SettingRefused, whose message gives the bounds."""
        word = text.strip().lower()
        if self.kind is Kind.BOOL:
            if word not in _YES | _NO:
                raise self._refused(text)
            return word in _YES
        if not word and self.zero is Zero.ENVIRONMENT:
            word = "0"
        if not _NUMBER.fullmatch(word) or not self._takes(number := Decimal(word)):
            raise self._refused(text)
        return int(number) if self.kind is Kind.INT else float(number)

    def check(self, value: SettingValue) -> SettingValue:
        """Return `value` in the setting's own type; raises SettingRefused if `parse` would."""
        return self.parse(self.text(value))

    def text(self, value: SettingValue) -> str:
        """`value` in the form that `parse` reads and the database stores: `5000`, `2.5`, `yes`."""
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)

    def describe(self, value: SettingValue) -> str:
        """`value` as shown to people: `$50.00 a day`, `5 x`, `7 days`, `off`."""
        if self.kind is Kind.BOOL:
            return "yes" if value else "no"
        if value == 0 and self.zero:
            return str(self.zero)
        if self.unit == "cents":
            return _joined(dollars(int(value) * MICROCENTS_PER_CENT), self.per)
        unit = "day" if self.unit == "days" and value == 1 else self.unit
        return _joined(f"{value:,}" if self.kind is Kind.INT else f"{value:g}", unit, self.per)

    def _takes(self, number: Decimal) -> bool:
        if number == 0:
            return self.zero is not None
        is_whole = number == number.to_integral_value()
        return (is_whole or self.kind is Kind.FLOAT) and self.minimum <= number <= self.maximum

    def _refused(self, text: str) -> SettingRefused:
        why = f" ({self.why_minimum})" if self.why_minimum else ""
        return SettingRefused(self.key, text, f"give {self.bounds}{why}")


def setting_field(
    title: str, *, kind: Kind = Kind.INT, unit: str, default: SettingValue, bounds: tuple[float, float], **more: Any
) -> Any:
    """A field with its spec; the key is the field's name."""
    spec = SettingSpec("", title, kind, unit, default, *bounds, **more)
    return field(default=default, metadata={"spec": spec})


def _limit(title: str, *, unit: str, per: str, most: int, help: str) -> Any:
    """A limit; off until somebody sets it."""
    return setting_field(title, unit=unit, default=0, bounds=(1, most), help=help, zero=Zero.OFF, per=per)


def _floor(title: str, *, default: int, help: str) -> Any:
    """The smallest daily spend worth reporting, in cents."""
    bounds = (1, _MAX_CENTS)
    return setting_field(
        title, unit="cents", default=default, bounds=bounds, help=help, zero=Zero.NO_FLOOR, per="a day"
    )


def _multiplier(title: str, *, unit: str = "x", default: float, most: float = 1000, help: str) -> Any:
    """A multiplier; below 1 it would report people for less than usual."""
    return setting_field(title, kind=Kind.FLOAT, unit=unit, default=default, bounds=(1, most), help=help, zero=Zero.OFF)


def _window(title: str, *, default: int, least: int, help: str) -> Any:
    """A number of days of history."""
    return setting_field(title, unit="days", default=default, bounds=(least, LONGEST_WINDOW_DAYS), help=help)


def switch_field(title: str, *, default: bool, help: str, **more: Any) -> Any:
    """A yes/no setting."""
    return setting_field(title, kind=Kind.BOOL, unit="yes/no", default=default, bounds=(0, 1), help=help, **more)


_MAX_CENTS = 100_000_000_000
_MAX_REQUESTS = 1_000_000_000
_MAX_TOKENS = 1_000_000_000_000
MIN_ACTIVE_DAYS = 3


@dataclass(frozen=True)
class Settings:
    """The thresholds of one run; `Settings()` holds the defaults.

    Raises
    ------
    SettingRefused
        If a value is out of bounds, so that no rule ever sees a negative limit or a NaN.
    """

    max_spend_cents_per_cycle: int = _limit(
        "Spend limit per member",
        unit="cents",
        per="a cycle",
        most=_MAX_CENTS,
        help="Alert when a member's usage value in the billing cycle is above this.",
    )
    max_requests_per_day: int = _limit(
        "Request limit per member",
        unit="requests",
        per="a day",
        most=_MAX_REQUESTS,
        help="Alert when a member makes more requests than this in one UTC day.",
    )
    max_tokens_per_day: int = _limit(
        "Token limit per member",
        unit="tokens",
        per="a day",
        most=_MAX_TOKENS,
        help="Alert when a member uses more tokens than this in one UTC day.",
    )
    zscore_multiplier: float = _multiplier(
        "Distance from the team",
        unit="sigma",
        default=2.5,
        most=100,
        help="Alert when a member's day, in spend or in requests, is more than this many standard deviations above "
        "the mean of all members' active days before it.",
    )
    zscore_window_days: int = _window(
        "Window of the team's history",
        default=7,
        least=1,
        help="How many days before the judged one make up the team's mean and spread; up to "
        f"{WIDEST_ZSCORE_WINDOW_DAYS} are taken while the team has too few active days.",
    )
    spend_spike_multiplier: float = _multiplier(
        "Member spend spike",
        default=5.0,
        help="Alert when a member's day costs more than this many times their own average active day.",
    )
    spend_spike_lookback_days: int = _window(
        "Lookback on a member's own history",
        default=7,
        least=MIN_ACTIVE_DAYS,
        help="How many days before the judged one make up a member's own average, for spend and for cost per request; "
        f"a member needs {MIN_ACTIVE_DAYS} active days in them to be judged.",
    )
    cycle_outlier_multiplier: float = _multiplier(
        "Outlier of the cycle",
        default=10.0,
        help="Alert when a member's spend in the billing cycle is more than this many times the median of the other "
        "members who spend.",
    )
    cost_per_request_spike_multiplier: float = _multiplier(
        "Member cost per request spike",
        default=3.0,
        help="Alert when a member's requests of one day cost more than this many times their own earlier average: the "
        "sign of a switch to an expensive model.",
    )
    cost_per_request_min_daily_spend_cents: int = _floor(
        "Smallest day for cost per request",
        default=2000,
        help="A day that costs less than this is never reported for its cost per request.",
    )
    team_budget_cents_per_cycle: int = _limit(
        "Team budget",
        unit="cents",
        per="a cycle",
        most=_MAX_CENTS,
        help="Alert when the whole team's usage value in the billing cycle reaches this; critical from 110 %. "
        "At 50 and 80 % the alert channel is notified once per cycle.",
    )
    alert_users_limited: bool = switch_field(
        "Alert on limited members",
        default=True,
        help="Alert when Cursor reports that a member has reached their spend limit and can't continue.",
    )
    alert_plan_exhaustion: bool = switch_field(
        "Note used-up plans",
        default=False,
        help="Notify the alert channel of how many members have used up the cycle's included plan: at most once a day, "
        "only when their number has changed, and never as an incident. /cycle shows it in any case.",
    )
    min_daily_spend_cents: int = _floor(
        "Smallest day for spend alerts",
        default=5000,
        help="A day must cost more than this to be reported as a spend spike or as far from the team's "
        "days, in spend or in requests.",
    )

    def __post_init__(self) -> None:
        for key, spec in SETTINGS.items():
            object.__setattr__(self, key, spec.check(getattr(self, key)))

    @property
    def history_days(self) -> int:
        """How many consecutive UTC days, including the judged ones, a run needs to fill every window."""
        windows = (self.zscore_window_days, self.spend_spike_lookback_days, WIDEST_ZSCORE_WINDOW_DAYS)
        return max(windows) + JUDGED_DAYS

    def with_values(self, values: Mapping[str, str | SettingValue]) -> "Settings":
        """These settings with some values replaced; raises UnknownSetting or SettingRefused."""
        parsed: dict[str, Any] = {}
        for key, value in values.items():
            spec = find_setting(key)
            parsed[spec.key] = spec.parse(value) if isinstance(value, str) else spec.check(value)
        return replace(self, **parsed)


SETTINGS: Mapping[str, SettingSpec] = MappingProxyType(
    {each.name: replace(each.metadata["spec"], key=each.name) for each in fields(Settings)}
)


def find_setting(key: str) -> SettingSpec:
    """The threshold with that name, ignoring case; raises UnknownSetting, which suggests the nearest."""
    return find_in(SETTINGS, key)


def find_in(table: Mapping[str, T], key: str) -> T:
    """The entry of `table` with that name, ignoring case; raises UnknownSetting, which suggests the nearest."""
    name = key.strip().lower()
    if name not in table:
        near = nearest(name, table)
        raise UnknownSetting(key, near[0] if near else None, table)
    return table[name]


def _joined(*words: str) -> str:
    return " ".join(word for word in words if word)


def shown(text: str) -> str:
    """`text` quoted for an error message and truncated."""
    return repr(text if len(text) <= 60 else text[:59] + "…")
