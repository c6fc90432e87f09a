"""The stand-in for Cursor's team APIs, served."""

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from sandbox.cursor_api.app import create_app
from sandbox.cursor_api.team import SANDBOX_KEY
from sandbox.cursor_api.world import World
from sandbox.serving import serve
from tests.integration.sandbox_cursor_api.asking import Client, Open


@pytest.fixture
def open_world() -> Iterator[Open]:
    with ExitStack() as stack:

        def open_client(world: World, *, key: str = SANDBOX_KEY, control: bool = False) -> Client:
            url = stack.enter_context(serve(create_app(world, control=control)))
            return Client(stack.enter_context(httpx.Client(base_url=url, auth=(key, ""))))

        yield open_client
