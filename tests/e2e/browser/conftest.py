"""A served sample workspace, a scripted app on a real socket, and browsers in front of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext

from sandbox.serving import serve
from sandbox.slack.elements import with_ids
from sandbox.slack.page import page_routes
from sandbox.slack.server import create_app
from tests.e2e.browser.browsing import Tab, browser_context
from tests.e2e.browser.fake_app import Json, connected_app
from tests.e2e.browser.sample import Sample, full_sample, options, settings_view


@dataclass
class Script:
    """What the app does: answers /spend privately, opens a modal for /spendwatch, refuses a small limit."""

    sample: Sample
    clicks: list[Json] = field(default_factory=list)
    searches: list[Json] = field(default_factory=list)
    submissions: list[Json] = field(default_factory=list)
    form: Json = field(default_factory=settings_view)

    def __call__(self, kind: str, payload: Json) -> Json | None:
        workspace = self.sample.workspace
        if kind == "slash_commands" and payload["command"] == "/spend":
            return {"text": f"You asked for `{payload['text']}`.", "response_type": "ephemeral"}
        if kind == "slash_commands":
            workspace.views.open(payload["user_id"], self.form | {"blocks": with_ids(self.form["blocks"])})
        if payload.get("type") == "block_actions":
            self.clicks.append(payload)
        if payload.get("type") == "block_suggestion":
            self.searches.append(payload)
            return {"options": options(f"Mia {payload['value']}", "Noah Brandt")}
        if payload.get("type") == "view_submission":
            return self._submitted(payload)
        return None

    def _submitted(self, payload: Json) -> Json | None:
        self.submissions.append(payload)
        values = payload["view"]["state"]["values"]
        if "limit" not in values:
            return None
        limit = values["limit"]["limit"]["value"]
        if int(limit) < 100:
            return {"response_action": "errors", "errors": {"limit": "Less than $100 would alert on everyone."}}
        saved = f"Limit set to ${limit} by <@{payload['user']['id']}>."
        self.sample.post(self.sample.bot, saved)
        return None


@dataclass
class Stage:
    """A served sample workspace with its app and its address."""

    sample: Sample
    url: str
    script: Script

    def click(self, action_id: str) -> Json:
        """What the app received about a click, once it has; quick clicks may arrive in any order."""

        def told() -> list[Json]:
            return [click for click in self.script.clicks if click["actions"][0]["action_id"] == action_id]

        assert self.sample.workspace.feed.wait_until(lambda: bool(told()), timeout_s=10), self.script.clicks
        [click] = told()
        return click

    def tab(self, context: BrowserContext, name: str, query: str = "") -> Tab:
        """A new tab as this person."""
        return Tab(context.new_page(), self.url).opens(f"as={self.sample.person(name).id}{query}")


@pytest.fixture
def stage() -> Iterator[Stage]:
    sample = full_sample()
    script = Script(sample)
    app = create_app(sample.workspace, routes=page_routes(sample.workspace, roles=sample.roles))
    with serve(app) as url, connected_app(sample.workspace, url, script):
        yield Stage(sample, url, script)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with browser_context(browser) as context:
        yield context
