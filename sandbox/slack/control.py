"""Routes under /_control/ to control a server in another process: read its state, arm faults, act as a person.

GET  /_control/state        people, channels, messages by channel, open modals and Home tabs, newest feed number
GET  /_control/calls        the call log; `?after=NUMBER`
GET  /_control/feed         changes after `?after=SEQ`, waiting up to `?timeout_s=` for the first
POST /_control/faults       arm `{kind, target, count, seconds, status}`; DELETE clears, GET lists
POST /_control/settings     `{rate_limited, scan_s, ack_timeout_s}`, any of them
POST /_control/disconnect   `{reason}`; without a reason the sockets are cut
POST /_control/acts/{act}   a method of `acts.Acts` by name, its arguments as JSON; the settled delivery
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.slack.acts import Acts
from sandbox.slack.deliveries import Delivery
from sandbox.slack.errors import ActRefused
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.records import Json
from sandbox.slack.state import Workspace
from sandbox.slack.whereabouts import MessageRef

ACTS = frozenset(
    {
        "click",
        "close_view",
        "invite",
        "join_channel",
        "leave_channel",
        "open_home",
        "send_message",
        "submit_view",
        "suggest_options",
        "type_command",
    }
)


def control_routes(workspace: Workspace) -> list[Route]:
    """The control routes of `workspace`."""
    control = _Control(workspace)
    return [
        Route("/_control/state", control.state, methods=["GET"]),
        Route("/_control/calls", control.calls, methods=["GET"]),
        Route("/_control/feed", control.feed, methods=["GET"]),
        Route("/_control/faults", control.faults, methods=["GET", "POST", "DELETE"]),
        Route("/_control/settings", control.settings, methods=["POST"]),
        Route("/_control/disconnect", control.disconnect, methods=["POST"]),
        Route("/_control/acts/{act}", control.act, methods=["POST"]),
    ]


class _Control:
    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def state(self, request: Request) -> JSONResponse:  # noqa: ARG002 - an endpoint gets its request
        workspace = self._workspace
        channels = workspace.directory.channels()
        people = workspace.directory.people()
        homes = {user.id: home for user in people if (home := workspace.views.home(user.id))}
        return JSONResponse(
            {
                "bot": dataclasses.asdict(workspace.directory.bot),
                "people": _as_json(people),
                "channels": _as_json(channels),
                "messages": {
                    c.id: [dataclasses.asdict(m) for m in workspace.messages.in_channel(c.id)] for c in channels
                },
                "modals": {u.id: [dataclasses.asdict(v) for v in workspace.views.stack(u.id)] for u in people},
                "homes": {user_id: dataclasses.asdict(home) for user_id, home in homes.items()},
                "connections": len(workspace.hub.connections()),
                "seq": workspace.feed.seq,
            }
        )

    def calls(self, request: Request) -> JSONResponse:
        entries = self._workspace.call_log.entries(after=int(request.query_params.get("after", 0)))
        return JSONResponse([{"entry": type(e).__name__, **dataclasses.asdict(e)} for e in entries])

    async def feed(self, request: Request) -> JSONResponse:
        after = int(request.query_params.get("after", 0))
        timeout_s = float(request.query_params.get("timeout_s", 0))
        changes = await self._workspace.feed.wait_async(after, timeout_s)
        return JSONResponse(_as_json(changes))

    async def faults(self, request: Request) -> JSONResponse:
        if request.method == "DELETE":
            self._workspace.faults.clear()
        if request.method == "POST":
            wanted = await request.json()
            self._workspace.faults.arm(Fault(**{**wanted, "kind": FaultKind(wanted["kind"])}))
        return JSONResponse(_as_json(self._workspace.faults.armed()))

    async def settings(self, request: Request) -> JSONResponse:
        workspace = self._workspace
        wanted = await request.json()
        workspace.limits.enabled = bool(wanted.get("rate_limited", workspace.limits.enabled))
        workspace.files.scan_s = float(wanted.get("scan_s", workspace.files.scan_s))
        workspace.hub.ack_timeout_s = float(wanted.get("ack_timeout_s", workspace.hub.ack_timeout_s))
        return JSONResponse({})

    async def disconnect(self, request: Request) -> JSONResponse:
        reason = (await request.json()).get("reason")
        if reason:
            self._workspace.hub.disconnect(reason)
        else:
            self._workspace.hub.cut()
        return JSONResponse({})

    async def act(self, request: Request) -> JSONResponse:
        name = request.path_params["act"]
        if name not in ACTS:
            return JSONResponse({"error": f"no act called {name!r}", "known": sorted(ACTS)}, 404)
        args = await request.json()
        if isinstance(args.get("place"), dict):
            args["place"] = MessageRef(**args["place"])
        # in a thread: the act waits for an acknowledgement that arrives on the event loop
        return await run_in_threadpool(self._act, getattr(Acts(self._workspace), name), args)

    def _act(self, act: Callable[..., Delivery], args: Json) -> JSONResponse:
        try:
            delivery = act(**args).wait(self._workspace.hub.ack_timeout_s + 5)
        except (ActRefused, TypeError) as refusal:
            return JSONResponse({"error": str(refusal)}, 400)
        return JSONResponse(delivery_json(delivery))


def _as_json(records: Sequence[Any]) -> list[Json]:
    return [dataclasses.asdict(record) for record in records]


def delivery_json(delivery: Delivery) -> Json:
    """A settled delivery as JSON."""
    names = ("kind", "acked", "failure", "problem", "errors", "duration_s", "ack_payload", "payload")
    return {name: getattr(delivery, name) for name in names}
