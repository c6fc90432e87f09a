"""The stand-in for Cursor's team APIs, asked over real HTTP, and small teams behind it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx

from sandbox.company.kinds import ERRORED, INCLUDED, USAGE_BASED
from sandbox.company.types import UsageEvent, to_ms
from sandbox.cursor_api.team import Team
from sandbox.cursor_api.world import World

NOW = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
CYCLE_START = datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)
EVENTS = "/teams/filtered-usage-events"
DAILY = "/teams/daily-usage-data"
Open = Callable[..., "Client"]


class Client:
    """A reader with one key; money comes back as Decimal."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def get(self, path: str, **query: Any) -> Any:
        return self._read(self.http.get(path, params=query))

    def post(self, path: str, **body: Any) -> Any:
        return self._read(self.http.post(path, json=body))

    def all_events(self, **body: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        page = 1
        while True:
            answer = self.post(EVENTS, page=page, **body)
            rows += answer["usageEvents"]
            if not answer["pagination"]["hasNextPage"]:
                assert len(rows) == answer["totalUsageEventsCount"]
                return rows
            page += 1

    def _read(self, response: httpx.Response) -> Any:
        assert response.status_code == 200, response.text
        return json.loads(response.text, parse_float=Decimal, parse_int=Decimal)


def world_of(*teams: Team) -> World:
    return World(teams, clock=lambda: NOW, monotonic=lambda: 600.0)


def an_event(ago: timedelta = timedelta(hours=1), email: str = "ines@example.com", **parts: Any) -> UsageEvent:
    fields: dict[str, Any] = {"model": "default", "kind": USAGE_BASED, "charged_microcents": 8_464_012} | parts
    return UsageEvent(to_ms(NOW - ago), email, **fields)


def seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


def hour_events(count: int) -> list[UsageEvent]:
    return [an_event(seconds(n), charged_microcents=1_000_000 + n) for n in range(count)]


def cents(microcents: int) -> Decimal:
    return Decimal(microcents).scaleb(-6)


def mixed_team() -> Team:
    return Team.from_events(
        [
            an_event(seconds(1), charged_microcents=1_240_337_812),
            an_event(seconds(2), kind=INCLUDED, charged_microcents=4_000_000_000, is_chargeable=True),
            an_event(seconds(3), kind=ERRORED, charged_microcents=411_390_000),
            an_event(seconds(4), email="Omar@Example.com", kind=INCLUDED, charged_microcents=860_000_000),
            an_event(NOW - CYCLE_START, email="omar@example.com", charged_microcents=1),
            an_event(NOW - CYCLE_START + timedelta(milliseconds=1), charged_microcents=99_000_000),
        ]
    )
