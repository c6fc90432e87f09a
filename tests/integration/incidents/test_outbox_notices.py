"""A notice is queued once, on both databases, even if two processes add it at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from tracker.store.outbox_rows import add_notice
from tracker.store.tables import OutboxRow

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def rows(store):
    with store.reading() as session:
        return [(row.kind, row.about, row.key, row.state) for row in session.exec(select(OutboxRow)).all()]


def test_a_notice_is_added_once_and_reads_as_any_row(company):
    with company.store.writing() as session:
        assert add_notice(session, "collection", "trouble:collection:x", now=NOW)
        assert not add_notice(session, "collection", "trouble:collection:x", now=NOW)
    assert rows(company.store) == [("notice", "collection", "trouble:collection:x", "waiting")]
    with company.store.reading() as session:
        row = session.exec(select(OutboxRow)).one()
        assert (row.created_at, row.not_before, row.attempts, row.sent_at) == (NOW, NOW, 0, None)


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_who_add_the_same_notice_at_once_one_does_and_neither_fails(company, attempt):
    together = threading.Barrier(2)

    def add(number):
        together.wait(10)
        with company.store.writing() as session:
            return add_notice(session, f"collection:{number}", f"trouble:{attempt}", now=NOW)

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(add, range(2))) == [False, True]
    assert len(rows(company.store)) == 1
