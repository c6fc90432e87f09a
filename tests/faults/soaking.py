"""The bot in its own process, with a clock that a test sets: everything in `run` except the scheduler."""

import multiprocessing
import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from bot.answers import Answers
from bot.app import build_app
from bot.build import build_services, open_collect
from bot.config import Config
from bot.jobs import Round
from bot.link import Link
from tracker.store.engine import open_store

PATIENCE_S = 120
_FORKS = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Used:
    """Resources that a process uses."""

    memory_mb: float
    threads: int
    files: int


class SoakedBot:
    """Started with a link to Slack; each `round` collects, judges and sends at an instant chosen by the test."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._pipe, theirs = _FORKS.Pipe()
        self._process = _FORKS.Process(target=_live, args=(dict(env), theirs))
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.is_alive():
            self._pipe.send(None)
            self._process.join(PATIENCE_S)
        if self._process.is_alive():
            self._process.kill()
            raise AssertionError("the bot did not end")

    def round(self, now: datetime) -> Used:
        """One round, including everything to be sent and answered then."""
        self._pipe.send(now)
        assert self._pipe.poll(PATIENCE_S), "the round does not end"
        used: Used = self._pipe.recv()
        return used


class _Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


def _live(env: dict[str, str], pipe: Connection) -> None:
    os.environ.update(env)
    config, clock = Config(_env_file=None), _Clock()
    clock.now = pipe.recv()
    store = open_store(config.database_url)
    services = build_services(config, store, clock=clock)
    answers = Answers(services)
    link = Link(lambda: build_app(services, answers), config.secret("SLACK_APP_TOKEN"))
    link.start()
    with open_collect(config, store, clock=clock) as collect:
        workers = services.dispatcher
        one_round = Round(
            store,
            collect,
            in_force=services.in_force,
            clock=clock,
            wake=workers.wake,
            after=services.home.refresh_all,
        )
        now: datetime | None = clock.now
        while now is not None:
            clock.now = now
            one_round.run()
            workers.drain()
            answers.wait_until_idle(PATIENCE_S)
            pipe.send(_used())
            now = pipe.recv()
    services.home.stop()
    link.close()
    answers.close(timeout=PATIENCE_S)
    store.close()


def _used() -> Used:
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return Used(
        memory_mb=int(status.split("VmRSS:")[1].split()[0]) / 1024,
        threads=threading.active_count(),
        files=len(list(Path("/proc/self/fd").iterdir())),
    )
