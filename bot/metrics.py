"""Metrics for Prometheus: this process's own counts, and figures of all processes from the database.

Needs the optional prometheus-client, so this module is imported only if METRICS_PORT is set.
"""

import logging
import platform
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.metadata import version

from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from bot.counts import OTHER, ProcessCounts
from tracker.collect.collector import STEPS
from tracker.store.engine import Store
from tracker.store.jobs_done import Job
from tracker.store.queries_operations import SEVERITIES, LastCollection, Operations, load_operations

log = logging.getLogger(__name__)

DATABASE_S = 2.0  # a scrape's wait for the database; Prometheus itself gives up after ten
ENDPOINTS = frozenset(step.endpoint.path for step in STEPS)


class DatabaseSilent(RuntimeError):
    """The database did not answer in time."""


class DatabaseReader:
    """Reads the database in a thread of its own, once at a time; concurrent scrapes share a reading."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._pending: _Pending | None = None

    def operations(self, timeout: float) -> Operations:
        """The current figures; raises DatabaseSilent, and what the database raises."""
        with self._lock:
            if self._pending is None or self._pending.done.is_set():
                self._pending = _Pending()
                threading.Thread(target=self._read, args=(self._pending,), name="metrics", daemon=True).start()
            pending = self._pending
        if not pending.done.wait(timeout):
            raise DatabaseSilent
        if pending.error is not None:
            raise pending.error
        assert pending.found is not None
        return pending.found

    def _read(self, pending: "_Pending") -> None:
        try:
            with self._store.reading() as session:
                pending.found = load_operations(session)
        except Exception as error:  # noqa: BLE001  # it is raised where it was waited for
            pending.error = error
        finally:
            pending.done.set()


class _Pending:
    def __init__(self) -> None:
        self.done = threading.Event()
        self.found: Operations | None = None
        self.error: Exception | None = None


class SpendwatchCollector(Collector):
    """Collects at each scrape. If the database does not answer, only its figures are missing, and that is counted."""

    def __init__(
        self,
        store: Store,
        counts: ProcessCounts,
        *,
        is_link_alive: Callable[[], bool],
        clock: Callable[[], datetime],
        database_s: float = DATABASE_S,
    ) -> None:
        self._reading = DatabaseReader(store)
        self._counts = counts
        self._is_link_alive = is_link_alive
        self._clock = clock
        self._database_s = database_s
        self._failed_reads = 0
        self._has_database = True

    def describe(self) -> list[Metric]:
        """Describe nothing: registering must not query the database."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All metrics as of now."""
        yield InfoMetricFamily(
            "spendwatch_build",
            "The version that runs",
            value={"version": version("spendwatch"), "python": platform.python_version()},
        )
        yield _gauge("spendwatch_link_alive", "Whether this process's link to Slack is alive", self._is_link_alive())
        yield _gauge("spendwatch_leader", "Whether this process leads", self._counts.is_leading.is_set())
        yield from _answers(self._counts)
        yield _counter("spendwatch_logged_errors", "Errors logged by this process", "logger", self._counts.errors())
        yield from self._from_database()

    def _from_database(self) -> Iterator[Metric]:
        try:
            found = self._reading.operations(self._database_s)
        except Exception as error:  # noqa: BLE001  # a scrape tells what it can, and that this is missing
            if self._has_database:
                log.warning("metrics without the database reason=%s", type(error).__name__)
            self._failed_reads += 1
            found = None
        self._has_database = found is not None
        failed = CounterMetricFamily("spendwatch_scrape_errors", "Scrapes without the database's figures")
        failed.add_metric([], self._failed_reads)
        yield failed
        yield _gauge("spendwatch_database_up", "Whether the database answered this scrape", found is not None)
        if found is not None:
            yield from _operations(found, now=self._clock())


def _answers(counts: ProcessCounts) -> Iterator[Metric]:
    answers = CounterMetricFamily("spendwatch_answers", "Answers by what was asked", labels=["asked", "outcome"])
    for labels, count in sorted(counts.answers().items()):
        answers.add_metric([*labels], count)
    yield answers
    took = HistogramMetricFamily("spendwatch_answer_seconds", "From asking to the answer", labels=["asked"])
    for what, latencies in sorted(counts.latencies().items()):
        took.add_metric([what], buckets=[*latencies.cumulative()], sum_value=latencies.sum_s)
    yield took


def _operations(found: Operations, *, now: datetime) -> Iterator[Metric]:
    if (collected_at := found.jobs[Job.COLLECT]) is not None:
        age = max(0.0, (now - collected_at).total_seconds())
        yield _gauge("spendwatch_data_age_seconds", "Since the last complete collection", age)
    done = {job.value: at.timestamp() for job, at in found.jobs.items() if at is not None}
    yield _gauges("spendwatch_job_last_success_timestamp_seconds", "When a job was last done", "job", done)
    if found.collection is not None:
        yield from _collection(found.collection)
    yield _gauge("spendwatch_events_stored", "Usage events read so far, purged ones included", found.events)
    incidents = _bounded(found.open_incidents, SEVERITIES)
    yield _gauges("spendwatch_incidents_open", "Incidents that are not resolved", "severity", incidents)
    waiting = {channel.value: rows for channel, (rows, _) in found.outbox.items()}
    yield _gauges("spendwatch_outbox_waiting", "Messages that wait to be sent", "channel", waiting)
    dead = {channel.value: rows for channel, (_, rows) in found.outbox.items()}
    yield _gauges("spendwatch_outbox_dead", "Messages that were given up", "channel", dead)
    yield _gauge("spendwatch_has_leader", "Whether any process leads", found.has_leader)


def _collection(last: LastCollection) -> Iterator[Metric]:
    yield _gauge("spendwatch_collection_duration_seconds", "How long the last collection took", last.duration_s)
    requests = _bounded(last.requests, ENDPOINTS)
    yield _gauges("spendwatch_collection_requests", "Requests of the last collection", "endpoint", requests)
    errors = dict.fromkeys(last.requests, 0) | dict(last.errors)
    yield _gauges(
        "spendwatch_collection_errors", "What the last collection lacks", "endpoint", _bounded(errors, ENDPOINTS)
    )


def _bounded(counts: Mapping[str, int], known: frozenset[str] | tuple[str, ...]) -> dict[str, int]:
    """Counts by known label; all unknown ones under one label."""
    found: dict[str, int] = {}
    for label, count in counts.items():
        key = label if label in known else OTHER
        found[key] = found.get(key, 0) + count
    return found


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=float(value))


def _gauges(name: str, words: str, label: str, values: Mapping[str, int] | Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, words, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([str(key)], value)
    return family


def _counter(name: str, words: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, words, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family
