"""Cursor's analytics over consecutive whole UTC days, added up, for everyone or for a group's members on each day.

Functions without `people` are about figures that Cursor gives only for the whole team.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlmodel import Session, SQLModel, col

from tracker.clock import day_end, day_start, to_ms
from tracker.store.group_days import COMMITS, EDITS, FEATURES, GroupSums, split_group_days
from tracker.store.measures import total
from tracker.store.people import Everyone, GroupMembers, People
from tracker.store.tables_analytics import (
    AiCommitRow,
    ClientVersionDayRow,
    ConversationDayRow,
    EditsDayRow,
    FeatureUseDayRow,
    FileExtensionDayRow,
    RepositoryDayRow,
    TeamActivityDayRow,
)

Days = Sequence[date]


class PeopleOnDay(NamedTuple):
    """People on a day."""

    day: date
    users: int
    cli_users: int
    cloud_agent_users: int
    bugbot_users: int


class Uses(NamedTuple):
    """Uses of one name on a day; `users` where it is known."""

    day: date
    name: str
    server: str
    uses: int
    users: int | None


class EditSums(NamedTuple):
    """Suggestions and lines of a day."""

    day: date
    suggested: int
    accepted: int
    rejected: int
    lines_suggested: int
    lines_accepted: int


class ExtensionSums(NamedTuple):
    """One extension; `days` counts those on which it was among the top five."""

    extension: str
    lines_accepted: int
    lines_suggested: int
    files: int
    days: int


class VersionUse(NamedTuple):
    """How many people used a version on a day."""

    day: date
    version: str
    users: int
    share_millionths: int


class CommitSums(NamedTuple):
    """Commits of one repository."""

    repository: str
    commits: int
    lines_added: int
    lines_deleted: int
    attributed_added: int
    attributed_deleted: int


class LabelSums(NamedTuple):
    """Conversations with a label in one classification."""

    slice: str
    label: str
    conversations: int


def activity_by_day(session: Session, days: Days) -> list[PeopleOnDay]:
    """Every day with a row, ascending."""
    row = TeamActivityDayRow
    measures = ("active_users", "cli_users", "cloud_agent_users", "bugbot_users")
    query = _columns(row, "day", *measures).where(_within(row.day, days)).order_by(col(row.day))
    return [PeopleOnDay(*found) for found in session.connection().execute(query)]


def uses_by_day_and_name(session: Session, feature: str, days: Days, people: People) -> list[Uses]:
    """Uses of each name of a feature on each day with a row; for a group, `users` is counted from its members."""
    if not isinstance(people, Everyone):
        return [
            Uses(*found) for found in _added_up(session, FEATURES[feature], ("day", "name", "server"), days, people)
        ]
    row = FeatureUseDayRow
    query = _columns(row, "day", "name", "server", "uses", "users")
    query = query.where(col(row.feature) == feature, _within(row.day, days))
    return [Uses(*found) for found in session.connection().execute(query)]


def edits_by_day(session: Session, source: str, days: Days, people: People) -> list[EditSums]:
    """Edits of a source ("agent" or "tab") on every day with a row, ascending."""
    if not isinstance(people, Everyone):
        return sorted(EditSums(*found) for found in _added_up(session, EDITS[source], ("day",), days, people))
    row = EditsDayRow
    query = _columns(row, *EditSums._fields).where(col(row.source) == source, _within(row.day, days))
    return [EditSums(*found) for found in session.connection().execute(query.order_by(col(row.day)))]


def extensions(session: Session, days: Days) -> list[ExtensionSums]:
    """Every extension, most accepted lines first."""
    row = FileExtensionDayRow
    accepted = total(col(row.lines_accepted))
    sums = (accepted, total(col(row.lines_suggested)), total(col(row.files)), func.count())
    query = select(col(row.extension), *sums).where(_within(row.day, days)).group_by(col(row.extension))
    rows = session.connection().execute(query.order_by(accepted.desc(), col(row.extension)))
    return [ExtensionSums(*found) for found in rows]


def versions_by_day(session: Session, days: Days) -> list[VersionUse]:
    """Every version of every day with a row."""
    row = ClientVersionDayRow
    query = _columns(row, "day", "version", "users", "share_millionths").where(_within(row.day, days))
    return [VersionUse(*found) for found in session.connection().execute(query)]


def commits_by_repository(session: Session, days: Days, people: People) -> list[CommitSums]:
    """Every repository with a commit on these days, most lines first."""
    if isinstance(people, Everyone):
        rows: Iterable[Any] = session.connection().execute(_team_commits(days))
    else:
        rows = _added_up(session, COMMITS, ("repository",), days, people)
    found = [CommitSums(*each) for each in rows]
    return sorted(found, key=lambda each: (-each.lines_added - each.lines_deleted, each.repository))


def _team_commits(days: Days) -> Select[Any]:
    row = RepositoryDayRow
    sums = (row.commits, row.lines_added, row.lines_deleted, row.attributed_added, row.attributed_deleted)
    query = _columns(row, "repository").add_columns(*(total(col(each)) for each in sums))
    return query.where(_within(row.day, days)).group_by(col(row.repository))


def _added_up(
    session: Session, sums: GroupSums, keys: Sequence[str], days: Days, people: People
) -> list[tuple[Any, ...]]:
    """Keys and sums of a group's members or of one actor over consecutive days, each key once."""
    found: dict[Any, tuple[int, ...]] = {}
    for query in _queries(session, sums, keys, tuple(days), people):
        for row in session.connection().execute(query):
            key, values = tuple(row[: len(keys)]), row[len(keys) :]
            found[key] = tuple(map(add, found[key], values)) if key in found else tuple(values)
    return [(*key, *values) for key, values in found.items()]


