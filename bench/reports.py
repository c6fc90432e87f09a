"""How long each report takes without its charts, on a generated team where everyone uses three models every day.

    python -m bench.reports [--postgresql] [MEMBERS ...]

A team of 10,000 has as many requests in ninety days as 100 million events give.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from math import log
from typing import Any

from bench.analytics import insights_questions
from bench.answers import slack_questions
from bench.generated_team import ANOMALIES, NOW, gather_most, generated_team, move_everyone, unassign_most
from bench.measuring import MAX_RUNS, measure
from bot.memory import tune_garbage_collector
from tracker.reports.anomalies import AnomalyQuery
from tracker.reports.service import ReportService
from tracker.reports.types import Rule, Severity, SpenderSort, UsageBadge, UserSection

SIZES = (65, 1_000, 10_000)
LENGTHS = (11, 22, 44, 88)  # days, each about twice the one before

Sized = tuple[int, dict[str, float]]  # members, and CPU milliseconds by question


def main(sizes: Sequence[int], *, most_runs: int = MAX_RUNS, on_postgresql: bool = False) -> None:
    """Print p50, p95 and the least CPU time of every report at every size.

    Then print how they grow: the x in `members ** x` from each size to the next, and in `days ** x` between ranges.
    """
    tune_garbage_collector()  # as the bot does
    print(f"{'report':<40}{'members':>9}{'p50 ms':>9}{'p95 ms':>9}{'CPU ms':>9}{'growth':>8}{'runs':>6}")
    before: Sized = (0, {})
    for size in sizes:
        with generated_team(size, on_postgresql=on_postgresql) as store, slack_questions(store, now=NOW) as in_slack:
            taken = _measure(questions(ReportService(store)) | in_slack, size, most_runs, before)
            _measure_days(ReportService(store), size, most_runs)
            move_everyone(store)
            taken |= _measure(questions_by_group(ReportService(store)), size, most_runs, before)
            for name, put in (("Unassigned", unassign_most), ("Group 1", gather_most)):
                put(store)
                taken |= _measure(questions_of_most(ReportService(store), name), size, most_runs, before)
        before = (size, taken)


def _measure(asked: Mapping[str, Callable[[], object]], size: int, most_runs: int, before: Sized) -> dict[str, float]:
    """Print a line for each question; return CPU milliseconds by its name."""
    size_before, taken_before = before
    taken: dict[str, float] = {}
    for name, ask in asked.items():
        p50, p95, cpu, runs = measure(ask, most_runs)
        growth = f"{exponent(taken_before[name], cpu, size / size_before):.2f}" if name in taken_before else ""
        print(f"{name:<40}{size:>9,}{p50:>9.0f}{p95:>9.0f}{cpu:>9.1f}{growth:>8}{runs:>6}", flush=True)
        taken[name] = cpu
    return taken


def _measure_days(reports: ReportService, size: int, most_runs: int) -> None:
    """Print the CPU milliseconds of the same question over increasingly long ranges."""
    for name, ask in _questions_by_days(reports).items():
        taken = [measure(partial(ask, days), most_runs)[2] for days in LENGTHS]
        growths = [exponent(a, b, 2) for a, b in pairwise(taken)]
        figures = [f"{days}d {cpu:.0f} ms" for days, cpu in zip(LENGTHS, taken, strict=True)]
        print(
            f"{name:<40}{size:>9,}  {', '.join(figures)}; growth {', '.join(f'{x:.2f}' for x in growths)}", flush=True
        )


def exponent(before: float, after: float, times: float) -> float:
    """The x for which a cost grew by `times ** x` while its input grew by `times`."""
    return log(after / before) / log(times)


def _questions_by_days(reports: ReportService) -> dict[str, Callable[[int], object]]:
    """Questions whose number of days varies."""
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
    """Questions by group, on a team in which everyone has moved."""
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
    """Questions about a group with four in five of the team."""
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
    """Every report."""
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
            f"user 30d, {section}": partial(reports.user_part, someone, section, words="30d", now=NOW)
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, metavar="MEMBERS")
    parser.add_argument("--postgresql", action="store_true", help="on a server from a wheel, not on SQLite")
    options = parser.parse_args()
    main(options.sizes, on_postgresql=options.postgresql)
