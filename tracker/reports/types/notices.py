"""Notices in the alert channel besides incidents."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.ranges import Cycle
from tracker.reports.types.common import CycleProgress, Scope
from tracker.reports.types.cycle import PlanExhausted


@dataclass(frozen=True)
class PlansNotice:
    """How many active people had left the included plan when it was decided; `newest` are the last of them.

    `members_before` is the number previously announced in this cycle, on `told_on`; None if there was none.
    """

    scope: Scope
    members: int
    active: int
    newest: tuple[PlanExhausted, ...]
    members_before: int | None = None
    told_on: date | None = None


@dataclass(frozen=True)
class BudgetNotice:
    """The team's spend has reached `mark` per cent of its budget.

    `reached_at` is when all of it is spent at the forecast's pace; None if that is after the cycle's end, or without a
    forecast.
    """

    scope: Scope
    mark: int
    progress: CycleProgress
    reached_at: datetime | None


@dataclass(frozen=True)
class NoticeLine:
    """A notice that is due, waits, was sent, was dropped or was given up.

    `name` is its kind; `figures` are the mark of a budget, (used up, active) of the plans, or the number of a weekly
    digest's subscription, which also has its `group` (None for the team) and the Monday of its `week`. A notice that is
    due has no times yet.
    """

    name: str
    figures: tuple[int, ...]
    state: str
    key: str
    decided_at: datetime | None = None
    sent_at: datetime | None = None
    reason: str | None = None  # why it was not sent
    group: str | None = None
    week: date | None = None
    by_mail: bool = False


@dataclass(frozen=True)
class NoticesReport:
    """What is due now, and the latest notices queued before, newest first."""

    as_of: datetime
    cycle: Cycle
    summary_from: datetime
    budget_microcents: int  # 0: no budget is set
    tells_plans: bool  # whether the setting for notices of used-up plans is on
    due: tuple[NoticeLine, ...]
    taken_up: tuple[NoticeLine, ...]
    is_quiet: bool = False  # whether the setting leaves out purely informational notices
    is_asking: bool = False  # whether alerts, and these notices with them, wait for approval
    weekly: int = 0  # subscriptions to weekly digests, which do not wait for approval
    weekly_from: datetime | None = None  # when the next of them can be sent
