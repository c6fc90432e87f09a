"""One collection reads everything that is due from Cursor and stores it. A failing endpoint stops no other."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial

from tracker.clock import floor_ms, from_ms, require_utc, utc_day
from tracker.collect.analytics import METRICS, collect_metric
from tracker.collect.background import BackgroundReading
from tracker.collect.commits import collect_commits
from tracker.collect.daily_usage import collect_daily_usage
from tracker.collect.due import UNAVAILABLE_EVERY, is_due
from tracker.collect.events import collect_events
from tracker.collect.group_days import add_up_group_days
from tracker.collect.groups import collect_groups
from tracker.collect.members import collect_members
from tracker.collect.progress import Progress, Silent
from tracker.collect.purge import Purged, purge_if_due
from tracker.collect.reconciliation import reconcile_if_due
from tracker.collect.run import BatchSizes, NotRead, Run
from tracker.collect.spending import collect_spending
from tracker.cursor.client import CursorClient
from tracker.cursor.endpoints import AI_COMMITS, DAILY_USAGE, GROUPS, MEMBERS, SPEND, USAGE_EVENTS, Endpoint
from tracker.cursor.errors import NOT_ON_THIS_PLAN, CursorApiError, CursorPlanRefused
from tracker.store.checkpoints import Reading, begin_run, finish_run, load_backfill, load_read_states, mark_failed
from tracker.store.cycles import find_cycle
from tracker.store.engine import Store
from tracker.store.lease import LEASE_DURATION
from tracker.store.lock import WAIT_S, collection_lock
from tracker.store.marks_ahead import correct_marks_ahead

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """One kind of reading. `is_optional` means that most plans lack it, so its absence is not a failure.

    With `runs_in_background`, the step pauses after each request and is read while the others wait.
    """

    kind: Reading
    endpoint: Endpoint
    read: Callable[[Run], Iterator[None] | None]
    is_optional: bool = False
    runs_in_background: bool = False


# The order matters. Groups and spending report the cycle, which events need; daily usage follows the events; analytics
# come last because no alert waits for them. Spending is read alongside, as it waits longest for its allowance.
STEPS: tuple[Step, ...] = (
    Step(Reading.MEMBERS, MEMBERS, collect_members),
    Step(Reading.GROUPS, GROUPS, collect_groups),
    Step(Reading.SPENDING, SPEND, collect_spending, runs_in_background=True),
    Step(Reading.EVENTS, USAGE_EVENTS, collect_events),
    Step(Reading.DAILY_USAGE, DAILY_USAGE, collect_daily_usage),
    *(Step(metric.kind, metric.endpoint, partial(collect_metric, metric), is_optional=True) for metric in METRICS),
    Step(Reading.AI_COMMITS, AI_COMMITS, collect_commits, is_optional=True),
)


@dataclass(frozen=True)
class CollectionError:
    """What could not be read, and why. `is_unavailable`: not included in the team's plan or the key's scope."""

    endpoint: str
    message: str
    is_unavailable: bool = False


@dataclass(frozen=True)
class StoredCounts:
    """Rows stored by one run, by kind."""

    members: int
    daily_usage: int
    spending: int
    usage_events: int
    groups: int
    analytics: int
    commits: int


@dataclass(frozen=True)
class CollectionResult:
    """What one run did.

    `requests` is by endpoint path, `rejected` rows by kind; `oldest_day` is the UTC day of the oldest event ever read.
    `unavailable` lists the analytics paths that the plan does not include, which is not an error; `unchanged` counts
    analytics answers that had not changed. `purged` is what was deleted afterwards under the retention setting.
    """

    now: datetime
    requests: Mapping[str, int]
    stored: StoredCounts
    errors: tuple[CollectionError, ...]
    rejected: Mapping[str, int]
    duration_s: float
    oldest_day: date | None
    is_complete: bool
    unavailable: tuple[str, ...] = ()
    unchanged: int = 0
    purged: Purged = field(default_factory=Purged)


class Collector:
    """Collects from one team's Cursor into one database. Only one collection runs at a time, in any process."""

    def __init__(
        self,
        store: Store,
        client: CursorClient,
        *,
        progress: Progress | None = None,
        wait_seconds: float = WAIT_S,
        lease_duration: timedelta = LEASE_DURATION,
        batch_sizes: BatchSizes | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._client = client
        self._progress = progress or Silent()
        self._wait_seconds = wait_seconds
        self._lease_duration = lease_duration
        self._batch_sizes = batch_sizes or BatchSizes()
        self._monotonic = monotonic
        self._sleep = sleep

    def run(self, *, now: datetime, present: datetime | None = None) -> CollectionResult:
        """Read and store what is due at `now`, and return what happened.

        `present` is the real time when `now` is in the past: anything marked as read later than that is not believed.

        Raises CollectionBusy when another collection does not end in time, LeaseLost when another one started during a
        long pause of this process, and whatever the database raises.
        """
        with collection_lock(
            self._store,
            wait_seconds=self._wait_seconds,
            lasts=self._lease_duration,
            on_wait=self._progress.waiting,
        ) as store:
            return self._run(store, floor_ms(require_utc(now)), present=require_utc(present or now))

    def _run(self, store: Store, now: datetime, *, present: datetime) -> CollectionResult:
        started = self._monotonic()
        self._client.begin_run()
        with store.writing() as session:
            run_id = begin_run(session, now=now)
            ahead = correct_marks_ahead(session, present=present)
            states = load_read_states(session)
        if ahead:
            log.warning("a clock was ahead, what it marked as read is read again kinds=%s", ",".join(ahead))
        run = Run(store, self._client, self._progress, now, states, self._batch_sizes)
        errors = _take_all(run)
        add_up_group_days(store, now=now)
        reconcile_if_due(store, now=now)
        if run.unavailable:
            log.info("analytics not available on this plan endpoints=%d", len(run.unavailable))
        result = self._result(run, errors, duration_s=self._monotonic() - started)
        with store.writing() as session:
            finish_run(
                session,
                run_id,
                finished_at=now + timedelta(seconds=result.duration_s),
                is_complete=result.is_complete,
                requests=result.requests,
                stored=asdict(result.stored),
                errors=[asdict(error) for error in errors],
            )
        purged = purge_if_due(store, now=now, monotonic=self._monotonic, sleep=self._sleep)
        return replace(result, purged=purged)

    def _result(self, run: Run, errors: tuple[CollectionError, ...], *, duration_s: float) -> CollectionResult:
        with self._store.reading() as session:
            history = load_backfill(session, Reading.EVENTS)
        oldest_ms = history.oldest_event_ms if history else None
        return CollectionResult(
            now=run.now,
            requests=dict(self._client.requests_made),
            stored=StoredCounts(**asdict(run.stored)),
            errors=errors,
            rejected=dict(run.rejected),
            duration_s=round(duration_s, 3),
            oldest_day=None if oldest_ms is None else utc_day(from_ms(oldest_ms)),
            is_complete=not errors,
            unavailable=tuple(run.unavailable),
            unchanged=run.unchanged,
        )


def _take_all(run: Run) -> tuple[CollectionError, ...]:
    """Run every step and return their errors, in the order of the steps."""
    errors: dict[Reading, CollectionError] = {}
    for step in STEPS:
        pieces = _take(run, step, errors)
        if step.runs_in_background and _is_cycle_known(run):
            run.background = BackgroundReading(run.client, step.endpoint, pieces)
            run.background.read_without_waiting()
        else:
            _exhaust(pieces)
    if run.background is not None:
        run.background.finish()
    return tuple(errors[step.kind] for step in STEPS if step.kind in errors)


def _take(run: Run, step: Step, errors: dict[Reading, CollectionError]) -> Iterator[None]:
    """Run one step, pausing where it does. An error is recorded so that the other steps still run."""
    state = run.states.get(step.kind)
    if state and state.is_unavailable and not is_due(state.failed_at, now=run.now, every=UNAVAILABLE_EVERY):
        if step.is_optional:
            run.unavailable.append(step.endpoint.path)
        return
    try:
        yield from step.read(run) or ()
    except (CursorApiError, NotRead) as failure:
        error = _error(step, failure)
    else:
        return
    with run.store.writing() as session:
        mark_failed(session, step.kind, now=run.now, error=error.message, is_unavailable=error.is_unavailable)
    if step.is_optional and error.is_unavailable:
        run.unavailable.append(error.endpoint)
        return
    log.warning("endpoint not read path=%s reason=%s", error.endpoint, error.message)
    errors[step.kind] = error


def _is_cycle_known(run: Run) -> bool:
    """Whether events can be read before spending is complete."""
    with run.store.reading() as session:
        return find_cycle(session, run.now).is_known


def _exhaust(pieces: Iterator[None]) -> None:
    for _ in pieces:
        pass


def _error(step: Step, failure: CursorApiError | NotRead) -> CollectionError:
    """Describe a failure, and whether it is only missing from the plan or the key's scope."""
    is_refused = isinstance(failure, CursorPlanRefused)
    if step.is_optional and isinstance(failure, CursorApiError):
        is_refused = failure.status in NOT_ON_THIS_PLAN
    message = f"not available: {failure}" if is_refused else str(failure)
    return CollectionError(step.endpoint.path, message, is_unavailable=is_refused)
