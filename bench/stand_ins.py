"""Programs that run beside the benchmark, so that their work is not counted as ours."""

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
    """Run `python -m module` in a folder until the block ends; what it prints can be read line by line if `is_heard`.

    `environment` is added to this program's own.
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
    """The next line that a program prints; raises RuntimeError when it ends instead."""
    assert process.stdout is not None
    if text := process.stdout.readline():
        return text.strip()
    raise RuntimeError(f"{process.args!r} ended with code {process.wait()}: see above")


def tell(process: "subprocess.Popen[str]", text: str) -> None:
    """Give a program a line to read."""
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
