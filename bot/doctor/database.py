"""Checks that the database can be opened, migrated and written, and reports what waits in its outbox."""

from collections.abc import Iterator

from sqlalchemy.exc import SQLAlchemyError

from blocks.elements import spoken
from blocks.reconciliation import reconciliation_pieces
from blocks.status import raw_events_words
from bot.build import utc_now
from bot.config import Config
from bot.doctor.types import Check
from tracker.reports.reconciliation import load_reconciliation
from tracker.reports.status import load_status
from tracker.store.alerting import alerts_are_on
from tracker.store.engine import DatabaseRefused, Store, open_store
from tracker.store.heartbeat import probe_write
from tracker.store.lease import LeaseName, find_holder
from tracker.store.migrate import NewerDatabase, migrate
from tracker.store.outbox_health import find_outbox_health
from tracker.store.redraws import Redraws
from tracker.store.trouble import database_sentence

MAX_LISTED = 10


def check_database(config: Config) -> Iterator[Check]:
    """Open, migrate and write; then report the age of the figures and what could not be sent."""
    try:
        store = open_store(config.database_url)
        revision = migrate(store).after
        probe_write(store)
    except DatabaseRefused as refusal:
        yield Check("database", False, str(refusal), "Set DATABASE_URL as described.")
        return
    except NewerDatabase as refusal:
        yield Check("database", False, str(refusal), "Install the newer version, as described.")
        return
    except SQLAlchemyError as error:
        yield Check("database", False, database_sentence(error), "Then run spendwatch doctor again.")
        return
    try:
        yield Check("database", True, f"{store.engine.dialect.name}, schema {revision}, writable")
        yield _check_leader(store)
        yield _check_figures(store)
        yield _check_raw_events(store)
        yield _check_reconciliation(store)
        yield _check_outbox(store)
        yield _check_redraws(store)
        yield _check_alerting(store)
    finally:
        store.close()


def _check_leader(store: Store) -> Check:
    with store.reading() as session:
        leader = find_holder(session, LeaseName.LEAD)
    words = (
        f"{leader.holder} leads since {leader.since:%Y-%m-%d %H:%M} UTC"
        if leader
        else "no spendwatch run is leading now"
    )
    return Check("leader", True, words)


def _check_figures(store: Store) -> Check:
    with store.reading() as session:
        status = load_status(session, now=utc_now())
    failing = [f"{endpoint.name}: {endpoint.last_error}" for endpoint in status.endpoints if endpoint.last_error]
    if failing:
        return Check("collection", False, "; ".join(failing), "See the Cursor tests below; the next run tries again.")
    if status.collected_at is None:
        return Check("collection", True, "nothing collected yet; run `spendwatch collect` to begin")
    return Check(
        "collection", True, f"{status.events:,} events, complete as of {status.collected_at:%Y-%m-%d %H:%M} UTC"
    )


def _check_raw_events(store: Store) -> Check:
    with store.reading() as session:
        status = load_status(session, now=utc_now())
    return Check("raw events", True, f"from {raw_events_words(status)}" if status.raw_from else "none stored yet")


def _check_reconciliation(store: Store) -> Check:
    with store.reading() as session:
        found = load_reconciliation(session)
    if found is None:
        return Check("reconciliation", True, "not yet compared with Cursor's own sums; the first complete run does it")
    words = spoken(*reconciliation_pieces(found))
    if found.past_tolerance_since is None:
        return Check("reconciliation", True, words)
    fix = "The next full read of the cycle may fix it; if not, compare both with Cursor's dashboard."
    return Check("reconciliation", False, words, fix)


def _check_alerting(store: Store) -> Check:
    with store.reading() as session:
        is_on = alerts_are_on(session)
    waiting = "waiting for an answer: press Start alerting below the trial in Slack, or run spendwatch start-alerts"
    return Check("alerts", True, "on" if is_on else waiting)


def _check_outbox(store: Store) -> Check:
    health = find_outbox_health(store)
    if health.dead:
        fix = "Fix what was rejected, then `spendwatch outbox retry --all`, or `spendwatch outbox drop --all`."
        worst = "; ".join(f"{item.key}: {item.last_error}" for item in health.dead_items)
        return Check("outbox", False, f"{health.dead} messages were given up: {worst}", fix)
    if health.waiting and health.last_error:
        fix = "They are sent as soon as they are accepted; see the Slack and e-mail tests below."
        return Check("outbox", False, f"{health.waiting} messages waiting: {health.last_error}", fix)
    return Check("outbox", True, f"{health.waiting} messages waiting to be sent")


def _check_redraws(store: Store) -> Check:
    outdated = Redraws(store).list_outdated()
    if not outdated:
        return Check("redraws", True, "every message is up to date")
    worst = "; ".join(f"{each.kind} {each.id}: {each.error}" for each in outdated[:MAX_LISTED])
    fix = "They are retried at least every ten minutes; those that Slack rejects for good, at the next change."
    return Check("redraws", False, f"{len(outdated)} messages show an outdated state: {worst}", fix)
