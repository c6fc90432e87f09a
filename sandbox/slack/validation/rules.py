"""Building blocks for limits: a rule checks the value at a spot and reports its problems."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True)
class Problem:
    """One thing that Slack would refuse. `error` is the error code of the answer for a message."""

    pointer: str
    message: str
    code: str = "invalid_value"
    constraint: Any = None
    error: str = "invalid_blocks"

    @property
    def sentence(self) -> str:
        """The problem in Slack's words, with its pointer."""
        return f"{self.message} [json-pointer:{self.pointer}]"

    @property
    def field_name(self) -> str:
        """The last part of the pointer."""
        return self.pointer.rsplit("/", 1)[-1]


@dataclass
class Report:
    """The findings and counts of one check so far. `can_show` says whether a slack_file can be used now."""

    surface: Surface
    can_show: Callable[[dict[str, Any]], bool]
    problems: list[Problem] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)
    action_ids: set[str] = field(default_factory=set)
    focused: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def count(self, what: str, amount: int = 1) -> int:
        """Add to a count over the whole payload; returns the new count."""
        self.counts[what] = self.counts.get(what, 0) + amount
        return self.counts[what]


@dataclass(frozen=True)
class Spot:
    """A place in the payload."""

    report: Report
    pointer: str = ""

    def at(self, key: str | int) -> "Spot":
        """The spot of a child."""
        return Spot(self.report, f"{self.pointer}/{key}")

    def fail(
        self, message: str, code: str = "invalid_value", constraint: Any = None, *, error: str = "invalid_blocks"
    ) -> None:
        """Report a problem at this spot."""
        self.report.problems.append(Problem(self.pointer, message, code, constraint, error))


Rule = Callable[[Any, Spot], None]


def string(longest: int | None = None, *, shortest: int = 0, pattern: str | None = None) -> Rule:
    """Text of `shortest` to `longest` characters that fully matches `pattern`."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, str):
            spot.fail("must provide a string", "wrong_type")
        elif len(value) < shortest:
            spot.fail(f"must be more than {shortest - 1} characters", "too_short", shortest)
        elif longest is not None and len(value) > longest:
            spot.fail(f"must be less than {longest + 1} characters", "too_long", longest)
        elif pattern is not None and not re.fullmatch(pattern, value):
            spot.fail(f"input must match regex pattern: ^{pattern}$", "pattern", pattern)

    return check


def integer(low: int | None = None, high: int | None = None) -> Rule:
    """A whole number within bounds, not a boolean."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            spot.fail("must provide an integer", "wrong_type")
        elif low is not None and value < low:
            spot.fail(f"must be at least {low}", "too_small", low)
        elif high is not None and value > high:
            spot.fail(f"must be at most {high}", "too_large", high)

    return check


def number(value: Any, spot: Spot) -> None:
    """A number, whole or not."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:  # noqa: PLR0124 - NaN
        spot.fail("must provide a number", "wrong_type")


def boolean(value: Any, spot: Spot) -> None:
    """true or false."""
    if not isinstance(value, bool):
        spot.fail("must provide a boolean", "wrong_type")


def anything(value: Any, spot: Spot) -> None:
    """Takes every value."""


def choice(*allowed: str | int) -> Rule:
    """One of the listed values."""

    def check(value: Any, spot: Spot) -> None:
        if isinstance(value, bool) or value not in allowed:
            spot.fail("must be a valid enum value", "enum", list(allowed))

    return check


def items(rule: Rule, low: int = 0, high: int | None = None) -> Rule:
    """A list of `low` to `high` items that each satisfy `rule`."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, list):
            spot.fail("must provide a list", "wrong_type")
            return
        if len(value) < low:
            spot.fail(f"no fewer than {low} items allowed", "too_few", low)
        if high is not None and len(value) > high:
            spot.fail(f"no more than {high} items allowed", "too_many", high)
        for index, item in enumerate(value):
            rule(item, spot.at(index))

    return check


def shape(
    required: Mapping[str, Rule] | None = None,
    optional: Mapping[str, Rule] | None = None,
    *also: Callable[[dict[str, Any], Spot], None],
) -> Rule:
    """An object with these fields and no others; `also` checks the object as a whole."""
    required, optional = required or {}, optional or {}
    fields = {**required, **optional}

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.fail("must provide an object", "wrong_type")
            return
        for name in required:
            if name not in value:
                spot.fail(f"missing required field: {name}", "missing", name)
        for name, part in value.items():
            if name in fields:
                fields[name](part, spot.at(name))
            else:
                spot.fail(f"invalid additional property: {name}", "unknown_field", name)
        for look in also:
            look(value, spot)

    return check


def typed(
    kind: str, required: Mapping[str, Rule] | None = None, optional: Mapping[str, Rule] | None = None, *also: Any
) -> Rule:
    """A `shape` whose `type` is `kind`."""
    return shape({"type": choice(kind), **(required or {})}, optional, *also)


def by_type(kinds: Mapping[str, Rule]) -> Rule:
    """An object checked by the rule of its `type`; other types are refused."""

    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, dict):
            spot.fail("must provide an object", "wrong_type")
            return
        rule = kinds.get(value["type"]) if isinstance(value.get("type"), str) else None
        if rule is None:
            spot.at("type").fail(f"unsupported type: {value.get('type')}", "unknown_type", sorted(kinds))
        else:
            rule(value, spot)

    return check


def exactly_one_of(*names: str) -> Callable[[dict[str, Any], Spot], None]:
    """Exactly one of these fields is present."""

    def look(value: dict[str, Any], spot: Spot) -> None:
        if sum(name in value for name in names) != 1:
            spot.fail(f"must have exactly one of: {', '.join(names)}", "exactly_one_of", list(names))

    return look


def at_least_one_of(*names: str) -> Callable[[dict[str, Any], Spot], None]:
    """At least one of these fields is present."""

    def look(value: dict[str, Any], spot: Spot) -> None:
        if not any(name in value for name in names):
            spot.fail(f"must have at least one of: {', '.join(names)}", "at_least_one_of", list(names))

    return look


def only_on(surfaces: set[Surface], rule: Rule) -> Rule:
    """`rule`, but only on the given surfaces."""

    def check(value: Any, spot: Spot) -> None:
        if spot.report.surface not in surfaces:
            kind = value.get("type") if isinstance(value, dict) else value
            spot.at("type").fail(f"unsupported type: {kind}", "unsupported_on_surface", sorted(surfaces))
        else:
            rule(value, spot)

    return check
