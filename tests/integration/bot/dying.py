"""Runs the bot's rounds in separate processes at chosen instants, and kills them at the worst moments."""

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
"""When a process is killed: at the first row claimed in a channel, and before each receipt is stored."""

PATIENCE_S = 400  # after many kills a round may have as many messages to send, one a second

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__])


@dataclass
class Deaths:
    """Starts a process for each round, and kills it once at each moment."""

    env: Mapping[str, str]
    survived: set[tuple[str, str]] = field(default_factory=set)
    """Where processes were killed: a moment, and the channel or the message's key."""

    def round_at(self, now: datetime) -> bool:
        """One start of the bot with one round and everything to be sent then; False if it was killed."""
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
    """Starts a process for each round, and kills it from outside once `let` returns."""

    env: Mapping[str, str]

    def round_at(self, now: datetime, let: Callable[[Callable[[], bool]], None] | None = None) -> bool:
        """One round, killed once `let` returns; False if it was killed. None lets the round end.

        `let` gets a function that tells whether the process lives.
        """
        process = _FORKS.Process(target=_run, args=(dict(self.env), now))
        process.start()
        if let is not None:
            let(process.is_alive)
            process.kill()
        process.join(PATIENCE_S)
        assert process.exitcode in ((0, -signal.SIGKILL) if let else (0,)), process.exitcode
        return process.exitcode == 0


def _told(by: Connection) -> tuple[str, str] | None:
    """Where a process reported that it is about to die; None for one that ended silently."""
    with by, suppress(EOFError):
        place: tuple[str, str] = by.recv()
        return place
    return None


def _die_in_a_round(env: dict[str, str], now: datetime, survived: set[tuple[str, str]], tells: Connection) -> None:
    _die_on_the_way(survived, tells)
    _run(env, now)


def _run(env: dict[str, str], now: datetime) -> None:
    """Start, greet if due, judge what is stored, send everything due, end."""
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
    """Kill this process at the first moment where none was killed before."""
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
