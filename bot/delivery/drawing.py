"""How a message is drawn when it is sent, or why it is not sent."""

from dataclasses import dataclass

from blocks.elements import Chart
from bot.delivery.send import Draw


class NoLongerHolds(Exception):
    """The message is no longer true, or no longer of interest; the text says why."""


@dataclass(frozen=True)
class Drawing:
    """How to draw a message, its charts, and the version of its subject (None if that has no versions)."""

    draw: Draw
    charts: tuple[Chart, ...] = ()
    version: int | None = None
