"""A team on the stand-in: people, events, groups, limits, cycle, and quirks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, Self

from sandbox.company.company import Company
from sandbox.company.cycles import CycleTurn
from sandbox.company.kinds import Charge, charge_of
from sandbox.company.tallies import Tally
from sandbox.company.types import Group, Member, Removal, UsageEvent, to_ms
from sandbox.cursor_api.activity_log import ActivityLog
from sandbox.cursor_api.ai_code_log import AiCodeLog
from sandbox.cursor_api.event_log import DAY_MS, EventLog

SANDBOX_KEY = "sandbox-admin-key"
MAX_TALLIES_KEPT = 256


@dataclass(slots=True)
class Quirks:
    """Behaviour on which sources differ or which is to be tested; the defaults are the best documented ones.

    lag: the delay after which an event is shown.
    spend_variant: "a" the current format, "b" the old one (includedSpendCents, and spendCents is the total),
        "c" without overallSpendCents, "d" with undocumented extras.
    spend_error_microcents: added to one member in /teams/spend, so that it disagrees with the events.
    unknown_fields: adds an unknown field to every object.
    most_analytics_days: the widest range that analytics answer, both of its days counted.
    """

    lag: timedelta = timedelta()
    accepts_bearer: bool = False
    refuses_large_pages: bool = False
    text_user_ids: bool = False
    defaults_daily_range: bool = False
    events_refuse_text_dates_with: int = 500
    spend_variant: Literal["a", "b", "c", "d"] = "a"
    spend_error_microcents: int = 0
    unknown_fields: bool = False
    group_spend_days: int = 2
    members_daily_spend_in_list: bool = False
    has_conversation_insights: bool = True
    most_analytics_days: int = 30


@dataclass(frozen=True, slots=True)
class Expected:
    """The totals that a reader of the events must compute for one e-mail, in microcents."""

    usage_value_microcents: int = 0
    on_demand_microcents: int = 0
    requests: int = 0


@dataclass(slots=True)
class Limits:
    """A member's spend limits in dollars."""

    hard_override_dollars: int = 0
    monthly_dollars: int | None = None

    def effective(self, team_default: int) -> int:
        """The tightest limit set, else the team's."""
        limits = [self.monthly_dollars] if self.monthly_dollars is not None else []
        if self.hard_override_dollars:
            limits.append(self.hard_override_dollars)
        return min(limits, default=team_default)


