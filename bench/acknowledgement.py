"""How soon fifty commands at once are acknowledged and answered while a collection runs in the same process.

The bot is a real `spendwatch run` in its own process, as are the stand-ins for Slack (a real WebSocket) and Cursor.
Times are measured in the stand-in Slack: from having an envelope to send until the answer has been read.
"""

import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.measuring import line, percentile, title
from bench.running_bot import RunningBot, running_bot
from bench.slack_room import PEOPLE
from bench.stand_ins import read_line, tell

MEMBERS, HISTORY_DAYS, ROUNDS = 1_000, 200, 5
QUICK_MEMBERS, QUICK_HISTORY_DAYS, QUICK_ROUNDS = 300, 120, 1
RANGES_BEFORE = 8  # about three weeks of stored usage, so that there is something to report
LONGEST_START_S = 120.0

Heard = dict[str, Any]


def main(*, quick: bool) -> None:
    """Print the times to acknowledgement and headline during a collection, for many commands and for one."""
    members, days, rounds = (
        (QUICK_MEMBERS, QUICK_HISTORY_DAYS, QUICK_ROUNDS) if quick else (MEMBERS, HISTORY_DAYS, ROUNDS)
    )
    title(f"acknowledgement: commands beside a first collection of {members:,} members")
    with tempfile.TemporaryDirectory() as folder, running_bot(Path(folder), members=members, history_days=days) as bot:
        _wait_for_ranges(bot)
        room = bot.room
        _round(room, PEOPLE)  # warm-up: the first reports load fonts and fill caches
        crowds = [_round(room, PEOPLE) for _ in range(rounds)]
        alone = [_round(room, 1) for _ in range(rounds)]
        is_collecting = bot.ask("SELECT count(*) FROM collection_run WHERE finished_at IS NULL") > 0
    line("the collection ran to the end of the measurement", "yes" if is_collecting else "no, it ended before")
    _print_times(f"{PEOPLE} at once, {rounds} times: acknowledged", "acknowledged_s", crowds, p99="below 300 ms")
    _print_times(f"{PEOPLE} at once, {rounds} times: headline seen", "headline_s", crowds, p50="1,500 ms")
    _print_times(f"one alone, {rounds} times: acknowledged", "acknowledged_s", alone)
    _print_times(f"one alone, {rounds} times: headline seen", "headline_s", alone)


def _print_times(what: str, name: str, rounds: list[Heard], *, p50: str = "", p99: str = "") -> None:
    commands = [seconds for heard in rounds for seconds in heard[name]]
    times = [seconds * 1000 for seconds in commands if seconds is not None]
    if len(times) < len(commands):
        line(f"{what}, never", f"{len(commands) - len(times)} of {len(commands)}")
    line(f"{what}, p50 ms", f"{percentile(times, 50):,.0f}", p50)
    line(f"{what}, p99 ms", f"{percentile(times, 99):,.0f}", p99)


def _round(room: "subprocess.Popen[str]", people: int) -> Heard:
    tell(room, str(people))
    heard: Heard = json.loads(read_line(room))
    return heard


def _wait_for_ranges(bot: RunningBot) -> None:
    deadline = time.monotonic() + LONGEST_START_S
    while bot.ask("SELECT count(*) FROM read_range") < RANGES_BEFORE:
        if time.monotonic() > deadline:
            raise RuntimeError(f"the bot has not stored {RANGES_BEFORE} ranges within {LONGEST_START_S:.0f} s")
        time.sleep(0.5)
