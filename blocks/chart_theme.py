"""The look of charts: a neutral card, a palette, fonts with the needed glyphs; and rendering to PNG.

The card is opaque, so that a chart reads the same in Slack's light and dark themes. Colours stay distinguishable for
colour-blind people, and nothing depends on colour alone: series are named, provisional days are hatched.
"""

import io
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from blocks.escape import clean, cut, isolated
from blocks.numbers import MICROCENTS_PER_DOLLAR, compact_dollars
from blocks.shown_names import distinct_labels, local_part
from tracker.reports.types import Actor

CARD = "#f7f7f5"
INK = "#1d1c1d"
MUTED = "#5f5e60"
GRID = "#e2e2de"
MAIN = "#2f6db5"
MAIN_PALE = "#9dbfe6"
LINE = "#b42318"
JUDGED = "#fbe4df"
SERIES = ("#2f6db5", "#e69f00", "#1a936f", "#a64d79", "#6b5b95")
MEMBERS = ("#2f6db5", "#e69f00", "#1a936f", "#a64d79", "#7cc3ec", "#4a4a4a")  # for stacks of people
REST = "#a3a8ae"
HATCH = "////"
_SMALLEST = 0.75  # of the font size; a text that is still too wide is cut
_LEFT_TO_RIGHT = "\u200e"

WIDTH_INCHES, HEIGHT_INCHES, DPI = 6.0, 3.0, 200
UNDER_HEADING, UNDER_NAMES = 0.8, 0.735  # the top of a plot without and with a legend
TITLE_POINTS, TEXT_POINTS, SMALL_POINTS = 10.5, 8.5, 7.5

_BUNDLED = "DejaVu Sans"  # comes with matplotlib
_FAMILIES = (
    "Noto Sans",
    "Noto Sans Hebrew",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Sans Thai",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans CJK KR",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Georgian",
    "Noto Sans Armenian",
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Noto Emoji",
    _BUNDLED,
)


# Fonts


@cache
def _installed() -> tuple[str, ...]:
    """Those of our font families that are installed, in order of preference."""
    present = {entry.name for entry in fontManager.ttflist}
    return tuple(family for family in _FAMILIES if family in present)


@cache
def _glyphs(family: str) -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=[family]))).get_charmap())


def families_for(text: str) -> list[str] | None:
    """The fewest families that cover every glyph of `text`; None if a glyph is in no installed font."""
    installed = _installed()
    chosen = [installed[0]]
    for character in text:
        if unicodedata.category(character) == "Cf":  # a format character, invisible itself
            continue
        if not any(ord(character) in _glyphs(family) for family in chosen):
            family = next((family for family in installed if ord(character) in _glyphs(family)), None)
            if family is None:
                return None
            chosen.append(family)
    return chosen


def drawable(text: str, length: int) -> str | None:
    """`text` cleaned and cut for a chart; None if a glyph is in no installed font."""
    visible = "".join(c for c in clean(text) if unicodedata.category(c) != "Cf" and c not in "\ufe0e\ufe0f")
    shown = cut(visible, length)
    return isolated(shown) if families_for(shown) is not None else None


def chart_name(actor: Actor, length: int = 32) -> str:
    """An actor's name in a chart: the display name, else the e-mail's local part, else its drawable characters."""
    return chart_names([actor], length)[actor.key]


def chart_names(actors: Iterable[Actor], length: int = 32) -> dict[str, str]:
    """Distinct names for the actors of one chart, by key."""
    unique = {actor.key: actor for actor in actors}
    named = [(_drawable_name(actor, length), local_part(actor)) for actor in unique.values()]
    return dict(zip(unique, distinct_labels(named, length, chart_label), strict=True))


def _drawable_name(actor: Actor, length: int) -> str:
    """The display name, else the e-mail's local part; if no font can draw either, the drawable part of the name."""
    return next((name for name in (actor.display, local_part(actor)) if drawable(name, length)), actor.display)


