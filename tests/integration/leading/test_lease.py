"""A lease: one holder at a time, and no write of the previous holder after a takeover."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

import tracker.store.lease
from bot.leading import POLL_S
from tests.databases import SQLITE, Databases
from tracker.store.bulk import insert_rows
from tracker.store.engine import IDLE_IN_TRANSACTION_MS, Store
from tracker.store.lease import (
    LEASE_DURATION,
    MAX_DURATION,
    STUCK_AFTER,
    Lease,
    LeaseLost,
    LeaseName,
    database_now,
    find_holder,
)
from tracker.store.lock import CollectionBusy, collection_lock
from tracker.store.tables import AuditRow, LeaseRow, UploadedFileRow

ROOT = Path(__file__).parents[3]
AT = datetime(2026, 11, 20, tzinfo=UTC)
PATIENCE_S = 30

# Takes a lease, says so, and then does nothing.
HOLDER = """
import sys, time
from datetime import timedelta
from tracker.store.engine import open_store
from tracker.store.lease import Lease, LeaseName

lease = Lease(open_store(sys.argv[1]), LeaseName.LEAD, lasts=timedelta(seconds=2))
assert lease.try_acquire()
print("held", flush=True)
time.sleep(600)
"""


@contextmanager
def contenders(url: str, open_as: Callable[[str], Store]) -> Iterator[Callable[..., Lease]]:
    """Makes a new contender for the lease at each call."""
    leases: list[Lease] = []

    def make(**parts: timedelta) -> Lease:
        leases.append(Lease(open_as(url), LeaseName.LEAD, **parts))
        return leases[-1]

    yield make
    for lease in leases:
        lease.release()


@pytest.fixture
def contender(database_url: str, open_as: Callable[[str], Store]) -> Iterator[Callable[..., Lease]]:
    """Makes contenders for the lease."""
    with contenders(database_url, open_as) as make:
        yield make


@pytest.fixture
def on_postgresql(postgresql_url: str, open_as: Callable[[str], Store]) -> Iterator[Callable[..., Lease]]:
    """Makes contenders for the lease, only on PostgreSQL."""
    with contenders(postgresql_url, open_as) as make:
        yield make


def set_end(store: Store, ahead: timedelta) -> None:
    """Set the lease's end relative to the database's now, as if its clock had moved."""
    with store.unfenced().writing() as session:
        session.get_one(LeaseRow, LeaseName.LEAD).expires_at = database_now(session) + ahead


def run_out(store: Store) -> None:
    """Let the lease expire, as while its holder is paused."""
    set_end(store, -timedelta(seconds=1))


def write(store: Store, about: str) -> None:
    """A write under a lease."""
    with store.writing() as session:
        session.add(AuditRow(at=AT, by="a test", source="cli", action="tried", about=about))


def written(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.exec(select(AuditRow.about).order_by(AuditRow.id)))


def acquire_in_time(lease: Lease) -> None:
    give_up_at = time.monotonic() + PATIENCE_S
    while not lease.try_acquire():
        assert time.monotonic() < give_up_at, "nobody could take the lease over"
        time.sleep(0.05)


# --- on SQLite -------------------------------------------------------------------------------------------------------


def test_a_file_with_two_names_has_one_lease(open_as, databases: Databases, tmp_path: Path):
    with databases.lend(SQLITE) as url:
        store = open_as(url)
        assert store.path is not None
        link, folder = tmp_path / "link.db", tmp_path / "data"
        link.symlink_to(store.path)
        folder.symlink_to(store.path.parent)
        one = Lease(store, LeaseName.LEAD)
        assert one.try_acquire()
        for other in (link, folder / store.path.name):
            assert not Lease(open_as(f"sqlite:///{other}"), LeaseName.LEAD).try_acquire()
        one.release()


# --- on both backends ------------------------------------------------------------------------------------------------


def test_of_two_one_holds_it_and_the_other_gets_it_when_it_is_given_back(contender):
    one, two = contender(), contender()
    assert one.try_acquire()
    assert not two.try_acquire()
    write(one.store, "by one")
    one.release()
    assert two.try_acquire()
    write(two.store, "by two")
    with pytest.raises(LeaseLost, match="another process has taken over the lease to lead"):
        write(one.store, "late")
    assert written(two.store) == ["by one", "by two"]


def test_who_never_held_it_writes_nothing(contender):
    with pytest.raises(LeaseLost):
        write(contender().store, "without right")


def test_it_is_told_who_holds_it_and_since_when(contender):
    one = contender()
    assert one.find_holder() is None
    with one.store.reading() as session:
        before = database_now(session)
    one.try_acquire()
    held = one.find_holder()
    assert held.holder.endswith(f":{os.getpid()}")
    assert before <= held.since
    one.release()
    assert one.find_holder() is None


def test_it_is_renewed_for_as_long_as_it_is_held(contender):
    one = contender(lasts=timedelta(seconds=1))
    one.try_acquire()
    with one.store.reading() as session:
        first = session.get_one(LeaseRow, LeaseName.LEAD).expires_at
    give_up_at = time.monotonic() + PATIENCE_S
    while True:
        with one.store.reading() as session:
            if session.get_one(LeaseRow, LeaseName.LEAD).expires_at > first + timedelta(seconds=1):
                break
        assert time.monotonic() < give_up_at, "the lease was not renewed"
        time.sleep(0.05)
    assert not one.lost.is_set()
    write(one.store, "still leading")


def test_a_killed_holder_is_followed(database_url, open_as):
    process = subprocess.Popen([sys.executable, "-c", HOLDER, database_url], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"held\n"
    lease = Lease(open_as(database_url), LeaseName.LEAD)
    assert not lease.try_acquire()
    process.kill()
    process.communicate()
    acquire_in_time(lease)
    lease.release()


def test_a_lease_without_an_end_is_refused(contender):
    for lasts in (timedelta(0), MAX_DURATION * 2):
        with pytest.raises(ValueError, match="a lease lasts up to"):
            contender(lasts=lasts)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["acquire", "write", "release", "run out"]), st.integers(0, 2)), max_size=25
    )
)
def test_whatever_happens_only_the_last_who_acquired_it_writes(database_url, open_as, steps):
    store = open_as(database_url)
    contenders = [Lease(store, LeaseName.LEAD) for _ in range(3)]
    last, is_free, former = None, True, []
    for step, number in steps:
        lease = contenders[number]
        if step == "acquire":
            if lease in former:
                lease = contenders[number] = Lease(store, LeaseName.LEAD)
            if lease is not last and lease.try_acquire():
                assert is_free
                former += [last] if last else []
                last, is_free = lease, False
        elif step == "run out" and not store.is_sqlite and last is not None:
            run_out(store)
            is_free = True
        elif step == "release":
            is_free = is_free or lease is last
            lease.release()
        elif lease is last:
            write(lease.store, "by the last")
        else:
            with pytest.raises(LeaseLost):
                write(lease.store, "by another")
    for lease in former:
        with pytest.raises(LeaseLost):
            write(lease.store, "by a former one")
    for lease in contenders:
        lease.release()


def test_many_at_once_never_write_across_a_takeover(database_url, open_as):
    """Threads standing for four processes lead in turns; the trail shows whole terms, one after the other."""
    stop = threading.Event()

    def lead_again_and_again(store: Store) -> None:
        while not stop.is_set():
            lease = Lease(store, LeaseName.LEAD)
            if lease.try_acquire():
                with suppress(LeaseLost):
                    for _ in range(6):
                        with lease.store.writing() as session:
                            token = session.get_one(LeaseRow, LeaseName.LEAD).token
                            session.add(AuditRow(at=AT, by="a test", source="cli", action="tried", about=str(token)))
                if store.is_sqlite:
                    lease.release()  # there, nobody takes over from a living holder
                    continue
                while not (lease.lost.is_set() or stop.is_set()):  # paused, as it were
                    with suppress(LeaseLost):
                        write(lease.store, str(token))
            lease.release()

    watcher = open_as(database_url)
    threads = [threading.Thread(target=lead_again_and_again, args=(open_as(database_url),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    give_up_at = time.monotonic() + PATIENCE_S
    while len(set(written(watcher))) < 12 and time.monotonic() < give_up_at:
        time.sleep(0.01)
        if not watcher.is_sqlite and written(watcher):
            run_out(watcher)
    stop.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    tokens = [int(token) for token in written(watcher)]
    assert len(set(tokens)) >= 12
    assert tokens == sorted(tokens)


# --- on PostgreSQL, where the database's clock decides ---------------------------------------------------------------


def test_a_holder_that_did_not_renew_it_is_followed_and_told_at_its_next_write(on_postgresql, caplog):
    one, two = on_postgresql(), on_postgresql()
    one.try_acquire()
    run_out(two.store)
    write(one.store, "nobody has taken over yet")
    assert two.try_acquire()
    for _ in range(2):
        with pytest.raises(LeaseLost) as lost:
            write(one.store, "late")
    assert lost.value.name is LeaseName.LEAD
    assert one.lost.is_set()
    assert written(two.store) == ["nobody has taken over yet"]
    assert [record.message for record in caplog.records if "lease lost" in record.message] == [
        "lease lost, another process has taken over name=lead token=1"
    ]


def test_a_holder_that_writes_nothing_learns_of_its_loss_all_the_same(on_postgresql):
    one, two = on_postgresql(lasts=timedelta(seconds=1)), on_postgresql()
    one.try_acquire()
    run_out(two.store)
    assert two.try_acquire()
    assert one.lost.wait(PATIENCE_S)


def test_nobody_takes_over_in_the_middle_of_a_write(on_postgresql):
    one, two = on_postgresql(), on_postgresql()
    one.try_acquire()
    with one.store.writing() as session:
        run_out(two.store)
        assert not two.try_acquire()
        session.add(AuditRow(at=AT, by="a test", source="cli", action="tried", about="whole"))
    assert written(two.store) == ["whole"]
    assert two.try_acquire()


def test_it_is_renewed_during_a_long_write(on_postgresql):
    one = on_postgresql(lasts=timedelta(seconds=1))
    one.try_acquire()
    with one.store.writing():
        run_out(one.store)
        give_up_at = time.monotonic() + PATIENCE_S
        while one.find_holder() is None:
            assert time.monotonic() < give_up_at, "the renewal waits for the write"
            time.sleep(0.05)


def test_the_server_ends_a_write_in_which_a_paused_process_does_nothing(on_postgresql):
    one, two = on_postgresql(), on_postgresql()
    one.try_acquire()
    with pytest.raises(DBAPIError), one.store.writing() as session:
        session.add(AuditRow(at=AT, by="a test", source="cli", action="tried", about="half"))
        session.flush()
        session.connection().execute(text("SET LOCAL idle_in_transaction_session_timeout = 200"))
        run_out(two.store)
        acquire_in_time(two)
    assert written(two.store) == []


def test_a_process_that_is_paused_in_the_middle_of_copy_is_followed(on_postgresql, monkeypatch):
    """The server waits for its next row without a time limit, and the lease stays locked."""
    monkeypatch.setattr(tracker.store.lease, "STUCK_AFTER", timedelta(seconds=1))
    one, two = on_postgresql(), on_postgresql()
    one.try_acquire()

    def rows() -> Iterator[tuple[str, str, str]]:
        yield ("one", "F1", "2026-11-01T00:00:00+00:00")
        run_out(two.store)
        acquire_in_time(two)
        for number in range(100_000):
            yield (str(number), "F2", "2026-11-01T00:00:00+00:00")

    with pytest.raises(DBAPIError), one.store.writing() as session:
        insert_rows(session, "uploaded_file", ("content_hash", "file_id", "uploaded_at"), rows())
    with two.store.writing() as session:
        assert session.exec(select(UploadedFileRow)).all() == []
    with pytest.raises(LeaseLost):
        write(one.store, "late")


def test_every_connection_lets_go_when_idle(postgresql_url, open_as):
    with open_as(postgresql_url).writing() as session:
        timeout = session.connection().execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
    assert timeout == "30s"


def test_a_database_whose_clock_was_put_back_keeps_nobody_waiting(on_postgresql):
    one, two = on_postgresql(), on_postgresql()
    one.try_acquire()
    set_end(two.store, timedelta(hours=1))
    assert two.try_acquire()


def test_a_collection_of_a_paused_process_writes_nothing_more(postgresql_url, open_as):
    paused, other = open_as(postgresql_url), open_as(postgresql_url)
    with pytest.raises(LeaseLost, match="the lease to collect"), collection_lock(paused) as store:
        with pytest.raises(CollectionBusy), collection_lock(other, wait_seconds=0):
            pytest.fail("two collect at once")
        with other.writing() as session:
            session.get_one(LeaseRow, LeaseName.COLLECT).expires_at = AT - timedelta(days=400)
        with collection_lock(other, wait_seconds=0) as others:
            write(others, "by the other")
            write(store, "late")
    assert written(other) == ["by the other"]
    with other.reading() as session:
        assert find_holder(session, LeaseName.COLLECT) is None


def test_a_handover_takes_less_than_a_minute():
    """From a paused process's last renewal to the next leader's first check, including its open transaction."""
    assert max(LEASE_DURATION.total_seconds(), IDLE_IN_TRANSACTION_MS / 1000) + POLL_S < 60
    assert (LEASE_DURATION + STUCK_AFTER).total_seconds() + 2 * POLL_S < 60, "one that is paused in the middle of COPY"
