"""Programs that run beside the benchmark, so that their work is not counted as ours."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
STOP_S = 15.0


@contextmanager
def program(module: str, arguments: Sequence[object] = (), **options: object) -> Iterator["subprocess.Popen[str]"]:
    """Run `python -m module` with pipes until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
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


@contextmanager
def cursor_stand_in(*, members: int, history_days: int) -> Iterator[tuple[str, str]]:
    """The stand-in Cursor API without rate limits; yields its URL and key."""
    arguments = ("--members", members, "--history-days", history_days, "--rate-limit-scale", 0)
    with program("sandbox.cursor_api", arguments, cwd=ROOT) as process:
        words = read_line(process).split()
        yield words[words.index("at") + 1], words[words.index("key") + 1]
