"""`spendwatch health`: what is wrong, who leads, which job is late."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from tracker.store.engine import open_store
from tracker.store.heartbeat import Heartbeat, beat
from tracker.store.lease import Lease, LeaseName, this_process
from tracker.store.migrate import migrate
from tracker.store.tables import ReadStateRow


def sign_of_life(*, is_link_alive=True):
    """A heartbeat of this process, which has run for a day."""
    now = datetime.now(UTC)
    return Heartbeat(this_process(), now - timedelta(days=1), now, is_link_alive, is_leading=True)


def test_health_says_what_is_wrong_and_ends_with_one(spendwatch):
    ran = spendwatch("health", "--json")
    assert ran.code == 1
    assert ran.json["ok"] is False
    assert ran.json["leader"] is None
    assert "has shown a sign of life in the last three minutes" in ran.json["problems"][0]


@pytest.mark.parametrize(("is_link_alive", "says"), [(True, "healthy"), (False, "the link of")])
def test_health_believes_a_sign_of_life(spendwatch, database_url, is_link_alive, says):
    store = open_store(database_url)
    beat(store, sign_of_life(is_link_alive=is_link_alive))
    lease = Lease(store, LeaseName.LEAD)
    assert lease.try_acquire()
    ran = spendwatch("health")
    lease.release()
    store.close()
    assert (ran.code, ran.out.startswith(says)) == (0 if is_link_alive else 1, True)
    assert f", led by {this_process()} since " in ran.out


@pytest.fixture
def leading(database_url, spendwatch):
    """A bot that lives and leads, beside a command line; calling it ages what its jobs did, by minutes."""
    store = open_store(database_url)
    lease = Lease(store, LeaseName.LEAD)
    assert lease.try_acquire()

    def did(**minutes_ago):
        now = datetime.now(UTC)
        beat(store, sign_of_life())
        with store.writing() as session:
            for kind, minutes in minutes_ago.items():
                session.merge(ReadStateRow(kind=kind, read_at=now - timedelta(minutes=minutes)))

    yield did
    lease.release()
    store.close()


def test_health_names_the_leader_and_the_last_success_of_each_job(spendwatch, leading):
    leading(events=20, detection=19, job_notices=18, job_dispatch=0)
    ran = spendwatch("health", "--json")
    assert (ran.code, ran.json["ok"], ran.json["problems"]) == (0, True, [])
    assert ran.json["leader"]["holder"].endswith(f":{os.getpid()}")
    assert list(ran.json["jobs"]) == ["collect", "detect", "notices", "dispatch"]
    assert ran.json["jobs"]["collect"] == ran.json["collected_at"]
    words = spendwatch("health").out
    assert words.startswith("healthy, led by ")
    assert f"last done: collect {ran.json['jobs']['collect']}, detect {ran.json['jobs']['detect']}, notices" in words


def test_health_of_a_new_bot_says_never(spendwatch, leading):
    leading()
    ran = spendwatch("health")
    assert ran.code == 0
    assert "last done: collect never, detect never, notices never, dispatch never" in ran.out


@pytest.mark.parametrize(
    ("kind", "minutes", "says"),
    [
        ("events", 131, "the last complete collection was at"),
        ("detection", 131, "detection was last done at"),
        ("job_notices", 131, "notices were last looked for at"),
        ("job_dispatch", 16, "the outbox was last processed at"),
    ],
)
def test_health_says_which_job_is_late(spendwatch, leading, kind, minutes, says):
    leading(**{kind: minutes - 2})
    assert spendwatch("health").code == 0
    leading(**{kind: minutes})
    ran = spendwatch("health", "--json")
    assert ran.code == 1
    (problem,) = ran.json["problems"]
    assert problem.startswith(says)


def test_health_says_that_nobody_leads(spendwatch, database_url):
    store = open_store(database_url)
    beat(store, sign_of_life())
    store.close()
    ran = spendwatch("health", "--json")
    assert (ran.code, ran.json["leader"]) == (1, None)
    assert ran.json["problems"] == ["no process is leading: jobs and messages wait until one does"]


@pytest.fixture
def out_of_order(tmp_path):
    """Databases that cannot be queried, by what is wrong with them."""
    (tmp_path / "garbage.db").write_bytes(b"no database at all " * 100)
    newer = open_store(f"sqlite:///{tmp_path}/newer.db")
    migrate(newer)
    with newer.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    return {
        "down": "postgresql://spendwatch:secret@127.0.0.1:1/spendwatch",
        "corrupt": f"sqlite:///{tmp_path}/garbage.db",
        "newer": f"sqlite:///{tmp_path}/newer.db",
        "unknown": "mysql://db.example.com/spendwatch",
    }


@pytest.mark.parametrize(
    ("what", "code", "says"),
    [
        ("down", 1, "Check the host and port"),
        ("corrupt", 1, "not a database"),
        ("newer", 2, "made by a newer one"),
        ("unknown", 2, "mysql"),
    ],
)
def test_health_of_a_database_that_cannot_be_asked_is_an_object_too(spendwatch, out_of_order, what, code, says):
    ran = spendwatch("health", "--json", DATABASE_URL=out_of_order[what])
    assert ran.code == code
    assert ran.json["ok"] is False
    (problem,) = ran.json["problems"]
    assert says in problem
    assert ran.err == f"spendwatch: {problem}\n"
    assert "secret" not in ran.out + ran.err
