"""`spendwatch doctor`: tests everything the bot relies on, and says how to fix what fails."""

from collections.abc import Callable, Iterator

import typer

from bot.cli.opening import open_config
from bot.cli.output import Json, console, print_json
from bot.config import Config
from bot.doctor.cursor import check_cursor
from bot.doctor.database import check_database
from bot.doctor.mail import check_mail
from bot.doctor.slack import check_slack
from bot.doctor.types import Check

GROUPS: tuple[Callable[[Config], Iterator[Check]], ...] = (check_database, check_cursor, check_slack, check_mail)


def doctor(json: Json = False) -> None:
    """Test keys, scopes, channel membership, database and clock; say how to fix what fails."""
    config = open_config()
    checks = []
    for group in GROUPS:
        for check in group(config):
            checks.append(check)
            if not json:
                _print(check)
    if json:
        print_json({"ok": all(check.ok for check in checks), "checks": [_entry(check) for check in checks]})
    raise typer.Exit(0 if all(check.ok for check in checks) else 1)


def _print(check: Check) -> None:
    out = console()
    out.print(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.found}")
    if check.fix:
        out.print(f"      {check.fix}")


def _entry(check: Check) -> dict[str, object]:
    return {"name": check.name, "ok": check.ok, "found": check.found, "fix": check.fix}