def chart_label(text: str, length: int = 32) -> str:
    """Other text from outside, without glyphs that no font has."""
    return drawable(text, length) or drawable("".join(c for c in text if families_for(c)), length) or "?"


def font(text: str, points: float, *, bold: bool = False) -> FontProperties:
    """A font for `text`, with the fallbacks it needs."""
    families = families_for(text) or [_BUNDLED]
    return FontProperties(family=families, size=points, weight="bold" if bold else "normal")


# Parts of a chart


def card(height: float = HEIGHT_INCHES) -> Figure:
    """An empty card."""
    figure = Figure(figsize=(WIDTH_INCHES, height), dpi=DPI, facecolor=CARD)
    FigureCanvasAgg(figure)
    return figure


def plot_area(
    figure: Figure, *, left: float = 0.09, right: float = 0.86, bottom: float = 0.12, top: float = UNDER_NAMES
) -> Axes:
    """The axes of a card: no box, a thin grid in the background."""
    axes = figure.add_axes((left, bottom, right - left, top - bottom), facecolor=CARD)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(length=0, pad=5)
    axes.set_axisbelow(True)
    return axes


def write(
    target: Axes | Figure,
    x: float,
    y: float,
    text: str,
    *,
    points: float = TEXT_POINTS,
    bold: bool = False,
    color: str = INK,
    ha: str = "left",
    va: str = "baseline",
) -> Text:
    """Write literal text: no mathtext, fonts for every glyph, and left to right for our own words."""
    ordered = text if text.isascii() else _LEFT_TO_RIGHT + text
    look = font(text, points, bold=bold)
    return target.text(x, y, ordered, fontproperties=look, color=color, ha=ha, va=va, parse_math=False)


def heading(figure: Figure, title: str, subtitle: str) -> None:
    """The title and subtitle at the top of the card."""
    top = 1 - 0.22 / figure.get_figheight()
    fit(write(figure, 0.03, top, title, points=TITLE_POINTS, bold=True, va="center"), 0.94)
    below = top - 0.2 / figure.get_figheight()
    fit(write(figure, 0.03, below, subtitle, points=SMALL_POINTS, color=MUTED, va="center"), 0.94)


def fit(text: Text, share: float, by: Callable[[str, int], str] = cut) -> None:
    """Fit a text into `share` of the card's width: shrink it a little, then cut it with `by` (default: at its end)."""
    figure = text.get_figure(root=True)
    assert isinstance(figure, Figure)
    allowed = share * figure.get_figwidth() * figure.dpi
    width = text.get_window_extent().width
    if width <= allowed:
        return
    text.set_fontsize(float(text.get_fontsize()) * max(allowed / width, _SMALLEST))
    while len(text.get_text()) > 1 and (width := text.get_window_extent().width) > allowed:
        length = len(text.get_text())
        text.set_text(by(text.get_text(), min(length - 1, int(length * allowed / width) + 1)))


def dollar_axis(axes: Axes, highest_microcents: int) -> None:
    """A y axis in dollars, from zero to a little above the highest value."""
    axes.set_ylim(0, max(highest_microcents / MICROCENTS_PER_DOLLAR * 1.18, 1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, min_n_ticks=3))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: compact_dollars(round(value * MICROCENTS_PER_DOLLAR)).replace(".0", ""))
    )
    axes.grid(axis="y", color=GRID, linewidth=0.8)
    as_text(axes.get_yticklabels())


def as_text(labels: list[Text], *, color: str = MUTED) -> None:
    """Set tick labels to plain text in our font."""
    for label in labels:
        label.set_parse_math(False)
        label.set_fontproperties(font(label.get_text(), SMALL_POINTS))
        label.set_color(color)


def to_png(figure: Figure) -> bytes:
    """The card as PNG, without date and version, so that the same chart gives the same bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, facecolor=CARD, metadata={"Software": None})
    return buffer.getvalue()
