"""`spendwatch health`: for containers and monitors."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.build import utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json, console, print_json
from bot.config import Config
from bot.in_force import InForce
from tracker.clock import is_ahead, iso
from tracker.collect.trouble import MAX_FIRST_COLLECTION
from tracker.store.checkpoints import first_collection_begun_at
from tracker.store.engine import DatabaseRefused, Store
from tracker.store.heartbeat import Heartbeat, list_heartbeats
from tracker.store.jobs_done import Job, last_done
from tracker.store.lease import Held, LeaseName, find_holder, free_since
from tracker.store.migrate import NewerDatabase
from tracker.store.trouble import database_sentence

SILENT_AFTER = timedelta(minutes=3)
LINK_OPENS_WITHIN = timedelta(minutes=1)  # after the start of a process
TAKEN_OVER_WITHIN = timedelta(minutes=1)  # by a process that is standing by
LATE_AFTER_INTERVALS = timedelta(minutes=10)  # how late a run may be after its interval
SENDING_LASTS = timedelta(minutes=15)  # one round of sending, at a second per message
LATE = {
    Job.COLLECT: "the last complete collection was",
    Job.DETECT: "detection was last done",
    Job.NOTICES: "notices were last looked for",
}


@dataclass(frozen=True)
class Health:
    """The health of the processes in question; `problems` says in words what is wrong with them.

    `notes` says what is wrong with other processes. `leader` is the one process of all that share the database that
    runs the jobs and sends; None while there is none.
    """

    processes: tuple[Heartbeat, ...]
    jobs: Mapping[Job, datetime | None]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    leader: Held | None

    @property
    def seen_at(self) -> datetime | None:
        """The newest sign of life of any process."""
        return max((each.at for each in self.processes), default=None)


def health(
    json: Json = False,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Check every process, not only those of this machine or container.")
    ] = False,
) -> None:
    """Say whether the bot here lives, who leads and when each job was last done: exit code 0 if all is well, else 1."""
    config = open_config()
    try:
        state = _look(config, host=None if everywhere else socket.gethostname())
    except (SQLAlchemyError, DatabaseRefused, NewerDatabase) as error:
        if json:
            sentence = database_sentence(error) if isinstance(error, SQLAlchemyError) else str(error)
            print_json({"ok": False, "problems": [sentence]})
        raise
    if json:
        print_json(_as_json(state))
    else:
        led = f", led by {state.leader.holder} since {iso(state.leader.since)}" if state.leader else ""
        out = console()
        out.print(("; ".join(state.problems) or "healthy") + led)
        for note in state.notes:
            out.print(f"elsewhere: {note}")
        out.print("last done: " + ", ".join(f"{job} {_iso(at) or 'never'}" for job, at in state.jobs.items()))
    raise typer.Exit(1 if state.problems else 0)


def _look(config: Config, *, host: str | None) -> Health:
    with open_database(config) as store:
        interval = timedelta(minutes=InForce(store, config).collect_interval_minutes())
        return check_health(store, now=utc_now(), interval=interval, host=host)


def _as_json(state: Health) -> dict[str, object]:
    return {
        "ok": not state.problems,
        "bot_seen_at": _iso(state.seen_at),
        "collected_at": _iso(state.jobs[Job.COLLECT]),
        "jobs": {job: _iso(done_at) for job, done_at in state.jobs.items()},
        "leader": _leader_json(state.leader),
        "processes": [_process_json(each) for each in state.processes],
        "problems": list(state.problems),
        "notes": list(state.notes),
    }


def _process_json(heartbeat: Heartbeat) -> dict[str, object]:
    return {
        "process": heartbeat.process,
        "started_at": iso(heartbeat.started_at),
        "seen_at": iso(heartbeat.at),
        "link": heartbeat.is_link_alive,
        "leads": heartbeat.is_leading,
    }


def _iso(instant: datetime | None) -> str | None:
    return iso(instant) if instant else None


def _leader_json(leader: Held | None) -> dict[str, str] | None:
    return {"holder": leader.holder, "since": iso(leader.since)} if leader else None


def check_health(store: Store, *, now: datetime, interval: timedelta, host: str | None) -> Health:
    """Check the processes of `host` (None: all) at `now`; what is wrong with the others becomes a note.

    Only the leader runs jobs, so late jobs are a problem on the leader's host and a note on others.
    """
    with store.reading() as session:
        processes = list_heartbeats(session)
        jobs = last_done(session)
        begun_at = first_collection_begun_at(session)
        leader = find_holder(session, LeaseName.LEAD)
        leaderless_since = free_since(session, LeaseName.LEAD)
    judged = [each for each in processes if host in (None, each.host)]
    problems, notes = _silent_or_cut_off(judged, now=now, host=host), []
    others = [each for each in processes if each not in judged]
    notes += [words for each in others for words in _problems_of(each, processes, now=now)]
    nobody_since = leaderless_since or min((each.started_at for each in judged), default=now)
    if leader is None and not problems and now - nobody_since > TAKEN_OVER_WITHIN:
        problems.append("no process is leading: jobs and messages wait until one does")
    leads_here = host is None or (leader is not None and leader.holder.startswith(f"{host}:"))
    seen_at = max((each.at for each in processes), default=now)
    late = [
        *_ahead(jobs, now=now),
        *_never_ended(jobs, begun_at, now=now, interval=interval),
        *_late(jobs, now=now, interval=interval, alive_at=seen_at),
    ]
    (problems if leads_here or not others else notes).extend(late)
    return Health(processes, jobs, tuple(problems), tuple(notes), leader)


def _silent_or_cut_off(judged: Sequence[Heartbeat], *, now: datetime, host: str | None) -> list[str]:
    if not any(now - each.at <= SILENT_AFTER for each in judged):
        here = f" on {host}" if host else ""
        return [f"no bot{here} has shown a sign of life in the last three minutes"]
    return [words for each in judged for words in _problems_of(each, judged, now=now)]


def _problems_of(heartbeat: Heartbeat, processes: Sequence[Heartbeat], *, now: datetime) -> Iterator[str]:
    """What is wrong with one process; nothing if it fell silent but was restarted on the same host."""
    if is_ahead(heartbeat.at, now):
        yield _in_the_future(f"the last sign of life of {heartbeat.process}", heartbeat.at)
    if now - heartbeat.at > SILENT_AFTER:
        if not any(each.host == heartbeat.host and each.started_at > heartbeat.at for each in processes):
            yield f"{heartbeat.process} has shown no sign of life since {iso(heartbeat.at)}"
    elif not heartbeat.is_link_alive and heartbeat.at - heartbeat.started_at >= LINK_OPENS_WITHIN:
        yield f"the link of {heartbeat.process} to Slack is down"


def _ahead(jobs: Mapping[Job, datetime | None], *, now: datetime) -> Iterator[str]:
    """Marks in the future: the clock was ahead when they were made, or is behind now."""
    for job, done_at in jobs.items():
        if done_at is not None and is_ahead(done_at, now):
            yield _in_the_future(f"the last time of {job!r}", done_at)


def _in_the_future(what: str, at: datetime) -> str:
    return f"{what} is in the future, at {iso(at)}: a clock was ahead then, or is behind now"


def _never_ended(
    jobs: Mapping[Job, datetime | None], begun_at: datetime | None, *, now: datetime, interval: timedelta
) -> Iterator[str]:
    has_ended = jobs[Job.COLLECT] is not None
    if not has_ended and begun_at is not None and now - begun_at > max(2 * interval, MAX_FIRST_COLLECTION):
        yield f"no collection has finished since the first began at {iso(begun_at)}"


def _late(
    jobs: Mapping[Job, datetime | None], *, now: datetime, interval: timedelta, alive_at: datetime
) -> Iterator[str]:
    """Jobs that should have run again by now. For sending, the heartbeat says when it last ran."""
    for job, words in LATE.items():
        done_at = jobs[job]
        if done_at is not None and now - done_at > 2 * interval + LATE_AFTER_INTERVALS:
            yield f"{words} at {iso(done_at)}, more than two intervals ago"
    sent_at = jobs[Job.DISPATCH]
    if sent_at is not None and alive_at - sent_at > SENDING_LASTS:
        yield f"the outbox was last processed at {iso(sent_at)}"
