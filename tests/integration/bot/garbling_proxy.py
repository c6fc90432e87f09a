"""A proxy in front of the stand-in Slack: a call takes effect, but its answer is replaced."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class GarblingProxy:
    """Answers the first call of `method` with `body` and status 200, whatever `app` answered."""

    def __init__(self, app: ASGIApp, method: str, body: bytes) -> None:
        self._app = app
        self._method = method
        self._body = body
        self.garbled = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.garbled or scope["type"] != "http" or not scope["path"].endswith(self._method):
            await self._app(scope, receive, send)
            return
        self.garbled += 1

        async def leave_out(message: Message) -> None:
            """Drops Slack's own answer."""

        await self._app(scope, receive, leave_out)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": self._body})
