"""A made-up company behind the Analytics and AI Code Tracking APIs, asked over real HTTP."""

from collections.abc import Iterator

import httpx
import pytest

from sandbox.company.company import Company
from sandbox.cursor_api.app import create_app
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from sandbox.serving import serve
from tests.integration.sandbox_cursor_api.analytics.reading import OpenHttp
from tests.integration.sandbox_cursor_api.asking import NOW, Open, world_of


@pytest.fixture
def open_http(open_world: Open) -> OpenHttp:
    """Opens a world, and gives a client that reads its answers as they are."""
    return lambda world: open_world(world, control=True).http


@pytest.fixture(scope="session")
def team() -> Team:
    return Team.of_company(Company.build(seed=7, now=NOW, history_days=40))


@pytest.fixture(scope="session")
def client(team: Team) -> Iterator[httpx.Client]:
    world = world_of(team)
    world.rate_limits.enabled = False
    with serve(create_app(world)) as url, httpx.Client(base_url=url, auth=(SANDBOX_KEY, "")) as http:
        yield http
