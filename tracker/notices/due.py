"""Which notices are due: a decision over plain values, from what is known now and what was announced before.

A notice has a key made from its billing cycle, which the outbox accepts once: after a restart, an overlap or a delay,
the key is already taken. Cursor's limits and a fully spent budget are reported by incidents, not by notices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from tracker.clock import utc_day
from tracker.ranges import Cycle

SUMMARY_BEFORE_END = timedelta(days=3)
BUDGET_MARKS = (50, 80)  # per cent; from 100 on there is an incident
NOTICE = "notice"


class NoticeKind(StrEnum):
    """What a notice is about."""

    CYCLE_SUMMARY = "cycle_summary"
    PLAN_EXHAUSTION = "plan_exhaustion"
    TEAM_BUDGET = "team_budget"


INFORMATIONAL = frozenset({NoticeKind.PLAN_EXHAUSTION, NoticeKind.TEAM_BUDGET})


@dataclass(frozen=True)
class Notice:
    """Something to announce once.

    `figures` are its content: the mark in per cent of a budget; (used up, active) for plans, as they were on `day`.
    """

    kind: NoticeKind
    cycle_day: date  # the UTC day on which its billing cycle began
    figures: tuple[int, ...] = ()
    day: date | None = None

    @property
    def key(self) -> str:
        """A key that is the same for the same notice, whoever finds it due."""
        match self.kind:
            case NoticeKind.CYCLE_SUMMARY:
                which = ""
            case NoticeKind.PLAN_EXHAUSTION:
                which = f":{self.day}"
            case NoticeKind.TEAM_BUDGET:
                which = f":{self.figures[0]}"
        return f"{NOTICE}:{self.kind}:{self.cycle_day}{which}"

    @property
    def about(self) -> str:
        """Its content in short: `plan_exhaustion:65:151`."""
        return ":".join([self.kind, *map(str, self.figures)])

    @classmethod
    def parse(cls, key: str, about: str) -> Self:
        """The inverse of `key` and `about`; raises ValueError for anything else."""
        head, kind, cycle_day, *rest = key.split(":")
        if head != NOTICE:
            raise ValueError(f"expected a notice's key, got {key!r}")
        past_kind, *figures = about.split(":")
        if past_kind != kind:
            raise ValueError(f"expected what {key!r} is about, got {about!r}")
        is_of_a_day = kind == NoticeKind.PLAN_EXHAUSTION
        return cls(
            NoticeKind(kind),
            date.fromisoformat(cycle_day),
            tuple(map(int, figures)),
            date.fromisoformat(rest[0]) if is_of_a_day else None,
        )


@dataclass(frozen=True)
class PastNotice:
    """A notice queued before; `is_lost` if it was given up or dropped, so that nobody has read it."""

    notice: Notice
    is_lost: bool = False


@dataclass(frozen=True)
class Standing:
    """What is known at `now`: the running cycle's usage value and budget (0: none), and how many left the plan.

    `plans` is (used up, active), None while nobody wants to be told about them. With `is_quiet`, purely informational
    notices are off: both plans and parts of the budget.
    """

    now: datetime
    cycle: Cycle
    spent_microcents: int
    budget_microcents: int = 0
    plans: tuple[int, int] | None = None
    is_quiet: bool = False

    @property
    def cycle_day(self) -> date:
        """The UTC day on which the cycle began."""
        return utc_day(self.cycle.start)


def notices_due(standing: Standing, past: Sequence[PastNotice]) -> tuple[Notice, ...]:
    """The notices to send now; `past` are the earlier ones, oldest first.

    None while the cycle is unknown: under the calendar month standing in for it, a notice would be sent twice.
    """
    if not standing.cycle.is_known or not standing.cycle.start <= standing.now < standing.cycle.end:
        return ()
    before = [each for each in past if each.notice.cycle_day == standing.cycle_day]
    taken = {each.notice.key for each in before}
    found = (_summary(standing), _plans(standing, past), _budget(standing, before))
    return tuple(
        notice
        for notice in found
        if notice is not None and notice.key not in taken and not (standing.is_quiet and notice.kind in INFORMATIONAL)
    )


def why_not(notice: Notice, standing: Standing, past: Sequence[PastNotice]) -> str | None:
    """Why a queued notice should no longer be sent; None if it still holds.

    `past` are all notices, oldest first, including `notice`.
    """
    if notice.cycle_day != standing.cycle_day:
        return "its billing cycle is over"
    same = [each.notice for each in past if each.notice.kind is notice.kind and not each.is_lost]
    if notice in same and same[-1] != notice:
        return "a newer one replaces it"
    if standing.is_quiet and notice.kind in INFORMATIONAL:
        return "info alerts are quiet"
    match notice.kind:
        case NoticeKind.PLAN_EXHAUSTION if standing.plans is None:
            return "the setting was switched off"
        case NoticeKind.TEAM_BUDGET if budget_mark(standing) != notice.figures[0]:
            return "spend is no longer at that share of the budget"
    return None


def plans_before(notice: Notice, past: Sequence[PastNotice]) -> Notice | None:
    """The previous notice of used-up plans in the same cycle; `past` are oldest first."""
    of_cycle = [each.notice for each in past if each.notice.cycle_day == notice.cycle_day and not each.is_lost]
    plans = [each for each in of_cycle if each.kind is NoticeKind.PLAN_EXHAUSTION]
    earlier = plans[: plans.index(notice)] if notice in plans else plans
    return earlier[-1] if earlier else None


def budget_mark(standing: Standing) -> int | None:
    """The highest of BUDGET_MARKS that the spend has reached; None below all of them and once all is spent."""
    budget, spent = standing.budget_microcents, standing.spent_microcents
    if budget <= 0 or spent >= budget:
        return None
    return max((mark for mark in BUDGET_MARKS if spent * 100 >= mark * budget), default=None)


def _summary(standing: Standing) -> Notice | None:
    is_near = standing.cycle.end - standing.now <= SUMMARY_BEFORE_END
    return Notice(NoticeKind.CYCLE_SUMMARY, standing.cycle_day) if is_near and standing.spent_microcents else None


def _plans(standing: Standing, past: Sequence[PastNotice]) -> Notice | None:
    """Once a day, even if two cycles share the day, and only if the count differs from the last one announced."""
    day = utc_day(standing.now)
    if standing.plans is None or any(each.notice.day == day for each in past):
        return None
    notice = Notice(NoticeKind.PLAN_EXHAUSTION, standing.cycle_day, standing.plans, day)
    last = plans_before(notice, past)
    return notice if standing.plans[0] != (last.figures[0] if last else 0) else None


def _budget(standing: Standing, before: Sequence[PastNotice]) -> Notice | None:
    """One mark at a time: if both are passed at once, only the higher one is announced."""
    mark = budget_mark(standing)
    past = [each.notice.figures[0] for each in before if each.notice.kind is NoticeKind.TEAM_BUDGET]
    if mark is None or mark <= max(past, default=0):
        return None
    return Notice(NoticeKind.TEAM_BUDGET, standing.cycle_day, (mark,))
