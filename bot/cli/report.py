"""`spendwatch report NAME`."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from blocks.cycle_csv import cycle_csv
from blocks.drawings import drawing_of
from blocks.plain_words import in_plain_words
from blocks.report_query import ReportQuery
from bot.cli.opening import now_or, open_config, open_database
from bot.cli.output import AsOf, Json, console, print_json
from bot.config import ConfigRefused
from tracker.detect.types import TEAM
from tracker.reports.anomalies import AnomalyQuery
from tracker.reports.as_json import to_json
from tracker.reports.default_ranges import DEFAULT_RANGES
from tracker.reports.service import ReportService
from tracker.reports.types import (
    AnomaliesReport,
    IncidentsReport,
    InsightsReport,
    InsightsSection,
    ModelsReport,
    PersonModelsReport,
    TopSpendersReport,
    UserReport,
)


class ReportName(StrEnum):
    """The reports that can be asked for by name."""

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


class Option(StrEnum):
    """The options besides the range that some reports take."""

    GROUP = "--group"
    USER = "--user"
    SECTION = "--section"
    CSV = "--csv"


OF_EVERY_REPORT = ("--range", "--as-of", "--json")


@dataclass(frozen=True)
class Asked:
    """The options of one call; None for those that were not given."""

    name: ReportName
    words: str
    now: datetime
    group: str | None = None
    user: str | None = None
    section: InsightsSection | None = None


@dataclass(frozen=True)
class Printed:
    """How one report is loaded and printed, and the options it takes.

    `figures` loads what --json prints, if that is more than the text shows.
    """

    load: Callable[[ReportService, Asked], Any]
    takes: frozenset[Option] = frozenset()
    figures: Callable[[ReportService, Asked], Mapping[str, Any]] | None = None

    def in_words(self, reports: ReportService, asked: Asked) -> str:
        """The report as text. The query is only needed for buttons, which a terminal does not have."""
        report = self.load(reports, asked)
        query = ReportQuery(asked.name, asked.words, group=asked.group)
        return in_plain_words(drawing_of(report).message(report, query))

    def as_json(self, reports: ReportService, asked: Asked) -> Mapping[str, Any]:
        """Every figure, from one snapshot."""
        return self.figures(reports, asked) if self.figures else _figures_of(self.load(reports, asked))


def _figures_of(report: Any) -> dict[str, Any]:
    figures: dict[str, Any] = to_json(report)
    return figures


def report(
    name: Annotated[ReportName, typer.Argument(help="Which report.")],
    words: Annotated[str | None, typer.Option("--range", help="7d, 24h, cycle, 'last cycle', 'last week', ...")] = None,
    group: Annotated[
        str | None,
        typer.Option(help="A billing group's name; not with `user`, `incidents`, `groups` and `cycle`."),
    ] = None,
    user: Annotated[
        str | None, typer.Option(help="A member's e-mail or name, for `user`, `models` and `anomalies` (or `team`).")
    ] = None,
    section: Annotated[
        InsightsSection | None, typer.Option(help="`insights`: one section; all of them by default.")
    ] = None,
    as_of: AsOf = None,
    json: Json = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="`cycle`: one line per member, and nothing else on stdout.")
    ] = False,
) -> None:
    """Print a report: in words, or with --json every figure of it."""
    given = {Option.GROUP: group, Option.USER: user, Option.SECTION: section, Option.CSV: csv or None}
    _refuse_what_is_not_taken(name, [option for option, value in given.items() if value is not None])
    if csv and json:
        raise ConfigRefused("report cycle prints --csv or --json, not both")
    config, printed = open_config(), PRINTED[name]
    asked = Asked(name, words or DEFAULT_RANGES[name], now_or(as_of), group=group, user=user, section=section)
    with open_database(config) as store:
        reports = ReportService(store)
        if csv:
            _print_csv(reports, asked)
        elif json:
            print_json(printed.as_json(reports, asked))
        else:
            console().print(printed.in_words(reports, asked))


def _refuse_what_is_not_taken(name: ReportName, given: list[Option]) -> None:
    takes = PRINTED[name].takes
    if wrong := [option for option in given if option not in takes]:
        *others, last = (*OF_EVERY_REPORT, *(option for option in Option if option in takes))
        taken = f"{', '.join(others)} and {last}"
        raise ConfigRefused(f"report {name} does not take {' or '.join(wrong)}; it takes {taken}")


def _print_csv(reports: ReportService, asked: Asked) -> None:
    """Print the CSV as bytes, so that line endings are the same on every platform."""
    report = reports.cycle_members(words=asked.words, now=asked.now)
    sys.stdout.buffer.write(cycle_csv(report).encode())
    sys.stdout.buffer.flush()


def _topspenders(reports: ReportService, asked: Asked) -> TopSpendersReport:
    return reports.topspenders(words=asked.words, group=asked.group, now=asked.now)


def _topspenders_figures(reports: ReportService, asked: Asked) -> Mapping[str, Any]:
    return _figures_of(reports.topspenders(words=asked.words, group=asked.group, page_size=None, now=asked.now))


def _models(reports: ReportService, asked: Asked) -> ModelsReport | PersonModelsReport:
    if asked.user is None:
        return reports.models(words=asked.words, group=asked.group, now=asked.now)
    if asked.group is not None:
        raise ConfigRefused("report models takes --group or --user, not both")
    return reports.person_models(asked.user, words=asked.words, now=asked.now)


def _models_figures(reports: ReportService, asked: Asked) -> Mapping[str, Any]:
    if asked.user is not None:
        return _figures_of(_models(reports, asked))
    report, parts = reports.models_in_full(words=asked.words, group=asked.group, now=asked.now)
    return _figures_of(report) | _figures_of(parts)


def _user(reports: ReportService, asked: Asked) -> UserReport:
    return reports.user(_named(asked), words=asked.words, now=asked.now)


def _user_figures(reports: ReportService, asked: Asked) -> Mapping[str, Any]:
    report, parts = reports.user_in_full(_named(asked), words=asked.words, now=asked.now)
    return _figures_of(report) | {"sections": to_json(parts)}


def _named(asked: Asked) -> str:
    if asked.user is None:
        raise ConfigRefused("report user needs --user with a member's e-mail or name")
    return asked.user


def _insights(reports: ReportService, asked: Asked) -> InsightsReport:
    section = asked.section or InsightsSection.OVERVIEW
    return reports.insights(section=section, words=asked.words, group=asked.group, now=asked.now)


def _incidents(reports: ReportService, asked: Asked) -> IncidentsReport:
    return reports.incidents(which="all", words=asked.words, page_size=None, now=asked.now)


def _anomalies(reports: ReportService, asked: Asked) -> AnomaliesReport:
    subject = asked.user if asked.user in (None, TEAM) else reports.find_actor(asked.user).key
    query = AnomalyQuery(subject=subject, group=asked.group)
    return reports.anomalies(query, words=asked.words, page_size=None, now=asked.now)


def _weekly_figures(reports: ReportService, asked: Asked) -> Mapping[str, Any]:
    report = reports.weekly(words=asked.words, group=asked.group, now=asked.now)
    return _figures_of(report) | {"is_silent": report.is_silent}


_BY_GROUP = frozenset({Option.GROUP})
PRINTED: Mapping[ReportName, Printed] = {
    ReportName.OVERVIEW: Printed(
        lambda reports, asked: reports.overview(words=asked.words, group=asked.group, now=asked.now),
        takes=_BY_GROUP,
    ),
    ReportName.TOPSPENDERS: Printed(_topspenders, takes=_BY_GROUP, figures=_topspenders_figures),
    ReportName.MODELS: Printed(_models, takes=_BY_GROUP | {Option.USER}, figures=_models_figures),
    ReportName.USER: Printed(_user, takes=frozenset({Option.USER}), figures=_user_figures),
    ReportName.INSIGHTS: Printed(_insights, takes=_BY_GROUP | {Option.SECTION}),
    ReportName.INCIDENTS: Printed(_incidents),
    ReportName.ANOMALIES: Printed(_anomalies, takes=_BY_GROUP | {Option.USER}),
    ReportName.GROUPS: Printed(lambda reports, asked: reports.groups_report(words=asked.words, now=asked.now)),
    ReportName.CYCLE: Printed(
        lambda reports, asked: reports.cycle(words=asked.words, now=asked.now),
        takes=frozenset({Option.CSV}),
    ),
    ReportName.WEEKLY: Printed(
        lambda reports, asked: reports.weekly(words=asked.words, group=asked.group, now=asked.now),
        takes=_BY_GROUP,
        figures=_weekly_figures,
    ),
}
