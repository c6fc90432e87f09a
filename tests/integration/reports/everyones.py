"""Reads everyone's columns as a report's figures."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from tracker.store.columns import Columns


def by_actor(requests: Mapping[str, Columns]) -> dict[int, Counter[str]]:
    """Requests by row id and model, above zero."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for model, used in requests.items():
        for actor_id, (count,) in used.by_id(tuple).items():
            found[actor_id][model] += count
    return dict(found)
