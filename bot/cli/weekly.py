"""`spendwatch weekly list|add|change|remove|show`."""

import getpass
import re
from typing import Annotated

import typer

from blocks.plain_words import in_plain_words
from blocks.report_query import ReportQuery
from blocks.weekly import weekly_message
from blocks.weekly_modal import place_words
from bot.build import utc_now
from bot.cli.opening import now_or, open_config, open_database
from bot.cli.output import AsOf, Json, console, print_json
from bot.config import ConfigRefused
from tracker.reports.as_json import to_json
from tracker.reports.default_ranges import DEFAULT_RANGES
from tracker.reports.service import ReportService
from tracker.reports.types import WeeklySubscription
from tracker.weekly.due import next_at
from tracker.weekly.service import WeeklyService

app = typer.Typer(help="The weekly digest: who gets which group's, and the report itself.", no_args_is_help=True)

Group = Annotated[str | None, typer.Option(help="A billing group's name; the whole team by default.")]
To = Annotated[str, typer.Option(help="Slack's id of a channel (C…, G…) or a person (U…, W…).")]
Number = Annotated[int, typer.Argument(help="The number that `weekly list` shows.")]

_ID = re.compile(r"[CGUW][A-Z0-9]{6,}")


@app.command("list")
def list_subscriptions(json: Json = False) -> None:
    """Show who is sent what."""
    with open_database(open_config()) as store:
        listed = WeeklyService(store).list(utc_now())
    if json:
        print_json(to_json(listed))
        return
    out = console()
    for each in listed.subscriptions:
        out.print(_words(each), markup=False)
    if not listed.subscriptions:
        out.print("There are no weekly digests.")


@app.command()
def add(to: To, group: Group = None, json: Json = False) -> None:
    """Send a group's digest to a channel or a person from the next Monday on."""
    now = utc_now()
    with open_database(open_config()) as store:
        made = WeeklyService(store).add(
            group, _checked(to), is_person=_is_person(to), by=getpass.getuser(), source="cli", now=now
        )
    _done(made, f"First on {next_at(now):%A %-d %B, %H:%M} UTC.", json=json)


@app.command()
def change(number: Number, to: To, group: Group = None, json: Json = False) -> None:
    """Give a digest another group or place."""
    with open_database(open_config()) as store:
        changed = WeeklyService(store).change(
            number, group, _checked(to), is_person=_is_person(to), by=getpass.getuser(), source="cli", now=utc_now()
        )
    _done(changed, "Changed.", json=json)


@app.command()
def remove(number: Number, json: Json = False) -> None:
    """Stop a digest."""
    with open_database(open_config()) as store:
        stopped = WeeklyService(store).stop(number, by=getpass.getuser(), source="cli", now=utc_now())
    _done(stopped, "Stopped.", json=json)


@app.command()
def show(group: Group = None, as_of: AsOf = None, json: Json = False) -> None:
    """Print the digest of the last whole week, silent or not."""
    with open_database(open_config()) as store:
        report = ReportService(store).weekly(group=group, now=now_or(as_of))
    if json:
        print_json(to_json(report) | {"is_silent": report.is_silent})
    else:
        query = ReportQuery("weekly", range_words=DEFAULT_RANGES["weekly"], group=group)
        console().print(in_plain_words(weekly_message(report, query)))


def _checked(to: str) -> str:
    if not _ID.fullmatch(to):
        raise ConfigRefused(f"expected Slack's id of a channel or a person, like C0123456789, got {to!r}")
    return to


def _is_person(to: str) -> bool:
    return to[0] in "UW"


def _done(subscription: WeeklySubscription, what: str, *, json: bool) -> None:
    if json:
        print_json(to_json(subscription))
    else:
        console().print(f"{_words(subscription)}. {what}", markup=False)


def _words(subscription: WeeklySubscription) -> str:
    return f"{subscription.id}  {place_words(subscription)}"
