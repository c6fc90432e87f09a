"""Twenty commands a second during a collection: each is acknowledged in time and answered."""

import json
from pathlib import Path

import pytest

from bench.measuring import percentile
from bench.running_bot import running_bot
from bench.stand_ins import read_line, tell
from tests.faults.conftest import LONG

PER_SECOND = 20
ACKNOWLEDGED_WITHIN_S = 3.0  # Slack's limit


@pytest.mark.parametrize(("seconds", "members", "days"), [(5, 300, 120), pytest.param(300, 1_200, 1_500, marks=LONG)])
def test_twenty_commands_a_second_beside_a_collection_are_all_answered(
    tmp_path: Path, seconds: int, members: int, days: int
):
    with running_bot(tmp_path, members=members, history_days=days) as bot:
        tell(bot.room, f"{PER_SECOND} {seconds}")
        heard = json.loads(read_line(bot.room))
        is_collecting = bot.ask("SELECT count(*) FROM collection_run WHERE finished_at IS NULL") > 0
    answered = [each for each in heard["headline_s"] if each is not None]
    acknowledged = [each for each in heard["acknowledged_s"] if each is not None]
    typed = len(heard["headline_s"])
    print(
        f"\n{typed} commands in {seconds} s beside a collection: {len(answered)} answered, {typed - len(answered)} not"
    )
    for what, times in (("acknowledged", acknowledged), ("answered", answered)):
        print(f"  {what} after s: " + ", ".join(f"p{p} {percentile(times, p):.2f}" for p in (50, 95, 99)))
    assert is_collecting, "the collection ended before the last command: the test shows nothing"
    assert len(acknowledged) == typed == len(answered) == PER_SECOND * seconds
    assert max(acknowledged) < ACKNOWLEDGED_WITHIN_S
