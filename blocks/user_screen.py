"""What one section of a person's report puts on its screen, besides what all of them share."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from blocks.elements import Block, Chart, Element, TableStyle, context, plain
from tracker.reports.types import UserSection

SECTIONS = (
    (UserSection.OVERVIEW, "Overview"),
    (UserSection.MODELS, "Models"),
    (UserSection.ACTIVITY, "Activity"),
    (UserSection.ADOPTION, "Adoption"),
    (UserSection.TOOLS, "Tools"),
    (UserSection.CODE, "Code"),
)


@dataclass(frozen=True)
class Screen:
    """A section: `details` are its tables and lines in a style of tables, `spoken` the same as lines of plain text."""

    section: UserSection
    sentence: Sequence[Element]
    stats: Sequence[tuple[str, str]]
    charts: tuple[Chart, ...] = ()
    details: Callable[[TableStyle], list[Block]] = lambda _: []
    spoken: Sequence[str] = ()
    remarks: Sequence[str] = ()


def small_print(text: str) -> Block:
    """A caveat that stands right under the figures it is about."""
    return context(plain(text))
