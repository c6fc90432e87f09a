"""Commits with the lines Cursor attributes to AI, each stored once however often it is listed."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from operator import attrgetter

from sqlalchemy import Date, delete, func, literal, select
from sqlmodel import Session, col

from tracker.clock import day_end, day_start, from_ms, runs_of, to_ms, utc_day
from tracker.cursor.schemas.commits import WireCommit
from tracker.store.actors import Sighting, ensure_actors
from tracker.store.bulk import insert_into
from tracker.store.group_days import COMMITS, forget_group_days
from tracker.store.tables_analytics import AiCommitRow, RepositoryDayRow

KEY = ("commit_hash", "actor_id", "committed_ms")


def save_commits(session: Session, commits: Sequence[WireCommit], *, now: datetime) -> int:
    """Insert or update commits; return how many belong to somebody, repeated ones included.

    A commit is identified by hash, author and time, because hashes are neither unique nor stable. A commit without an
    e-mail whose author id is unknown belongs to nobody and is left out.
    """
    table = AiCommitRow.__table__  # type: ignore[attr-defined]
    columns = [column.name for column in table.c if column.name not in {"id", *KEY}]
    values_of = attrgetter(*columns)
    actor_ids = ensure_actors(session, [Sighting(commit.email, commit.user_id) for commit in commits], now=now)
    newest: dict[tuple[str, int, int], tuple[object, ...]] = {}
    of_somebody = 0
    for commit, actor_id in zip(commits, actor_ids, strict=True):
        if actor_id is not None:
            newest[commit.commit_hash, actor_id, commit.committed_ms] = values_of(commit)
            of_somebody += 1
    if newest:
        rows = [dict(zip((*KEY, *columns), (*key, *values), strict=True)) for key, values in newest.items()]
        insert = insert_into(session, table)
        update = {name: insert.excluded[name] for name in columns}
        session.execute(insert.on_conflict_do_update(index_elements=KEY, set_=update), rows)
        days = {utc_day(from_ms(row["committed_ms"])) for row in rows}
        rebuild_repository_days(session, days)
        for run in runs_of(days):
            forget_group_days(session, COMMITS, run[0], run[-1])
    return of_somebody


def rebuild_repository_days(session: Session, days: Collection[date]) -> None:
    """Replace the sums by repository of these UTC days, from the stored commits."""
    commit, rollup = AiCommitRow, RepositoryDayRow
    session.execute(delete(rollup).where(col(rollup.day).in_(days)))
    for day in days:
        time = col(commit.committed_ms)
        sums = select(
            literal(day, Date),
            col(commit.repository),
            func.count(),
            func.sum(col(commit.lines_added)),
            func.sum(col(commit.lines_deleted)),
            func.sum(col(commit.tab_added) + col(commit.agent_added)),
            func.sum(col(commit.tab_deleted) + col(commit.agent_deleted)),
        ).where(time >= to_ms(day_start(day)), time < to_ms(day_end(day)))
        table = rollup.__table__  # type: ignore[attr-defined]
        names = [column.name for column in table.c]
        session.execute(table.insert().from_select(names, sums.group_by(col(commit.repository))))
