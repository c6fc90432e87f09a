"""What a report covers: its range, the running billing cycle and whose usage counts."""

from datetime import datetime

from sqlmodel import Session

from tracker.nearest import nearest
from tracker.quotes import quoted
from tracker.ranges import Cycle, TimeRange, parse_range
from tracker.reports.types import Scope
from tracker.store.cycles import cycle_before, find_cycle
from tracker.store.people import Everyone, GroupMembers, load_group_members
from tracker.store.queries_actors import list_groups, list_groups_ever
from tracker.store.queries_spend import oldest_day
from tracker.store.readings import data_collected_at
from tracker.store.windows import Window, counted_whole

UNASSIGNED = "Unassigned"


class GroupNotFound(LookupError):
    """There is no billing group with that name; `suggestions` are the nearest."""

    def __init__(self, name: str, suggestions: tuple[str, ...]) -> None:
        near = " or ".join(quoted(each) for each in suggestions)
        hint = f" Did you mean {near}?" if near else ""
        super().__init__(f"There is no billing group {quoted(name)}.{hint}")
        self.name = name
        self.suggestions = suggestions


def current_cycle(session: Session, now: datetime) -> Cycle:
    """The billing cycle that contains `now`; the calendar month until one has been read."""
    return find_cycle(session, now)


def last_cycle(session: Session, now: datetime) -> Cycle:
    """The cycle before the current one: as read, else by the calendar."""
    return cycle_before(session, current_cycle(session, now))


def resolve_range(session: Session, words: str, *, now: datetime) -> TimeRange:
    """The window that range words mean at `now`. Raises RangeRefused."""
    return parse_range(words, now=now, cycle=current_cycle(session, now), last_cycle=last_cycle(session, now))


def window_of(range: TimeRange, now: datetime) -> Window:
    """The part of a range that is not in the future."""
    return Window(range.start, max(range.start, min(range.end, now)))


def window_before(session: Session, range: TimeRange, window: Window, *, now: datetime) -> Window:
    """What a window is compared with: the equally long one before it, or the same part of the previous cycle."""
    cycles = {"cycle": current_cycle, "last cycle": last_cycle}
    if range.words not in cycles:
        return window.before
    cycle = cycles[range.words](session, now)
    return same_span(cycle_before(session, cycle), cycle, window)


def same_span(before: Cycle, cycle: Cycle, window: Window) -> Window:
    """The part of the cycle `before` that is as long as the window of `cycle`; all of it once `cycle` is over."""
    if window.end >= cycle.end:
        return Window(before.start, before.end)
    return Window(before.start, min(before.end, before.start + (window.end - window.start)))


def build_scope(
    session: Session, range: TimeRange, *, now: datetime, group: str | None = None, before: Window | None = None
) -> Scope:
    """Describe what a report covers; `before` is what it is compared with."""
    windows = [window_of(range, now), *([before] if before else ())]
    return Scope(
        range=range,
        as_of=now,
        collected_at=data_collected_at(session),
        group=group,
        known_from=oldest_day(session),
        days_counted_whole=tuple(sorted({day for each in windows for day in counted_whole(session, each)})),
    )


def unassigned_name(session: Session) -> str:
    """The word for people in no billing group."""
    return next((group.name for group in list_groups(session) if group.is_unassigned), UNASSIGNED)


def group_names(session: Session) -> tuple[str, ...]:
    """The billing groups by name, then the word for people in none; empty without groups."""
    groups = list_groups(session)
    names = sorted({group.name for group in groups if not group.is_unassigned}, key=str.casefold)
    return (*names, unassigned_name(session)) if groups else ()


def find_group(session: Session, name: str) -> str:
    """A group's name as stored, found ignoring case; deleted groups with a past count too. Raises GroupNotFound."""
    past = (group.name for group in list_groups_ever(session) if group.is_deleted)
    names = (*group_names(session), UNASSIGNED, *past)
    by_folded = {each.casefold(): each for each in reversed(names)}
    asked = " ".join(name.split()).casefold()
    if asked not in by_folded:
        near = nearest(asked, by_folded, most=3)
        raise GroupNotFound(name.strip(), tuple(by_folded[each] for each in near))
    return by_folded[asked]


def people_of(session: Session, group: str | None, *, now: datetime) -> Everyone | GroupMembers:
    """Whose usage counts: everyone's, or that of the group with this name. Raises GroupNotFound."""
    if group is None:
        return Everyone()
    name = find_group(session, group)
    groups = list_groups_ever(session)
    is_rest = name in {UNASSIGNED, unassigned_name(session)}
    ids = tuple(each.id for each in groups if not each.is_unassigned and (is_rest or each.name == name))
    return load_group_members(session, ids, is_complement=is_rest, now=now)
