"""How long each report takes without its charts, on a generated team where everyone uses three models every day.

    python -m bench.reports [--postgresql] [MEMBERS ...]

Rollups and Cursor's counters hold 92 days, so that 90 are there: as many requests as 100 million events give a team of
10,000. The days that reports cut in two hold their events too.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from math import log
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import delete, insert, text, update
from sqlmodel import Session, SQLModel, col, select

from bench.analytics import fill_analytics, insights_questions
from bench.answers import slack_questions
from bench.embedded import embedded_postgresql
from bench.measuring import percentile
from bot.memory import look_for_cycles_seldom
from tracker.clock import day_start, to_ms
from tracker.reports.anomalies import AnomalyQuery
from tracker.reports.service import ReportService
from tracker.reports.types import Rule, Severity, SpenderSort, UsageBadge, UserSection
from tracker.store.engine import Store, open_store
from tracker.store.migrate import migrate
from tracker.store.rollups import rebuild_days
from tracker.store.tables import (
    ActorRow,
    AnomalyRow,
    BillingCycleRow,
    DailyUsageRow,
    IncidentMoveRow,
    IncidentRow,
    UsageEventRow,
)
from tracker.store.tables_groups import BillingGroupRow, GroupMembershipRow
from tracker.store.tables_rollups import DayMemberModelRow, DayMemberRow, DayModelRow
from tracker.store.weeks import rebuild_activity_weeks, rebuild_weeks

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TURN = datetime(2026, 10, 28, 12, 8, 4, tzinfo=UTC)
HISTORY_DAYS = 92
REQUESTS_A_MODEL = 37
EVENTS_A_DAY = 3 * REQUESTS_A_MODEL  # a member's: 100 million in ninety days of 10,000 members
TOKENS_A_DAY, MOST_SPENT_A_MODEL = 1_500_000, 10**9  # a member's; microcents
MODELS = ("claude-4.5-sonnet", "claude-4.5-opus", "claude-4.5-opus-max")  # one has a cheaper one of its family
GROUPS = 20
SIZES = (65, 1_000, 10_000)
MOST_RUNS, MOST_SECONDS = 40, 8.0  # a report
ANOMALIES = 5_000  # over ninety days, three an incident
ROWS_AT_ONCE = 20_000
LENGTHS = (11, 22, 44, 88)  # days, each twice the one before

Sized = tuple[int, dict[str, float]]  # members, and the processor's milliseconds by question


def main(sizes: Sequence[int], *, most_runs: int = MOST_RUNS, on_postgresql: bool = False) -> None:
    """Print p50 and p95 of every report at every size, and the processor's time of the run that took least.

    Then how that grows: x in `members ** x` from each size to the next, and in `days ** x` from one range to the next.
    """
    look_for_cycles_seldom()  # as the bot does
    print(f"{'report':<40}{'members':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'growth':>8}{'runs':>6}")
    before: Sized = (0, {})
    for size in sizes:
        with generated_team(size, on_postgresql=on_postgresql) as store, slack_questions(store, now=NOW) as in_slack:
            taken = _measure(questions(ReportService(store)) | in_slack, size, most_runs, before)
            _measure_days(ReportService(store), size, most_runs)
            _move_everyone(store)
            taken |= _measure(questions_by_group(ReportService(store)), size, most_runs, before)
            for name, put in (("Unassigned", _unassign_most), ("Group 1", _gather_most)):
                put(store)
                taken |= _measure(questions_of_most(ReportService(store), name), size, most_runs, before)
        before = (size, taken)


def _measure(asked: Mapping[str, Callable[[], object]], size: int, most_runs: int, before: Sized) -> dict[str, float]:
    """Print a line for each question; the processor's milliseconds by its name."""
    size_before, taken_before = before
    taken: dict[str, float] = {}
    for name, ask in asked.items():
        p50, p95, cpu, runs = measure(ask, most_runs)
        growth = f"{exponent(taken_before[name], cpu, size / size_before):.2f}" if name in taken_before else ""
        print(f"{name:<40}{size:>9,}{p50:>9.0f}{p95:>9.0f}{cpu:>9.1f}{growth:>8}{runs:>6}", flush=True)
        taken[name] = cpu
    return taken


