"""The stand-in as a web application: POST /emails and GET /domains with a key, /_control/ without one.

GET  /_control/mails    what was taken, without the attachments' bytes
GET  /_control/calls    the last requests
POST /_control/faults   arm a `Fault` by its fields; DELETE forgets all
"""

import dataclasses
import json
from typing import Any

import anyio
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from sandbox.resend.mailbox import SANDBOX_KEY, SENDING_KEY, Fault, Mailbox, SentMail
from sandbox.resend.reading import Refused, check_key, read_mail

EMAILS, DOMAINS = "/emails", "/domains"


def create_app(mailbox: Mailbox, *, control: bool = False) -> Starlette:
    """Serve a mailbox; `control` adds the routes under /_control/."""
    routes: list[BaseRoute] = [
        Route(EMAILS, _Served(mailbox, EMAILS).answer, methods=["POST"]),
        Route(DOMAINS, _Served(mailbox, DOMAINS).answer, methods=["GET"]),
    ]
    if control:
        routes.extend(_control_routes(mailbox))
    handlers: Any = {404: _not_found, 405: _not_allowed}
    return Starlette(routes=routes, exception_handlers=handlers)


class _CutOff(Response):
    """Announces a body and closes the connection before sending it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI's signature
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"50")]})
        await send({"type": "http.response.body", "body": b'{"id":', "more_body": True})


class _Served:
    """One path with its faults."""

    def __init__(self, mailbox: Mailbox, path: str) -> None:
        self._mailbox = mailbox
        self._path = path

    async def answer(self, request: Request) -> Response:
        """Answer a request, or apply the fault armed for it."""
        fault = self._mailbox.take_fault(self._path)
        if fault is not None and fault.delay_s:
            await anyio.sleep(fault.delay_s)
        raw = await request.body()
        response, name = await run_in_threadpool(self._respond, request, raw, fault)
        is_lost = fault is not None and fault.lost
        status = 0 if is_lost else response.status_code
        self._mailbox.note(request.method, self._path, status, name, request.headers.get("idempotency-key"))
        return _CutOff() if is_lost else response

    def _respond(self, request: Request, raw: bytes, fault: Fault | None) -> tuple[Response, str]:
        try:
            _apply_fault(fault)
            _take_turn(self._mailbox)
            may_only_send = _authenticate(request)
            if self._path == DOMAINS:
                return _domains(self._mailbox, may_only_send), ""
            return JSONResponse({"id": _take(self._mailbox, request, raw)}), ""
        except Refused as refused:
            return _error(refused), refused.name


def _apply_fault(fault: Fault | None) -> None:
    if fault is not None and fault.status is not None:
        raise Refused(fault.status, fault.name, fault.message, fault.headers)


def _take_turn(mailbox: Mailbox) -> None:
    if wait_s := mailbox.seconds_to_wait():
        message = "Too many requests. You can only make 2 requests per second."
        raise Refused(429, "rate_limit_exceeded", message, {"retry-after": str(wait_s)})


def _authenticate(request: Request) -> bool:
    """Whether the key may only send; raises Refused for a missing or wrong key."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise Refused(401, "missing_api_key", "Missing API Key")
    if key not in (SANDBOX_KEY, SENDING_KEY):
        raise Refused(403, "invalid_api_key", "API key is invalid")
    return key == SENDING_KEY


def _domains(mailbox: Mailbox, may_only_send: bool) -> Response:
    if may_only_send:
        raise Refused(401, "restricted_api_key", "This API key is restricted to only send emails")
    data = [{"id": name, "name": name, "status": "verified"} for name in sorted(mailbox.verified)]
    return JSONResponse({"object": "list", "data": data})


def _take(mailbox: Mailbox, request: Request, raw: bytes) -> str:
    """Accept a mail and return its id, or the id of the mail accepted earlier under the same key."""
    key = request.headers.get("idempotency-key")
    check_key(key)
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise Refused(400, "validation_error", "The request body is not JSON.") from error
    parts = read_mail(body, verified=mailbox.verified)
    with mailbox.lock:
        before = mailbox.answered_before(key) if key is not None else None
        if before is None:
            return mailbox.keep(body, parts, key).id
    if before[0] != body:
        message = "Same idempotency key used with a different request payload."
        raise Refused(409, "invalid_idempotent_request", message)
    return before[1]


def _error(refused: Refused) -> Response:
    body = {"statusCode": refused.status, "name": refused.name, "message": refused.message}
    return JSONResponse(body, refused.status, headers=refused.headers)


async def _not_found(_request: Request, _exception: Exception) -> Response:
    return _error(Refused(404, "not_found", "The requested endpoint does not exist"))


async def _not_allowed(_request: Request, _exception: Exception) -> Response:
    return _error(Refused(405, "method_not_allowed", "Method is not allowed for the requested path"))


def _control_routes(mailbox: Mailbox) -> list[Route]:
    async def mails(_request: Request) -> JSONResponse:
        return JSONResponse([_as_json(mail) for mail in mailbox.mails()])

    async def calls(_request: Request) -> JSONResponse:
        return JSONResponse([dataclasses.asdict(call) for call in mailbox.calls()])

    async def faults(request: Request) -> JSONResponse:
        if request.method == "DELETE":
            mailbox.clear_faults()
        else:
            mailbox.arm(Fault(**await request.json()))
        return JSONResponse({})

    return [
        Route("/_control/mails", mails, methods=["GET"]),
        Route("/_control/calls", calls, methods=["GET"]),
        Route("/_control/faults", faults, methods=["POST", "DELETE"]),
    ]


def _as_json(mail: SentMail) -> dict[str, Any]:
    attachments = [
        {"filename": each.filename, "content_type": each.content_type, "bytes": len(each.content)}
        for each in mail.attachments
    ]
    return {**dataclasses.asdict(dataclasses.replace(mail, attachments=())), "attachments": attachments}
