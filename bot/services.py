"""What listeners and jobs are given, built once at start."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk import WebClient

from bot.access import Access
from bot.delivery.home import HomeTab
from bot.delivery.reports import ReportDelivery
from bot.delivery.worker import Workers
from bot.in_force import InForce
from tracker.alerting import AlertingService
from tracker.groups.imports import GroupImports
from tracker.groups.service import GroupService
from tracker.incidents.service import IncidentService
from tracker.reports.service import ReportService
from tracker.settings_service import SettingsService
from tracker.store.disclosures import Disclosures
from tracker.weekly.service import WeeklyService


@dataclass(frozen=True)
class Services:
    """The parts of a running bot. `clock` is the only source of time."""

    clock: Callable[[], datetime]
    slack: WebClient
    access: Access
    reports: ReportService
    incidents: IncidentService
    alerting: AlertingService
    settings: SettingsService
    groups: GroupService
    imports: GroupImports
    in_force: InForce
    delivery: ReportDelivery
    home: HomeTab
    weekly: WeeklyService
    disclosures: Disclosures
    dispatcher: Workers
