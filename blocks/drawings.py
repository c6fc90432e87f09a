"""How each kind of report is drawn: as a summary, as a message with controls, and as charts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from blocks.anomalies import anomalies_charts, anomalies_message, anomalies_summary
from blocks.audit import audit_message, audit_summary
from blocks.cycle import cycle_charts, cycle_message, cycle_summary
from blocks.elements import Chart, Message, Summary
from blocks.group_import import import_message, import_summary
from blocks.group_page import group_message, group_summary
from blocks.groups import groups_message, groups_summary
from blocks.incident import incident_charts
from blocks.incident_page import incident_page, incident_page_summary
from blocks.incidents import incidents_charts, incidents_message, incidents_summary
from blocks.insights import insights_charts, insights_message, insights_summary
from blocks.model_efficiency import efficiency_charts, efficiency_message, efficiency_summary
from blocks.model_person import person_models_charts, person_models_message, person_models_summary
from blocks.model_what_if import what_if_charts, what_if_message, what_if_summary
from blocks.models import models_charts, models_message, models_summary
from blocks.notices_page import notices_message, notices_summary
from blocks.overview import overview_charts, overview_message, overview_summary
from blocks.report_query import ReportQuery
from blocks.settings import settings_message, settings_summary
from blocks.status import status_message, status_summary
from blocks.topspenders import topspenders_charts, topspenders_message, topspenders_summary
from blocks.trial import trial_message, trial_summary
from blocks.user import user_charts, user_message, user_summary
from blocks.user_sections import user_part_charts, user_part_message, user_part_summary
from blocks.weekly import weekly_charts, weekly_message, weekly_summary
from tracker.reports.types import (
    AnomaliesReport,
    AuditReport,
    CycleReport,
    EfficiencyReport,
    GroupReport,
    GroupsReport,
    ImportReport,
    IncidentReport,
    IncidentsReport,
    InsightsReport,
    ModelsReport,
    NoticesReport,
    OverviewReport,
    PersonModelsReport,
    SettingsReport,
    StatusReport,
    TopSpendersReport,
    TrialReport,
    UserActivity,
    UserAdoption,
    UserCode,
    UserModels,
    UserReport,
    UserTools,
    WeeklyReport,
    WhatIfReport,
)


@dataclass(frozen=True)
class ReportDrawing:
    """The three ways to draw one kind of report.

    `message` takes the report, its query and a look; some take further keyword arguments, such as `can_change`.
    `charts` takes the report and the query, as each section may have its own charts.
    """

    summary: Callable[[Any], Summary]
    message: Callable[..., Message]
    charts: Callable[[Any, ReportQuery], tuple[Chart, ...]] = lambda _report, _query: ()


def drawing_of(report: object) -> ReportDrawing:
    """How a report is drawn."""
    return DRAWINGS[type(report)]


def _pictures(charts: Callable[[Any], tuple[Chart, ...]]) -> Callable[[Any, ReportQuery], tuple[Chart, ...]]:
    """Charts that do not depend on the query."""
    return lambda report, _query: charts(report)


_USER_PART = ReportDrawing(user_part_summary, user_part_message, _pictures(user_part_charts))

DRAWINGS: Mapping[type, ReportDrawing] = MappingProxyType(
    {
        OverviewReport: ReportDrawing(
            overview_summary, overview_message, lambda report, query: overview_charts(report, query.section)
        ),
        TopSpendersReport: ReportDrawing(topspenders_summary, topspenders_message, _pictures(topspenders_charts)),
        ModelsReport: ReportDrawing(models_summary, models_message, _pictures(models_charts)),
        EfficiencyReport: ReportDrawing(efficiency_summary, efficiency_message, _pictures(efficiency_charts)),
        WhatIfReport: ReportDrawing(what_if_summary, what_if_message, _pictures(what_if_charts)),
        PersonModelsReport: ReportDrawing(
            person_models_summary, person_models_message, _pictures(person_models_charts)
        ),
        InsightsReport: ReportDrawing(insights_summary, insights_message, _pictures(insights_charts)),
        UserReport: ReportDrawing(user_summary, user_message, _pictures(user_charts)),
        UserModels: _USER_PART,
        UserActivity: _USER_PART,
        UserAdoption: _USER_PART,
        UserTools: _USER_PART,
        UserCode: _USER_PART,
        IncidentsReport: ReportDrawing(incidents_summary, incidents_message, _pictures(incidents_charts)),
        IncidentReport: ReportDrawing(incident_page_summary, incident_page, _pictures(incident_charts)),
        AnomaliesReport: ReportDrawing(anomalies_summary, anomalies_message, _pictures(anomalies_charts)),
        GroupsReport: ReportDrawing(groups_summary, groups_message),
        GroupReport: ReportDrawing(group_summary, group_message),
        ImportReport: ReportDrawing(import_summary, import_message),
        WeeklyReport: ReportDrawing(weekly_summary, weekly_message, _pictures(weekly_charts)),
        CycleReport: ReportDrawing(cycle_summary, cycle_message, _pictures(cycle_charts)),
        SettingsReport: ReportDrawing(settings_summary, settings_message),
        AuditReport: ReportDrawing(audit_summary, audit_message),
        StatusReport: ReportDrawing(status_summary, status_message),
        NoticesReport: ReportDrawing(notices_summary, notices_message),
        TrialReport: ReportDrawing(trial_summary, trial_message),
    }
)
