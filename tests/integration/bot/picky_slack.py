"""A stand-in Slack that does not support everything yet: it refuses what `is_refused` selects."""

import json
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

REFUSAL = {
    "ok": False,
    "error": "invalid_blocks",
    "errors": ["unsupported type: data_table [json-pointer:/blocks/3/type]"],
}
REFUSAL_OF_VIEW = {
    "ok": False,
    "error": "invalid_arguments",
    "response_metadata": {"messages": ["[ERROR] unsupported type: data_table [json-pointer:/view/blocks/3/type]"]},
}
JSON_HEADERS = [(b"content-type", b"application/json")]


class PickySlack:
    """Passes calls on to `app`, but refuses a message or Home tab if `is_refused(method, body)`."""

    def __init__(self, app: ASGIApp, is_refused: Callable[[str, str], bool]) -> None:
        self._app = app
        self._is_refused = is_refused
        self.refused: list[dict[str, Any]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope.get("path", "").removeprefix("/api/")
        if scope["type"] != "http" or not method.startswith(("chat.", "views.publish")):
            await self._app(scope, receive, send)
            return
        body = await _read(receive)
        if self._is_refused(method, body.decode()):
            self.refused.append({"method": method, **json.loads(body)})
            refusal = REFUSAL_OF_VIEW if method == "views.publish" else REFUSAL
            await send({"type": "http.response.start", "status": 200, "headers": JSON_HEADERS})
            await send({"type": "http.response.body", "body": json.dumps(refusal).encode()})
            return
        await self._app(scope, _again(body, receive), send)


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


def _again(body: bytes, receive: Receive) -> Receive:
    left = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return left.pop() if left else await receive()

    return read
