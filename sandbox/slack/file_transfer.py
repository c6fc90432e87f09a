"""The bytes of files: step 2 of an upload, and downloads with the bot's token."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from sandbox.slack.faults import FaultKind
from sandbox.slack.requests import bearer_token
from sandbox.slack.state import Workspace

LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in first.</body></html>"


async def receive_upload(request: Request) -> Response:
    """Endpoint of `/upload/v1/{key}`: accepts exactly the announced number of bytes, raw or as a multipart file."""
    workspace: Workspace = request.app.state.workspace
    started_at = workspace.clock()
    content = await _uploaded_bytes(request)
    fault = workspace.faults.take("upload", frozenset({FaultKind.SERVER_ERROR}))
    if fault is not None:
        response = PlainTextResponse("upstream error", fault.status)
    elif workspace.files.receive(request.path_params["key"], content) is None:
        response = PlainTextResponse("no upload of this length waits here", 400)
    else:
        response = PlainTextResponse(f"OK - {len(content)}")
    text = bytes(response.body).decode()
    workspace.call_log.add_call(
        "upload", {"length": len(content)}, status=response.status_code, response=text, started_at=started_at
    )
    return response


async def _uploaded_bytes(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        for part in form.values():
            if not isinstance(part, str):
                return await part.read()
    return b""


async def download(request: Request) -> Response:
    """Endpoint of `url_private`: without the bot's token and `files:read` it returns a login page with status 200."""
    workspace: Workspace = request.app.state.workspace
    allowed = bearer_token(request, {}) == workspace.bot_token and "files:read" in workspace.manifest.scopes
    file = workspace.files.get(request.path_params["place"].rsplit("-", 1)[-1])
    if not allowed:
        return HTMLResponse(LOGIN_PAGE)
    if file is None or file.deleted or file.content is None:
        return PlainTextResponse("file not found", 404)
    return Response(file.content, media_type=workspace.files.mimetype(file) or "application/octet-stream")
