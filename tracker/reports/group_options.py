"""The menu entries of the billing group forms: people and groups that match the typed text."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from tracker.reports.actors import search_actors
from tracker.reports.types import Actor, ActorKind, GroupOption, PersonOption
from tracker.store.actors import find_ids
from tracker.store.effective_groups import groups_at
from tracker.store.queries_actors import list_groups


def search_people(session: Session, typed: str, limit: int, *, now: datetime) -> tuple[PersonOption, ...]:
    """People whose name or e-mail begins with the typed text first, then those that contain it, with their groups."""
    return describe_people(session, search_actors(session, typed, limit), now=now)


def describe_people(session: Session, actors: Iterable[Actor], *, now: datetime) -> tuple[PersonOption, ...]:
    """Those of these actors who can be put into a group, each with their current one."""
    known = [actor for actor in actors if actor.kind is not ActorKind.UNKNOWN]
    ids = find_ids(session, {actor.key for actor in known})
    groups = groups_at(session, ids.values(), now)
    names = {group.id: group.name for group in list_groups(session)}
    return tuple(PersonOption(actor, names.get(groups.get(ids[actor.key], 0))) for actor in known if actor.key in ids)


def search_groups(session: Session, typed: str, limit: int) -> tuple[GroupOption, ...]:
    """Groups by name, those that begin with the typed text first, then those that contain it."""
    asked = " ".join(typed.split()).casefold()
    groups = sorted(
        (group for group in list_groups(session) if not group.is_unassigned and asked in group.name.casefold()),
        key=lambda group: (not group.name.casefold().startswith(asked), group.name.casefold()),
    )
    return tuple(GroupOption(group.id, group.name, group.is_cursors) for group in groups[:limit])
