"""`spendwatch groups list|create|rename|delete|assign|undo|import|export|imports`."""

import getpass
from typing import Annotated, Any

import typer
from rich.table import Table

from blocks.group_changes import NO_GROUP, outcome_sentence
from blocks.numbers import dollars
from bot.build import utc_now
from bot.cli import group_files
from bot.cli.opening import open_config, open_database, read_instant
from bot.cli.output import Json, console, print_json
from tracker.groups.service import GroupService
from tracker.money import cents
from tracker.reports.default_ranges import DEFAULT_RANGES
from tracker.reports.service import ReportService
from tracker.reports.types import AS_CURSOR_HAS_IT, AS_CURSOR_TARGET, GroupOutcome, GroupRow

app = typer.Typer(
    help="Billing groups: list, create, rename, delete, assign people, import, export, undo.", no_args_is_help=True
)
app.command("import")(group_files.import_groups)
app.command("export")(group_files.export_groups)
app.command("imports")(group_files.list_imports)

LARGEST_ID = 2**31 - 1  # the range of a database's INTEGER
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and change nothing.")]
Since = Annotated[
    str | None,
    typer.Option(
        "--since", metavar="ISO8601", help="Takes effect at this instant, with its time zone; now by default."
    ),
]
Group = Annotated[str, typer.Argument(help="The group's name; case does not matter.")]


@app.command("list")
def list_groups(
    range_words: Annotated[str, typer.Option("--range", help="The range whose usage is shown.")] = DEFAULT_RANGES[
        "groups"
    ],
    json: Json = False,
) -> None:
    """Show every billing group with its seats and usage value, and where it is made."""
    with open_database(open_config()) as store:
        report = ReportService(store).groups_report(words=range_words, now=utc_now())
    if json:
        print_json({"groups": [_entry(row) for row in report.rows]})
        return
    table = Table("id", "group", "source", "seats", f"usage value, {report.scope.range.label}")
    for row in report.rows:
        spent = dollars(row.usage_value_microcents)
        table.add_row(str(row.id or ""), row.name, _made_in(row) or "", str(row.members), spent)
    console().print(table)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="The group's name: `Team` or `Parent > Team`.")],
    people: Annotated[list[str] | None, typer.Argument(help="E-mails of people to add to it.")] = None,
    since: Since = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Make a billing group, with people in it or without."""
    with open_database(open_config()) as store:
        service = GroupService(store, dry_run=dry_run)
        outcome = service.create(name, people or [], since=read_instant(since), **_author())
    _print_outcome(outcome, dry_run=dry_run, json=json)


@app.command()
def rename(
    group: Group,
    name: Annotated[str, typer.Argument(help="Its new name.")],
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Rename a group that was made here."""
    with open_database(open_config()) as store:
        service = GroupService(store, dry_run=dry_run)
        outcome = service.rename(service.named(group), name, **_author())
    _print_outcome(outcome, dry_run=dry_run, json=json)


@app.command()
def delete(group: Group, dry_run: DryRun = False, json: Json = False) -> None:
    """Delete a group that was made here: its members are in none from now on, its past stays."""
    with open_database(open_config()) as store:
        service = GroupService(store, dry_run=dry_run)
        outcome = service.delete(service.named(group), **_author())
    _print_outcome(outcome, dry_run=dry_run, json=json)


@app.command()
def assign(
    people: Annotated[list[str], typer.Argument(help="E-mails of the people to move.")],
    to: Annotated[str | None, typer.Option("--to", help="The group to move them to, or Unassigned.")] = None,
    as_cursor: Annotated[bool, typer.Option("--as-cursor", help="Go back to Cursor's placement.")] = False,
    since: Since = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Move people into a group, into none, or back to where Cursor has them."""
    if (to is None) != as_cursor:
        raise typer.BadParameter("give either --to GROUP or --as-cursor")
    with open_database(open_config()) as store:
        service = GroupService(store, dry_run=dry_run)
        target = AS_CURSOR_TARGET if to is None else service.target(to)
        outcome = service.assign(people, target, since=read_instant(since), **_author())
    _print_outcome(outcome, dry_run=dry_run, json=json)


@app.command()
def undo(
    change: Annotated[
        int, typer.Argument(min=1, max=LARGEST_ID, help="The change's number, as printed when it was made.")
    ],
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Take a change of groups back; what was decided about the same people since stays."""
    with open_database(open_config()) as store:
        outcome = GroupService(store, dry_run=dry_run).undo(change, **_author())
    _print_outcome(outcome, dry_run=dry_run, json=json)
    if outcome.meanwhile:
        raise typer.Exit(1)


def _author() -> dict[str, Any]:
    return {"by": getpass.getuser(), "source": "cli", "now": utc_now()}


def _print_outcome(outcome: GroupOutcome, *, dry_run: bool, json: bool) -> None:
    if json:
        print_json(_change(outcome, dry_run=dry_run))
        return
    for meanwhile in outcome.meanwhile:
        console().print(f"{meanwhile.what}. Nothing was changed.")
    if outcome.meanwhile:
        return
    console().print(("Would be done: " if dry_run else "") + outcome_sentence(outcome))
    for move in outcome.moves:
        console().print(f"  {move.display}: {move.old_group or NO_GROUP} → {move.new_group or NO_GROUP}")
    if outcome.moved > len(outcome.moves):
        console().print(f"  and {outcome.moved - len(outcome.moves):,} more")
    if outcome.change_id is not None and not dry_run:
        console().print(f"Undo with: spendwatch groups undo {outcome.change_id}")


def _change(outcome: GroupOutcome, *, dry_run: bool) -> dict[str, Any]:
    return {
        "change": None if dry_run else outcome.change_id,
        "dry_run": dry_run,
        "what": outcome.kind.value,
        "group": AS_CURSOR_HAS_IT if outcome.is_as_cursor else outcome.name,
        "old_name": outcome.old_name,
        "group_id": outcome.group_id,
        "moved": outcome.moved,
        "unchanged": outcome.unchanged,
        "moves": [
            {"email": move.key, "name": move.display, "from": move.old_group, "to": move.new_group}
            for move in outcome.moves
        ],
        "kept_groups": list(outcome.kept),
        "meanwhile": [each.what for each in outcome.meanwhile],
    }


def _entry(row: GroupRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "made_in": _made_in(row),
        "is_deleted": row.is_deleted,
        "members": row.members,
        "active_members": row.active_members,
        "usage_value_cents": cents(row.usage_value_microcents),
    }


def _made_in(row: GroupRow) -> str | None:
    """Where a group is managed; empty for the row of those in no group."""
    if row.is_unassigned:
        return None
    return "cursor" if row.is_cursors else "spendwatch"
