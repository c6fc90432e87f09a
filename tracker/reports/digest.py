"""Several new incidents of one run in one message: the worst ten in full, the rest in pages."""

from datetime import datetime

from sqlmodel import Session

from tracker.detect.types import Severity
from tracker.incident_lifecycle import DigestNotFound
from tracker.reports.incident import badness, build_incidents
from tracker.reports.paging import paging_of
from tracker.reports.types import DigestReport
from tracker.store.incidents import find_digest, list_anomalies, list_of_digest
from tracker.store.row_ids import id_of
from tracker.store.tables import IncidentRow

WORST = 10
PAGE_SIZE = 10


def load_digest(session: Session, digest_id: int, *, now: datetime, page: int | None = None) -> DigestReport:
    """A digest as it stands, with one page of the rest: the one shown last unless `page` is given.

    Incidents are sorted by how bad they are, whatever their state. Raises DigestNotFound.
    """
    digest = find_digest(session, digest_id)
    if digest is None:
        raise DigestNotFound(digest_id)
    rows = _worst_first(session, digest_id)
    worst, rest = rows[:WORST], rows[WORST:]
    paging = paging_of(len(rest), page or digest.page, PAGE_SIZE)
    shown = build_incidents(session, worst + rest[paging.start : paging.stop], now=now)
    return DigestReport(
        digest_id=digest_id,
        worst=shown[:WORST],
        page=paging.page,
        pages=paging.pages,
        rest=shown[WORST:],
        total=len(rows),
        unresolved=sum(row.resolved_at is None for row in rows),
        critical=sum(row.severity == Severity.CRITICAL for row in rows),
        as_of=now,
        version=digest.version,
    )


def _worst_first(session: Session, digest_id: int) -> list[IncidentRow]:
    rows = list_of_digest(session, digest_id)
    anomalies = list_anomalies(session, [id_of(row) for row in rows])

    def sort_key(row: IncidentRow) -> tuple[int, float, int]:
        found = anomalies[id_of(row)]
        ratio_to_line = min((badness(anomaly)[-1] for anomaly in found), default=0.0)
        return -Severity(row.severity).rank, ratio_to_line, id_of(row)

    return sorted(rows, key=sort_key)
