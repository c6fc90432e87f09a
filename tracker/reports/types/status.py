"""Whether the figures can be trusted now."""

from dataclasses import dataclass, field
from datetime import date, datetime

from tracker.ranges import Cycle


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
class StatusReport:
    """Whether the figures can be trusted now: data age, what failed, what waits to be sent."""

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
