"""A DATABASE_URL that leads nowhere, and a disk that cannot be written: every command says so in words."""

import ctypes
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text

from bot.config import Config
from tests.integration.collect.conftest import NOW, Company, usage
from tests.running import ROOT, Ran, clean_environment
from tracker.clock import iso
from tracker.store.engine import DatabaseRefused, Store, open_store

SECRET = "hunter2"  # must not appear anywhere
KEYS = {
    "CURSOR_ADMIN_API_KEY": "key_of_nobody",
    "SLACK_BOT_TOKEN": "xoxb-of-nobody",
    "SLACK_APP_TOKEN": "xapp-of-nobody",
    "SLACK_CHANNEL_ID": "C0AAAAAAA",
}
COMMANDS = [
    "audit",
    "collect",
    "detect",
    "groups list",
    "health",
    "incidents ack 1",
    "migrate",
    "notices",
    "outbox list",
    "replay",
    "report overview",
    "run",
    "run --once",
    "settings list",
    "settings set zscore_multiplier 3",
    "start-alerts",
    "weekly list",
]
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
NEVER_RIGHT = {
    f"mysql://root:{SECRET}@db/spendwatch": "names 'mysql', which Spendwatch does not support",
    f"postgresql://ann:{SECRET}/spendwatch": "is not a database URL",
    f"postgresql://ann:{SECRET}@db:many/spendwatch": "is not a database URL",
    f"my password is {SECRET}": "is not a database URL",
    f"postgresql://ann:pass@{SECRET}@db/spendwatch": "write it as %40",
    "sqlite://spendwatch.db": "three slashes",
    "sqlite:////tmp/a%00b.db": "names no file",
    "sqlite:////tmp": "names the folder /tmp",
    f"postgresql://ann:{SECRET}@db:99999/spendwatch": "names the port 99999: a port is a number from 1 to 65535",
    f"postgresql://ann:{SECRET}@db/spendwatch?connect_timeout=abc": "gives connect_timeout a value",
    "sqlite://": "names an in-memory database",
    "sqlite:///:memory:": "names an in-memory database",
    "sqlite:////tmp/a.db?mode=ro": "gives options (mode)",
    "sqlite:////proc/nowhere/spendwatch.db": "cannot create the folder of /proc/nowhere/spendwatch.db",
}


def assert_told(ran: Ran, code: int, words: str) -> None:
    assert ran.code == code, ran.err
    assert words in ran.complaint
    assert ran.complaint.startswith("spendwatch: ")
    assert ran.out == ""
    assert SECRET not in ran.err


@pytest.mark.parametrize(("url", "words"), NEVER_RIGHT.items())
def test_a_url_that_can_never_be_right_is_a_refused_value_that_is_not_repeated(spendwatch, url, words):
    assert_told(spendwatch("settings", "list", "--json", DATABASE_URL=url), 2, words)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_url_that_can_never_be_right(spendwatch, command):
    ran = spendwatch(*command.split(), DATABASE_URL=f"oracle://ann:{SECRET}@db/x", **KEYS)
    assert_told(ran, 2, "which Spendwatch does not support: use sqlite:///data/spendwatch.db or postgresql://")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_that_the_server_cannot_be_reached(spendwatch, command):
    ran = spendwatch(*command.split(), DATABASE_URL=f"postgresql://ann:{SECRET}@127.0.0.1:1/spendwatch", **KEYS)
    assert_told(ran, 1, "Connection refused. Check the host and port in DATABASE_URL")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_that_the_library_for_postgresql_is_missing(spendwatch, monkeypatch, command):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    ran = spendwatch(*command.split(), DATABASE_URL=f"postgresql://ann:{SECRET}@db/spendwatch", **KEYS)
    assert_told(ran, 2, 'run pip install ".[postgres]" in the folder of Spendwatch')


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_that_a_file_is_no_database(spendwatch, tmp_path, command):
    (tmp_path / "notes.db").write_text("not a database, however long it is" * 100)
    ran = spendwatch(*command.split(), DATABASE_URL="sqlite:///notes.db", **KEYS)
    assert_told(ran, 1, "file is not a database. Name another file in DATABASE_URL")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_database_in_memory(spendwatch, command):
    assert_told(spendwatch(*command.split(), DATABASE_URL="sqlite://", **KEYS), 2, "names an in-memory database")


@pytest.mark.parametrize("command", ["migrate", "settings list"])
def test_tables_of_something_else_are_told_as_such(spendwatch, tmp_path, command):
    with sqlite3.connect(tmp_path / "theirs.db") as theirs:
        theirs.execute("CREATE TABLE actor (name TEXT)")
    ran = spendwatch(*command.split(), DATABASE_URL="sqlite:///theirs.db", **KEYS)
    assert_told(ran, 1, "table actor already exists. It contains another program's tables. Name another one")


