"""The stand-in Slack with many people in the alert channel who all type at once; `bench.acknowledgement` starts it.

Prints its addresses as one line of JSON. For each line that comes in, a number of people: each of them types one
command, and when all have their headline, or half a minute has passed, one line of JSON says what they waited for. It
comes when the bot has become quiet, so that the charts of one time are not in the way of the next.
"""

import json
import sys
import time
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
    """Serve until standard input ends; with `--unscanned` pictures may be shown as soon as they are there."""
    people = [Person(f"Person {n}", f"asker{n}@example.com", in_alert_channel=True) for n in range(PEOPLE)]
    # So many commands a minute meet Slack's own limits; here it is the bot that is measured.
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
            _say(everyone_types(workspace, int(asked)))


def everyone_types(workspace: Workspace, count: int) -> dict[str, Any]:
    """Seconds until each command was acknowledged and until its headline was there; None where that never was."""
    seq = workspace.feed.seq
    commands = cycle(COMMANDS)
    typed: dict[str, float] = {}
    deliveries: list[Delivery] = []
    for number in range(count):
        someone = Someone(workspace, f"asker{number}@example.com")
        typed[someone.id] = workspace.clock()
        deliveries.append(someone.types(next(commands), in_=f"#{ALERT_CHANNEL}"))
    seen: dict[str, float] = {}
    deadline = time.monotonic() + PATIENCE_S
    while len(seen) < count and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
        seen = _headlines(workspace, seq, typed)
    _wait_until_quiet(workspace)
    return {
        "acknowledged_s": [delivery.duration_s if delivery.acked else None for delivery in deliveries],
        "headline_s": [seen.get(user_id) for user_id in typed],
    }


def _headlines(workspace: Workspace, seq: int, typed: dict[str, float]) -> dict[str, float]:
    """Seconds from each person's typing to the first message that they see for it where they typed."""
    seen: dict[str, float] = {}
    for change in workspace.feed.after(seq):
        if change.kind == "message.posted" and change.user_id in typed:
            seen.setdefault(change.user_id, change.at - typed[change.user_id])
    return seen


def _wait_until_quiet(workspace: Workspace) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while workspace.feed.wait(workspace.feed.seq, QUIET_S) and time.monotonic() < deadline:
        pass


def _say(said: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
