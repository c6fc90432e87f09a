"""The Web API: authorization, rate limits and faults around the methods."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from sandbox.slack.cutting import cut_connection, wait_until_gone
from sandbox.slack.errors import ApiError, RateLimited
from sandbox.slack.faults import API_FAULTS, FaultKind
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


@dataclass(frozen=True)
class Answer:
    """The answer to a call; with `body` None the connection is cut instead."""

    body: Json | str | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The HTTP response."""
        if self.body is None:
            return CutConnection()
        kind = PlainTextResponse if isinstance(self.body, str) else JSONResponse
        return kind(self.body, self.status, self.headers)


class CutConnection(Response):
    """A response that cuts the connection."""

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
        answer = await _answer(workspace, name, args, bearer_token(request, args))
    except UnreadableBody:
        answer = _refusal(ApiError("invalid_json"))
    status = None if answer.body is None else answer.status
    workspace.call_log.add_call(name, args, status=status, response=answer.body, started_at=started_at)
    return answer.response()


async def _answer(workspace: Workspace, name: str, args: dict[str, Any], token: str) -> Answer:
    fault = workspace.faults.take(name, API_FAULTS)
    if fault is not None and fault.kind is FaultKind.SERVER_ERROR:
        return Answer("upstream error", fault.status)
    if fault is not None and fault.kind is FaultKind.RATE_LIMITED:
        return _refusal(RateLimited(max(1, round(fault.seconds))))
    if fault is not None and fault.kind is FaultKind.REFUSED:
        return _refusal(ApiError(fault.error))
    if fault is not None and fault.kind is FaultKind.SLOW:
        await asyncio.sleep(fault.seconds)
    try:
        scopes = {"X-OAuth-Scopes": ",".join(sorted(workspace.manifest.scopes))}
        answer = Answer({"ok": True, **_run(workspace, name, args, token)}, headers=scopes)
    except ApiError as error:
        answer = _refusal(error)
    lost = fault is not None and fault.kind is FaultKind.LOST_ANSWER
    return Answer(None) if lost else answer


def _refusal(error: ApiError) -> Answer:
    body = {"ok": False, "error": error.code, **error.details}
    if isinstance(error, RateLimited):
        return Answer(body, 429, {"Retry-After": str(error.retry_after_s)})
    return Answer(body)


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
