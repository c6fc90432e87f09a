"""data_visualization: pie, bar, area and line charts."""

from typing import Any

from sandbox.slack.validation.composition import BLOCK_ID
from sandbox.slack.validation.rules import Spot, by_type, items, number, shape, string, typed

MAX_CHARTS = 2
MAX_SERIES = 12
MAX_POINTS = 20
LABEL = string(20, shortest=1)


def _positive(value: Any, spot: Spot) -> None:
    number(value, spot)
    if isinstance(value, int | float) and value <= 0:
        spot.fail("must be more than 0", "too_small", 0)


def _points_match_categories(chart: dict[str, Any], spot: Spot) -> None:
    axis, series = chart.get("axis_config"), chart.get("series")
    if not isinstance(axis, dict) or not isinstance(axis.get("categories"), list) or not isinstance(series, list):
        return
    for index, one in enumerate(series):
        points = one.get("data") if isinstance(one, dict) else None
        labels = [p.get("label") for p in points if isinstance(p, dict)] if isinstance(points, list) else []
        if sorted(map(str, labels)) != sorted(map(str, axis["categories"])):
            spot.at("series").at(index).at("data").fail("must have exactly one point for each category", "points")


def _unique_names(chart: dict[str, Any], spot: Spot) -> None:
    series = chart.get("series")
    names = [one.get("name") for one in series if isinstance(one, dict)] if isinstance(series, list) else []
    if len(set(map(str, names))) < len(names):
        spot.at("series").fail("series names must be unique", "duplicate_name")


def _few_charts(value: dict[str, Any], spot: Spot) -> None:  # noqa: ARG001 - a look gets the whole object
    if spot.report.count("chart") > MAX_CHARTS:
        spot.fail(f"no more than {MAX_CHARTS} charts allowed", "too_many", MAX_CHARTS)


SEGMENT = shape({"label": LABEL, "value": _positive})
POINT = shape({"label": LABEL, "value": number})
SERIES = shape({"name": LABEL, "data": items(POINT, 1, MAX_POINTS)})
AXIS = shape(
    {"categories": items(LABEL, 1, MAX_POINTS)},
    {"x_label": string(50), "y_label": string(50)},
)


def _with_axes(kind: str) -> Any:
    fields = {"series": items(SERIES, 1, MAX_SERIES), "axis_config": AXIS}
    return typed(kind, fields, {}, _points_match_categories, _unique_names)


data_visualization = typed(
    "data_visualization",
    {
        "title": string(50, shortest=1),
        "chart": by_type(
            {
                "pie": typed("pie", {"segments": items(SEGMENT, 1, MAX_SERIES)}),
                **{kind: _with_axes(kind) for kind in ("bar", "area", "line")},
            }
        ),
    },
    BLOCK_ID,
    _few_charts,
)
