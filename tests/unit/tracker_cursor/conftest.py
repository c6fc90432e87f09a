"""A Cursor that answers from a script, and a clock that moves only during sleep."""

from collections.abc import Callable, Iterator
from random import Random

import httpx
import pytest
from pydantic import SecretStr

from tracker.cursor.client import CursorClient
from tracker.cursor.pacing import Pacer

BASE_URL = "https://cursor.example.com"
KEY = "crsr_example_key_for_tests"

Answer = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class SimulatedClock:
    """A monotonic clock in seconds; sleeping moves it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.slept.append(seconds)
        self.now += seconds


class ScriptedCursor:
    """Answers requests in the order of its script, repeating the last answer, and records the requests."""

    def __init__(self) -> None:
        self.script: list[Answer] = []
        self.requests: list[httpx.Request] = []

    def answers(self, *script: Answer) -> None:
        self.script = list(script)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)


@pytest.fixture
def clock() -> SimulatedClock:
    return SimulatedClock()


@pytest.fixture
def cursor() -> ScriptedCursor:
    return ScriptedCursor()


@pytest.fixture
def client(cursor: ScriptedCursor, clock: SimulatedClock) -> Iterator[CursorClient]:
    pacer = Pacer(clock.monotonic, clock.sleep)
    with CursorClient(
        BASE_URL,
        SecretStr(KEY),
        pacer=pacer,
        transport=httpx.MockTransport(cursor),
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        random=Random(1),
    ) as client:
        yield client
