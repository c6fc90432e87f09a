"""Whether the figures can be trusted now."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.ranges import Cycle
from tracker.reports.types.common import Actor


@dataclass(frozen=True)
class EndpointStatus:
    """How one kind of collection stands; `note` says what is not there without anything being wrong."""

    name: str
    last_success_at: datetime | None
    last_error: str | None
    last_error_at: datetime | None
    rows: int
    note: str = ""


@dataclass(frozen=True)
class MemberDifference:
    """A member whose events come to something else than Cursor says."""

    actor: Actor
    events_microcents: int
    cursor_microcents: int


@dataclass(frozen=True)
class Reconciliation:
    """The events of a cycle beside what Cursor itself says that its members spent, as of `as_of`.

    `difference_microcents` is how much more Cursor says, `misplaced_microcents` the members' differences added up
    without their signs. What was spent within Cursor's own lag counts as neither, and `explained_microcents`, which
    events without an e-mail (`nameless_microcents` in all) may account for, neither. Members of whom Cursor says only
    a figure of unknown meaning are not compared; `not_listed_microcents` is spend of others whom it does not list.
    `members_off` are beyond the tolerance by themselves; `past_tolerance_since` is None while there are none and both
    agree to half a per cent.
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
    """Whether the figures can be trusted now: data age, what failed, what waits to be sent.

    `raw_from` is the oldest UTC day whose events are all stored, None where none are; `keeps_days` is for how many
    days they are to be kept, 0 for always; `is_purged` says whether older ones were deleted. `leader` is the process
    (host and id) that collects and sends, of all that share the database; None while none does.
    """

    as_of: datetime
    collected_at: datetime | None
    oldest_day: date | None
    members: int
    events: int
    cycle: Cycle
    endpoints: tuple[EndpointStatus, ...]
    unresolved_incidents: int
    outbox_waiting: int  # mails among them
    outbox_dead: int
    mails_waiting: int = 0
    mails_dead: int = 0
    changed_settings: tuple[tuple[str, str], ...] = field(default=())  # (key, value as shown) that differ from default
    alerts_wait: bool = False  # for somebody's answer to the trial
    reconciliation: Reconciliation | None = None  # the newest, one a day
    raw_from: date | None = None
    keeps_days: int = 0
    is_purged: bool = False
    leader: str | None = None
