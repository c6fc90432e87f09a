"""What a message is drawn from when it is sent, or why it is not sent any more."""

from dataclasses import dataclass

from blocks.elements import Chart
from bot.delivery.send import Draw


class NoLongerHolds(Exception):
    """What waited to be told has ceased to be so; the message says why."""


@dataclass(frozen=True)
class Drawing:
    """How to draw a message, the pictures it shows, and the version of what it is about (None for what has none)."""

    draw: Draw
    charts: tuple[Chart, ...] = ()
    version: int | None = None
