"""Many rows at once, on both databases: all or nothing, with the same errors as any other statement."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import select

from tracker.store.bulk import insert_rows
from tracker.store.engine import Store
from tracker.store.tables import ReadRangeRow

COLUMNS = ("start_ms", "end_ms", "rows", "now")
NOW = "2026-11-12 09:20:31"


@pytest.fixture
def store(either) -> Store:
    return either.store


def stored(store: Store) -> list[int]:
    with store.reading() as session:
        return sorted(row.start_ms for row in session.exec(select(ReadRangeRow)))


def test_rows_are_stored(store: Store):
    with store.writing() as session:
        insert_rows(session, "read_range", COLUMNS, ((start, start + 1, 7, NOW) for start in (3, 5)))
        insert_rows(session, "read_range", COLUMNS, [])
    assert stored(store) == [3, 5]


def test_rows_that_clash_leave_nothing_and_raise_what_any_insert_raises(store: Store):
    with pytest.raises(IntegrityError), store.writing() as session:
        insert_rows(session, "read_range", COLUMNS, [(3, 4, 7, NOW), (5, 6, None, NOW)])
    assert stored(store) == []


def test_a_connection_lost_half_way_leaves_nothing_and_the_next_write_goes_on(postgres: Store):
    def cut_off() -> Iterator[tuple[object, ...]]:
        for start in range(200_000):
            if start == 100_000:
                with postgres.writing() as other:
                    other.connection().execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
            yield start, start + 1, 7, NOW

    with pytest.raises(OperationalError), postgres.writing() as session:
        backend = session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one()
        insert_rows(session, "read_range", COLUMNS, cut_off())
    before = stored(postgres)
    with postgres.writing() as session:
        insert_rows(session, "read_range", COLUMNS, [(-9, -8, 7, NOW)])
    assert stored(postgres) == sorted([*before, -9])
    assert 99_999 not in before
