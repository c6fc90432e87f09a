"""People's actions on the page, as JSON endpoints under /act/.

Each takes `{"as": user_id, ...}` and answers `{"ok": true, "failure": ..., "errors": {...}}` once the app has
acknowledged, or `{"ok": false, "error": sentence}` if Slack's client would refuse it.
"""

import logging
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.slack.acts import LARGEST_FILE, Acts
from sandbox.slack.deliveries import Delivery
from sandbox.slack.errors import ActRefused
from sandbox.slack.page.pictures import size_words
from sandbox.slack.records import Json
from sandbox.slack.requests import UnreadableBody, read_arguments
from sandbox.slack.state import Workspace
from sandbox.slack.whereabouts import MessageRef

GRACE_S = 5.0
FAILURES = {
    "operation_timeout": "{app} did not answer within 3 seconds.",
    "dispatch_failed": "{app} is not connected right now.",
    "interactivity_disabled": "Buttons and menus are turned off in this app's manifest.",
    "invalid_response": "{app} gave an answer that is not valid here.",
}

Act = Callable[[Json], Delivery]


class ActRoutes:
    """The endpoints of people's actions, by name."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._acts = Acts(workspace)
        self._by_name: dict[str, Act] = {
            "type": self._type,
            "click": self._click,
            "options": self._options,
            "submit": self._submit,
            "close": self._close,
            "home": self._home,
            "join": lambda body: self._acts.join_channel(body["as"], body["channel"]),
            "leave": lambda body: self._acts.leave_channel(body["as"], body["channel"]),
            "read": self._read,
            "dismiss": self._dismiss,
        }

    def routes(self) -> list[Route]:
        """One route for all acts, and one for uploads."""
        return [
            Route("/act/{name}", self._endpoint, methods=["POST"]),
            Route("/upload", self._upload, methods=["POST"]),
        ]

    async def _upload(self, request: Request) -> JSONResponse:
        """Receive a file for a form: `?as=USER&name=NAME` and the raw bytes; answers its `id` and readable `size`."""
        if request.headers.get("content-type") != "application/octet-stream":
            return _refusal("a file is sent as application/octet-stream", 415)  # keeps out forms of other sites
        query = request.query_params
        content = await _limited_body(request)
        try:
            file = self._acts.upload_file(query.get("as", ""), query.get("name", ""), content)
        except ActRefused as refusal:
            return _refusal(str(refusal), 409)
        return JSONResponse({"ok": True, "id": file.id, "size": size_words(file.length)})

    async def _endpoint(self, request: Request) -> JSONResponse:
        act = self._by_name.get(request.path_params["name"])
        if act is None:
            return _refusal(f"there is no act called {request.path_params['name']!r}", 404)
        if not request.headers.get("content-type", "").startswith("application/json"):
            return _refusal("an act is sent as JSON", 415)  # keeps out forms of other sites, which cannot send JSON
        try:
            body = await read_arguments(request)
        except UnreadableBody as refusal:
            return _refusal(str(refusal), 400)
        # in a thread: the act waits for an acknowledgement that arrives on the event loop
        return await run_in_threadpool(self._carry_out, act, body)

    def _carry_out(self, act: Act, body: Json) -> JSONResponse:
        try:
            delivery = act(body).wait(self._workspace.hub.ack_timeout_s + GRACE_S)
        except ActRefused as refusal:
            return _refusal(str(refusal), 409)
        except KeyError as missing:
            return _refusal(f"the act lacks {missing}", 400)
        except TimeoutError as timeout:
            logging.getLogger(__name__).warning("act neither acknowledged nor given up problem=%s", timeout)
            return _refusal("the app has not answered", 504)
        app = self._workspace.directory.bot.real_name
        failure = FAILURES.get(delivery.failure or "")
        return JSONResponse(
            {
                "ok": True,
                "failure": failure.format(app=app) if failure else None,
                "problem": delivery.problem,
                "errors": delivery.errors,
                "options": _options_of(delivery),
            }
        )

    def _type(self, body: Json) -> Delivery:
        text = str(body["text"])
        thread_ts = body.get("thread")
        if not text.lstrip().startswith("/"):
            return self._acts.send_message(body["as"], body["channel"], text, thread_ts=thread_ts)
        if thread_ts:
            raise ActRefused("commands cannot be used in threads: type it in the channel")
        return self._acts.type_command(body["as"], body["channel"], text)

    def _click(self, body: Json) -> Delivery:
        return self._acts.click(
            body["as"],
            _place(body),
            body["action_id"],
            block_id=body.get("block_id"),
            choice=body.get("choice"),
            state=body.get("state"),
        )

    def _options(self, body: Json) -> Delivery:
        return self._acts.suggest_options(
            body["as"], _place(body), body["action_id"], str(body["query"]), block_id=body.get("block_id")
        )

    def _submit(self, body: Json) -> Delivery:
        return self._acts.submit_view(body["as"], body["view"], body["values"])

    def _close(self, body: Json) -> Delivery:
        return self._acts.close_view(body["as"], body["view"], whole_stack=bool(body.get("whole_stack")))

    def _home(self, body: Json) -> Delivery:
        return self._acts.open_home(body["as"], tab=str(body.get("tab", "home")))

    def _read(self, body: Json) -> Delivery:
        user_id, channel_id = body["as"], body["channel"]
        directory = self._workspace.directory
        seen = self._workspace.timeline(user_id, channel_id)
        if seen and seen[-1].ts > directory.last_read(user_id, channel_id):
            directory.mark_read(user_id, channel_id, seen[-1].ts)
        return self._workspace.nothing_sent()

    def _dismiss(self, body: Json) -> Delivery:
        message = self._workspace.messages.get(body["channel"], body["ts"])
        if message is None or message.ephemeral_to != body["as"]:
            raise ActRefused("only messages that you alone see can be dismissed")
        self._workspace.messages.delete(message)
        return self._workspace.nothing_sent()


async def _limited_body(request: Request) -> bytes:
    """The request's body, read only up to just above the file size limit."""
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST_FILE:
            break
    return bytes(content)


def _place(body: Json) -> MessageRef | str:
    return str(body["view"]) if body.get("view") else MessageRef(body["channel"], body["ts"])


def _options_of(delivery: Delivery) -> list[Json]:
    """The suggested options of an external select as a flat list, each with its group's label, if any."""
    answer = delivery.ack_payload or {}
    groups: list[Any] = answer.get("option_groups") or []
    grouped = [
        {"option": option, "group": group["label"]["text"]} for group in groups for option in group.get("options", [])
    ]
    return [{"option": option, "group": ""} for option in answer.get("options") or []] + grouped


def _refusal(sentence: str, status: int) -> JSONResponse:
    return JSONResponse({"ok": False, "error": sentence}, status)
