"""Leases for what only one process may do, with a token that each of the holder's writes is checked against.

A lease is a row. Its holder renews it; whoever finds it expired takes it over and raises its token. Every transaction
that writes under a lease first checks that its token is still the row's, and holds the row until it commits. So a
process that was paused and wakes up after a takeover writes nothing, and nobody takes over in the middle of a write. A
lost lease never comes back: leading again needs another lease with another token.

Expiry is judged by the database's clock, the same for all processes; renewals are paced by the process's monotonic
clock. A SQLite file is used by the processes of one machine, so there the holder also holds a file lock, which the
kernel frees when it dies, and nobody has to wait for the lease to expire.
"""

import fcntl
import logging
import os
import socket
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, update
from sqlalchemy import select as sa_select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from tracker.clock import EPOCH
from tracker.store.advisory import AdvisoryLock, end_showing_connections, shown_until_commit
from tracker.store.bulk import insert_into
from tracker.store.engine import Store
from tracker.store.tables import LeaseRow

log = logging.getLogger(__name__)

LEASE_DURATION = timedelta(seconds=30)
MAX_DURATION = timedelta(minutes=2)  # an end further off was written before the database's clock was set back
STUCK_AFTER = timedelta(seconds=15)  # past its end: no server time limit ends a COPY that waits for rows
RENEWALS = 4  # per lease period, so two may fail
RELEASE_TIMEOUT_S = 1.0  # an unresponsive database must not delay shutdown; the lease expires by itself


class LeaseName(StrEnum):
    """What only one process does at a time: lead (scheduled jobs and sending the outbox), or collect."""

    LEAD = "lead"
    COLLECT = "collect"


_SHOWN_AS = {LeaseName.LEAD: AdvisoryLock.LEASE_TO_LEAD, LeaseName.COLLECT: AdvisoryLock.LEASE_TO_COLLECT}


class LeaseLost(RuntimeError):
    """Another process has taken over; nothing was written."""

    def __init__(self, name: LeaseName, token: int) -> None:
        super().__init__(
            f"another process has taken over the lease to {name} (its token was {token}), because this one did not "
            "renew it in time: nothing more is written here, and the other continues"
        )
        self.name = name
        self.token = token


class LockRefused(RuntimeError):
    """The lock file beside the database cannot be opened."""

    def __init__(self, path: Path, reason: str | None) -> None:
        super().__init__(f"cannot open {path}: {reason}. The database's folder must be writable.")
        self.path = path


@dataclass(frozen=True)
class Held:
    """A held lease: by whom (host and process id) and since when."""

    holder: str
    since: datetime


