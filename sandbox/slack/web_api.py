"""The Web API: authorization, limits and faults round the methods of each family."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.slack.cutting import cut_connection, wait_until_gone
from sandbox.slack.errors import ApiError, RateLimited
from sandbox.slack.faults import API_FAULTS, Fault, FaultKind
from sandbox.slack.methods import auth, blocks, chat, conversations, files, users, views
from sandbox.slack.methods.call import Call, Family, Method, TokenKind
from sandbox.slack.records import Json
from sandbox.slack.requests import UnreadableBody, bearer_token, read_arguments
from sandbox.slack.state import Workspace

METHODS: Family = {
    **auth.METHODS,
    **blocks.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **users.METHODS,
    **views.METHODS,
}


class CutConnection(Response):
    """The answer that never comes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - nothing is sent
        """Cut the connection."""
        cut_connection(scope)
        await wait_until_gone(receive)


async def call_method(request: Request) -> Response:
    """Endpoint of `/api/{method}`."""
    workspace: Workspace = request.app.state.workspace
    workspace.base_url = str(request.base_url)
    name = request.path_params["method"]
    started_at = workspace.clock()
    args: dict[str, Any] = {}
    try:
        args = await read_arguments(request)
        token = bearer_token(request, args)
        response, answer = await _answer(workspace, name, args, token)
    except UnreadableBody:
        answer = {"ok": False, "error": "invalid_json"}
        response = JSONResponse(answer)
    cut = isinstance(response, CutConnection)
    workspace.call_log.add_call(
        name,
        args,
        status=None if cut else response.status_code,
        response=None if cut else answer,
        started_at=started_at,
    )
    return response


async def _answer(workspace: Workspace, name: str, args: dict[str, Any], token: str) -> tuple[Response, Json | None]:
    fault = workspace.faults.take(name, API_FAULTS)
    early = await _suffer(fault)
    if early is not None:
        return early, {"ok": False, "error": early.headers.get("x-sandbox-fault", "")}
    headers = {}
    status = 200
    try:
        answer = {"ok": True, **_run(workspace, name, args, token)}
    except RateLimited as error:
        status, headers = 429, {"Retry-After": str(error.retry_after_s)}
        answer = {"ok": False, "error": error.code}
    except ApiError as error:
        answer = {"ok": False, "error": error.code, **error.details}
    if fault is not None and fault.kind is FaultKind.LOST_ANSWER:
        return CutConnection(), None
    return JSONResponse(answer, status, headers), answer


async def _suffer(fault: Fault | None) -> Response | None:
    """What a fault does before the call takes effect; an answer when it takes none."""
    match fault.kind if fault else None:
        case FaultKind.SLOW if fault:
            await asyncio.sleep(fault.seconds)
        case FaultKind.SERVER_ERROR if fault:
            return PlainTextResponse("upstream error", fault.status, {"x-sandbox-fault": "server_error"})
        case FaultKind.RATE_LIMITED if fault:
            headers = {"Retry-After": str(max(1, round(fault.seconds))), "x-sandbox-fault": "ratelimited"}
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    return None


def _run(workspace: Workspace, name: str, args: dict[str, Any], token: str) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise ApiError("unknown_method", req_method=name)
    _require_token(workspace, method, token)
    call = Call(workspace, args)
    for scope in method.scopes:
        call.require_scope(scope)
    workspace.limits.take_call(name, method.tier)
    return method.run(call)


def _require_token(workspace: Workspace, method: Method, token: str) -> None:
    if method.token is TokenKind.NONE:
        return
    if not token:
        raise ApiError("not_authed")
    if token not in (workspace.bot_token, workspace.app_token):
        raise ApiError("invalid_auth")
    kind = TokenKind.APP if token == workspace.app_token else TokenKind.BOT
    if kind is not method.token:
        raise ApiError("not_allowed_token_type")
