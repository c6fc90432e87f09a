"""The content of one section of a person's report, besides what all sections share."""

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
    """A section: `details` draws its tables and lines in a table style, `spoken` has the same as plain text lines."""

    section: UserSection
    sentence: Sequence[Element]
    stats: Sequence[tuple[str, str]]
    charts: tuple[Chart, ...] = ()
    details: Callable[[TableStyle], list[Block]] = lambda _: []
    spoken: Sequence[str] = ()
    remarks: Sequence[str] = ()


def small_print(text: str) -> Block:
    """A caveat right below its figures."""
    return context(plain(text))
