"""Server-sent events that say what to redraw in a tab after a change in the workspace."""

import json
from collections.abc import AsyncIterator, Callable, Iterable

from sandbox.slack.feed import Change
from sandbox.slack.page.place import Place
from sandbox.slack.state import Workspace

REGIONS = ("sidebar", "head", "timeline", "composer", "thread", "modal", "inspector")
OF_THE_CHANNEL = frozenset({"sidebar", "head", "timeline", "composer", "thread"})
REGIONS_BY_SUBJECT = {
    "call": frozenset({"inspector"}),
    "channel": OF_THE_CHANNEL,
    "file": frozenset({"timeline", "thread"}),
    "home": frozenset({"timeline"}),
    "mail": frozenset({"sidebar", "timeline"}),
    "member": OF_THE_CHANNEL,
    "message": frozenset({"sidebar", "timeline", "thread"}),
    "socket": frozenset({"sidebar"}),
    "user": OF_THE_CHANNEL,
    "view": frozenset({"modal", "timeline"}),
}
"""First word of a change's kind -> what shows such things."""
WAIT_S = 0.5
BEATS_BETWEEN_COMMENTS = 30

Stopping = Callable[[], bool]


def regions_after(change: Change, place: Place) -> frozenset[str]:
    """The regions of this tab that a change may affect."""
    subject = change.kind.partition(".")[0]
    if subject != "call" and change.user_id not in (None, place.user.id):
        return frozenset()
    if (subject == "message" and change.data["channel_id"] != place.channel.id) or change.kind == "channel.read":
        return frozenset({"sidebar"})
    return REGIONS_BY_SUBJECT.get(subject, frozenset())


async def events_of(workspace: Workspace, place: Place, after: int, is_stopping: Stopping) -> AsyncIterator[str]:
    """The events of a tab for changes above number `after`; ends when the server stops."""
    if after > workspace.feed.seq:  # a number from an earlier run of the workspace: everything may differ
        after = workspace.feed.seq
        yield _event(after, REGIONS)
    yield "retry: 500\n\n"
    beats = 0
    while not is_stopping():
        changes = await workspace.feed.wait_async(after, WAIT_S)
        beats += 1
        if changes:
            after = changes[-1].seq
            touched = frozenset[str]().union(*(regions_after(change, place) for change in changes))
            if touched:
                yield _event(after, sorted(touched))
        elif beats % BEATS_BETWEEN_COMMENTS == 0:
            yield ": still here\n\n"


def _event(seq: int, regions: Iterable[str]) -> str:
    return f"id: {seq}\ndata: {json.dumps({'seq': seq, 'regions': list(regions)})}\n\n"
