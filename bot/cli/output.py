"""What commands print: text for people, or with `--json` one object and nothing else on stdout."""

import sys
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Annotated, Any

import typer
from rich.console import Console

from bot.spelling import UNCHANGED, Spelling
from tracker.jsonout import dumps

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object to stdout and nothing else.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="ISO8601", help="Treat this instant, with its time zone, as now (costs as known today)."
    ),
]


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    sys.stdout.write(dumps(value) + "\n")


class Terminal(Console):
    """Prints text, with commands named as in the workspace."""

    def print(self, *objects: Any, **options: Any) -> None:
        """Print text for people."""
        super().print(*(spelled(each) if isinstance(each, str) else each for each in objects), **options)


_spelling = ContextVar("spelling", default=UNCHANGED)


def use_spelling(spelling: Spelling) -> None:
    """Set how commands are named in everything printed from now on."""
    _spelling.set(spelling)


def spelled(text: str) -> str:
    """A text with commands named as in the workspace."""
    return _spelling.get().text(text)


def console() -> Console:
    """The console for people; print text from outside with `markup=False`."""
    return Terminal(highlight=False, markup=False, soft_wrap=True)
