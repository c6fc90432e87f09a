"""`spendwatch groups import|export|imports`: billing groups as files."""

import getpass
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from blocks.group_import import import_lines
from bot.build import utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json, console, print_json
from tracker.groups.csv_files import LARGEST_BYTES, refuse_large
from tracker.groups.imports import GroupImports
from tracker.reports.as_json import to_json
from tracker.reports.types import ImportOutcome, ImportReport

DASH = "-"
File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, allow_dash=True, help="The CSV file; - for stdin.")
]


def import_groups(
    file: File,
    reject: Annotated[
        list[str] | None,
        typer.Option("--reject", metavar="EMAIL", help="Leave this person out; repeatable."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show who would move where, and change nothing.")] = False,
    json: Json = False,
) -> None:
    """Put people into groups from HiBob's People Directory or an exported file; people not in the file stay put."""
    content = _content(file)
    author: dict[str, Any] = {"by": getpass.getuser(), "source": "cli", "now": utc_now()}
    with open_database(open_config()) as store:
        imports = GroupImports(store)
        report = imports.dry_run(content, file.name, reject or (), **author)
        outcome = ImportOutcome()
        if not dry_run and report.approved:
            number = imports.preview(content, file.name, **author)
            imports.reject_people(number, reject or ())
            outcome = imports.apply(number, **author)
            if outcome.meanwhile:
                imports.cancel(number)
    if json:
        print_json(_shown(report, outcome, dry_run=dry_run))
    else:
        _print_outcome(report, outcome, dry_run=dry_run)
    if outcome.meanwhile:
        raise typer.Exit(1)


def export_groups(
    file: Annotated[Path, typer.Argument(allow_dash=True, dir_okay=False, help="Where to write; - for stdout.")] = Path(
        DASH
    ),
    json: Json = False,
) -> None:
    """Write everyone's billing group as CSV: email,name,group. Importing the file changes nothing."""
    with open_database(open_config()) as store:
        content, lines = GroupImports(store).export(by=getpass.getuser(), source="cli", now=utc_now())
    if str(file) != DASH:
        file.write_bytes(content)
        print_json({"file": str(file), "lines": lines}) if json else console().print(f"{lines:,} members in {file}.")
    elif json:
        print_json({"file": None, "lines": lines, "csv": content.decode("utf-8-sig")})
    else:
        sys.stdout.buffer.write(content)


def list_imports(json: Json = False) -> None:
    """Show the latest imports and what became of them."""
    with open_database(open_config()) as store:
        reports = GroupImports(store).latest(now=utc_now())
    if json:
        print_json({"imports": [_entry(report) for report in reports]})
        return
    table = Table("import", "when", "who", "file", "state", "moves", "undo with")
    for report in reports:
        undo = f"spendwatch groups undo {report.change_id}" if report.state == "applied" else ""
        when = f"{report.created_at:%Y-%m-%d %H:%M} UTC"
        moves = f"{report.approved} of {report.moves_total}"
        table.add_row(str(report.id), when, report.by, report.file_name, report.state.value, moves, undo)
    console().print(table)


def _content(file: Path) -> bytes:
    """The file's bytes; raises CsvRefused if it is too large."""
    if str(file) == DASH:
        return sys.stdin.buffer.read(LARGEST_BYTES + 1)
    refuse_large(file.stat().st_size)
    return file.read_bytes()


def _print_outcome(report: ImportReport, outcome: ImportOutcome, *, dry_run: bool) -> None:
    for line in import_lines(report):
        console().print(line)
    for move in report.moves:
        decided = "" if move.is_approved else " (rejected)"
        console().print(f"  {move.display}: {move.old_group or 'no group'} → {move.new_group or 'no group'}{decided}")
    for meanwhile in outcome.meanwhile:
        console().print(f"{meanwhile.what}. Nothing was changed.")
    if outcome.change_id is not None:
        console().print(f"{outcome.moved:,} moved. Undo with: spendwatch groups undo {outcome.change_id}")
    elif not outcome.meanwhile:
        console().print("Nothing was changed: this was a dry run." if dry_run else "Nothing was changed.")


def _shown(report: ImportReport, outcome: ImportOutcome, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "change": outcome.change_id,
        "moved": outcome.moved,
        "created_groups": list(outcome.created),
        "meanwhile": [each.what for each in outcome.meanwhile],
        "preview": to_json(report),
    }


def _entry(report: ImportReport) -> dict[str, Any]:
    shown = to_json(report)
    wanted = ("id", "kind", "state", "file_name", "by", "created_at", "approved", "moves_total", "change_id")
    return {name: shown[name] for name in wanted}