def _queries(
    session: Session, sums: GroupSums, keys: Sequence[str], days: tuple[date, ...], people: People
) -> Iterator[Select[Any]]:
    if not isinstance(people, GroupMembers):
        yield _of_members(sums, keys, days, people)
        return
    split = split_group_days(session, sums, days, now=people.now)
    if split.added_up:
        yield _of_group_days(sums, keys, split.added_up, people)
    for run in split.others:
        yield _of_members(sums, keys, run, people)


def _of_group_days(sums: GroupSums, keys: Sequence[str], days: tuple[date, ...], people: GroupMembers) -> Select[Any]:
    row = sums.table
    columns = [col(getattr(row, name)) for name in keys]
    totals = (total(col(getattr(row, name))) for name in sums.measures)
    theirs = people.in_group_days(days, row)
    return select(*columns, *totals).where(theirs, *sums.of(row)).group_by(*columns)


def _of_members(sums: GroupSums, keys: Sequence[str], days: tuple[date, ...], people: People) -> Select[Any]:
    row = sums.source
    columns = [col(getattr(row, name)) for name in keys]
    theirs = _commits_of(days, people) if row is AiCommitRow else people.in_days(days, col(row.day), col(row.actor_id))
    return select(*columns, *map(total, sums.measures.values())).where(theirs, *sums.of(row)).group_by(*columns)


def _commits_of(days: tuple[date, ...], people: People) -> ColumnElement[bool]:
    """The commits of these people on consecutive days."""
    return or_(*(_commits_of_run(run, people) for run in people.runs(days)))


def _commits_of_run(run: Days, people: People) -> ColumnElement[bool]:
    """The commits of these people on days on which nobody joined or left them."""
    time = col(AiCommitRow.committed_ms)
    within = and_(time >= to_ms(day_start(run[0])), time < to_ms(day_end(run[-1])))
    return and_(within, people.on(run[0], col(AiCommitRow.actor_id)))


def conversations(session: Session, days: Days) -> list[LabelSums]:
    """Every label of every classification, most conversations first."""
    row = ConversationDayRow
    counted = total(col(row.conversations))
    query = select(col(row.slice), col(row.label), counted).where(_within(row.day, days))
    query = query.group_by(col(row.slice), col(row.label))
    rows = session.connection().execute(query.order_by(col(row.slice), counted.desc(), col(row.label)))
    return [LabelSums(*found) for found in rows]


def _columns(row: type[SQLModel], *names: str) -> Select[Any]:
    return select(*(getattr(row, name) for name in names))


def _within(day: Any, days: Days) -> ColumnElement[bool]:
    return and_(col(day) >= days[0], col(day) <= days[-1]) if days else false()
