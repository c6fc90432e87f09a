"""`spendwatch health`: for containers and monitors."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import typer

from bot.build import utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json, console, print_json
from bot.in_force import InForce
from tracker.clock import iso
from tracker.reports.status import load_status
from tracker.store.engine import Store
from tracker.store.heartbeat import last_heartbeat
from tracker.store.lease import Held, LeaseName, find_holder

SILENT_AFTER = timedelta(minutes=3)
SLACK_AFTER_INTERVALS = timedelta(minutes=10)  # how long a run may take beyond its interval


@dataclass(frozen=True)
class Health:
    """Whether the bot lives and its figures are fresh; `problems` says what is wrong, in words.

    `leader` runs the jobs and sends, of all processes that share the database; None while none does.
    """

    bot_seen_at: datetime | None
    collected_at: datetime | None
    problems: tuple[str, ...]
    leader: Held | None


def health(json: Json = False) -> None:
    """Say whether the bot lives and collects: exit code 0 when it does, 1 when not."""
    config = open_config()
    with open_database(config) as store:
        interval = timedelta(minutes=InForce(store, config).collect_interval_minutes())
        state = check_health(store, now=utc_now(), interval=interval)
    if json:
        print_json(
            {
                "ok": not state.problems,
                "bot_seen_at": iso(state.bot_seen_at) if state.bot_seen_at else None,
                "collected_at": iso(state.collected_at) if state.collected_at else None,
                "leader": _leader_json(state.leader),
                "problems": list(state.problems),
            }
        )
    else:
        led = f", led by {state.leader.holder} since {iso(state.leader.since)}" if state.leader else ""
        console().print(("; ".join(state.problems) or "healthy") + led)
    raise typer.Exit(1 if state.problems else 0)


def _leader_json(leader: Held | None) -> dict[str, str] | None:
    return {"holder": leader.holder, "since": iso(leader.since)} if leader else None


def check_health(store: Store, *, now: datetime, interval: timedelta) -> Health:
    """Judge the last heartbeat and the last complete collection at `now`."""
    heartbeat = last_heartbeat(store)
    with store.reading() as session:
        collected_at = load_status(session, now=now).collected_at
        leader = find_holder(session, LeaseName.LEAD)
    problems = []
    if heartbeat is None or now - heartbeat.at > SILENT_AFTER:
        problems.append("no bot has shown a sign of life in the last three minutes")
    elif not heartbeat.is_link_alive:
        problems.append("the bot's link to Slack is down")
    if collected_at is not None and now - collected_at > 2 * interval + SLACK_AFTER_INTERVALS:
        problems.append(f"the last complete collection was at {iso(collected_at)}, more than two intervals ago")
    return Health(heartbeat.at if heartbeat else None, collected_at, tuple(problems), leader)
