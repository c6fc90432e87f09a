"""The stand-in Slack with many people typing in the alert channel; `bench.running_bot` starts it.

Prints its addresses as one line of JSON. Each input line is either a number of people who type one command each at once
(`50`), or a number of commands per second and for how many seconds (`20 300`). Once all have their headline, or half a
minute after the last command, one line of JSON reports the waiting times. It is printed when the bot is quiet again, so
that one run's charts do not affect the next.
"""

import json
import sys
import time
from collections import defaultdict, deque
from itertools import cycle
from typing import Any

from bench.stand_ins import ROOT
from sandbox.serving import serve
from sandbox.slack.deliveries import Delivery
from sandbox.slack.person import Person as Someone
from sandbox.slack.server import ALERT_CHANNEL, Person, create_app, demo_workspace
from sandbox.slack.state import Workspace

PEOPLE = 50
COMMANDS = ("/spend 30d", "/topspenders 10 30d", "/incidents", "/spend cycle", "/spendwatch status")
PATIENCE_S = 30.0
LOOK_EVERY_S = 0.1
QUIET_S = 1.5


def main() -> None:
    """Serve until standard input ends; with `--unscanned`, pictures may be shown immediately."""
    people = [Person(f"Person {n}", f"asker{n}@example.com", in_alert_channel=True) for n in range(PEOPLE)]
    # So many commands a minute hit Slack's own limits, but the bot is to be measured.
    workspace = demo_workspace(ROOT / "manifest.yml", people, rate_limited=False)
    if "--unscanned" in sys.argv[1:]:
        workspace.files.scan_s = 0
    with serve(create_app(workspace)) as url:
        workspace.base_url = f"{url}/"
        channel = workspace.directory.channel_by_name(f"#{ALERT_CHANNEL}")
        assert channel is not None
        tokens = {"bot_token": workspace.bot_token, "app_token": workspace.app_token}
        _say({"api_url": f"{url}/api/", "channel_id": channel.id, **tokens})
        connected = workspace.hub.wait_connected(PATIENCE_S)
        _say({"connected": connected})
        for asked in sys.stdin:
            count, *seconds = map(int, asked.split())
            _say(type_evenly(workspace, count, *seconds) if seconds else everyone_types(workspace, count))


class Typed:
    """Commands as they are typed, and when each person saw the answer to each."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._commands = cycle(COMMANDS)
        self._seq = workspace.feed.seq
        self._waiting: dict[str, deque[int]] = defaultdict(deque)  # what each person typed, by index
        self._typed_at: list[float] = []
        self._seen_s: dict[int, float] = {}
        self._deliveries: list[Delivery] = []

    def type(self, number: int) -> None:
        """One person types the next command."""
        someone = Someone(self._workspace, f"asker{number}@example.com")
        self._waiting[someone.id].append(len(self._typed_at))
        self._typed_at.append(self._workspace.clock())
        self._deliveries.append(someone.types(next(self._commands), in_=f"#{ALERT_CHANNEL}"))

    def wait(self) -> None:
        """Wait until every command has its headline, or for half a minute."""
        deadline = time.monotonic() + PATIENCE_S
        while self.look() < len(self._typed_at) and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY_S)

    def look(self) -> int:
        """Read new posts; return how many commands have an answer. A person's answers arrive in order."""
        for change in self._workspace.feed.after(self._seq):
            self._seq = max(self._seq, change.seq)
            if change.kind == "message.posted" and (waiting := self._waiting.get(change.user_id or "")):
                place = waiting.popleft()
                self._seen_s[place] = change.at - self._typed_at[place]
        return len(self._seen_s)

    def waiting_times(self) -> dict[str, Any]:
        """Seconds until each command was acknowledged and until its headline appeared; None if it never did."""
        return {
            "acknowledged_s": [each.duration_s if each.acked else None for each in self._deliveries],
            "headline_s": [self._seen_s.get(place) for place in range(len(self._typed_at))],
        }


def everyone_types(workspace: Workspace, count: int) -> dict[str, Any]:
    """So many people type at once."""
    typed = Typed(workspace)
    for number in range(count):
        typed.type(number)
    typed.wait()
    _wait_until_quiet(workspace)
    return typed.waiting_times()


def type_evenly(workspace: Workspace, per_second: int, seconds: int) -> dict[str, Any]:
    """So many commands a second, each typed by the next person."""
    typed = Typed(workspace)
    begun = time.monotonic()
    for number in range(per_second * seconds):
        time.sleep(max(0.0, begun + number / per_second - time.monotonic()))
        typed.type(number % PEOPLE)
        typed.look()
    typed.wait()
    _wait_until_quiet(workspace)
    return typed.waiting_times()


def _wait_until_quiet(workspace: Workspace) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while workspace.feed.wait(workspace.feed.seq, QUIET_S) and time.monotonic() < deadline:
        pass


def _say(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
