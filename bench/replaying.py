"""Cursor's answers, kept in a folder as they come over HTTP and given again from there, so that nobody waits."""

import hashlib
from pathlib import Path

import httpx

JSON = {"content-type": "application/json"}


class Recording(httpx.BaseTransport):
    """Passes questions on to a server and keeps its answers; of analytics it says that the plan has none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the server, and keep what it says."""
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
    """Gives kept answers again; FileNotFoundError for a question that was not asked before."""

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
