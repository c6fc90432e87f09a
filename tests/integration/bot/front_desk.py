"""The bot's listeners and the people of a workspace, without a socket between them.

Every envelope goes through `app.dispatch` as in Socket Mode, so that Bolt looks up each listener and fills in its
arguments; what the bot says goes to the stand-in Slack over HTTP.
"""

import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr
from slack_bolt import App, BoltRequest, BoltResponse

from bot.answers import Answers
from bot.app import build_app
from bot.build import build_services
from bot.config import Config
from bot.services import Services
from sandbox.slack.deliveries import Delivery
from sandbox.slack.person import Person
from sandbox.slack.records import Message
from sandbox.slack.state import Workspace
from tracker.store.engine import Store

PATIENCE_S = 60


class Listeners(ThreadPoolExecutor):
    """The threads of Bolt's listeners, which can be waited for: Bolt answers as soon as one has acknowledged.

    A listener that talks to Slack can trigger others, so each thread tracks those it has started itself.
    """

    def __init__(self) -> None:
        super().__init__(max_workers=4)
        self._own = threading.local()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future = super().submit(fn, *args, **kwargs)
        self._own.begun = [*getattr(self._own, "begun", ()), future]
        return future

    def wait(self) -> None:
        """Wait until every listener started by this thread has handed over its work."""
        begun, self._own.begun = getattr(self._own, "begun", ()), []
        assert not wait(begun, PATIENCE_S).not_done, "a listener took too long"


class DirectLink:
    """Takes the place of a socket: dispatches each frame at once, and acknowledges with Bolt's answer."""

    id = "direct"
    loop = None  # nothing is timed

    def __init__(self, app: App, workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace
        self._listeners = app.listener_runner.listener_executor = Listeners()
        workspace.hub.join(self)

    def queue(self, frame: dict[str, Any]) -> None:
        answer = dispatch(self._app, frame["payload"])
        self._workspace.hub.acknowledge(frame["envelope_id"], json.loads(answer.body) if answer.body else None)
        self._listeners.wait()


def dispatch(app: App, body: dict[str, Any]) -> BoltResponse:
    """Hand a payload to Bolt as Socket Mode does; its listener may still be running on return."""
    answer = app.dispatch(BoltRequest(body=body, mode="socket_mode"))
    assert answer.status == 200, f"nobody took {body}"
    return answer


@dataclass
class FrontDesk:
    """A bot at work and the people it answers."""

    workspace: Workspace
    services: Services
    answers: Answers
    app: App

    def person(self, name: str) -> Person:
        return Person(self.workspace, name)

    def after(self, delivery: Delivery) -> Delivery:
        """Wait until everything that an act triggered has been answered."""
        assert self.answers.wait_until_idle(PATIENCE_S), "the answers took too long"
        return delivery

    def takes(self, body: dict[str, Any]) -> BoltResponse:
        """The answer to a payload that no person's act would send, once everything it triggered is done."""
        answer = dispatch(self.app, body)
        self.app.listener_runner.listener_executor.wait()  # who acknowledges hands over only then
        assert self.answers.wait_until_idle(PATIENCE_S), "the answers took too long"
        return answer

    def asks(self, name: str, line: str, *, in_: str = "#general") -> list[Message]:
        """The new messages a person sees where they typed `line`."""
        person = self.person(name)
        before = {message.ts for message in person.sees(in_)}
        assert self.after(person.types(line, in_=in_)).failure is None
        return [message for message in person.sees(in_) if message.ts not in before]

    def clicks(self, name: str, label: str, on: Message, **choice: Any) -> list[Message]:
        """The new messages a person sees in the channel where they clicked."""
        person = self.person(name)
        before = {message.ts for message in person.sees(on.channel_id)}
        assert self.after(person.clicks(label, on, **choice)).acked
        return [message for message in person.sees(on.channel_id) if message.ts not in before]

    def report(self, name: str) -> Message:
        """The newest message in a person's conversation with the bot."""
        return self.person(name).sees("bot")[-1]


@contextmanager
def open_front_desk(workspace: Workspace, api_url: str, store: Store, *, clock: Any) -> Iterator[FrontDesk]:
    """Wire the bot as `run` does, except for the link and the jobs."""
    channel = workspace.directory.channel_by_name("#ai-spend")
    config = Config.model_construct(
        **Config.model_construct().model_dump()
        | {
            "slack_bot_token": SecretStr(workspace.bot_token),
            "slack_app_token": SecretStr(workspace.app_token),
            "slack_api_url": api_url,
            "slack_channel_id": channel.id,
        }
    )
    services = build_services(config, store, clock=clock)
    answers = Answers(services)
    app = build_app(services, answers)
    link = DirectLink(app, workspace)
    try:
        yield FrontDesk(workspace, services, answers, app)
    finally:
        workspace.hub.leave(link)
        answers.close(timeout=PATIENCE_S)
