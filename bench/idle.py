"""What the bot costs while nobody uses it: start-up, memory and CPU."""

import os
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median

from bench.measuring import line, memory_mb, title
from bench.running_bot import RunningBot, running_bot

MEMBERS, HISTORY_DAYS, STARTS = 1_000, 35, 5
QUICK_MEMBERS, QUICK_HISTORY_DAYS, QUICK_STARTS = 65, 20, 1
LONGEST_COLLECTION_S = 240.0
SETTLES_S, WATCHED_S = 5.0, 20.0


def main(*, quick: bool) -> None:
    """Print the seconds from start to connection, and memory and CPU before and after a collection."""
    members, days, starts = (
        (QUICK_MEMBERS, QUICK_HISTORY_DAYS, QUICK_STARTS) if quick else (MEMBERS, HISTORY_DAYS, STARTS)
    )
    title(f"idle: `spendwatch run` of a team of {members:,}, {days} days of history")
    connected: list[float] = []
    for number in range(starts):
        with tempfile.TemporaryDirectory() as folder, _bot(folder, members, days) as bot:
            connected.append(bot.connected_after_s)
            if number == 0:
                _wait_for_collection(bot)
                idle, peak, busy = _watch(bot)
    line("from the start to the open connection, new database, p50 s", f"{median(connected):.1f}")
    line("resident memory when the first collection is over, MB", f"{idle:.0f}")
    line("most memory until then, MB", f"{peak:.0f}")
    line("processor while idle, % of a core", f"{busy:.1f}")


def _bot(folder: str, members: int, days: int) -> AbstractContextManager[RunningBot]:
    return running_bot(Path(folder), members=members, history_days=days)


def _wait_for_collection(bot: RunningBot) -> None:
    deadline = time.monotonic() + LONGEST_COLLECTION_S
    while bot.ask("SELECT count(*) FROM collection_run WHERE finished_at IS NOT NULL") == 0:
        if time.monotonic() > deadline:
            raise RuntimeError(f"the first collection took more than {LONGEST_COLLECTION_S:.0f} s")
        time.sleep(0.5)
    time.sleep(SETTLES_S)  # for its detection and the notices that follow


def _watch(bot: RunningBot) -> tuple[float, float, float]:
    """Current and peak memory in MB, and the CPU use in percent of a core, while idle."""
    before = _processor_s(bot.process.pid)
    time.sleep(WATCHED_S)
    busy = (_processor_s(bot.process.pid) - before) / WATCHED_S * 100
    return memory_mb("VmRSS", bot.process.pid), memory_mb("VmHWM", bot.process.pid), busy


def _processor_s(pid: int) -> float:
    """User and system CPU time of a process (fields 14 and 15 of the stat file in proc(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
