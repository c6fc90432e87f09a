"""data_visualization blocks as small SVG drawings: bars, lines, stacked areas and pies."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

WIDTH, HEIGHT = 520, 240
LEFT, RIGHT, TOP, BOTTOM = 48, 12, 12, 36
PIE_RADIUS = 90
COLOURS = 6

Json = Mapping[str, Any]


def chart(block: Json) -> Markup:
    """The drawing and its legend; every point's figures are in tooltips."""
    drawn = block["chart"]
    if drawn["type"] == "pie":
        names = [segment["label"] for segment in drawn["segments"]]
        body = _pie(drawn["segments"])
    else:
        names = [series["name"] for series in drawn["series"]]
        body = _axes(drawn) + {"bar": _bars, "line": _lines, "area": _areas}[drawn["type"]](drawn)
    legend = Markup("").join(
        Markup('<li><span class="key colour-{}"></span>{}</li>').format(index % COLOURS, name)
        for index, name in enumerate(names)
    )
    return Markup(
        '{}<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>{}<ul class="chart-legend">{}</ul>'
    ).format(_axis(drawn, "y_label"), WIDTH, HEIGHT, block["title"], body, _axis(drawn, "x_label"), legend)


def _axis(drawn: Json, name: str) -> Markup:
    """An axis label: above the drawing for y, below it for x."""
    words = drawn.get("axis_config", {}).get(name)
    return Markup('<p class="chart-axis chart-{}">{}</p>').format(name[0], words) if words else Markup("")


def _points(series: Json, categories: Sequence[str]) -> list[float]:
    value_by_label = {point["label"]: float(point["value"]) for point in series["data"]}
    return [value_by_label[category] for category in categories]


def _bounds(drawn: Json) -> tuple[float, float]:
    """The lowest and highest value on the axis; areas stack."""
    rows = [_points(series, drawn["axis_config"]["categories"]) for series in drawn["series"]]
    if drawn["type"] == "area":
        rows = [[sum(column) for column in zip(*rows, strict=True)]]
    values = [value for row in rows for value in row]
    low, high = min(0.0, *values), max(0.0, *values)
    return (low, high) if high > low else (low, low + 1)


def _y(value: float, bounds: tuple[float, float]) -> float:
    low, high = bounds
    return round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)


def _x(index: float, count: int) -> float:
    """The middle of a category's slot."""
    return round(LEFT + (index + 0.5) * (WIDTH - LEFT - RIGHT) / count, 1)


def _axes(drawn: Json) -> Markup:
    bounds = _bounds(drawn)
    categories = drawn["axis_config"]["categories"]
    every = math.ceil(len(categories) / 8)
    parts = []
    for share in (0, 0.5, 1):
        value = bounds[0] + share * (bounds[1] - bounds[0])
        y = _y(value, bounds)
        parts.append(
            Markup('<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(LEFT, WIDTH - RIGHT, y, y)
            + Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(LEFT - 6, y + 4, f"{value:,.4g}")
        )
    for index, category in enumerate(categories):
        if index % every == 0:
            parts.append(
                Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
                    _x(index, len(categories)), HEIGHT - BOTTOM + 18, category
                )
            )
    return Markup("").join(parts)


def _bars(drawn: Json) -> Markup:
    bounds, categories = _bounds(drawn), drawn["axis_config"]["categories"]
    slot = (WIDTH - LEFT - RIGHT) / len(categories)
    width = slot * 0.7 / len(drawn["series"])
    parts = []
    for number, series in enumerate(drawn["series"]):
        for index, value in enumerate(_points(series, categories)):
            top, bottom = sorted((_y(value, bounds), _y(0, bounds)))
            x = LEFT + slot * (index + 0.15) + width * number
            parts.append(
                Markup('<rect class="colour-{}" x="{}" y="{}" width="{}" height="{}" rx="2">{}</rect>').format(
                    number % COLOURS,
                    round(x, 1),
                    top,
                    round(width, 1),
                    round(bottom - top, 1),
                    _tip(series["name"], categories[index], value),
                )
            )
    return Markup("").join(parts)


def _lines(drawn: Json) -> Markup:
    bounds, categories = _bounds(drawn), drawn["axis_config"]["categories"]
    parts = []
    for number, series in enumerate(drawn["series"]):
        places = [
            (_x(index, len(categories)), _y(value, bounds)) for index, value in enumerate(_points(series, categories))
        ]
        colour = number % COLOURS
        parts.append(Markup('<polyline class="stroke-{}" points="{}"/>').format(colour, _path(places)))
        for (x, y), category, value in zip(places, categories, _points(series, categories), strict=True):
            parts.append(
                Markup('<circle class="colour-{}" cx="{}" cy="{}" r="3">{}</circle>').format(
                    colour, x, y, _tip(series["name"], category, value)
                )
            )
    return Markup("").join(parts)


def _areas(drawn: Json) -> Markup:
    bounds, categories = _bounds(drawn), drawn["axis_config"]["categories"]
    count = len(categories)
    below = [0.0] * count
    parts = []
    for number, series in enumerate(drawn["series"]):
        above = [base + value for base, value in zip(below, _points(series, categories), strict=True)]
        edge = [(_x(index, count), _y(value, bounds)) for index, value in enumerate(above)]
        back = [(_x(index, count), _y(below[index], bounds)) for index in reversed(range(count))]
        parts.append(
            Markup('<polygon class="colour-{} area" points="{}">{}</polygon>').format(
                number % COLOURS, _path([*edge, *back]), Markup("<title>{}</title>").format(series["name"])
            )
        )
        below = above
    return Markup("").join(parts)


def _pie(segments: Sequence[Json]) -> Markup:
    total = sum(float(segment["value"]) for segment in segments)
    angle = -math.pi / 2
    parts = []
    for number, segment in enumerate(segments):
        share = float(segment["value"]) / total
        tip = _tip(segment["label"], f"{share:.0%}", float(segment["value"]))
        parts.append(_slice(number % COLOURS, angle, share, tip))
        angle += share * 2 * math.pi
    return Markup("").join(parts)


def _slice(colour: int, start: float, share: float, tip: Markup) -> Markup:
    middle = (WIDTH / 2, HEIGHT / 2)
    if share >= 1:
        return Markup('<circle class="colour-{}" cx="{}" cy="{}" r="{}">{}</circle>').format(
            colour, *middle, PIE_RADIUS, tip
        )
    ends = [
        (middle[0] + PIE_RADIUS * math.cos(angle), middle[1] + PIE_RADIUS * math.sin(angle))
        for angle in (start, start + share * 2 * math.pi)
    ]
    (x1, y1), (x2, y2) = ends
    path = (
        f"M{middle[0]} {middle[1]} L{x1:.1f} {y1:.1f} "
        f"A{PIE_RADIUS} {PIE_RADIUS} 0 {int(share > 0.5)} 1 {x2:.1f} {y2:.1f} Z"
    )
    return Markup('<path class="colour-{} slice" d="{}">{}</path>').format(colour, path, tip)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in places)


def _tip(name: str, where: str, value: float) -> Markup:
    return Markup("<title>{}, {}: {}</title>").format(name, where, f"{value:,.10g}")
