"""`spendwatch health`: for containers and monitors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import typer

from bot.build import utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json, console, print_json
from bot.in_force import InForce
from tracker.clock import is_ahead, iso
from tracker.collect.trouble import FIRST_COLLECTION_LASTS
from tracker.store.checkpoints import first_collection_begun_at
from tracker.store.engine import Store
from tracker.store.heartbeat import Heartbeat, last_heartbeat
from tracker.store.jobs_done import Job, last_done
from tracker.store.lease import Held, LeaseName, find_holder

SILENT_AFTER = timedelta(minutes=3)
LATE_AFTER_INTERVALS = timedelta(minutes=10)  # how long a run may take beyond its interval
SENDING_LASTS = timedelta(minutes=15)  # one round of sending, which takes a second for each message
LATE = {
    Job.COLLECT: "the last complete collection was",
    Job.DETECT: "detection was last done",
    Job.NOTICES: "notices were last looked for",
}


@dataclass(frozen=True)
class Health:
    """Whether the bot lives and its figures are fresh; `problems` says what is wrong, in words.

    `leader` runs the jobs and sends, of all processes that share the database; None while none does.
    """

    bot_seen_at: datetime | None
    jobs: Mapping[Job, datetime | None]
    problems: tuple[str, ...]
    leader: Held | None


def health(json: Json = False) -> None:
    """Say whether the bot lives, who leads and when each job was last done: exit code 0 when all is well, else 1."""
    config = open_config()
    with open_database(config) as store:
        interval = timedelta(minutes=InForce(store, config).collect_interval_minutes())
        state = check_health(store, now=utc_now(), interval=interval)
    if json:
        print_json(
            {
                "ok": not state.problems,
                "bot_seen_at": _iso(state.bot_seen_at),
                "collected_at": _iso(state.jobs[Job.COLLECT]),
                "jobs": {job: _iso(done_at) for job, done_at in state.jobs.items()},
                "leader": _leader_json(state.leader),
                "problems": list(state.problems),
            }
        )
    else:
        led = f", led by {state.leader.holder} since {iso(state.leader.since)}" if state.leader else ""
        console().print(("; ".join(state.problems) or "healthy") + led)
        console().print("last done: " + ", ".join(f"{job} {_iso(at) or 'never'}" for job, at in state.jobs.items()))
    raise typer.Exit(1 if state.problems else 0)


def _iso(instant: datetime | None) -> str | None:
    return iso(instant) if instant else None


def _leader_json(leader: Held | None) -> dict[str, str] | None:
    return {"holder": leader.holder, "since": iso(leader.since)} if leader else None


def check_health(store: Store, *, now: datetime, interval: timedelta) -> Health:
    """Judge the last heartbeat, the leader and what its jobs did last, at `now`."""
    heartbeat = last_heartbeat(store)
    with store.reading() as session:
        jobs = last_done(session)
        begun_at = first_collection_begun_at(session)
        leader = find_holder(session, LeaseName.LEAD)
    problems = list(_ahead(jobs, heartbeat, now=now))
    if heartbeat is None or now - heartbeat.at > SILENT_AFTER:
        problems.append("no bot has shown a sign of life in the last three minutes")
    elif leader is None:
        problems.append("no process leads: jobs and messages wait until one does")
    elif not heartbeat.is_link_alive:
        problems.append("the bot's link to Slack is down")
    if (
        jobs[Job.COLLECT] is None
        and begun_at is not None
        and now - begun_at > max(2 * interval, FIRST_COLLECTION_LASTS)
    ):
        problems.append(f"no collection has ended since the first began at {iso(begun_at)}")
    problems += _late(jobs, now=now, interval=interval, alive_at=heartbeat.at if heartbeat else now)
    return Health(heartbeat.at if heartbeat else None, jobs, tuple(problems), leader)


def _ahead(jobs: Mapping[Job, datetime | None], heartbeat: Heartbeat | None, *, now: datetime) -> Iterator[str]:
    """Marks that time has not reached: the clock was ahead when they were made, or is behind now."""
    marks = {"the last sign of life": heartbeat.at if heartbeat else None} | {
        f"the last time of {job!r}": done_at for job, done_at in jobs.items()
    }
    for what, at in marks.items():
        if at is not None and is_ahead(at, now):
            yield f"{what} lies in the future, at {iso(at)}: a clock was ahead then, or is behind now"


def _late(
    jobs: Mapping[Job, datetime | None], *, now: datetime, interval: timedelta, alive_at: datetime
) -> Iterator[str]:
    """What was done before and should have been again. Of sending it is the heartbeat that tells when it was done."""
    for job, words in LATE.items():
        done_at = jobs[job]
        if done_at is not None and now - done_at > 2 * interval + LATE_AFTER_INTERVALS:
            yield f"{words} at {iso(done_at)}, more than two intervals ago"
    sent_at = jobs[Job.DISPATCH]
    if sent_at is not None and alive_at - sent_at > SENDING_LASTS:
        yield f"the outbox was last worked off at {iso(sent_at)}"
