"""Posts to a response URL: at most five in 30 minutes, even in channels without the bot."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox.slack.content import Content, post_content, read_content, read_json
from sandbox.slack.errors import ApiError
from sandbox.slack.faults import API_FAULTS, FaultKind
from sandbox.slack.handles import ResponseUrl
from sandbox.slack.records import Message
from sandbox.slack.requests import UnreadableBody, read_arguments
from sandbox.slack.state import Workspace
from sandbox.slack.web_api import CutConnection


async def post_response(request: Request) -> Response:
    """Endpoint of `/response/{key}`: `ok` as text, or 404 with the reason."""
    workspace: Workspace = request.app.state.workspace
    started_at = workspace.clock()
    args: dict[str, Any] = {}
    answer: dict[str, Any] | str = "ok"
    fault = workspace.faults.take("response_url", API_FAULTS)
    if fault is not None and fault.kind is FaultKind.SERVER_ERROR:
        return PlainTextResponse("upstream error", fault.status)
    if fault is not None and fault.kind is FaultKind.RATE_LIMITED:
        return PlainTextResponse("rate_limited", 429, {"Retry-After": str(max(1, round(fault.seconds)))})
    if fault is not None and fault.kind is FaultKind.REFUSED:
        return JSONResponse({"ok": False, "error": fault.error}, 404)
    if fault is not None and fault.kind is FaultKind.SLOW:
        await asyncio.sleep(fault.seconds)
    try:
        args = await read_arguments(request)
        if isinstance(args.get("payload"), str):
            args = read_json(args, "payload")
        _respond(workspace, request.path_params["key"], args)
    except ApiError as error:
        answer = {"ok": False, "error": error.code}
    except (UnreadableBody, ValueError):
        answer = {"ok": False, "error": "invalid_payload"}
    response = PlainTextResponse(answer) if isinstance(answer, str) else JSONResponse(answer, 404)
    workspace.call_log.add_call(
        "response_url", args, status=response.status_code, response=answer, started_at=started_at
    )
    lost = fault is not None and fault.kind is FaultKind.LOST_ANSWER
    return CutConnection() if lost else response


def _respond(workspace: Workspace, key: str, args: dict[str, Any]) -> None:
    url = workspace.response_urls.get(key)
    source = workspace.messages.get(url.channel_id, url.message_ts) if url.message_ts else None
    if source is not None and _is_true(args, "delete_original"):
        workspace.remove(source)
    elif source is not None and _is_true(args, "replace_original"):
        _replace(workspace, source, read_content(args, workspace))
    else:
        _post(workspace, url, args)
    workspace.response_urls.count_use(url)


def _replace(workspace: Workspace, source: Message, content: Content) -> None:
    if content.is_empty:
        raise ApiError("no_text")
    workspace.edit(
        source,
        text=content.text or "",
        blocks=content.blocks or [],
        attachments=content.attachments or [],
        edited=not content.blocks,
    )


def _post(workspace: Workspace, url: ResponseUrl, args: dict[str, Any]) -> None:
    channel = workspace.directory.channel(url.channel_id)
    if channel is None:
        raise ApiError("channel_not_found")
    in_channel = args.get("response_type") == "in_channel"
    post_content(
        workspace,
        channel,
        read_content(args, workspace),
        thread_ts=str(args["thread_ts"]) if args.get("thread_ts") else None,
        ephemeral_to=None if in_channel else url.user_id,
    )


def _is_true(args: dict[str, Any], name: str) -> bool:
    return str(args.get(name)).lower() in ("true", "1")
