"""`spendwatch report NAME`."""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

import typer

from blocks.anomalies import anomalies_message
from blocks.cycle import cycle_message
from blocks.cycle_csv import cycle_csv
from blocks.elements import Message
from blocks.groups import groups_message
from blocks.incidents import incidents_message
from blocks.insights import insights_message
from blocks.model_sections import PERSON, person_models_message
from blocks.models import models_message
from blocks.overview import overview_message
from blocks.plain_words import in_plain_words
from blocks.report_query import ReportQuery
from blocks.topspenders import topspenders_message
from blocks.user import user_message
from blocks.weekly import weekly_message
from bot.cli.opening import now_or, open_config, open_database
from bot.cli.output import AsOf, Json, console, print_json
from bot.config import Config, ConfigRefused
from tracker.detect.types import TEAM
from tracker.reports.anomalies import AnomalyQuery
from tracker.reports.as_json import to_json
from tracker.reports.service import ReportService
from tracker.reports.types import InsightsSection


class ReportName(StrEnum):
    """The reports that scripts and people can ask for."""

    OVERVIEW = "overview"
    TOPSPENDERS = "topspenders"
    MODELS = "models"
    USER = "user"
    INSIGHTS = "insights"
    INCIDENTS = "incidents"
    ANOMALIES = "anomalies"
    GROUPS = "groups"
    CYCLE = "cycle"
    WEEKLY = "weekly"


Built = tuple[Mapping[str, Any], Message]


