"""Ctrl-C in `spendwatch demo`."""

import signal
from typing import IO

from tests.running import PATIENCE_S, start


def read_until(words: str, stream: IO[str] | None) -> None:
    assert stream is not None
    assert any(words in line for line in stream), f"ended without a word of “{words}”"


def test_nothing_is_left_of_the_demo_however_often_it_is_told_to_end(tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with start("demo", "--port", "0", "--log-level", "info", folder=tmp_path, TMPDIR=str(temporary)) as process:
        try:
            read_until("bot running", process.stderr)
            assert list(temporary.iterdir())
            process.send_signal(signal.SIGINT)
            read_until("bot stopping", process.stderr)
            process.send_signal(signal.SIGINT)
            out, _ = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
    assert process.returncode == 0
    assert "The demo has ended" in out
    assert list(temporary.iterdir()) == []
