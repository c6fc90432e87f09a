"""The bot's rounds in processes of their own at an instant of a test's choice, killed at the worst moments."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
from typing import Any

from bot.build import build_services
from bot.config import Config
from bot.jobs import Round
from bot.memory import tune_garbage_collector
from tracker.alerting import AlertingService
from tracker.store.engine import open_store
from tracker.store.lock import CollectionBusy
from tracker.store.outbox import Outbox, OutboxItem

CLAIMED, SENT = "claimed", "sent"
"""The moments of a death: with the first row that is taken for a channel, and before each receipt is kept."""

PATIENCE_S = 400  # after many deaths a round may have as many messages to send, one a second

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


@dataclass
class Deaths:
    """Starts a process for each round, and has it killed once at each moment."""

    env: Mapping[str, str]
    survived: set[tuple[str, str]] = field(default_factory=set)
    """Where processes were killed: a moment, and the channel or the message's key."""

    def round_at(self, now: datetime) -> bool:
        """One start of the bot with one round and all that is to be sent then; false when it was killed."""
        here, there = _FORKS.Pipe(duplex=False)
        process = _FORKS.Process(target=_die_in_a_round, args=(dict(self.env), now, self.survived, there))
        process.start()
        there.close()
        process.join(60)
        died_at = _told(here)
        assert process.exitcode == (0 if died_at is None else -signal.SIGKILL), f"{process.exitcode} at {died_at}"
        if died_at is not None:
            self.survived.add(died_at)
        return died_at is None


@dataclass(frozen=True)
class KilledAtRandom:
    """Starts a process for each round, and kills it from outside when it was `let` far enough."""

    env: Mapping[str, str]

    def round_at(self, now: datetime, let: Callable[[Callable[[], bool]], None] | None = None) -> bool:
        """One round, killed once `let`, told how to ask for life, returns; None lets it end. False if killed."""
        process = _FORKS.Process(target=_run, args=(dict(self.env), now))
        process.start()
        if let is not None:
            let(process.is_alive)
            process.kill()
        process.join(PATIENCE_S)
        assert process.exitcode in ((0, -signal.SIGKILL) if let else (0,)), process.exitcode
        return process.exitcode == 0


def _told(by: Connection) -> tuple[str, str] | None:
    """Where a process said that it dies; None for one that ended without a word."""
    with by, suppress(EOFError):
        place: tuple[str, str] = by.recv()
        return place
    return None


def _die_in_a_round(env: dict[str, str], now: datetime, survived: set[tuple[str, str]], tells: Connection) -> None:
    _die_on_the_way(survived, tells)
    _run(env, now)


def _run(env: dict[str, str], now: datetime) -> None:
    """Start, greet where that is due, judge what is stored, send everything that is due, end."""
    os.environ.update(env)
    config = Config(_env_file=None)
    store = open_store(config.database_url)
    tune_garbage_collector()
    AlertingService(store).ask_if_new(now=now)
    services = build_services(config, store, clock=lambda: now)
    wake = services.dispatcher.wake
    Round(store, _collected_already, in_force=services.in_force, clock=services.clock, wake=wake).run()
    services.dispatcher.drain()
    store.close()


def _collected_already(_now: datetime | None) -> Any:
    raise CollectionBusy(0.0)


def _die_on_the_way(survived: set[tuple[str, str]], tells: Connection) -> None:
    """Let this process be killed where none was before."""
    claim_next, store_receipt = Outbox.claim_next, Outbox.store_receipt

    def die(*place: str) -> None:
        if place not in survived:
            tells.send(place)
            os.kill(os.getpid(), signal.SIGKILL)

    def claims(outbox: Outbox, **options: Any) -> OutboxItem | None:
        item = claim_next(outbox, **options)
        if item is not None:
            die(CLAIMED, item.channel.value)
        return item

    def keeps(outbox: Outbox, item: OutboxItem, *receipt: Any, **options: Any) -> bool:
        die(SENT, item.key)
        return store_receipt(outbox, item, *receipt, **options)

    Outbox.claim_next, Outbox.store_receipt = claims, keeps  # type: ignore[method-assign]


CLAIM_IS_OVER = timedelta(minutes=3)
