"""`spendwatch`: the commands, and what their exit codes mean.

0: done. 1: part of it failed, as the output says. 2: wrong usage, a refused value or missing configuration.
"""

import logging
import sys

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.cli import (
    audit,
    collect,
    demo,
    detect,
    doctor,
    groups,
    health,
    incidents,
    init,
    migrate,
    notices,
    outbox,
    replay,
    report,
    run,
    settings,
    start_alerts,
    weekly,
)
from bot.cli.output import spelled
from bot.config import ConfigRefused
from bot.logs import log_run, logs_are_json
from tracker.clock import InstantAhead, InstantRefused
from tracker.groups.csv_files import CsvRefused
from tracker.groups.imports import IMPORT_REFUSALS
from tracker.groups.service import GROUP_REFUSALS
from tracker.incidents.service import IncidentNotFound
from tracker.ranges import RangeRefused
from tracker.reports.actors import ActorAmbiguous, ActorNotFound
from tracker.reports.scope import GroupNotFound
from tracker.settings import SettingRefused, UnknownSetting
from tracker.store.engine import DatabaseRefused
from tracker.store.lease import LeaseLost, LockRefused
from tracker.store.lock import CollectionBusy
from tracker.store.migrate import NewerDatabase
from tracker.store.outbox_upkeep import OutboxKeyNotFound
from tracker.store.trouble import database_sentence
from tracker.weekly.service import GroupGone, WeeklyExists, WeeklyNotFound

log = logging.getLogger(__name__)

REFUSALS = (
    *GROUP_REFUSALS,
    *IMPORT_REFUSALS,
    ActorAmbiguous,
    ActorNotFound,
    ConfigRefused,
    CsvRefused,
    DatabaseRefused,
    GroupGone,
    GroupNotFound,
    IncidentNotFound,
    InstantAhead,
    InstantRefused,
    NewerDatabase,
    OutboxKeyNotFound,
    RangeRefused,
    SettingRefused,
    UnknownSetting,
    WeeklyExists,
    WeeklyNotFound,
)

app = typer.Typer(
    name="spendwatch",
    help="Watches what a company spends on AI coding, from Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo.demo)
app.command()(init.init)
app.command()(run.run)
app.command()(collect.collect)
app.command()(detect.detect)
app.command()(report.report)
app.command()(doctor.doctor)
app.command()(health.health)
app.command()(migrate.migrate)
app.command()(notices.notices)
app.command()(audit.audit)
app.command()(replay.replay)
app.command()(start_alerts.start_alerts)
app.add_typer(settings.app, name="settings")
app.add_typer(groups.app, name="groups")
app.add_typer(incidents.app, name="incidents")
app.add_typer(weekly.app, name="weekly")
app.add_typer(outbox.app, name="outbox")


def main() -> None:
    """Run one command under one run id; refusals become one line on stderr and exit code 2."""
    with log_run():
        try:
            app()
        except REFUSALS as refusal:
            _end(str(refusal), 2)
        except (CollectionBusy, LeaseLost, LockRefused) as busy:
            _end(str(busy), 1)
        except SQLAlchemyError as error:
            _end(database_sentence(error), 1)


def _end(sentence: str, code: int) -> None:
    if logs_are_json():
        log.error("%s", spelled(sentence))
    else:
        sys.stderr.write(f"spendwatch: {spelled(sentence)}\n")
    raise SystemExit(code)
