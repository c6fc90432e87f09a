"""The only place where the parts of the bot are put together."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

from slack_sdk import WebClient

from bot.access import Access, Right
from bot.config import Config
from bot.delivery.client import slack_client
from bot.delivery.dispatcher import Dispatcher, Target
from bot.delivery.files import ChartFiles
from bot.delivery.home import HomeTab
from bot.delivery.installer import find_installer
from bot.delivery.mail import ResendClient
from bot.delivery.mail_dispatcher import MailDispatcher
from bot.delivery.mail_links import SlackForMail
from bot.delivery.mail_messages import MailMaker, no_names
from bot.delivery.messages import MessageMaker
from bot.delivery.pages import PageMaker
from bot.delivery.permalinks import Permalinks
from bot.delivery.remembered import RememberedPages
from bot.delivery.reports import ReportDelivery
from bot.delivery.send import Sender
from bot.delivery.stand_in_reader import StandInReader
from bot.delivery.worker import OutboxWorker, WorkerParts, Workers
from bot.in_force import InForce
from bot.services import Services
from bot.slack_ids import SlackIds
from bot.spelling import Spelling
from tracker.alerting import AlertingService
from tracker.collect.collector import CollectionResult, Collector
from tracker.collect.progress import Progress
from tracker.cursor.client import CursorClient
from tracker.cursor.pacing import Pacer
from tracker.groups.imports import GroupImports
from tracker.groups.service import GroupService
from tracker.incidents.service import IncidentService
from tracker.reports.service import ReportService
from tracker.settings_service import SettingsService
from tracker.store.disclosures import Disclosures
from tracker.store.engine import Store
from tracker.store.home_views import HomeViews
from tracker.store.identities import Identities
from tracker.store.lease import LEASE_DURATION, this_process
from tracker.store.lock import WAIT_S
from tracker.store.outbox import Outbox
from tracker.store.outbox_rows import Channel
from tracker.store.outbox_upkeep import abandon
from tracker.store.redraws import Redraws
from tracker.weekly.service import WeeklyService

Collect = Callable[[datetime | None], CollectionResult]


def utc_now() -> datetime:
    """The only clock; everything else takes the time as an argument."""
    return datetime.now(UTC)


def build_slack(config: Config) -> WebClient:
    """The Slack client; raises ConfigRefused without a bot token."""
    return slack_client(
        config.secret("SLACK_BOT_TOKEN"), api_url=config.slack_api_url, spelling=Spelling(config.command_prefix)
    )


def build_resend(config: Config) -> ResendClient:
    """The client that sends mail; raises ConfigRefused without a key."""
    config.secret("RESEND_API_KEY")
    assert config.resend_api_key is not None
    return ResendClient(config.resend_api_url, config.resend_api_key)


def build_workers(config: Config, store: Store, *, clock: Callable[[], datetime] = utc_now) -> Workers:
    """The outbox workers of the configured channels, Slack first."""
    workers: list[OutboxWorker] = []
    in_force = InForce(store, config)
    if in_force.has_slack:
        workers.append(build_dispatcher(store, build_slack(config), in_force=in_force, clock=clock))
    if config.has_mail:
        workers.append(_build_mail_dispatcher(config, store, in_force, clock))
    return Workers(workers)


def _build_mail_dispatcher(
    config: Config, store: Store, in_force: InForce, clock: Callable[[], datetime]
) -> MailDispatcher:
    assert config.resend_from is not None
    token = config.slack_bot_token
    slack = SlackForMail(token.get_secret_value(), api_url=config.slack_api_url) if token else None
    return MailDispatcher(
        _worker_parts(store, clock),
        mails=MailMaker(store, names=slack.names if slack else no_names, spelling=Spelling(config.command_prefix)),
        resend=build_resend(config),
        sender=config.resend_from,
        recipients=in_force.mail_recipients,
        link=slack.link if slack else lambda _receipt: None,
    )


def _worker_parts(store: Store, clock: Callable[[], datetime]) -> WorkerParts:
    return WorkerParts(Outbox(store), claimer=this_process(), clock=clock)


def build_access(store: Store, slack: WebClient, in_force: InForce, clock: Callable[[], datetime]) -> Access:
    ids = SlackIds(slack, Identities(store), clock=clock)
    return Access(slack, roles=in_force.roles, id_by_email=ids.find, clock=clock)


def build_dispatcher(
    store: Store, slack: WebClient, *, in_force: InForce, clock: Callable[[], datetime] = utc_now
) -> Dispatcher:
    """The worker that sends the outbox to Slack."""
    access = build_access(store, slack, in_force, clock)

    def find_person(named: str) -> str | None:
        return find_installer(slack, [named])

    return Dispatcher(
        _worker_parts(store, clock),
        redraws=Redraws(store),
        messages=MessageMaker(
            store,
            installer=lambda: find_installer(slack, in_force.named_admins),
            find_person=find_person,
            may_read_team=partial(access.has, right=Right.READ_TEAM),
        ),
        sender=Sender(slack),
        files=ChartFiles(slack, store, clock=clock),
        target=Target(
            slack,
            in_force.alert_channel,
            StandInReader(store, admins=lambda: in_force.admins, find_person=find_person),
        ),
    )


class WaitCutShort(RuntimeError):
    """The process is ending, so a wait for Cursor's rate limit was cut short."""


