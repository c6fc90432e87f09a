"""What commands print: words for people, or with `--json` one object and nothing else on stdout."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer
from rich.console import Console

from tracker.jsonout import dumps

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else there.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="ISO8601", help="Take this instant, with its zone, as now (costs as known today)."),
]


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    sys.stdout.write(dumps(value) + "\n")


def console() -> Console:
    """Where words for people go; text from outside is printed with `markup=False`."""
    return Console(highlight=False, markup=False, soft_wrap=True)
