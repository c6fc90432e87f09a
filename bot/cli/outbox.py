"""`spendwatch outbox list|retry|drop`: what was not sent, and what is to become of it."""

import getpass
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.build import utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json, console, print_json
from tracker.clock import iso
from tracker.store.outbox_upkeep import OutboxUpkeep, Unsent

app = typer.Typer(help="Messages and mails that are waiting or were given up: list, retry, drop.", no_args_is_help=True)

Keys = Annotated[list[str] | None, typer.Argument(help="Keys as `outbox list` shows them.", metavar="KEY...")]
AllGivenUp = Annotated[bool, typer.Option("--all", help="Everything that was given up.")]


@app.command("list")
def list_unsent(json: Json = False) -> None:
    """Show what waits to be sent and what was given up, with the reason."""
    with open_database(open_config()) as store:
        unsent = OutboxUpkeep(store).list_unsent()
    if json:
        print_json({"unsent": [_entry(each) for each in unsent]})
        return
    if not unsent:
        console().print("Everything has been sent.")
        return
    table = Table("key", "by", "state", "since", "tried", "reason", show_lines=False)
    for each in unsent:
        state = "given up" if each.state == "dead" else "waits"
        table.add_row(each.key, each.channel, state, iso(each.created_at), str(each.attempts), each.last_error or "")
    console().print(table)


@app.command()
def retry(keys: Keys = None, every: AllGivenUp = False, json: Json = False) -> None:
    """Have what was given up sent after all, with the thread lines below it. It may arrive twice if it had arrived."""
    chosen = _chosen(keys, every)
    with open_database(open_config()) as store:
        done = OutboxUpkeep(store).retry(chosen, by=getpass.getuser(), source="cli", now=utc_now())
    _print_outcome(
        "retried", done, "will be sent again by the running bot, or by the next `spendwatch run --once`", json=json
    )


@app.command()
def drop(keys: Keys = None, every: AllGivenUp = False, json: Json = False) -> None:
    """Let what waits or was given up go unsent for good."""
    chosen = _chosen(keys, every)
    with open_database(open_config()) as store:
        done = OutboxUpkeep(store).drop(chosen, by=getpass.getuser(), source="cli", now=utc_now())
    _print_outcome("dropped", done, "will not be sent", json=json)


def _chosen(keys: list[str] | None, every: bool) -> list[str] | None:
    if bool(keys) == every:
        raise typer.BadParameter("give keys, or --all")
    return None if every else keys


def _print_outcome(name: str, done: tuple[str, ...], what: str, *, json: bool) -> None:
    if json:
        print_json({name: list(done)})
        return
    for key in done:
        console().print(f"{key} {what}.")
    if not done:
        console().print("Nothing was given up.")


def _entry(unsent: Unsent) -> dict[str, Any]:
    return {
        "key": unsent.key,
        "channel": unsent.channel.value,
        "kind": unsent.kind.value,
        "state": unsent.state,
        "attempts": unsent.attempts,
        "created_at": iso(unsent.created_at),
        "not_before": iso(unsent.not_before),
        "last_error": unsent.last_error,
    }