def _measure_days(reports: ReportService, size: int, most_runs: int) -> None:
    """Print the processor's milliseconds of the same question over ever longer ranges."""
    for name, ask in _questions_by_days(reports).items():
        taken = [measure(partial(ask, days), most_runs)[2] for days in LENGTHS]
        growths = [exponent(a, b, 2) for a, b in pairwise(taken)]
        figures = [f"{days}d {cpu:.0f} ms" for days, cpu in zip(LENGTHS, taken, strict=True)]
        print(
            f"{name:<40}{size:>9,}  {', '.join(figures)}; growth {', '.join(f'{x:.2f}' for x in growths)}", flush=True
        )


def exponent(before: float, after: float, times: float) -> float:
    """The x with which a cost grew by `times ** x` while what it is counted by grew by `times`."""
    return log(after / before) / log(times)


def _questions_by_days(reports: ReportService) -> dict[str, Callable[[int], object]]:
    """What is asked for more and more days."""
    someone = "person7@example.com"
    group: dict[str, Any] = {"group": "Group 1", "now": NOW}
    return {
        "overview": lambda days: reports.overview(words=f"{days}d", now=NOW, main_models_for=10),
        "overview, a group": lambda days: reports.overview(words=f"{days}d", main_models_for=10, **group),
        "topspenders": lambda days: reports.topspenders(words=f"{days}d", now=NOW),
        "models": lambda days: reports.models(words=f"{days}d", now=NOW),
        "models, efficiency": lambda days: reports.model_efficiency(words=f"{days}d", now=NOW),
        "user": lambda days: reports.user(someone, words=f"{days}d", now=NOW),
        "groups": lambda days: reports.groups_report(words=f"{days}d", now=NOW),
        "insights": lambda days: reports.insights(words=f"{days}d", now=NOW),
    }


def questions_by_group(reports: ReportService) -> dict[str, Callable[[], object]]:
    """What is asked by group, on a team in which everyone has moved."""
    group: dict[str, Any] = {"group": "Group 1", "now": NOW}
    return {
        "groups 30d, everyone moved": lambda: reports.groups_report(words="30d", now=NOW),
        "groups cycle, everyone moved": lambda: reports.groups_report(words="cycle", now=NOW),
        "overview 30d, a group, everyone moved": lambda: reports.overview(words="30d", main_models_for=10, **group),
        "topspenders 30d, a group, all moved": lambda: reports.topspenders(words="30d", **group),
        "models 30d, a group, everyone moved": lambda: reports.models(words="30d", **group),
        "efficiency 30d, a group, everyone moved": lambda: reports.model_efficiency(words="30d", **group),
        "what if by group, everyone moved": lambda: reports.model_what_if(words="30d", by_group=True, now=NOW),
    }


def questions_of_most(reports: ReportService, name: str) -> dict[str, Callable[[], object]]:
    """What is asked about a group that four in five of the team are in."""
    group: dict[str, Any] = {"group": name, "now": NOW}
    return {
        f"overview 30d, 80 % in {name}": lambda: reports.overview(words="30d", main_models_for=10, **group),
        f"overview cycle, 80 % in {name}": lambda: reports.overview(words="cycle", main_models_for=10, **group),
        f"topspenders 30d, 80 % in {name}": lambda: reports.topspenders(words="30d", **group),
        f"topspenders 90d, 80 % in {name}": lambda: reports.topspenders(words="90d", **group),
        f"models 30d, 80 % in {name}": lambda: reports.models(words="30d", **group),
        f"insights 90d, 80 % in {name}": lambda: reports.insights(words="90d", **group),
    }


