"""The endpoint for Prometheus, asked over HTTP and read with Prometheus' own parser."""

import logging
import socket
import sys
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.config import Config, ConfigRefused
from bot.counts import BUCKETS_S, Outcome, ProcessCounts
from bot.metrics import DatabaseReader
from bot.metrics_endpoint import serving_metrics
from bot.requests import Command
from tests.integration.bot.scraping import free_port, scraped, value
from tests.running import Running, run_process
from tracker.store.tables import CollectionRunRow, IncidentRow, OutboxRow, ReadStateRow

NOW = datetime.now(UTC)
HOSTILE = 'x"} 1\nspendwatch_fake{a="\\' + "ü" * 300


@contextmanager
def served(store, counts=None, **config):
    port = free_port()
    with serving_metrics(Config(metrics_port=port, **config), store, counts or ProcessCounts(), lambda: True):
        yield port


def command(name: str) -> Command:
    return Command("U1", "C1", None, name, "mara@example.com")


def test_a_new_installation_shows_zeros_for_what_it_counts_and_nothing_for_what_it_does_not_know(store):
    with served(store) as port:
        found = scraped(port)
    for severity in ("info", "warning", "critical"):
        assert value(found, "spendwatch_incidents_open", severity=severity) == 0
    for channel in ("slack", "mail"):
        assert value(found, "spendwatch_outbox_waiting", channel=channel) == 0
        assert value(found, "spendwatch_outbox_dead", channel=channel) == 0
    assert value(found, "spendwatch_database_up") == 1
    assert value(found, "spendwatch_link_alive") == 1
    assert value(found, "spendwatch_leader") == 0
    assert value(found, "spendwatch_has_leader") == 0
    assert not [name for name, _ in found if name.startswith(("spendwatch_data_age", "spendwatch_job"))]
    assert [labels for name, labels in found if name == "spendwatch_build_info"]


def test_the_database_is_read_at_each_scrape_and_what_it_holds_cannot_make_labels(store):
    with served(store) as port:
        assert value(scraped(port), "spendwatch_outbox_dead", channel="mail") == 0
        fill(store)
        before = datetime.now(UTC)
        found = scraped(port)
        after = datetime.now(UTC)
    assert value(found, "spendwatch_outbox_dead", channel="mail") == 1
    assert value(found, "spendwatch_outbox_waiting", channel="slack") == 2
    assert value(found, "spendwatch_incidents_open", severity="critical") == 1
    assert value(found, "spendwatch_incidents_open", severity="other") == 1
    assert value(found, "spendwatch_collection_requests", endpoint="/teams/members") == 3
    assert value(found, "spendwatch_collection_requests", endpoint="other") == 7
    assert value(found, "spendwatch_collection_errors", endpoint="/teams/members") == 0
    assert value(found, "spendwatch_collection_errors", endpoint="/teams/spend") == 1
    assert value(found, "spendwatch_collection_duration_seconds") == 12.5
    read_at = NOW - timedelta(minutes=10)
    age = value(found, "spendwatch_data_age_seconds")
    assert (before - read_at).total_seconds() <= age <= (after - read_at).total_seconds()
    done = value(found, "spendwatch_job_last_success_timestamp_seconds", job="collect")
    assert done == pytest.approx((NOW - timedelta(minutes=10)).timestamp(), abs=0.001)
    assert not [name for name, labels in found if "fake" in name or "example.com" in str(labels) or "ü" in str(labels)]


def fill(store):
    with store.writing() as session:
        session.add(ReadStateRow(kind="events", read_at=NOW - timedelta(minutes=10)))
        for number, (channel, state) in enumerate(
            [("slack", "waiting"), ("slack", "claimed"), ("slack", "sent"), ("mail", "dead")]
        ):
            row = OutboxRow(kind="notice", channel=channel, about="x", key=f"k{number}", state=state)
            row.not_before = row.created_at = NOW
            session.add(row)
        for number, severity in enumerate(["critical", HOSTILE]):
            dates = {"onset_at": NOW, "collected_at": NOW, "detected_at": NOW}
            session.add(IncidentRow(subject=f"mara{number}@example.com", severity=severity, **dates))
        session.add(
            CollectionRunRow(
                now=NOW,
                finished_at=NOW + timedelta(seconds=12.5),
                requests={"/teams/members": 3, HOSTILE: 5, "/users/mara@example.com": 2},
                errors=[{"endpoint": "/teams/spend", "message": HOSTILE}],
            )
        )


def test_answers_are_counted_with_how_long_they_took_and_invented_commands_together(store):
    counts = ProcessCounts()
    for seconds in (0.1, 0.3, 99):
        counts.answered(command("/spend"), Outcome.ANSWERED, seconds)
    for number in range(50):
        counts.answered(command(f"/{HOSTILE}{number}"), Outcome.FAILED, 0.2)
    with served(store, counts) as port:
        found = scraped(port)
    assert value(found, "spendwatch_answers_total", asked="/spend", outcome="answered") == 3
    assert value(found, "spendwatch_answers_total", asked="other", outcome="failed") == 50
    buckets = [value(found, "spendwatch_answer_seconds_bucket", asked="/spend", le=str(bound)) for bound in BUCKETS_S]
    assert buckets == [1, 1, 2, 2, 2, 2, 2, 2, 2]
    assert value(found, "spendwatch_answer_seconds_bucket", asked="/spend", le="+Inf") == 3
    assert value(found, "spendwatch_answer_seconds_count", asked="/spend") == 3
    assert value(found, "spendwatch_answer_seconds_sum", asked="/spend") == pytest.approx(99.4)
    assert len([name for name, _ in found if name == "spendwatch_answers_total"]) == 2