def report(
    name: Annotated[ReportName, typer.Argument(help="Which report.")],
    words: Annotated[str | None, typer.Option("--range", help="7d, 24h, cycle, 'last cycle', 'last week', ...")] = None,
    group: Annotated[str | None, typer.Option(help="A billing group's name.")] = None,
    user: Annotated[
        str | None, typer.Option(help="A member's e-mail or name, for `user`, `models` and `anomalies` (or `team`).")
    ] = None,
    section: Annotated[
        InsightsSection | None, typer.Option(help="`insights`: one section of it; without it, all of them.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="`cycle`: one line a member, and nothing else on stdout.")] = False,
) -> None:
    """Print a report: in words, or with --json every figure of it."""
    if csv and (json or name is not ReportName.CYCLE):
        raise ConfigRefused("--csv goes with `report cycle`, and not with --json")
    if section and name is not ReportName.INSIGHTS:
        raise ConfigRefused("--section goes with `report insights`")
    config = open_config()
    now = now_or(as_of)
    if csv:
        _print_csv(config, words or _DEFAULT_RANGES[name], now)
        return
    with open_database(config) as store:
        build = partial(_insights, section) if name is ReportName.INSIGHTS else _BUILDERS[name]
        figures, message = build(ReportService(store), words or _DEFAULT_RANGES[name], group, user, now)
    if json:
        print_json(figures)
    else:
        console().print(in_plain_words(message))


def _overview(reports: ReportService, words: str, group: str | None, _user: str | None, now: datetime) -> Built:
    report = reports.overview(words=words, group=group, now=now)
    return to_json(report), overview_message(report, ReportQuery("overview", range_words=words, group=group))


def _topspenders(reports: ReportService, words: str, group: str | None, _user: str | None, now: datetime) -> Built:
    report = reports.topspenders(words=words, group=group, now=now)
    query = ReportQuery("topspenders", range_words=words, group=group)
    everyone = reports.topspenders(words=words, group=group, now=now, page_size=None)
    return to_json(everyone), topspenders_message(report, query)


def _models(reports: ReportService, words: str, group: str | None, user: str | None, now: datetime) -> Built:
    if user is not None:
        person = reports.person_models(user, words=words, now=now)
        query = ReportQuery("models", range_words=words, user=person.actor.key, section=PERSON)
        return to_json(person), person_models_message(person, query)
    report = reports.models(words=words, group=group, now=now)
    figures = to_json(report) | {
        "efficiency": to_json(reports.model_efficiency(words=words, group=group, now=now)),
        "what_if_by_member": to_json(reports.model_what_if(words=words, group=group, page_size=None, now=now)),
        "what_if_by_group": to_json(reports.model_what_if(words=words, by_group=True, page_size=None, now=now)),
    }
    return figures, models_message(report, ReportQuery("models", range_words=words, group=group))


def _user(reports: ReportService, words: str, _group: str | None, user: str | None, now: datetime) -> Built:
    if user is None:
        raise ConfigRefused("report user needs --user with a member's e-mail or name")
    report, parts = reports.user_in_full(user, words=words, now=now)
    figures = to_json(report) | {"sections": to_json(parts)}
    return figures, user_message(report, ReportQuery("user", range_words=words, user=report.actor.key))


def _insights(
    section: InsightsSection | None,
    reports: ReportService,
    words: str,
    group: str | None,
    _user: str | None,
    now: datetime,
) -> Built:
    report = reports.insights(section=section or InsightsSection.OVERVIEW, words=words, group=group, now=now)
    return to_json(report), insights_message(report, ReportQuery("insights", words, group=group, section=section))


def _incidents(reports: ReportService, words: str, _group: str | None, _user: str | None, now: datetime) -> Built:
    report = reports.incidents(which="all", by=None, words=words, page_size=None, now=now)
    return to_json(report), incidents_message(report, ReportQuery("incidents", range_words=words, which="all"))


def _anomalies(reports: ReportService, words: str, group: str | None, user: str | None, now: datetime) -> Built:
    subject = user if user is None or user == TEAM else reports.find_actor(user).key
    report = reports.anomalies(AnomalyQuery(subject=subject, group=group), words=words, page_size=None, now=now)
    return to_json(report), anomalies_message(report, ReportQuery("anomalies", words, group=group, user=subject))


def _groups(reports: ReportService, words: str, _group: str | None, _user: str | None, now: datetime) -> Built:
    report = reports.groups_report(words=words, now=now)
    return to_json(report), groups_message(report, ReportQuery("groups", words))


def _cycle(reports: ReportService, words: str, _group: str | None, _user: str | None, now: datetime) -> Built:
    report = reports.cycle(words=words, now=now)
    return to_json(report), cycle_message(report, ReportQuery("cycle", range_words=words))


def _weekly(reports: ReportService, words: str, group: str | None, _user: str | None, now: datetime) -> Built:
    report = reports.weekly(words=words, group=group, now=now)
    query = ReportQuery("weekly", range_words=words, group=group)
    return to_json(report) | {"is_silent": report.is_silent}, weekly_message(report, query)


def _print_csv(config: Config, words: str, now: datetime) -> None:
    """As bytes, so that every platform ends lines as the format has it."""
    with open_database(config) as store:
        report = ReportService(store).cycle_members(words=words, now=now)
    sys.stdout.buffer.write(cycle_csv(report).encode())
    sys.stdout.buffer.flush()


_BUILDERS: dict[ReportName, Callable[[ReportService, str, str | None, str | None, datetime], Built]] = {
    ReportName.OVERVIEW: _overview,
    ReportName.TOPSPENDERS: _topspenders,
    ReportName.MODELS: _models,
    ReportName.USER: _user,
    ReportName.INSIGHTS: partial(_insights, None),
    ReportName.INCIDENTS: _incidents,
    ReportName.ANOMALIES: _anomalies,
    ReportName.GROUPS: _groups,
    ReportName.CYCLE: _cycle,
    ReportName.WEEKLY: _weekly,
}
_DEFAULT_RANGES = {
    ReportName.OVERVIEW: "cycle",
    ReportName.TOPSPENDERS: "cycle",
    ReportName.MODELS: "cycle",
    ReportName.USER: "cycle",
    ReportName.INSIGHTS: "30d",
    ReportName.INCIDENTS: "30d",
    ReportName.ANOMALIES: "30d",
    ReportName.GROUPS: "cycle",
    ReportName.CYCLE: "cycle",
    ReportName.WEEKLY: "last week",
}
