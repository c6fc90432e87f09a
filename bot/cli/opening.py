"""What every command starts with: environment, logging, and a migrated database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.build import utc_now
from bot.cli.output import use_spelling
from bot.config import Config, read_config
from bot.logs import set_up_logs
from bot.spelling import Spelling
from tracker.clock import InstantAhead, InstantRefused, is_ahead, parse_instant
from tracker.store.engine import Store, open_store
from tracker.store.migrate import migrate

FIRST_INSTANT, LAST_INSTANT = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def open_config() -> Config:
    """Read the environment, and set up logging and command names accordingly; raises ConfigRefused."""
    config = read_config()
    set_up_logs(level=config.log_level, form=config.log_format)
    use_spelling(Spelling(config.command_prefix))
    return config


@contextmanager
def open_database(config: Config) -> Iterator[Store]:
    """The migrated database; closed at the end of the block."""
    store = open_store(config.database_url)
    try:
        migrate(store)
        yield store
    finally:
        store.close()


def now_or(as_of: str | None) -> datetime:
    """The instant of `--as-of`, or now; raises InstantRefused and InstantAhead."""
    return read_as_of(as_of) or utc_now()


def read_as_of(as_of: str | None) -> datetime | None:
    """The instant of `--as-of`; raises InstantRefused, or InstantAhead if it is in the future."""
    instant, present = read_instant(as_of), utc_now()
    if instant is not None and is_ahead(instant, present):
        raise InstantAhead(instant, present=present)
    return instant


def read_instant(given: str | None) -> datetime | None:
    """The instant of an option; raises InstantRefused, also for one in a century without anything to collect."""
    if given is None:
        return None
    try:
        instant = parse_instant(given)
    except OverflowError as error:
        raise InstantRefused(given) from error
    if not FIRST_INSTANT <= instant < LAST_INSTANT:
        raise InstantRefused(given)
    return instant