def test_errors_are_counted_by_our_loggers_and_those_of_libraries_together(store):
    with served(store) as port:
        logging.getLogger("bot.jobs").error("one")
        logging.getLogger("bot.jobs").warning("not one")
        logging.getLogger(HOSTILE).error("two")
        found = scraped(port)
    assert value(found, "spendwatch_logged_errors_total", logger="bot.jobs") == 1
    assert value(found, "spendwatch_logged_errors_total", logger="other") == 1


def test_a_database_that_fails_costs_its_own_figures_and_is_counted(store):
    with served(store) as port:
        with store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE outbox RENAME TO gone")
        scraped(port)
        found = scraped(port)
    assert value(found, "spendwatch_scrape_errors_total") == 2
    assert value(found, "spendwatch_database_up") == 0
    assert value(found, "spendwatch_link_alive") == 1
    assert value(found, "spendwatch_events_stored") is None


class StuckStore:
    """A database that does not answer until it may."""

    def __init__(self, store):
        self.store, self.may_answer, self.asked = store, threading.Event(), 0

    @contextmanager
    def reading(self):
        self.asked += 1
        self.may_answer.wait(30)
        with self.store.reading() as session:
            yield session


def test_scrapes_do_not_pile_up_before_a_database_that_hangs(store):
    stuck = StuckStore(store)
    reading = DatabaseReader(stuck)
    for _ in range(5):
        with pytest.raises(RuntimeError):
            reading.operations(0.01)
    assert stuck.asked == 1
    stuck.may_answer.set()
    assert reading.operations(30).events == 0


def test_a_scraper_that_never_finishes_its_request_keeps_nobody_waiting(store):
    with served(store) as port, socket.create_connection(("127.0.0.1", port)) as idle:
        idle.sendall(b"GET /metrics HTTP/1.1\r\n")
        assert value(scraped(port), "spendwatch_database_up") == 1
    assert not [thread for thread in threading.enumerate() if thread.name == "metrics"]


def test_it_listens_on_loopback_only_and_ends_with_the_block(store):
    with served(store) as port:
        assert scraped(port)
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.2", port), timeout=5)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_without_a_port_nothing_is_served_and_nothing_is_needed(store, monkeypatch):
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with serving_metrics(Config(), store, ProcessCounts(), lambda: True):
        assert not [thread for thread in threading.enumerate() if "serve_forever" in thread.name]


def test_a_missing_library_says_what_to_install(store, monkeypatch):
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    with pytest.raises(ConfigRefused, match=r'pip install "\.\[metrics\]"'), served(store):
        pass


@pytest.mark.parametrize("host", ["127.0.0.1", "192.0.2.1", "no.such.host.invalid"])
def test_where_nobody_can_listen_is_said_in_words(store, host):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = Config(metrics_port=taken.getsockname()[1], metrics_host=host)
        serving = serving_metrics(config, store, ProcessCounts(), lambda: True)
        with pytest.raises(ConfigRefused, match="METRICS_PORT: cannot listen"), serving:
            pass


@pytest.mark.parametrize(("name", "wrong"), [("METRICS_PORT", "0"), ("METRICS_PORT", "x"), ("METRICS_HOST", "a b")])
def test_a_port_or_host_that_is_none_is_refused(tmp_path, name, wrong):
    ran = run_process("health", folder=tmp_path, DATABASE_URL="sqlite:///run.db", **{name: wrong})
    assert (ran.code, name in ran.complaint) == (2, True)


def test_a_running_bot_shows_what_it_did(run):
    port = free_port()
    bot: Running = run(METRICS_PORT=str(port), LOG_FORMAT="json")
    bot.waits_for("link to slack open")
    bot.waits_for("message sent key=incident:1")
    found = scraped(port)
    assert value(found, "spendwatch_leader") == 1
    assert value(found, "spendwatch_has_leader") == 1
    assert value(found, "spendwatch_link_alive") == 1
    assert value(found, "spendwatch_events_stored") > 0
    assert value(found, "spendwatch_collection_requests", endpoint="/teams/filtered-usage-events") >= 1
    assert value(found, "spendwatch_incidents_open", severity="critical") >= 1
    assert value(found, "spendwatch_data_age_seconds") < 60
    assert value(found, "spendwatch_collection_duration_seconds") < 60
    for job in ("collect", "detect", "notices"):
        assert value(found, "spendwatch_job_last_success_timestamp_seconds", job=job) > 0
    assert bot.end() == 0


def test_a_port_in_use_ends_the_bot_before_it_begins(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        bot: Running = run(METRICS_PORT=str(taken.getsockname()[1]))
        assert "METRICS_PORT: cannot listen" in bot.waits_for("spendwatch:")
        assert bot.process.wait(30) == 2
        assert bot.end() == 2
