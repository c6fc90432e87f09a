"""The only place where the bot is wired together."""

import os
import socket
from collections.abc import Callable
from datetime import UTC, datetime

from slack_sdk import WebClient

from bot.access import Access
from bot.config import Config
from bot.delivery.client import slack_client
from bot.delivery.dispatcher import Dispatcher, Target
from bot.delivery.files import ChartFiles
from bot.delivery.messages import MessageMaker
from bot.delivery.pages import PageMaker
from bot.delivery.reports import ReportDelivery
from bot.delivery.send import Sender
from bot.services import Services
from tracker.incidents.service import IncidentService
from tracker.reports.service import ReportService
from tracker.store.engine import Store
from tracker.store.outbox import Outbox


def utc_now() -> datetime:
    """The one clock; everything else is handed the time."""
    return datetime.now(UTC)


def build_slack(config: Config) -> WebClient:
    """The Slack client; raises ConfigRefused without a bot token."""
    return slack_client(config.secret("SLACK_BOT_TOKEN"), api_url=config.slack_api_url)


def build_dispatcher(
    store: Store, slack: WebClient, *, channel_id: str, clock: Callable[[], datetime] = utc_now
) -> Dispatcher:
    """What sends the outbox."""
    return Dispatcher(
        outbox=Outbox(store),
        messages=MessageMaker(store),
        sender=Sender(slack),
        files=ChartFiles(slack, store, clock=clock),
        target=Target(slack, channel_id),
        clock=clock,
        claimer=f"{socket.gethostname()}:{os.getpid()}",
    )


def build_services(config: Config, store: Store, *, clock: Callable[[], datetime] = utc_now) -> Services:
    """Everything listeners and jobs need; raises ConfigRefused for what is not set."""
    slack = build_slack(config)
    channel_id = config.alert_channel()
    access = Access(slack, channel_id=channel_id, admin_users=config.admin_users, clock=clock)
    reports = ReportService(store)
    delivery = ReportDelivery(
        pages=PageMaker(reports, access),
        sender=Sender(slack),
        files=ChartFiles(slack, store, clock=clock),
        slack=slack,
        clock=clock,
    )
    return Services(
        clock=clock,
        slack=slack,
        access=access,
        reports=reports,
        incidents=IncidentService(store),
        delivery=delivery,
        dispatcher=build_dispatcher(store, slack, channel_id=channel_id, clock=clock),
    )