class Lease:
    """One process's side of a lease: acquired at most once, then held until it is lost or released.

    Write through `store`: each of its write transactions raises LeaseLost once another process has taken over. `lost`
    is set as soon as that is known.
    """

    def __init__(self, store: Store, name: LeaseName, *, lasts: timedelta = LEASE_DURATION) -> None:
        if not timedelta(0) < lasts <= MAX_DURATION:
            raise ValueError(f"a lease lasts up to {MAX_DURATION}, got {lasts}")
        self.store = store.fenced(self._check)
        self.lost = threading.Event()
        self._plain = store.unfenced()
        self._name = name
        self.lasts = lasts
        self._file = _LockFile(_lock_path(store.path, name)) if store.path else None
        self._token = 0
        self._done = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name=f"lease to {name}", daemon=True)

    def try_acquire(self) -> bool:
        """Take the lease if nobody holds it, and renew it from then on.

        Raises LockRefused, and whatever the database raises.
        """
        if self._token:
            raise RuntimeError(f"the lease to {self._name} was held before: leading again needs another one")
        if self._file is not None and not self._file.try_lock():
            return False
        token = self._take()
        if token is None:
            return False
        self._token = token
        self._keeper.start()
        log.debug("lease taken name=%s token=%d", self._name, token)
        return True

    def release(self) -> None:
        """Free the lease for the next holder; does nothing if it was never acquired or is lost."""
        self._done.set()
        if self._keeper.is_alive():
            self._keeper.join(RELEASE_TIMEOUT_S)
            if self._keeper.is_alive():
                log.warning("lease not given back, it runs out name=%s reason=no answer", self._name)
        if self._file is not None:
            self._file.close()

    def find_holder(self) -> Held | None:
        """Who holds it now."""
        with self._plain.reading() as session:
            return find_holder(session, self._name)

    def _take(self) -> int | None:
        with self._plain.reading() as session:
            if not self._is_free(session, session.get(LeaseRow, self._name)):
                return None  # the usual answer for a standby: takes no lock
        with self._plain.writing() as session:
            _add_missing(session, self._name)
            # The row is skipped while a write under the lease is running; the write ends before anybody takes over.
            wanted = select(LeaseRow).where(LeaseRow.name == self._name).with_for_update(skip_locked=True)
            row = session.exec(wanted).first()
            if row is None:
                self._end_what_is_stuck(session)
                return None
            if not self._is_free(session, row):
                return None
            now = database_now(session)
            row.holder, row.token, row.since, row.expires_at = this_process(), row.token + 1, now, now + self.lasts
            return row.token

    def _end_what_is_stuck(self, session: Session) -> None:
        """End writes under a lease that expired a while ago: a process paused during COPY still holds the row."""
        name = LeaseRow.name == self._name
        token, expires_at = session.exec(select(LeaseRow.token, LeaseRow.expires_at).where(name)).one()
        if database_now(session) - expires_at < STUCK_AFTER:
            return
        ended = end_showing_connections(session, _SHOWN_AS[self._name], token)
        log.warning("stuck writes under a lease that ran out ended name=%s token=%d ended=%d", self._name, token, ended)

    def _is_free(self, session: Session, row: LeaseRow | None) -> bool:
        if row is None or self._plain.is_sqlite:
            return True  # on SQLite the file lock decides
        now = database_now(session)
        return not now < row.expires_at <= now + MAX_DURATION

    def _check(self, session: Session) -> None:
        """Lock the row until the transaction ends; raise LeaseLost if its token has changed.

        FOR KEY SHARE blocks a takeover, which locks the row FOR UPDATE, but not a renewal. The advisory lock shows who
        is writing, so that whoever takes over can end a stuck write.
        """
        shown = () if self._plain.is_sqlite else (shown_until_commit(_SHOWN_AS[self._name], col(LeaseRow.token)),)
        mine = sa_select(col(LeaseRow.token), *shown).where(
            col(LeaseRow.name) == self._name, col(LeaseRow.token) == self._token
        )
        if session.execute(mine.with_for_update(read=True, key_share=True)).first() is None:
            self._lose()
            raise LeaseLost(self._name, self._token)

    def _keep(self) -> None:
        self._renew()
        if self.lost.is_set():
            return
        try:
            self._move_end(timedelta(0))
        except SQLAlchemyError as error:
            log.warning("lease not given back, it runs out name=%s reason=%s", self._name, type(error).__name__)

    def _renew(self) -> None:
        is_renewed = True
        while not self._done.wait(self.lasts.total_seconds() / RENEWALS) and not self.lost.is_set():
            try:
                if not self._move_end(self.lasts):
                    self._lose()
                is_renewed = True
            except SQLAlchemyError as error:
                if is_renewed:
                    log.warning("lease not renewed name=%s reason=%s", self._name, type(error).__name__)
                is_renewed = False

    def _move_end(self, ahead: timedelta) -> bool:
        """Set the end of the lease to `ahead` from now; return False if another process holds it."""
        with self._plain.writing() as session:
            is_mine = (col(LeaseRow.name) == self._name, col(LeaseRow.token) == self._token)
            end = database_now(session) + ahead
            return session.exec(update(LeaseRow).where(*is_mine).values(expires_at=end)).rowcount == 1

    def _lose(self) -> None:
        if not self.lost.is_set():
            self.lost.set()
            log.warning("lease lost, another process has taken over name=%s token=%d", self._name, self._token)


def _lock_path(database: Path, name: LeaseName) -> Path:
    """Beside the real file: through two names (links) of one file, processes would otherwise lock different files."""
    path = database.resolve()
    return path.with_name(f"{path.name}.{name}.lock")


class _LockFile:
    """An OS file lock. The file is never deleted, as two processes could otherwise lock different files of one name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def try_lock(self) -> bool:
        if self._descriptor is None:
            try:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            except OSError as error:
                raise LockRefused(self._path, error.strerror) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def find_holder(session: Session, name: LeaseName) -> Held | None:
    """Who holds a lease now; None if nobody does."""
    row = session.get(LeaseRow, name)
    if row is None or row.since is None or row.expires_at <= database_now(session):
        return None
    return Held(row.holder, row.since)


def free_since(session: Session, name: LeaseName) -> datetime | None:
    """When a free lease expired or was released; None if somebody holds it or nobody ever did."""
    row = session.get(LeaseRow, name)
    return None if row is None or row.expires_at > database_now(session) else row.expires_at


def database_now(session: Session) -> datetime:
    """The database's current time, not the start of the transaction; for SQLite, its machine's."""
    if session.get_bind().dialect.name == "sqlite":
        text = session.exec(select(func.strftime("%Y-%m-%d %H:%M:%f", "now"))).one()
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    now: datetime = session.exec(select(func.clock_timestamp())).one()
    return now.astimezone(UTC)


def _add_missing(session: Session, name: LeaseName) -> None:
    row = LeaseRow(name=name, holder="", token=0, expires_at=EPOCH)
    insert = insert_into(session, LeaseRow).values(row.model_dump())
    session.execute(insert.on_conflict_do_nothing(index_elements=["name"]))


def this_process() -> str:
    """The name of this process among all that share the database."""
    return f"{socket.gethostname()}:{os.getpid()}"
