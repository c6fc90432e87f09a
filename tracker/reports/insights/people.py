"""How many people use the tool, which version, what for, and who left the included plan."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from statistics import mean

from sqlmodel import Session

from tracker.ranges import Cycle
from tracker.reports.exhaustion import load_exhaustion
from tracker.reports.insights.query import InsightsQuery
from tracker.reports.types import PlanExhaustion
from tracker.reports.types.insights import (
    ActivityDay,
    ClientVersion,
    ClientVersions,
    Conversations,
    ConversationSlice,
    DailyActiveUsers,
    LabelCount,
    VersionState,
)
from tracker.store.cycles import find_cycle
from tracker.store.queries_analytics import VersionUse, activity_by_day, conversations, versions_by_day
from tracker.store.queries_daily_usage import active_actors
from tracker.store.queries_spend import WindowUsage
from tracker.store.windows import Window

_VERSION = re.compile(r"v?(\d{1,9}(?:\.\d{1,9}){0,5})(?P<pre>-[\w.-]+)?(?:\+[\w.-]+)?", re.ASCII)

VersionKey = tuple[tuple[int, ...], bool, str]


def load_dau(query: InsightsQuery) -> DailyActiveUsers:
    """People per day, and their average over completed days."""
    found = {each.day: ActivityDay(*each) for each in activity_by_day(query.session, query.days)}
    days = tuple(found.get(day) or ActivityDay(day, 0, 0, 0, 0) for day in query.days)
    over = [day for day in days if day.date < query.over]
    return DailyActiveUsers(
        days,
        _average(day.users for day in over),
        _average(day.cli_users for day in over),
        _average(day.cloud_agent_users for day in over),
        _average(day.bugbot_users for day in over),
    )


def _average(values: Iterable[int]) -> float | None:
    counts = list(values)
    return float(mean(counts)) if counts else None


def load_versions(query: InsightsQuery) -> ClientVersions:
    """Versions on the last day with data, compared with the newest version seen on any of these days."""
    found = versions_by_day(query.session, query.days)
    keys = {each.version: version_key(each.version) for each in found}
    latest = max((key for key in keys.values() if key is not None), default=None)
    day = max((each.day for each in found), default=None)
    rows = sorted((each for each in found if each.day == day), key=lambda each: (-each.users, each.version))
    rows.sort(key=lambda each: keys[each.version] or _OLDEST, reverse=True)
    return ClientVersions(
        day=day,
        latest=min((version for version, key in keys.items() if key is not None and key == latest), default=None),
        rows=tuple(_client_version(each, keys[each.version], latest) for each in rows),
    )


def version_key(version: str) -> VersionKey | None:
    """A sort key for version numbers, with a release after its previews; None if it is not a version number.

    >>> version_key("1.10.0") > version_key("1.9.3")
    True
    """
    found = _VERSION.fullmatch(version.strip())
    if found is None:
        return None
    numbers = [int(part) for part in found[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    preview = found["pre"] or ""
    return tuple(numbers), not preview, preview


_OLDEST: VersionKey = ((), False, "")


def _client_version(use: VersionUse, key: VersionKey | None, latest: VersionKey | None) -> ClientVersion:
    if key is None:
        state = VersionState.NOT_COMPARABLE
    else:
        state = VersionState.LATEST if key == latest else VersionState.NEEDS_UPDATE
    return ClientVersion(use.version, use.users, use.share_millionths, state)


def load_conversations(query: InsightsQuery) -> Conversations:
    """Conversations by label, in each classification."""
    labels: dict[str, list[LabelCount]] = defaultdict(list)
    for each in conversations(query.session, query.days):
        labels[each.slice].append(LabelCount(each.label, each.conversations))
    return Conversations(tuple(ConversationSlice(name, tuple(found)) for name, found in labels.items()))


def exhaustion_cycle(session: Session, window: Window) -> Cycle:
    """The billing cycle that a range ends in."""
    return find_cycle(session, max(window.start, window.end - timedelta(milliseconds=1)))


def load_plan_exhaustion(query: InsightsQuery) -> PlanExhaustion:
    """Who left the plan in the cycle that the range ends in, up to `now`."""
    cycle = exhaustion_cycle(query.session, query.window)
    usage = WindowUsage(query.session, Window(cycle.start, min(cycle.end, query.now)), query.people)
    active = active_actors(query.session, usage.window.days, query.people)
    return load_exhaustion(query.session, usage, active, named=query.named)
