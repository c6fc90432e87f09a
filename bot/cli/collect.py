"""`spendwatch collect`."""

import typer

from bot.build import build_collector
from bot.cli.opening import now_or, open_config, open_database
from bot.cli.output import AsOf, Json, print_json
from tracker.reports.as_json import to_json


def collect(as_of: AsOf = None, json: Json = False) -> None:
    """Read from Cursor what is due and store it. The first run reads the whole history."""
    config = open_config()
    config.secret("CURSOR_ADMIN_API_KEY")
    with open_database(config) as store:
        result = build_collector(config, store)(now_or(as_of))
    if json:
        print_json(to_json(result))
    else:
        _print(result)
    raise typer.Exit(1 if result.errors else 0)
