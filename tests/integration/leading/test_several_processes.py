"""Several `spendwatch run` on one PostgreSQL: one leads, all answer, and the next leader continues."""

import signal
import time

from sandbox.cursor_api import faults
from sandbox.slack.person import Person, all_text
from tests.integration.bot.scraping import free_port, scraped, value
from tests.integration.leading.sent_once import assert_all_is_stored_and_sent_once
from tests.running import PATIENCE_S, Running, run_process
from tracker.store.engine import open_store
from tracker.store.lease import LeaseName, find_holder

SHARED = ("spendwatch_collection_duration", "spendwatch_incidents", "spendwatch_outbox", "spendwatch_events")
EVENTS_PATH = "/teams/filtered-usage-events"


def start_two(begin) -> tuple[Running, Running]:
    """The leader and the standby."""
    leader = begin()
    leader.waits_for("message sent key=incident:1")
    other = begin()
    other.waits_for("standing by leader=")
    other.waits_for("link to slack open")
    assert not any("collection finished" in line for line in other.lines)
    return leader, other


def leading_process(database_url: str) -> int | None:
    """The process that holds the lease to lead; None while nobody does."""
    store = open_store(database_url)
    with store.reading() as session:
        held = find_holder(session, LeaseName.LEAD)
    store.close()
    return int(held.holder.rpartition(":")[2]) if held else None


def test_a_paused_leader_is_followed_and_writes_nothing_more_when_it_wakes_up(begin, neighbours, postgresql_url):
    leader, other = start_two(begin)
    neighbours.world.faults.add(faults.slow(EVENTS_PATH, delay_s=0.5, times=None))
    asked = len(neighbours.world.requests(EVENTS_PATH))
    give_up_at = time.monotonic() + PATIENCE_S
    while len(neighbours.world.requests(EVENTS_PATH)) == asked:
        assert time.monotonic() < give_up_at, "the leader collects no more"
        time.sleep(0.005)
    leader.process.send_signal(signal.SIGSTOP)  # in the middle of a collection, with an answer on its way
    neighbours.world.faults.clear()
    neighbours.run_wild("otto@example.com")

    other.waits_for("leading, jobs and messages")
    other.waits_for("message sent key=incident:2")
    other.waits_for("collection finished", times=2)
    leader.process.send_signal(signal.SIGCONT)
    leader.waits_for("round ended, another process leads")
    leader.waits_for("standing by leader=")
    other.waits_for("collection finished", times=4)

    otto = Person(neighbours.workspace, "Otto Lead", patience_s=PATIENCE_S)
    for _ in range(4):  # Slack gives them to either
        otto.types("/spendwatch status", in_="bot")
        otto.waits_for(lambda message: "as of" in all_text(message).lower(), in_="bot")
    assert len([line for line in leader.lines if "lease lost" in line and "name=lead" in line]) == 1
    assert "Traceback" not in "\n".join([*leader.lines, *other.lines])
    assert leader.end() == other.end() == 0
    assert_all_is_stored_and_sent_once(neighbours, postgresql_url)


def test_a_killed_leader_is_followed(begin, neighbours, postgresql_url):
    leader, other = start_two(begin)
    neighbours.run_wild("otto@example.com")
    leader.end(signal.SIGKILL)
    other.waits_for("leading, jobs and messages")
    other.waits_for("collection finished", times=2)
    other.waits_for("message sent key=incident:2")
    assert other.end() == 0
    assert_all_is_stored_and_sent_once(neighbours, postgresql_url)


def test_a_leader_that_is_ended_hands_over_at_once_though_its_lease_would_last_longer(
    begin, neighbours, postgresql_url, tmp_path
):
    leader = begin("bot")
    leader.waits_for("message sent key=incident:1")
    health = run_process("health", "--json", folder=tmp_path, DATABASE_URL=postgresql_url)
    assert health.out, health.err
    assert health.json["leader"]["holder"].endswith(f":{leader.process.pid}")
    other = begin("bot")
    other.waits_for("standing by leader=")
    assert leader.end() == 0
    assert leading_process(postgresql_url) in {None, other.process.pid}, "the lease was not given back"
    neighbours.run_wild("otto@example.com")  # from now on: the one before may send until its end
    other.waits_for("leading, jobs and messages")
    other.waits_for("message sent key=incident:2")
    assert other.end() == 0
    assert_all_is_stored_and_sent_once(neighbours, postgresql_url)


def test_a_monitor_sees_who_leads_and_the_same_figures_in_both_processes(begin):
    ports = free_port(), free_port()
    leader = begin("bot", METRICS_PORT=str(ports[0]))
    leader.waits_for("message sent key=incident:1")
    other = begin("bot", METRICS_PORT=str(ports[1]))
    other.waits_for("standing by leader=")
    first, second = map(scraped, ports)
    assert [value(found, "spendwatch_leader") for found in (first, second)] == [1, 0]
    assert [value(found, "spendwatch_has_leader") for found in (first, second)] == [1, 1]
    for name in ("spendwatch_events_stored", "spendwatch_has_leader", "spendwatch_database_up"):
        assert value(first, name) == value(second, name) >= 1
    assert {key for key in first if key[0].startswith(SHARED)} == {key for key in second if key[0].startswith(SHARED)}
    assert leader.end() == 0
    other.waits_for("leading, jobs and messages")
    other.waits_for("collection finished")
    assert value(scraped(ports[1]), "spendwatch_leader") == 1
    assert other.end() == 0