def test_the_doctor_says_of_a_newer_schema_what_its_sentence_says(spendwatch, tmp_path):
    assert spendwatch("migrate", DATABASE_URL="sqlite:///newer.db").code == 0
    with sqlite3.connect(tmp_path / "newer.db") as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    (check,) = [
        check
        for check in spendwatch("doctor", "--json", DATABASE_URL="sqlite:///newer.db").json["checks"]
        if check["name"] == "database"
    ]
    assert "made by a newer one" in check["found"]
    assert check["fix"] == "Install the newer version, as described."


def test_the_doctor_says_it_with_its_other_checks(spendwatch):
    for url, words in {**NEVER_RIGHT, f"postgresql://ann:{SECRET}@127.0.0.1:1/x": "Connection refused"}.items():
        ran = spendwatch("doctor", "--json", DATABASE_URL=url)
        (check,) = [check for check in ran.json["checks"] if check["name"] == "database"]
        assert words in check["found"]
        assert ran.code == 1
        assert SECRET not in ran.out + ran.err


@pytest.fixture
def login(postgres: Store) -> URL:
    """The URL of a user whose password the server asks for."""
    with postgres.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
        file = Path(admin.execute(text("SHOW hba_file")).scalar_one())
        if "local all ann" not in file.read_text():
            file.write_text(f"local all ann scram-sha-256\n{file.read_text()}")
            admin.execute(text("SELECT pg_reload_conf()"))
            admin.execute(text(f"CREATE ROLE ann LOGIN PASSWORD '{SECRET}'"))
        admin.execute(text("GRANT ALL ON SCHEMA public TO ann"))
        admin.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO ann"))
    return make_url(str(postgres.engine.url)).set(drivername="postgresql", username="ann", password=SECRET)


def test_a_login_that_the_server_refuses_is_told_without_the_password(spendwatch, login):
    def listed(url: URL) -> Ran:
        return spendwatch("settings", "list", "--json", DATABASE_URL=url.render_as_string(hide_password=False))

    assert listed(login).code == 0
    wrong = listed(login.set(password=f"{SECRET}{SECRET}"))
    assert_told(wrong, 1, 'password authentication failed for user "ann". Check the user and password in DATABASE_URL.')
    assert_told(listed(login._replace(password=None)), 1, "Check the user and password in DATABASE_URL.")
    assert_told(listed(login.set(username="bob")), 1, 'role "bob" does not exist. Check the user and password')
    missing = listed(login.set(database="nowhere"))
    assert_told(missing, 1, 'database "nowhere" does not exist. Create it, or name another one in DATABASE_URL.')
    odd = listed(login.update_query_dict({"speed": "high"}))
    assert_told(odd, 1, 'invalid connection option "speed". Check DATABASE_URL.')


def test_a_server_that_has_no_connection_left_is_told(spendwatch, login, postgres: Store):
    with postgres.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as admin:
        admin.execute(text("ALTER ROLE ann CONNECTION LIMIT 0"))
        try:
            ran = spendwatch("settings", "list", DATABASE_URL=login.render_as_string(hide_password=False))
        finally:
            admin.execute(text("ALTER ROLE ann CONNECTION LIMIT -1"))
    assert_told(ran, 1, 'too many connections for role "ann". Raise the server\'s limit, or let fewer processes run.')


def test_nothing_shows_the_password(login):
    url = login.render_as_string(hide_password=False)
    assert SECRET not in repr(Config(_env_file=None, database_url=url))
    store = open_store(url)
    assert SECRET not in f"{store.engine!r} {store.engine.url!s} {store.engine.url!r}"
    store.close()
    with pytest.raises(DatabaseRefused) as refused:
        open_store(f"postgresql://ann:{SECRET}/spendwatch")
    assert refused.value.__suppress_context__
    assert refused.value.__cause__ is None


# --- a disk that takes nothing ---------------------------------------------------------------------------------------


@pytest.fixture
def read_only(company: Company) -> Iterator[Path]:
    """The folder of a database with one collection, without write permission."""
    company.team.add_event(usage(NOW))
    company.collect()
    with company.store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    company.store.close()
    assert company.store.path is not None
    folder = Path(tempfile.mkdtemp(prefix="spendwatch-"))
    shutil.copy(company.store.path, folder / "spendwatch.db")
    (folder / "spendwatch.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def _obey_permissions() -> None:
    """Root may write anywhere unless its child processes lose that capability."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)


def obeying(folder: Path, company: Company, *command: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *command],
        cwd=ROOT,
        env=clean_environment(
            DATABASE_URL=f"sqlite:///{folder / 'spendwatch.db'}", CURSOR_API_URL=company.cursor.url, **KEYS
        ),
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        preexec_fn=_obey_permissions,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.mark.sqlite("a disk that takes nothing is a file's trouble")
@pytest.mark.parametrize("command", ["collect", "settings set zscore_multiplier 3", "report overview", "migrate"])
def test_a_disk_that_takes_nothing_is_told(company: Company, read_only: Path, command: str):
    ran = obeying(read_only, company, *command.split(), *(["--as-of", iso(NOW)] if command == "collect" else []))
    assert "Traceback" not in ran.err
    assert ran.code == 1, ran
    assert "database" in ran.complaint
    assert "writable" in ran.complaint
