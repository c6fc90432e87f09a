"""A scripted app on a real socket: acknowledges what it receives, and answers as the script says."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from sandbox.slack.state import Workspace

Json = dict[str, Any]
Script = Callable[[str, Json], Json | None]
"""(envelope type, payload) -> what is sent with the acknowledgement, or None."""


@contextmanager
def connected_app(workspace: Workspace, url: str, script: Script) -> Iterator[None]:
    """Connect an app to a served workspace until the block ends; errors of the script are raised at its end."""
    socket_url = f"{url.replace('http', 'ws', 1)}/link/?ticket={workspace.hub.issue_ticket()}"
    problems: list[Exception] = []
    with connect(socket_url) as socket:
        assert json.loads(socket.recv())["type"] == "hello"
        thread = threading.Thread(target=_answer, args=(socket, script, problems), name="fake-app")
        thread.start()
        try:
            yield
        finally:
            socket.close()
            thread.join(5)
    if problems:
        raise problems[0]


def _answer(socket: ClientConnection, script: Script, problems: list[Exception]) -> None:
    try:
        for frame in socket:
            envelope = json.loads(frame)
            if "envelope_id" in envelope:
                answer = script(envelope["type"], envelope["payload"])
                acknowledgement = {"envelope_id": envelope["envelope_id"]}
                socket.send(json.dumps(acknowledgement | ({"payload": answer} if answer else {})))
    except ConnectionClosed:
        pass
    except Exception as error:  # re-raised in the test's own thread  # noqa: BLE001
        problems.append(error)
