"""What docs/deploy.md says of PostgreSQL."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import select

from tests.databases import POSTGRESQL, Databases
from tests.integration.collect.conftest import NOW, Company, cursor, usage  # noqa: F401  # fixture
from tests.running import run_process
from tracker.reports.service import ReportService
from tracker.store.engine import Store, open_store
from tracker.store.migrate import migrate
from tracker.store.tables import ActorRow

GUIDE = Path(__file__).parents[2] / "docs" / "deploy.md"


@pytest.fixture
def roles(databases: Databases) -> Iterator[tuple[URL, URL]]:
    """The URLs of the owner and of the other role, as the guide has them made."""
    (commands,) = re.findall(r"```sql\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    with databases.lend(POSTGRESQL, is_migrated=False) as url:
        admin = open_store(url)
        with admin.writing() as session:
            session.connection().execute(text(commands.replace("…", "secret")))
        base = make_url(url)
        yield base.set(username="spendwatch_owner"), base.set(username="spendwatch")
        with admin.writing() as session:
            session.connection().execute(text("DROP OWNED BY spendwatch, spendwatch_owner"))
            session.connection().execute(text("DROP ROLE spendwatch, spendwatch_owner"))
        admin.close()


def test_a_role_that_owns_nothing_collects_reports_and_decides(roles, cursor, tmp_path):  # noqa: F811
    owner, other = roles
    schema = open_store(owner.render_as_string(hide_password=False))
    migrate(schema)
    schema.close()
    store = open_store(other.render_as_string(hide_password=False))
    company = Company(store, cursor)
    company.team.add_event(usage(NOW))
    assert migrate(store).before is not None
    for now in (NOW, NOW):
        assert company.collect(now).errors == ()
    assert company.totals() == company.expected(NOW)
    assert ReportService(store).status(now=NOW).collected_at is not None
    url = other.render_as_string(hide_password=False)
    assert run_process("settings", "set", "zscore_multiplier", "3", folder=tmp_path, DATABASE_URL=url).code == 0
    assert run_process("detect", folder=tmp_path, DATABASE_URL=url).code == 0
    with pytest.raises(ProgrammingError, match="must be owner"), store.writing() as session:
        session.connection().execute(text("DROP TABLE usage_event"))
    store.close()


def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(each_backend, databases):
    with databases.lend_open(each_backend) as store:
        _add(store, "ann")
        with store.reading() as session:
            assert session.exec(select(ActorRow.key)).all() == ["ann"]
            _add(store, "bob")
            assert session.exec(select(ActorRow.key)).all() == ["ann"]
            assert session.exec(select(ActorRow.name)).all() == [""], "in another question too"
        with store.reading() as session:
            assert set(session.exec(select(ActorRow.key))) == {"ann", "bob"}


def _add(store: Store, key: str) -> None:
    with store.writing() as session:
        session.add(ActorRow(key=key, is_member=True, first_seen_at=NOW))


def test_a_connection_that_is_in_use_when_a_store_is_closed_is_closed_when_it_is_given_back(each_backend, databases):
    with databases.lend(each_backend) as url:
        store = open_store(url)
        with store.reading() as session:
            driver = session.connection().connection.driver_connection
            store.close()
            assert session.exec(select(ActorRow)).all() == []
        assert is_closed(driver)


def is_closed(driver: Any) -> bool:
    """Whether a driver's connection takes nothing any more."""
    if hasattr(driver, "closed"):
        return bool(driver.closed)
    try:
        driver.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        return "closed" in str(error)
    return False
