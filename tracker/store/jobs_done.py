"""When each of the leader's jobs was last done, for health checks and monitoring."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from tracker.store.engine import Store
from tracker.store.readings import DETECTION, data_collected_at
from tracker.store.tables import ReadStateRow


class Job(StrEnum):
    """A scheduled job of the leader."""

    COLLECT = "collect"
    DETECT = "detect"
    NOTICES = "notices"
    DISPATCH = "dispatch"


def mark_done(store: Store, job: Job, *, now: datetime) -> None:
    """Record that a job without a record of its own was done."""
    with store.writing() as session:
        session.merge(ReadStateRow(kind=_kind(job), read_at=now))


def last_done(session: Session) -> Mapping[Job, datetime | None]:
    """When each job last succeeded; None: never. Collecting and detecting have records of their own."""
    marks = {Job.DETECT: DETECTION, Job.NOTICES: _kind(Job.NOTICES), Job.DISPATCH: _kind(Job.DISPATCH)}
    rows = {job: session.get(ReadStateRow, kind) for job, kind in marks.items()}
    return {Job.COLLECT: data_collected_at(session)} | {job: row.read_at if row else None for job, row in rows.items()}


def _kind(job: Job) -> str:
    return f"job_{job}"
