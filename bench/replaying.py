"""Records Cursor's answers in a folder, and replays them from there without delay."""

import hashlib
from pathlib import Path

import httpx

JSON = {"content-type": "application/json"}


class Recording(httpx.BaseTransport):
    """Forwards requests to a server and records its answers; for analytics it answers that the plan has none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Forward a request and record the answer."""
        if _is_of_analytics(request):
            return _not_on_this_plan()
        response = self._server.handle_request(request)
        body = response.read()
        response.close()
        assert response.status_code == httpx.codes.OK, body[:200]
        _place(self._folder, request).write_bytes(body)
        return httpx.Response(200, headers=JSON, content=body)

    def close(self) -> None:
        """Close the connections."""
        self._server.close()


class Replay(httpx.BaseTransport):
    """Replays recorded answers; raises FileNotFoundError for a request that was not recorded."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer as the server did."""
        if _is_of_analytics(request):
            return _not_on_this_plan()
        return httpx.Response(200, headers=JSON, content=_place(self._folder, request).read_bytes())


def _is_of_analytics(request: httpx.Request) -> bool:
    return request.url.path.startswith("/analytics/")


def _not_on_this_plan() -> httpx.Response:
    return httpx.Response(403, headers=JSON, json={"error": "Forbidden", "message": "Enterprise access required"})


def _place(folder: Path, request: httpx.Request) -> Path:
    question = request.method.encode() + request.url.raw_path + request.read()
    return folder / hashlib.sha256(question).hexdigest()
