"""The stand-in's Analytics and AI Code Tracking APIs, asked over real HTTP."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import httpx

from sandbox.company.types import Member
from sandbox.cursor_api.endpoints.metrics import METRICS
from sandbox.cursor_api.team import Team
from sandbox.cursor_api.world import World
from tests.integration.sandbox_cursor_api.asking import an_event

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 19)
WINDOW = {"startDate": "2026-11-01", "endDate": "2026-11-19"}
COMMITS = "/analytics/ai-code/commits"
CHANGES = "/analytics/ai-code/changes"
INSIGHTS = "/analytics/team/conversation-insights"
BY_USER = [metric.path for metric in METRICS if metric.by_user]

OpenHttp = Callable[[World], httpx.Client]
Row = dict[str, Any]


def small_team(requests: int = 30, **parts: Any) -> Team:
    """Three people: one who asks for a lot every hour, one who asked a week ago, one who never asked."""
    members = [Member(f"user_{n}", n, f"p{n}@example.com", f"P {n}") for n in range(3)]
    events = [an_event(timedelta(minutes=n), "p0@example.com", **parts) for n in range(requests)]
    return Team.from_events([*events, an_event(timedelta(days=7), "p1@example.com", **parts)], members=members)


def read(http: httpx.Client, path: str, **query: Any) -> Any:
    response = http.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def read_of_all_users(http: httpx.Client, metric: str, **query: Any) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    page = 1
    while True:
        answer = read(http, f"/analytics/by-user/{metric}", page=page, **(WINDOW | query))
        rows |= answer["data"]
        if not answer["pagination"]["hasNextPage"]:
            return rows
        page += 1


def summed(rows: list[Row], *names: str, figure: str = "usage") -> Counter[Any]:
    sums: Counter[Any] = Counter()
    for row in rows:
        sums[tuple(row[name] for name in names)] += row[figure]
    return sums


def all_figures(rows: list[Row]) -> Counter[Any]:
    """Every figure by its day, labels and field, whatever the metric."""
    sums: Counter[Any] = Counter()
    for row in rows:
        parts = row.get("model_breakdown", {"": row})
        for model, figures in parts.items():
            labels = tuple(value for value in row.values() if isinstance(value, str))
            for field, figure in figures.items():
                if isinstance(figure, int):
                    sums[*labels, model, field] += figure
    return sums


def read_commits(http: httpx.Client, path: str = COMMITS, **query: Any) -> list[Row]:
    rows: list[Row] = []
    page = 1
    while True:
        answer = read(http, path, page=page, pageSize=200, **query)
        rows += answer["items"]
        if page * answer["pageSize"] >= answer["totalCount"]:
            assert len(rows) == answer["totalCount"]
            return rows
        page += 1