class Team:
    """One team; change it freely, under the world's lock when it is being served."""

    def __init__(
        self,
        *,
        members: Iterable[Member] = (),
        groups: Iterable[Group] = (),
        events: EventLog | None = None,
        keys: Iterable[str] = (SANDBOX_KEY,),
        team_id: int = 4711,
        enterprise: bool = True,
        turn: CycleTurn | None = None,
        seed: int = 0,
    ) -> None:
        self.id = team_id
        self.keys = set(keys)
        self.enterprise = enterprise
        self.seed = seed
        self.events = events or EventLog()
        self.activity = ActivityLog(self)
        self.ai_code = AiCodeLog(self)
        self.quirks = Quirks()
        self.default_limit_dollars = 1500
        self.limits: dict[str, Limits] = {}
        self.audit_events: list[dict[str, Any]] = []
        self.rewrites: dict[str, Callable[[Any], Any]] = {}
        self.groups = {group.id: group for group in groups}
        self._turn = turn or CycleTurn()
        self._fixed_cycle: tuple[datetime, datetime] | None = None
        self._members: list[Member] = []
        self._member_by_email: dict[str, Member] = {}
        self._member_by_id: dict[str, Member] = {}
        self._tallies: dict[tuple[int, int], dict[str | None, Tally]] = {}
        self._tallies_version = 0
        for member in members:
            self.add_member(member)

    @classmethod
    def from_events(cls, events: Sequence[UsageEvent] = (), *, members: Iterable[Member] = (), **parts: Any) -> Self:
        """A team with exactly these events. Every e-mail that is not among `members` is given a seat."""
        team = cls(members=members, events=EventLog(events=events), **parts)
        for event in events:
            team._enrol(event)
        return team

    @classmethod
    def of_company(cls, company: Company, **parts: Any) -> Self:
        """A team that serves a company's people, groups, limits and history."""
        team = cls(
            members=company.members,
            groups=company.groups,
            events=EventLog(company),
            turn=company.turn,
            seed=company.seed,
            **parts,
        )
        for member_id, dollars in company.limit_dollars.items():
            team.limits[member_id] = Limits(monthly_dollars=dollars)
        return team

    # People

    @property
    def members(self) -> list[Member]:
        """Everyone who has or had a seat, service accounts included, in the order of joining this list."""
        return list(self._members)

    def add_member(self, member: Member) -> None:
        """Give somebody a seat, or replace the member who has this id."""
        known = self._member_by_id.get(member.id)
        if known is None:
            self._members.append(member)
        else:
            self._members[self._members.index(known)] = member
            self._member_by_email.pop(known.email.lower(), None)
        self._member_by_id[member.id] = member
        self.activity.forget()
        self._member_by_email[member.email.lower()] = member

    def people_between(self, start: datetime, end: datetime) -> list[Member]:
        """People who had a seat at any moment of [start, end) and still have a name; no service accounts."""
        return [
            member
            for member in self._members
            if member.service_account_id is None
            and member.belongs_between(start, end)
            and not (member.removed_at and member.removal is Removal.NAMELESS)
        ]

    def member_by_email(self, email: str) -> Member | None:
        """The member with this e-mail, in any letter case."""
        return self._member_by_email.get(email.lower())

    def member_by_id(self, member_id: str) -> Member | None:
        """The member with this `user_...` id."""
        return self._member_by_id.get(member_id)

    def limits_of(self, member: Member) -> Limits:
        """The member's limits, which may be changed."""
        return self.limits.setdefault(member.id, Limits())

    # Events

    def add_event(self, event: UsageEvent) -> UsageEvent:
        """Add an event; it is visible once its time plus the lag has passed. A new e-mail is given a seat."""
        self._enrol(event)
        self.events.add(event)
        return event

    def add_late_event(self, event: UsageEvent, *, visible_from: datetime) -> UsageEvent:
        """Add an event that only becomes visible at `visible_from`, after its own time."""
        self._enrol(event)
        self.events.add_hidden(event, visible_from_ms=to_ms(visible_from))
        return event

    def correct_event(self, event: UsageEvent, **changes: Any) -> UsageEvent:
        """Change the cost, kind or tokens of one event equal to `event`; return the changed event."""
        return self.events.correct(event, **changes)

    def seen_until_ms(self, now: datetime) -> int:
        """The exclusive end (epoch ms) of what is visible at `now`; also shows late events that are due."""
        self.events.show_due(to_ms(now))
        return to_ms(now - self.quirks.lag) + 1

    def expected_totals(self, start: datetime, end: datetime) -> dict[str | None, Expected]:
        """Totals of [start, end) by lower-case e-mail, summed over single events; None for events without e-mail.

        The end is not cut at the clock, so only use windows in the past.
        """
        totals: dict[str | None, Expected] = {}
        for event in self.events.between(to_ms(start), to_ms(end)):
            charge = charge_of(event.kind)
            if charge is Charge.NOT_CHARGED:
                continue
            email = event.email.lower() if event.email else None
            before = totals.get(email, Expected())
            totals[email] = Expected(
                before.usage_value_microcents + event.value_microcents,
                before.on_demand_microcents + (event.value_microcents if charge is Charge.ON_DEMAND else 0),
                before.requests + 1,
            )
        return totals

    def tallies(self, start_ms: int, end_ms: int) -> dict[str | None, Tally]:
        """Sums of the window by member id. Do not modify the result: it is cached for the next page."""
        if self._tallies_version != self.events.version or len(self._tallies) >= MAX_TALLIES_KEPT:
            self._tallies, self._tallies_version = {}, self.events.version
        for (kept_start, kept_end), kept in self._tallies.items():
            # The clock moves between two pages, but a cached sum is valid until another event is due.
            if kept_start == start_ms and kept_end <= end_ms and not self.events.count(kept_end, end_ms):
                return kept
        tallies = self.events.tallies(start_ms, end_ms, self.owner_of)
        self._tallies[start_ms, end_ms] = tallies
        return tallies

    def day_tallies(self, day: date, now: datetime) -> dict[str | None, Tally]:
        """Sums of one UTC day by member id, as far as it is visible at `now`."""
        start_ms = to_ms(datetime.combine(day, time(), tzinfo=UTC))
        return self.tallies(start_ms, max(start_ms, min(start_ms + DAY_MS, self.seen_until_ms(now))))

    def owner_of(self, event: UsageEvent) -> str | None:
        """The id of the member whose event it is; None if that is unknown."""
        if event.member_id is not None:
            return event.member_id
        member = self.member_by_email(event.email) if event.email else None
        return member.id if member else None

    # Groups

    def create_group(self, name: str, now: datetime) -> Group:
        """Create an empty billing group."""
        group = Group(f"group_new{len(self.groups) + 1}", name, created_at=now, updated_at=now)
        self.groups[group.id] = group
        return group

    # Cycle

    def set_cycle(self, start: datetime, end: datetime | None = None) -> None:
        """Start cycles at the day and time of `start` every month; with `end`, that one cycle is [start, end)."""
        start = start.astimezone(UTC)
        self._turn = CycleTurn(start.day, start.time())
        self._fixed_cycle = (start, end.astimezone(UTC)) if end else None

    def cycle_at(self, instant: datetime) -> tuple[datetime, datetime]:
        """Start and end of the cycle [start, end) that contains `instant`."""
        if self._fixed_cycle and self._fixed_cycle[0] <= instant < self._fixed_cycle[1]:
            return self._fixed_cycle
        return self._turn.cycle_containing(instant)

    def cycle_of_day(self, day: date) -> tuple[datetime, datetime]:
        """The cycle of a calendar day: the one that contains its noon."""
        return self.cycle_at(datetime.combine(day, time(12), tzinfo=UTC))

    def _enrol(self, event: UsageEvent) -> None:
        if event.member_id is not None or event.email is None or self.member_by_email(event.email):
            return
        number = 90_001 + len(self._members)
        name = event.service_account_name or event.email.partition("@")[0].replace(".", " ").title()
        self.add_member(
            Member(f"user_{number}", number, event.email, name, service_account_id=event.service_account_id)
        )
