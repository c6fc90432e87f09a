"""`spendwatch` as a shell would run it: in this process for its output, in a separate one for its lifetime."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE_S = 60


@dataclass(frozen=True)
class Ran:
    """The results of a command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The only JSON object on stdout; raises ValueError if there is anything else."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def complaint(self) -> str:
        """The only line on stderr."""
        (line,) = self.err.splitlines()
        return line


def clean_environment(**values: str) -> dict[str, str]:
    """A process environment with nothing but `values`."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": os.environ.get("HOME", "/"), **values}


def start(*args: str, folder: Path, module: str = "bot", **env: str) -> "subprocess.Popen[str]":
    """`spendwatch`, or a module that stands for it, in its own process, with its log read from stderr."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *args],
        cwd=folder,
        env=clean_environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_process(*args: str, folder: Path, **env: str) -> Ran:
    """Run `spendwatch` to its end in a process of its own."""
    process = start(*args, folder=folder, **env)
    out, err = process.communicate(timeout=90)
    return Ran(process.returncode, out, err)


class Running:
    """A bot in its own process; its log is read as it is written."""

    def __init__(self, folder: Path, *, module: str = "bot", **env: str) -> None:
        values = {"DATABASE_URL": "sqlite:///run.db"} | env
        self.process = start("run", folder=folder, module=module, **values)
        self.lines: list[str] = []
        self._grown = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._grown:
                self.lines.append(line.rstrip())
                self._grown.notify_all()

    def waits_for(self, words: str, *, times: int = 1) -> str:
        """Wait for a new log line with `words`, and return it."""

        def found() -> list[str]:
            return [line for line in self.lines if words in line]

        with self._grown:
            assert self._grown.wait_for(lambda: len(found()) >= times, PATIENCE_S), "\n".join(self.lines)
            return found()[-1]

    def kill(self) -> None:
        """Kill it, unless it has ended."""
        if self.process.poll() is None:
            self.end(signal.SIGKILL)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal; return its exit code."""
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE_S)
        self._reader.join(PATIENCE_S)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code


@contextmanager
def starting(folder: Path, **env: str) -> Iterator[Callable[..., Running]]:
    """Starts bots in `folder`, with common and individual environment, and kills those still running at the end."""
    started: list[Running] = []

    def start_one(**more: str) -> Running:
        started.append(Running(folder, **env | more))
        return started[-1]

    yield start_one
    for bot in started:
        bot.kill()
