"""What a monitor asks the database; the figures are the same whichever process answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from tracker.store.jobs_done import Job, last_done
from tracker.store.lease import LeaseName, find_holder
from tracker.store.outbox_rows import DEAD, UNSENT, Channel
from tracker.store.queries_status import count_events, count_outbox
from tracker.store.tables import CollectionRunRow, IncidentRow

SEVERITIES = ("info", "warning", "critical")


@dataclass(frozen=True)
class LastCollection:
    """The newest finished collection: its duration, and requests and errors by endpoint path."""

    duration_s: float
    requests: Mapping[str, int]
    errors: Mapping[str, int]


@dataclass(frozen=True)
class Operations:
    """Figures about operation; `outbox` is (waiting, given up) by channel."""

    jobs: Mapping[Job, datetime | None]
    collection: LastCollection | None
    events: int
    open_incidents: Mapping[str, int]
    outbox: Mapping[Channel, tuple[int, int]]
    has_leader: bool


def load_operations(session: Session) -> Operations:
    """Load everything, from a handful of rows per figure."""
    outbox = count_outbox(session)
    return Operations(
        jobs=last_done(session),
        collection=_last_collection(session),
        events=count_events(session),
        open_incidents=_open_incidents(session),
        outbox={
            channel: (sum(outbox.get((channel, state), 0) for state in UNSENT), outbox.get((channel, DEAD), 0))
            for channel in Channel
        },
        has_leader=find_holder(session, LeaseName.LEAD) is not None,
    )


def _last_collection(session: Session) -> LastCollection | None:
    is_finished = col(CollectionRunRow.finished_at).is_not(None)
    newest = col(CollectionRunRow.id).desc()
    row = session.execute(select(CollectionRunRow).where(is_finished).order_by(newest).limit(1)).scalars().first()
    if row is None or row.finished_at is None:
        return None
    errors: dict[str, int] = {}
    for error in row.errors:
        errors[error["endpoint"]] = errors.get(error["endpoint"], 0) + 1
    return LastCollection(max(0.0, (row.finished_at - row.now).total_seconds()), row.requests, errors)


def _open_incidents(session: Session) -> Mapping[str, int]:
    is_open = col(IncidentRow.resolved_at).is_(None)
    counted = select(col(IncidentRow.severity), func.count()).where(is_open).group_by(col(IncidentRow.severity))
    return dict.fromkeys(SEVERITIES, 0) | {severity: int(count) for severity, count in session.execute(counted)}
