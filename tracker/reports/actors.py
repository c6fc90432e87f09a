"""Finds the actor that a key or a text stands for, and gives each a unique display name."""

import difflib
import heapq
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlmodel import Session

from tracker.detect.types import TEAM
from tracker.quotes import quoted
from tracker.reports.types import Actor, ActorKind
from tracker.store.actors import UNKNOWN_NAME, find_actor_rows
from tracker.store.queries_actors import StoredActor, StoredName, find_keys, keys_by_name, list_actors
from tracker.store.tables import ActorRow

TEAM_ACTOR = Actor(key=TEAM, email=None, name="The team", kind=ActorKind.TEAM, display="The team")
SUGGESTIONS = 5
LOOKED_UP = 500  # actors looked up one by one; for more, reading all of them is faster
MIN_NAME_SIMILARITY = 0.8  # how similar a typed name must be: one letter in five may be wrong

_KINDS = {kind.value: kind for kind in ActorKind}  # calling the enum takes several times as long as a look-up

Displays = Mapping[str, str]  # by key, for those who share a name


class ActorNotFound(LookupError):
    """Nobody has this e-mail or name; `suggestions` are the nearest."""

    def __init__(self, text: str, suggestions: tuple[Actor, ...]) -> None:
        near = " or ".join(quoted(actor.display) for actor in suggestions)
        hint = f" Did you mean {near}?" if near else " Use an e-mail or a name as Cursor has it."
        super().__init__(f"I know nobody by {quoted(text)}.{hint}")
        self.text = text
        self.suggestions = suggestions


class ActorAmbiguous(LookupError):
    """Several people match; `candidates` are all of them."""

    def __init__(self, text: str, candidates: tuple[Actor, ...]) -> None:
        shown = ", ".join(f"{actor.name} ({actor.key})" for actor in candidates[:SUGGESTIONS])
        more = f" and {len(candidates) - SUGGESTIONS} more" if len(candidates) > SUGGESTIONS else ""
        super().__init__(f"{quoted(text)} matches several people: {shown}{more}. Give the e-mail.")
        self.text = text
        self.candidates = candidates


def load_actor(session: Session, key: str) -> Actor:
    """The actor of a key, a subject's or a button's; an unknown one is shown by its key."""
    return load_actors(session, {key})[key]


def load_actors(session: Session, keys: Collection[str]) -> dict[str, Actor]:
    """The actor of each key."""
    rows = find_actor_rows(session, set(keys) - {TEAM})
    displays = unique_displays(keys_by_name(session, {row.name for row in rows.values()}))
    return {key: TEAM_ACTOR if key == TEAM else _actor(key, rows.get(key), displays) for key in keys}


def actors_by_id(session: Session, ids: Collection[int]) -> dict[int, Actor]:
    """The actor of each of these row ids."""
    if len(ids) > LOOKED_UP:
        everyone = build_actors(list_actors(session))
        return {each: everyone[each] for each in ids if each in everyone}
    keys = find_keys(session, list(ids))
    actors = load_actors(session, keys.values())
    return {each: actors[key] for each, key in keys.items()}


def build_actors(rows: Iterable[StoredActor]) -> dict[int, Actor]:
    """Every actor by row id, given all stored rows."""
    rows = list(rows)
    displays = unique_displays((row.name, row.key) for row in rows)
    return {row.id: _actor(row.key, row, displays) for row in rows}


