"""`spendwatch settings list|get|set`."""

import getpass
from typing import Annotated, Any

import typer
from rich.table import Table

from bot.build import utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json, console, print_json
from tracker.settings import SETTINGS, Settings, find_setting
from tracker.store.settings import load_settings, save_setting

app = typer.Typer(help="The thresholds: list, get, set.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="The setting's key, as `settings list` shows it.")]


@app.command("list")
def list_settings(json: Json = False) -> None:
    """Show every threshold with its value, default, unit and meaning."""
    with open_database(open_config()) as store, store.reading() as session:
        settings = load_settings(session)
    if json:
        print_json({"settings": [_entry(key, settings) for key in SETTINGS]})
        return
    table = Table("key", "value", "default", "what it does", show_lines=False)
    for key, spec in SETTINGS.items():
        table.add_row(key, spec.describe(getattr(settings, key)), spec.describe(spec.default), spec.help)
    console().print(table)


@app.command()
def get(key: Key, json: Json = False) -> None:
    """Show one threshold."""
    spec = find_setting(key)
    with open_database(open_config()) as store, store.reading() as session:
        settings = load_settings(session)
    if json:
        print_json(_entry(spec.key, settings))
    else:
        console().print(f"{spec.key}: {spec.describe(getattr(settings, spec.key))}. {spec.help}")


@app.command(name="set", context_settings={"ignore_unknown_options": True})
def set_value(
    key: Key,
    value: Annotated[str, typer.Argument(help="The new value, in the setting's unit. 0 turns a limit off.")],
    json: Json = False,
) -> None:
    """Change one threshold; it takes effect at the next run."""
    spec = find_setting(key)
    with open_database(open_config()) as store:
        with store.writing() as session:
            save_setting(session, spec.key, value, by=getpass.getuser(), source="cli", now=utc_now())
        with store.reading() as session:
            settings = load_settings(session)
    if json:
        print_json(_entry(spec.key, settings))
    else:
        console().print(f"{spec.key} is {spec.describe(getattr(settings, spec.key))} from the next run on.")


def _entry(key: str, settings: Settings) -> dict[str, Any]:
    spec = SETTINGS[key]
    return {
        "key": key,
        "value": getattr(settings, key),
        "default": spec.default,
        "unit": spec.unit,
        "minimum": spec.minimum,
        "maximum": spec.maximum,
        "help": spec.help,
    }
