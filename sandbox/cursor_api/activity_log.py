"""People's daily activity besides billing, computed on demand from the team's events."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sandbox.company.coding import EXTENSIONS, Edits, agent_edits, coding_of, extension_edits, tab_edits, uses_cli
from sandbox.company.features import (
    COMMANDS,
    MCP_TOOLS,
    SKILLS,
    ask_uses,
    command_uses,
    mcp_calls,
    named,
    plan_uses,
    skill_uses,
)
from sandbox.company.models import analytics_name_of
from sandbox.company.releases import client_releases, version_of
from sandbox.company.types import Member, from_ms, to_ms
from sandbox.company.workday import Workday

if TYPE_CHECKING:
    from sandbox.cursor_api.team import Team

DAY = timedelta(days=1)
MAX_DAYS_KEPT = 100


@dataclass(frozen=True, slots=True)
class TeamDay:
    """The active people of a day, and their workday."""

    people: tuple[Member, ...]
    workday: Workday

    def only(self, member_ids: frozenset[str]) -> "TeamDay":
        """The day of these people only."""
        which = [index for index, member in enumerate(self.people) if member.id in member_ids]
        return TeamDay(tuple(self.people[index] for index in which), self.workday.part(which))


@dataclass(frozen=True, slots=True)
class PersonDay:
    """One person's UTC day in plain numbers, from which tests compute what the analytics must return.

    Names are those of the analytics. agent_edits and tab_edits: suggested, accepted, rejected, and the lines suggested
    and accepted (added plus deleted). mcp_calls: by server and tool. extensions: accepted edits, accepted lines.
    """

    day: date
    email: str
    messages: dict[str, int]
    agent_edits: tuple[int, ...]
    tab_edits: tuple[int, ...]
    mcp_calls: dict[tuple[str, ...], int]
    commands: dict[tuple[str, ...], int]
    skills: dict[tuple[str, ...], int]
    plans: dict[tuple[str, ...], int]
    asks: dict[tuple[str, ...], int]
    extensions: dict[str, tuple[int, int]]
    client_version: str
    used_cli: bool
    used_cloud_agent: bool
    used_bugbot: bool


class ActivityLog:
    """Days of a team, cached once a day is over. Not thread-safe: hold the world's lock."""

    def __init__(self, team: "Team") -> None:
        self._team = team
        self._days: OrderedDict[date, TeamDay] = OrderedDict()
        self._version = 0

    def day(self, day: date, now: datetime) -> TeamDay:
        """Everybody's day as far as it is visible at `now`; without people if there were no requests."""
        if self._version != self._team.events.version:
            self._days, self._version = OrderedDict(), self._team.events.version
        if to_ms(_midnight(day + DAY)) > self._team.seen_until_ms(now):
            return self._drawn(day, now)
        if day not in self._days:
            self._days[day] = self._drawn(day, now)
            if len(self._days) > MAX_DAYS_KEPT:
                self._days.popitem(last=False)
        self._days.move_to_end(day)
        return self._days[day]

    def forget(self) -> None:
        """Drop cached days, because the people have changed."""
        self._days.clear()

    def days(self, first: date, last: date, now: datetime) -> list[TeamDay]:
        """The days from `first` to `last`, both included, with any activity."""
        last = min(last, now.astimezone(UTC).date())
        first = max(first, from_ms(self._team.events.first_ms).date())
        days = [self.day(first + n * DAY, now) for n in range((last - first).days + 1)]
        return [day for day in days if day.people]

    def person_days(self, first: date, last: date, now: datetime) -> list[PersonDay]:
        """Each active person's days from `first` to `last`, both included."""
        return [
            _person_day(day.people[index], day.workday.part([index]))
            for day in self.days(first, last, now)
            for index in range(len(day.people))
        ]

    def _drawn(self, day: date, now: datetime) -> TeamDay:
        tallies = self._team.day_tallies(day, now)
        people = tuple(
            member
            for member in self._team.people_between(_midnight(day), _midnight(day + DAY))
            if (tally := tallies.get(member.id)) is not None and tally.requests > 0
        )
        theirs = [tallies[member.id] for member in people]
        models = tuple(sorted({model for tally in theirs for model, count in tally.models.items() if count > 0}))
        messages = [[tally.models[model] for model in models] for tally in theirs]
        headless = [tally.headless for tally in theirs]
        numbers = [member.number for member in people]
        return TeamDay(people, Workday.of(self._team.seed, day, numbers, models, messages, headless))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _person_day(member: Member, workday: Workday) -> PersonDay:
    coding = coding_of(workday)
    agent, tab = agent_edits(coding), tab_edits(workday, coding)
    models = [(analytics_name_of(model),) for model in workday.models]
    files = extension_edits(workday, agent)[0].tolist()
    return PersonDay(
        day=workday.day,
        email=member.email,
        messages={name: count for (name,), count in named(models, workday.messages[0]).items()},
        agent_edits=_totals(agent),
        tab_edits=_totals(tab),
        mcp_calls=named(MCP_TOOLS, mcp_calls(workday)[0]),
        commands=named(COMMANDS, command_uses(workday)[0]),
        skills=named(SKILLS, skill_uses(workday)[0]),
        plans=named(models, plan_uses(workday)[0]),
        asks=named(models, ask_uses(workday)[0]),
        extensions={name: (row[1], row[4]) for name, row in zip(EXTENSIONS, files, strict=True) if any(row)},
        client_version=version_of(int(client_releases(workday)[0])),
        used_cli=bool(uses_cli(workday)[0]),
        used_cloud_agent=bool(workday.headless[0] > 0),
        used_bugbot=bool(coding.bugbot_usages[0] > 0),
    )


def _totals(edits: Edits) -> tuple[int, ...]:
    lines = (edits.green_suggested + edits.red_suggested, edits.green_accepted + edits.red_accepted)
    return tuple(int(column[0]) for column in (edits.suggested, edits.accepted, edits.rejected, *lines))