def unique_displays(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """A display name for each key whose name is shared: the name with the e-mail's local part, or the key.

    The key is used if the local part is shared too.

    >>> unique_displays([("Mia Fox", "mia@example.com"), ("Mia Fox", "m.fox@example.com"), ("Tom", "t@example.com")])
    {'mia@example.com': 'Mia Fox (mia)', 'm.fox@example.com': 'Mia Fox (m.fox)'}
    """
    named = list(named)
    uses_of_name = Counter(name for name, _ in named)
    keys_of: dict[str, list[str]] = defaultdict(list)
    for name, key in named:
        if name and uses_of_name[name] > 1:
            keys_of[name].append(key)
    displays = {}
    for name, keys in keys_of.items():
        uses = Counter(map(_local_part, keys))
        for key in keys:
            local = _local_part(key)
            displays[key] = f"{name} ({local if uses[local] == 1 else key})"
    return displays


def find_actor(session: Session, text: str) -> Actor:
    """The one actor that a text means: a key or e-mail, a full name, or a part of a name or e-mail.

    Ignores case. Raises ActorNotFound with the nearest names, ActorAmbiguous with everyone who matches.
    """
    key = text.strip().lower()
    if key in find_actor_rows(session, {key}):
        return load_actor(session, key)
    actors = list(build_actors(list_actors(session)).values())
    asked = _folded(text)
    for fits in (_is_key, _is_name, _has_part):
        found = [actor for actor in actors if fits(actor, asked)]
        if len(found) == 1:
            return found[0]
        if found:
            raise ActorAmbiguous(text.strip(), tuple(sorted(found, key=_order)))
    raise ActorNotFound(text.strip(), _nearest(actors, asked))


def search_actors(session: Session, query: str, limit: int) -> tuple[Actor, ...]:
    """Actors for a menu: those whose name or e-mail begins with the query first, then those that contain it."""
    asked = _folded(query)
    found = [
        (not (name.startswith(asked) or row.key.startswith(asked)), name, row.key)
        for row in list_actors(session)
        if asked in (name := _folded(row.name)) or asked in row.key.casefold()
    ]
    keys = [key for _, _, key in heapq.nsmallest(limit, found)]
    actors = load_actors(session, keys)
    return tuple(actors[key] for key in keys)


def is_found_by(row: StoredName, asked: str) -> bool:
    """Whether somebody's name or e-mail contains the query, ignoring case."""
    sought = _folded(asked)
    return sought in _folded(row.name) or sought in row.key.casefold()


def _actor(key: str, row: ActorRow | StoredActor | None, displays: Displays) -> Actor:
    if row is None:
        kind = ActorKind.PERSON if "@" in key else ActorKind.UNKNOWN
        return Actor(key, key or None, key or UNKNOWN_NAME, kind, key or UNKNOWN_NAME)
    name = row.name or row.email or key or UNKNOWN_NAME
    return Actor(key, row.email, name, _KINDS[row.kind], displays.get(key, name), is_removed=row.is_removed)


def _local_part(key: str) -> str:
    return key.partition("@")[0]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _names(actor: Actor) -> tuple[str, str]:
    return _folded(actor.name), actor.key.casefold()


def _order(actor: Actor) -> tuple[str, str]:
    return _folded(actor.display), actor.key


def _is_key(actor: Actor, asked: str) -> bool:
    return asked in {actor.key.casefold(), _folded(actor.email or actor.key)}


def _is_name(actor: Actor, asked: str) -> bool:
    return asked in {_folded(actor.name), _folded(actor.display)}


def _has_part(actor: Actor, asked: str) -> bool:
    return bool(asked) and any(asked in each for each in _names(actor))


def _nearest(actors: Sequence[Actor], asked: str) -> tuple[Actor, ...]:
    """Those whose name, a part of it, or e-mail differs from the text by a typo, ignoring accents."""
    by_name: dict[str, list[Actor]] = defaultdict(list)
    for actor in actors:
        for name in {_folded(actor.name), *_folded(actor.name).split(), _local_part(actor.key.casefold())}:
            by_name[_unaccented(name)].append(actor)
    asked = _local_part(_unaccented(asked))  # most e-mails share their domain
    near = difflib.get_close_matches(asked, by_name, n=SUGGESTIONS, cutoff=MIN_NAME_SIMILARITY)
    near += [name for name in by_name if _is_swapped(name, asked)]
    found = dict.fromkeys(actor for name in near for actor in by_name[name])
    return tuple(found)[:SUGGESTIONS]


def _unaccented(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def _is_swapped(name: str, asked: str) -> bool:
    """Whether the only difference is two swapped neighbours: `elfi` for `elif`."""
    if len(name) != len(asked):
        return False
    first = next((place for place, (one, other) in enumerate(zip(name, asked, strict=True)) if one != other), None)
    if first is None:
        return False
    return asked == name[:first] + name[first : first + 2][::-1] + name[first + 2 :]