def build_cursor_client(config: Config, *, sleep: Callable[[float], None] = time.sleep) -> CursorClient:
    """The Cursor client; raises ConfigRefused without a key."""
    config.secret("CURSOR_ADMIN_API_KEY")
    assert config.cursor_admin_api_key is not None
    pacer = Pacer(time.monotonic, sleep, scale=config.cursor_rate_limit_scale)
    return CursorClient(
        config.cursor_api_url,
        config.cursor_admin_api_key,
        analytics_key=config.cursor_analytics_api_key,
        pacer=pacer,
        sleep=sleep,
    )


@contextmanager
def open_collect(
    config: Config,
    store: Store,
    *,
    clock: Callable[[], datetime] = utc_now,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    lease_duration: timedelta = LEASE_DURATION,
    wait_seconds: float = WAIT_S,
) -> Iterator[Collect]:
    """A function that collects as of `now` (None: the moment it is called); it raises CollectionBusy.

    The client is reused between runs, because it counts the requests of the last minute. When `stop` is set, waits end
    with WaitCutShort: they can last a minute, too long for a shutdown.
    """

    def sleep(seconds: float) -> None:
        if (stop or threading.Event()).wait(seconds):
            raise WaitCutShort

    with build_cursor_client(config, sleep=sleep) as client:
        collector = Collector(
            store, client, progress=progress, wait_seconds=wait_seconds, lease_duration=lease_duration, sleep=sleep
        )

        def collect(now: datetime | None) -> CollectionResult:
            present = clock()
            return collector.run(now=now or present, present=present)

        yield collect


def build_services(config: Config, store: Store, *, clock: Callable[[], datetime] = utc_now) -> Services:
    """Everything that listeners and jobs need; raises ConfigRefused if a required variable is not set."""
    slack = build_slack(config)
    if not config.has_mail:
        abandon(store, Channel.MAIL, "e-mail was switched off")
    in_force = InForce(store, config)
    in_force.alert_channel()  # raises at once rather than with the first message
    access = build_access(store, slack, in_force, clock)
    reports = ReportService(store)
    maker = PageMaker(reports, access, permalink=Permalinks(slack), environment=in_force.environment)
    pages = RememberedPages(maker, access, reports.data_stamp)
    files = ChartFiles(slack, store, clock=clock)
    home = HomeTab(
        pages=pages, access=access, sender=Sender(slack), files=files, remembered=HomeViews(store), clock=clock
    )
    disclosures = Disclosures(store)
    delivery = ReportDelivery(
        pages=pages, sender=Sender(slack), files=files, home=home, disclosures=disclosures, slack=slack, clock=clock
    )
    return Services(
        clock=clock,
        slack=slack,
        access=access,
        reports=reports,
        incidents=IncidentService(store),
        alerting=AlertingService(store),
        settings=SettingsService(store),
        groups=GroupService(store),
        imports=GroupImports(store),
        in_force=in_force,
        delivery=delivery,
        home=home,
        weekly=WeeklyService(store),
        disclosures=disclosures,
        dispatcher=build_workers(config, store, clock=clock),
    )
