"""The stand-in as a web application."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from sandbox.cursor_api.calls import Answer, Call, Named, Refused, bad_request, enterprise_required, not_found
from sandbox.cursor_api.control import control_routes
from sandbox.cursor_api.etags import NOT_MODIFIED, tagged_answer
from sandbox.cursor_api.faults import Fault
from sandbox.cursor_api.routes import ENDPOINTS, Endpoint
from sandbox.cursor_api.team import Team
from sandbox.cursor_api.world import RequestRecord, World

CUT = 0


def create_app(world: World, *, control: bool = False) -> Starlette:
    """Serve the world's teams; `control` adds routes under /_control to control the stand-in over HTTP."""
    routes: list[BaseRoute] = [
        Route(endpoint.path, _served(world, endpoint), methods=[endpoint.method]) for endpoint in ENDPOINTS
    ]
    if control:
        routes.extend(control_routes(world))
    # Cursor answers an unknown path and a wrong method alike.
    handlers: Any = {404: _unknown_route, 405: _unknown_route}
    return Starlette(routes=routes, exception_handlers=handlers)


class _FaultyResponse(Response):
    """Announces the whole body, but sends it slowly, or only its beginning before the connection closes."""

    def __init__(self, whole: Response, fault: Fault) -> None:
        super().__init__(bytes(whole.body), whole.status_code, dict(whole.headers))
        self._fault = fault

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        body = bytes(self.body)[: self._fault.cut_after]
        piece = max(1, -(-len(body) // 10))
        for start in range(0, len(body), piece):
            await anyio.sleep(self._fault.drip_s)
            await send({"type": "http.response.body", "body": body[start : start + piece], "more_body": True})
        if self._fault.cut_after is None:
            await send({"type": "http.response.body", "body": b""})


def _served(world: World, endpoint: Endpoint) -> Any:
    async def answer(request: Request) -> Response:
        params, malformed = await _params(request)
        fault = world.faults.take(endpoint.path, _page_of(params))
        if fault is not None:
            await anyio.sleep(fault.delay_s)
        response, team = await run_in_threadpool(_respond, world, endpoint, request, params, malformed, fault)
        cut = fault is not None and fault.cut_after is not None
        record = RequestRecord(
            endpoint.path,
            endpoint.method,
            params,
            CUT if cut else response.status_code,
            world.now(),
            team.id if team else None,
            dict(request.path_params),
        )
        await run_in_threadpool(world.record, record)
        return _FaultyResponse(response, fault) if fault and (cut or fault.drip_s) else response

    return answer


async def _params(request: Request) -> tuple[dict[str, Any], bool]:
    """The merged query string and JSON body, and whether the body was not a JSON object."""
    # A repeated parameter is a list, as is one with commas.
    query: dict[str, Any] = {name: ",".join(request.query_params.getlist(name)) for name in request.query_params}
    raw = await request.body()
    if not raw:
        return query, False
    try:
        body = json.loads(raw)
    except ValueError:
        return query, True
    return (query | body, False) if isinstance(body, dict) else (query, True)


def _page_of(params: dict[str, Any]) -> int:
    page = str(params.get("page", 1))
    return int(page) if page.isascii() and page.isdigit() else 1


def _respond(
    world: World, endpoint: Endpoint, request: Request, params: dict[str, Any], malformed: bool, fault: Fault | None
) -> tuple[Response, Team | None]:
    if fault is not None and fault.status is not None:
        return Response(fault.body, fault.status, fault.headers), None
    with world.lock:
        team, answer = None, not_found().answer
        try:
            team = _authenticate(world, request)
            answer = _answer(world, endpoint, team, request, params, malformed)
        except Refused as refused:
            answer = refused.answer
        body = _finished(team, endpoint, answer) if team else answer.body
    response = _JsonAnswer(body, answer.status, dict(answer.headers))
    if team is None or not endpoint.is_analytics or answer.status != 200:
        return response, team
    tagged = tagged_answer(response, request.headers.get("if-none-match", ""))
    if tagged.status_code == NOT_MODIFIED:
        with world.lock:
            world.rate_limits.uncount(team.id, endpoint.bucket)
    return tagged, team


def _answer(
    world: World, endpoint: Endpoint, team: Team, request: Request, params: dict[str, Any], malformed: bool
) -> Answer:
    if not world.rate_limits.admits(team.id, endpoint.bucket, endpoint.per_minute, world.monotonic_s()):
        raise _rate_limited(endpoint)
    if malformed:
        raise bad_request("The body must be a JSON object")
    if endpoint.is_analytics and not team.enterprise:
        raise enterprise_required()
    now: datetime = world.now()
    return endpoint.handler(Call(team, now, params, request.path_params))


def _authenticate(world: World, request: Request) -> Team:
    key, scheme = _key(request)
    team = world.team_for_key(key) if key else None
    if team is None or (scheme == "bearer" and not team.quirks.accepts_bearer):
        # A personal key gets the same message, although it is valid elsewhere.
        raise Refused(401, {"code": "error", "message": "Invalid Team API Key"})
    return team


def _key(request: Request) -> tuple[str, str]:
    """The key and its scheme in lower case; no key if the header cannot be parsed."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    scheme = scheme.lower()
    if scheme == "bearer":
        return credentials.strip(), scheme
    if scheme != "basic":
        return "", scheme
    try:
        user, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", scheme
    return ("", scheme) if password else (user, scheme)


def _rate_limited(endpoint: Endpoint) -> Refused:
    if endpoint.is_analytics:
        message = "Rate limit exceeded. Please try again later."
        return Refused(429, {"error": "Too Many Requests", "message": message})
    return Refused(429, {"code": "error", "message": "Rate limit exceeded"}, {"Retry-After": "60"})


def _finished(team: Team, endpoint: Endpoint, answer: Answer) -> Any:
    body = answer.body
    if answer.status == 200 and endpoint.path in team.rewrites:
        body = team.rewrites[endpoint.path](body)
    return _with_unknown_fields(body) if team.quirks.unknown_fields else body


def _with_unknown_fields(value: Any) -> Any:
    if isinstance(value, Named):
        return Named((name, _with_unknown_fields(part)) for name, part in value.items())
    if isinstance(value, dict):
        return {name: _with_unknown_fields(part) for name, part in value.items()} | {"fieldFromTheFuture": {"n": [1]}}
    if isinstance(value, list):
        return [_with_unknown_fields(part) for part in value]
    return value


class _JsonAnswer(JSONResponse):
    """A response with JSON, or with the text of a non-JSON answer."""

    def render(self, content: Any) -> bytes:
        if isinstance(content, str):
            return content.encode()
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


async def _unknown_route(request: Request, _error: Exception) -> Response:
    return _JsonAnswer(not_found(f"No such route: {request.method} {request.url.path}").answer.body, 404)
