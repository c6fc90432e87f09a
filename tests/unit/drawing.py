"""One way to draw any report, for tests that hold for all of them."""

from blocks import model_sections as sections
from blocks.anomalies import anomalies_charts, anomalies_message, anomalies_summary
from blocks.cycle import cycle_charts, cycle_message, cycle_summary
from blocks.elements import PLAIN_LOOK, Chart, Look, Message, Summary
from blocks.groups import groups_message, groups_summary
from blocks.incident import incident_charts
from blocks.incident_page import incident_page, incident_page_summary
from blocks.incidents import incidents_charts, incidents_message, incidents_summary
from blocks.insights import insights_charts, insights_message, insights_summary
from blocks.models import models_charts, models_message, models_summary
from blocks.overview import overview_charts, overview_message, overview_summary
from blocks.report_query import ReportQuery
from blocks.topspenders import topspenders_charts, topspenders_message, topspenders_summary
from blocks.user import user_charts, user_message, user_summary
from blocks.user_sections import user_part_charts, user_part_message, user_part_summary
from blocks.weekly import weekly_charts, weekly_message, weekly_summary
from tracker.reports.types import (
    AnomaliesReport,
    CycleReport,
    EfficiencyReport,
    GroupsReport,
    IncidentReport,
    IncidentsReport,
    InsightsReport,
    ModelsReport,
    OverviewReport,
    PersonModelsReport,
    TopSpendersReport,
    UserActivity,
    UserAdoption,
    UserCode,
    UserModels,
    UserPart,
    UserReport,
    UserTools,
    WeeklyReport,
    WhatIfReport,
)

Report = (
    OverviewReport
    | TopSpendersReport
    | ModelsReport
    | InsightsReport
    | EfficiencyReport
    | WhatIfReport
    | PersonModelsReport
    | UserReport
    | IncidentsReport
    | IncidentReport
    | AnomaliesReport
    | GroupsReport
    | CycleReport
    | WeeklyReport
    | UserPart
)


def report_message(report: Report, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The report as a message that can be asked again with its own controls."""
    match report:
        case OverviewReport():
            return overview_message(report, query, look)
        case TopSpendersReport():
            return topspenders_message(report, query, look)
        case ModelsReport():
            return models_message(report, query, look)
        case InsightsReport():
            return insights_message(report, query, look)
        case UserModels() | UserActivity() | UserAdoption() | UserTools() | UserCode():
            return user_part_message(report, query, look)
        case EfficiencyReport():
            return sections.efficiency_message(report, query, look)
        case WhatIfReport():
            return sections.what_if_message(report, query, look)
        case PersonModelsReport():
            return sections.person_models_message(report, query, look)
        case UserReport():
            return user_message(report, query, look)
        case IncidentsReport():
            return incidents_message(report, query, look)
        case IncidentReport():
            return incident_page(report, query, look, alert_url="https://example.com/archives/C1/p1")
        case AnomaliesReport():
            return anomalies_message(report, query, look)
        case GroupsReport():
            return groups_message(report, query, look)
        case WeeklyReport():
            return weekly_message(report, query, look)
        case CycleReport():
            return cycle_message(report, query, look)


def summary_of(report: Report) -> Summary:
    """The report in short, for the headline where a command was typed."""
    match report:
        case OverviewReport():
            return overview_summary(report)
        case TopSpendersReport():
            return topspenders_summary(report)
        case ModelsReport():
            return models_summary(report)
        case InsightsReport():
            return insights_summary(report)
        case UserModels() | UserActivity() | UserAdoption() | UserTools() | UserCode():
            return user_part_summary(report)
        case EfficiencyReport():
            return sections.efficiency_summary(report)
        case WhatIfReport():
            return sections.what_if_summary(report)
        case PersonModelsReport():
            return sections.person_models_summary(report)
        case UserReport():
            return user_summary(report)
        case IncidentsReport():
            return incidents_summary(report)
        case IncidentReport():
            return incident_page_summary(report)
        case AnomaliesReport():
            return anomalies_summary(report)
        case GroupsReport():
            return groups_summary(report)
        case WeeklyReport():
            return weekly_summary(report)
        case CycleReport():
            return cycle_summary(report)


def charts_of(report: Report) -> tuple[Chart, ...]:
    """The pictures that the report's message has places for; nothing is drawn until `Chart.draw` is called."""
    match report:
        case OverviewReport():
            return overview_charts(report)
        case TopSpendersReport():
            return topspenders_charts(report)
        case ModelsReport():
            return models_charts(report)
        case InsightsReport():
            return insights_charts(report)
        case UserModels() | UserActivity() | UserAdoption() | UserTools() | UserCode():
            return user_part_charts(report)
        case EfficiencyReport():
            return sections.efficiency_charts(report)
        case WhatIfReport():
            return sections.what_if_charts(report)
        case PersonModelsReport():
            return sections.person_models_charts(report)
        case UserReport():
            return user_charts(report)
        case IncidentReport():
            return incident_charts(report)
        case IncidentsReport():
            return incidents_charts(report)
        case AnomaliesReport():
            return anomalies_charts(report)
        case GroupsReport():
            return ()
        case WeeklyReport():
            return weekly_charts(report)
        case CycleReport():
            return cycle_charts(report)
