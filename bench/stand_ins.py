"""Programs that run beside the benchmark in separate processes, so that their work is not measured."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
STOP_S = 15.0


@contextmanager
def program(
    module: str,
    arguments: Sequence[object] = (),
    *,
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    is_heard: bool = True,
) -> Iterator["subprocess.Popen[str]"]:
    """Run `python -m module` in a folder until the block ends; with `is_heard`, its output can be read by line.

    `environment` is added to the current one.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE if is_heard else subprocess.DEVNULL,
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.communicate(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def read_line(process: "subprocess.Popen[str]") -> str:
    """The next line that a program prints; raises RuntimeError if it ends instead."""
    assert process.stdout is not None
    if text := process.stdout.readline():
        return text.strip()
    raise RuntimeError(f"{process.args!r} ended with code {process.wait()}: see above")


def tell(process: "subprocess.Popen[str]", text: str) -> None:
    """Send a program a line of input."""
    assert process.stdin is not None
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


@contextmanager
def cursor_stand_in(*, members: int, history_days: int) -> Iterator[tuple[str, str]]:
    """The stand-in Cursor API without rate limits; yields its URL and key."""
    arguments = ("--members", members, "--history-days", history_days, "--rate-limit-scale", 0)
    with program("sandbox.cursor_api", arguments) as process:
        words = read_line(process).split()
        yield words[words.index("at") + 1], words[words.index("key") + 1]
