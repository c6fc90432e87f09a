"""Whether the figures can be trusted now."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.ranges import Cycle
from tracker.reports.types.common import Actor


@dataclass(frozen=True)
class EndpointStatus:
    """The state of one kind of collection; `note` names what is missing without anything being wrong."""

    name: str
    last_success_at: datetime | None
    last_error: str | None
    last_error_at: datetime | None
    rows: int
    note: str = ""


@dataclass(frozen=True)
class MemberDifference:
    """A member whose events do not add up to Cursor's figure."""

    actor: Actor
    events_microcents: int
    cursor_microcents: int


@dataclass(frozen=True)
class Reconciliation:
    """The events of a cycle compared with what Cursor says its members spent, as of `as_of`.

    `difference_microcents` is how much more Cursor reports, `misplaced_microcents` the sum of the members' absolute
    differences. Neither includes spend within Cursor's own lag, nor `explained_microcents`, which events without an
    e-mail (`nameless_microcents` in total) may account for. Members for whom Cursor gives only a figure of unknown
    meaning are not compared; `not_listed_microcents` is spend of people whom it does not list. `members_off` exceed the
    tolerance individually; `past_tolerance_since` is None while there are none and both sides agree within half a per
    cent.
    """

    as_of: datetime
    cycle_start: datetime
    members: int
    not_comparable: int
    members_off: int
    events_microcents: int
    cursor_microcents: int
    difference_microcents: int
    misplaced_microcents: int
    not_listed_microcents: int
    nameless_microcents: int
    explained_microcents: int
    largest: tuple[MemberDifference, ...]
    past_tolerance_since: datetime | None


@dataclass(frozen=True)
class StatusReport:
    """Whether the figures can be trusted now: data age, failures, and what waits to be sent.

    `raw_from` is the oldest UTC day whose events are all stored, None if there are none; `keeps_days` is the retention
    in days, 0 for ever; `is_purged` tells whether older events were deleted. `leader` is the process (host and id) that
    collects and sends, among all that share the database; None if there is none.
    """

    as_of: datetime
    collected_at: datetime | None
    oldest_day: date | None
    members: int
    events: int
    cycle: Cycle
    endpoints: tuple[EndpointStatus, ...]
    unresolved_incidents: int
    outbox_waiting: int  # including mails
    outbox_dead: int
    mails_waiting: int = 0
    mails_dead: int = 0
    changed_settings: tuple[tuple[str, str], ...] = field(default=())  # (key, shown value), changed from the default
    alerts_wait: bool = False  # until somebody answers the trial
    reconciliation: Reconciliation | None = None  # the newest; there is one a day
    raw_from: date | None = None
    keeps_days: int = 0
    is_purged: bool = False
    leader: str | None = None
