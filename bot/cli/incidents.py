"""`spendwatch incidents ack|resolve`."""

import getpass
from typing import Annotated

import typer

from bot.build import utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json, console, print_json
from tracker.clock import iso
from tracker.incidents.service import IncidentService, MoveOutcome

app = typer.Typer(help="Handle incidents without Slack: ack, resolve.", no_args_is_help=True)

LARGEST_ID = 2**31 - 1  # the range of a database's INTEGER
IncidentId = Annotated[
    int, typer.Argument(min=1, max=LARGEST_ID, help="The incident's number, as `report incidents` shows it.")
]
By = Annotated[
    str | None, typer.Option("--by", help="Who is doing it, for the audit trail; the login name by default.")
]


@app.command()
def ack(incident_id: IncidentId, by: By = None, json: Json = False) -> None:
    """Acknowledge an incident."""
    with open_database(open_config()) as store:
        outcome = IncidentService(store).acknowledge(
            incident_id, by=by or getpass.getuser(), source="cli", now=utc_now()
        )
    _print_outcome(incident_id, outcome, json=json)


@app.command()
def resolve(
    incident_id: IncidentId,
    cause: Annotated[str | None, typer.Option(help="Why it happened, in a few words.")] = None,
    note: Annotated[str | None, typer.Option(help="What was done about it.")] = None,
    by: By = None,
    json: Json = False,
) -> None:
    """Resolve an incident; this counts as the acknowledgement too when there was none."""
    with open_database(open_config()) as store:
        outcome = IncidentService(store).resolve(
            incident_id, by=by or getpass.getuser(), source="cli", now=utc_now(), cause=cause, note=note
        )
    _print_outcome(incident_id, outcome, json=json)


def _print_outcome(incident_id: int, outcome: MoveOutcome, *, json: bool) -> None:
    if json:
        print_json(
            {
                "incident_id": incident_id,
                "won": outcome.won,
                "state": outcome.state.value,
                "by": outcome.by,
                "at": iso(outcome.at) if outcome.at else None,
            }
        )
        return
    when = f", {outcome.at:%Y-%m-%d %H:%M} UTC" if outcome.at else ""
    done = "is" if outcome.won else "was already"
    console().print(f"Incident {incident_id} {done} {outcome.state.value} by {outcome.by or 'nobody'}{when}.")