def questions(reports: ReportService) -> dict[str, Callable[[], object]]:
    """Every report as it is asked for."""
    someone = "person7@example.com"
    return {
        "overview 30d": lambda: reports.overview(words="30d", now=NOW, main_models_for=10),
        "overview cycle": lambda: reports.overview(words="cycle", now=NOW, main_models_for=10),
        "overview 90d": lambda: reports.overview(words="90d", now=NOW, main_models_for=10),
        "overview 30d, a group": lambda: reports.overview(words="30d", group="Group 1", now=NOW, main_models_for=10),
        "overview 30d, all models": lambda: reports.overview(words="30d", now=NOW),
        "topspenders 30d": lambda: reports.topspenders(words="30d", now=NOW),
        "topspenders 30d, a group": lambda: reports.topspenders(words="30d", group="Group 1", now=NOW),
        "topspenders 30d, a badge": lambda: reports.topspenders(words="30d", badge=UsageBadge.POWER_USER, now=NOW),
        "topspenders 30d, a search": lambda: reports.topspenders(words="30d", search="person7@", now=NOW),
        **{
            f"topspenders 90d, {sort}": partial(reports.topspenders, words="90d", sort=sort, now=NOW)
            for sort in SpenderSort
        },
        "models 30d": lambda: reports.models(words="30d", now=NOW),
        "models cycle": lambda: reports.models(words="cycle", now=NOW),
        "models 30d, a group": lambda: reports.models(words="30d", group="Group 1", now=NOW),
        "models 30d, efficiency": lambda: reports.model_efficiency(words="30d", now=NOW),
        "models 30d, what if": lambda: reports.model_what_if(words="30d", now=NOW),
        "models 30d, what if by group": lambda: reports.model_what_if(words="30d", by_group=True, now=NOW),
        "models 30d, one person": lambda: reports.person_models(someone, words="30d", now=NOW),
        "user 30d": lambda: reports.user(someone, words="30d", now=NOW),
        "user 30d, own figures only": lambda: reports.user(someone, words="30d", now=NOW, with_team=False),
        **{
            f"user 30d, {section}": lambda section=section: reports.user_part(someone, section, words="30d", now=NOW)
            for section in UserSection
            if section is not UserSection.OVERVIEW
        },
        "incidents 90d": lambda: reports.incidents(which="all", words="90d", now=NOW),
        "one incident": lambda: reports.incident(ANOMALIES // 3, NOW),
        "anomalies 90d": lambda: reports.anomalies(words="90d", now=NOW),
        "anomalies 90d, a group": lambda: reports.anomalies(AnomalyQuery(group="Group 1"), words="90d", now=NOW),
        "anomalies 90d, a severity": lambda: reports.anomalies(
            AnomalyQuery(severity=Severity.WARNING), words="90d", now=NOW
        ),
        "anomalies 90d, a rule": lambda: reports.anomalies(AnomalyQuery(rule=Rule.ZSCORE), words="90d", now=NOW),
        "cycle": lambda: reports.cycle(exhausted_named=5, now=NOW),
        "cycle, with all names": lambda: reports.cycle(now=NOW),
        "cycle, everyone's line (CSV)": lambda: reports.cycle_members(now=NOW),
        "groups cycle": lambda: reports.groups_report(words="cycle", now=NOW),
        "groups 30d": lambda: reports.groups_report(words="30d", now=NOW),
        "weekly": lambda: reports.weekly(named=10, now=NOW),
        "weekly, a group": lambda: reports.weekly(group="Group 1", named=10, now=NOW),
        "status": lambda: reports.status(NOW),
        **insights_questions(reports, now=NOW),
    }


def measure(ask: Callable[[], object], most_runs: int = MOST_RUNS) -> tuple[float, float, float, int]:
    """Median and 95th percentile, and the least processor's time, in milliseconds; and the number of runs.

    One run before warms up. What else the machine does slows the first two, and hardly the third.
    """
    ask()
    taken: list[float] = []
    worked: list[float] = []
    while len(taken) < 2 or (len(taken) < most_runs and sum(taken) < MOST_SECONDS * 1000):
        begun, at_work = perf_counter(), process_time()
        ask()
        taken.append((perf_counter() - begun) * 1000)
        worked.append((process_time() - at_work) * 1000)
    return percentile(taken, 50), percentile(taken, 95), min(worked), len(taken)


@contextmanager
def generated_team(size: int, *, on_postgresql: bool = False) -> Iterator[Store]:
    """A store with a team of that size, in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as server:
        url = (
            server.enter_context(embedded_postgresql(Path(folder))) if on_postgresql else f"sqlite:///{folder}/bench.db"
        )
        store = open_store(url)
        migrate(store)
        with store.writing() as session:
            _fill(session, size, random.Random(size))
            fill_analytics(session, NOW.date(), now=NOW)
            if on_postgresql:  # as autovacuum would do within a minute
                session.connection().execute(text("ANALYZE"))
        yield store
        store.close()


def _fill(session: Session, size: int, chance: random.Random) -> None:
    members = range(1, size + 1)
    seen = NOW - timedelta(days=HISTORY_DAYS)
    _insert(session, ActorRow, (_actor(number, seen) for number in members))
    _insert(session, BillingGroupRow, ({"id": n, "name": f"Group {n}", "seen_at": seen} for n in range(1, GROUPS + 1)))
    _insert(
        session,
        GroupMembershipRow,
        ({"group_id": 1 + n % GROUPS, "actor_id": n, "joined_at": seen} for n in members),
    )
    session.add(
        BillingCycleRow(start_ms=to_ms(TURN), end_ms=to_ms(TURN + timedelta(days=31)), is_end_known=True, seen_at=NOW)
    )
    _fill_incidents(session, members, chance)
    for back in range(HISTORY_DAYS):
        _fill_day(session, members, NOW.date() - timedelta(days=back), chance)
    for day in sorted({TURN.date(), NOW.date(), *_starts_of_windows_before()}):
        until = NOW if day == NOW.date() else day_start(day) + timedelta(days=1)
        _insert(session, UsageEventRow, _events(members, day, until, chance))
        session.flush()
        rebuild_days(session, day, day, now=NOW)
    first = NOW.date() - timedelta(days=HISTORY_DAYS - 1)
    rebuild_weeks(session, first, NOW.date())
    rebuild_activity_weeks(session, first, NOW.date())


def _move_everyone(store: Store) -> None:
    """All of the team into other groups on one day, as an import does, and one in twenty a second time later."""
    at, later = NOW - timedelta(days=15), NOW - timedelta(days=4)
    with store.writing() as session:
        members = list(session.exec(select(GroupMembershipRow.actor_id)))
        session.execute(update(GroupMembershipRow).values(left_at=at))
        moved = (_stay(n, 1 + n * 7 % GROUPS, at, later if n % 20 == 0 else None) for n in members)
        _insert(session, GroupMembershipRow, moved)
        _insert(session, GroupMembershipRow, (_stay(n, 1 + n // 20 % GROUPS, later) for n in members if n % 20 == 0))


def _unassign_most(store: Store) -> None:
    """Four in five of the team out of all groups, as where few have been given one."""
    with store.writing() as session:
        session.execute(delete(GroupMembershipRow).where(col(GroupMembershipRow.actor_id) % 5 != 0))


def _gather_most(store: Store) -> None:
    """The same people into one group."""
    with store.writing() as session:
        most = list(session.exec(select(ActorRow.id).where(col(ActorRow.id) % 5 != 0)))
        seen = NOW - timedelta(days=HISTORY_DAYS)
        _insert(session, GroupMembershipRow, (_stay(actor_id, 1, seen) for actor_id in most if actor_id))


def _stay(actor_id: int, group_id: int, joined_at: datetime, left_at: datetime | None = None) -> dict[str, Any]:
    return {"actor_id": actor_id, "group_id": group_id, "joined_at": joined_at, "left_at": left_at}


def _fill_incidents(session: Session, members: range, chance: random.Random) -> None:
    """Incidents that are resolved but for the newest twenty, and their anomalies."""
    count, minute = ANOMALIES // 3, timedelta(minutes=1)
    found = sorted(NOW - chance.random() * timedelta(days=90) for _ in range(count))
    subjects = [f"person{chance.choice(members)}@example.com" for _ in range(count - 20)]
    subjects += [f"person{number}@example.com" for number in members[:20]]
    times = {number: (subject, at) for number, (subject, at) in enumerate(zip(subjects, found, strict=True), start=1)}
    _insert(session, IncidentRow, (_incident(n, who, at, n > count - 20) for n, (who, at) in times.items()))
    _insert(session, IncidentMoveRow, (
        {"incident_id": n, "at": at + minute, "move": move, "by": "U1", "source": "slack"}
        for n, (_, at) in times.items() for move in ("opened", "alerted", "acknowledged")
    ))  # fmt: skip
    _insert(session, AnomalyRow, (
        _anomaly(n, who, at + place * minute, rule)
        for n, (who, at) in times.items() for place, rule in enumerate(("spend_spike", "zscore", "max_tokens_day"))
    ))  # fmt: skip


def _incident(number: int, subject: str, at: datetime, is_open: bool) -> dict[str, Any]:
    hour = timedelta(hours=1)
    return {
        "id": number,
        "subject": subject,
        "state": "alerted" if is_open else "resolved",
        "severity": "warning",
        "onset_at": at - hour,
        "collected_at": at,
        "detected_at": at,
        "alerted_at": at,
        "acknowledged_at": None if is_open else at + hour,
        "acknowledged_by": None if is_open else "U1",
        "resolved_at": None if is_open else at + 2 * hour,
        "resolved_by": None if is_open else "U1",
    }


def _anomaly(incident_id: int, subject: str, at: datetime, rule: str) -> dict[str, Any]:
    return {
        "incident_id": incident_id,
        "subject": subject,
        "rule": rule,
        "metric": "spend",
        "period_key": str(date(2000, 1, 1) + timedelta(days=incident_id)),
        "severity": "warning",
        "unit": "cents",
        "models": [],
        "value_millionths": 10**10,
        "line_millionths": 10**9,
        "onset_at": at,
        "detected_at": at,
        "judged_at": at,
        "message": f"{subject} spent $100.00 on this day, ten times the usual",
    }


def _starts_of_windows_before() -> list[date]:
    thirty_days_ago = day_start(NOW.date() - timedelta(days=29))
    return [(start - (NOW - start)).date() for start in (thirty_days_ago, TURN)]


def _actor(number: int, seen: datetime) -> dict[str, Any]:
    email = f"person{number}@example.com"
    return {
        "id": number,
        "key": email,
        "email": email,
        "name": f"Person {number}",
        "is_member": True,
        "first_seen_at": seen,
    }


def _fill_day(session: Session, members: range, day: date, chance: random.Random) -> None:
    spent = {(n, model): chance.randrange(1, MOST_SPENT_A_MODEL) for n in members for model in MODELS}
    sums = {"day": day, "on_demand_microcents": 0, "requests": EVENTS_A_DAY, "tokens": TOKENS_A_DAY}
    _insert(
        session,
        DayMemberRow,
        (sums | {"actor_id": n, "usage_value_microcents": sum(spent[n, model] for model in MODELS)} for n in members),
    )
    _insert(session, DailyUsageRow, _counters(members, day))
    sums: dict[str, Any] = {
        "day": day,
        "billing": "included",
        "requests": REQUESTS_A_MODEL,
        "tokens": TOKENS_A_DAY // 3,
    }
    _insert(
        session,
        DayMemberModelRow,
        (sums | {"actor_id": n, "model": model, "usage_value_microcents": spent[n, model]} for n, model in spent),
    )
    team = sums | {key: sums[key] * len(members) for key in ("requests", "tokens")}
    _insert(
        session,
        DayModelRow,
        (team | {"model": model, "usage_value_microcents": sum(spent[n, model] for n in members)} for model in MODELS),
    )


def _counters(members: range, day: date) -> Iterator[dict[str, Any]]:
    """Cursor's own counters of a day."""
    same = {
        "day": day,
        "is_active": True,
        "agent_requests": EVENTS_A_DAY,
        "applies": 20,
        "accepts": 12,
        "lines_added": 400,
    }
    for n in members:
        turn = n + day.toordinal()
        yield same | {
            "actor_id": n,
            "accepted_lines_added": n % 300,
            "most_used_model": MODELS[turn % len(MODELS)],
            "usage_based_requests": 3 if turn % 40 == 0 else 0,
        }


def _events(members: range, day: date, until: datetime, chance: random.Random) -> Iterator[dict[str, Any]]:
    """In the order of time, as they are read."""
    start_ms, end_ms = to_ms(day_start(day)), to_ms(until)
    for timestamp_ms in sorted(chance.randrange(start_ms, end_ms) for _ in range(EVENTS_A_DAY * len(members))):
        yield {
            "timestamp_ms": timestamp_ms,
            "actor_id": chance.choice(members),
            "model": chance.choice(MODELS),
            "kind": "Included",
            "billing": "included",
            "charged_microcents": chance.randrange(1, MOST_SPENT_A_MODEL // REQUESTS_A_MODEL),
            "input_tokens": 100,
            "cache_read_tokens": TOKENS_A_DAY // EVENTS_A_DAY,
        }


def _insert(session: Session, table: type[SQLModel], rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            session.connection().execute(insert(table), batch)
            batch = []
    if batch:
        session.connection().execute(insert(table), batch)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="MEMBERS")
    parser.add_argument("--postgresql", action="store_true", help="on a server from a wheel, not on SQLite")
    options = parser.parse_args()
    main(options.sizes, on_postgresql=options.postgresql)
