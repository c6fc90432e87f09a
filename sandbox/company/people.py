"""Who works at the company: names, seats, groups, and how each of them uses Cursor."""

import random
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sandbox.company.models import CHEAPEST, MODELS
from sandbox.company.types import MICROCENTS_PER_DOLLAR, Group, Member, Membership, Removal

MIN_MEMBERS = 5
FIRST_NUMBER = 90_001
INCLUDED_PER_CYCLE = 60 * MICROCENTS_PER_DOLLAR

OWNER, ADMIN, SWITCHER, LOOPER, RUNAWAY = range(MIN_MEMBERS)

# fmt: off
GIVEN_NAMES = (
    "Ines", "Jonah", "Omar", "Priya", "Lucía", "Tomasz", "Aiko", "Femi", "Greta", "Hassan", "Ingrid", "Jamal",
    "Keiko", "Liam", "Mei", "Nadia", "Oskar", "Paulo", "Quentin", "Rosa", "Sanjay", "Tove", "Umar", "Vera",
    "Wanjiru", "Ximena", "Yusuf", "Zofia", "Anneli", "Bruno", "Chiara", "Diego", "Elif", "Fatou", "Giorgos", "Hana",
)
FAMILY_NAMES = (
    "Ferrara", "Pike", "Aziz", "Raman", "Ortega", "Kowalski", "Tanaka", "Adeyemi", "Holm", "Rahimi", "Berg",
    "Carter", "Mori", "Byrne", "Chen", "Haddad", "Lindgren", "Souza", "Moreau", "Delgado", "Gupta", "Nyberg",
    "Farooq", "Novotná", "Mwangi", "Reyes", "Demir", "Wójcik", "Virtanen", "Costa", "Greco", "Vargas", "Kaya",
    "Diop",
)
# fmt: on

AWKWARD_PEOPLE = (
    ("zoe.lindqvist@example.com", "Zoë 🚀👩🏽‍💻 Lindqvist"),
    ("nour.alhashimi@example.com", "نور الهاشمي"),
    ("bobby.channel@example.com", "<!channel> *x* & <https://x|y>"),
    ("alex.kim@example.com", "Alex Kim"),
    ("alex.kim2@example.com", "Alex Kim"),
    ("wolfeschlegel@example.com", ("Hubert Blaine Wolfeschlegelsteinhausenbergerdorff " * 5)[:199] + "X"),
    ("Marek.Novak@Example.com", "Marek Novák"),
    ("shay.oneill@example.com", r"Shay $\foo$ O'Neill _\_"),
    ("hanako.yamada@example.com", "山田 花子"),
)

GROUP_NAMES = ("Platform", "Product", "Data", "Mobile", "R&D <Labs>", "Design")
MEMBERS_PER_GROUP = 200

# People's preferences as weights over MODELS, and how common each preference is.
TASTES = (
    (50, (60, 25, 5, 10, 0, 0)),
    (25, (20, 5, 5, 65, 5, 0)),
    (12, (15, 5, 60, 20, 0, 0)),
    (8, (20, 0, 5, 45, 30, 0)),
    (5, (20, 75, 0, 5, 0, 0)),
)
UTC_OFFSETS = (0, 1, 1, 1, 2, 2, -5, -8, 5)


@dataclass(frozen=True, slots=True)
class Habits:
    """How one seat uses Cursor. `level`: requests per full working day; `context`: scales their size."""

    level: float
    context: float
    tastes: tuple[float, ...]
    utc_offset: int = 0
    weekend: float = 0.05
    at_night: bool = False
    own_key: bool = False
    included_microcents: int = INCLUDED_PER_CYCLE


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone, with their habits in the same order."""

    members: tuple[Member, ...]
    habits: tuple[Habits, ...]
    groups: tuple[Group, ...]
    limit_dollars: dict[str, int]


def build_cast(rng: random.Random, seats: int, now: datetime) -> Cast:
    """`seats` people and one service account.

    Raises ValueError for fewer people than the stories need.
    """
    if seats < MIN_MEMBERS:
        raise ValueError(f"a company needs at least {MIN_MEMBERS} members for its stories, not {seats}")
    members = [_member(index, *person) for index, person in enumerate(_people(rng, seats))]
    habits = [_habits(rng) for _ in members]
    _assign_special_cases(members, habits, now)
    limits = _set_special_limits(members, habits)
    groups = _groups(rng, members, now)
    members.append(_service_account(len(members)))
    habits.append(_nightly_habits())
    return Cast(tuple(members), tuple(habits), groups, limits)


def _people(rng: random.Random, seats: int) -> list[tuple[str, str]]:
    """E-mail and name of each seat: people of the stories first, then awkward names, then everybody else."""
    people: list[tuple[str, str]] = []
    taken: set[str] = {email for email, _ in AWKWARD_PEOPLE}
    while len(people) < seats:
        if MIN_MEMBERS <= len(people) < MIN_MEMBERS + len(AWKWARD_PEOPLE):
            people.append(AWKWARD_PEOPLE[len(people) - MIN_MEMBERS])
            continue
        name = f"{rng.choice(GIVEN_NAMES)} {rng.choice(FAMILY_NAMES)}"
        email = f"{_ascii(name)}@example.com"
        if email in taken:
            email = f"{_ascii(name)}{len(people)}@example.com"
        taken.add(email)
        people.append((email, name))
    return people


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z]+", ".", plain.lower()).strip(".")


def _member(index: int, email: str, name: str) -> Member:
    number = FIRST_NUMBER + index
    return Member(f"user_{number:x}Sb", number, email, name)


def _habits(rng: random.Random) -> Habits:
    tastes = rng.choices([weights for _, weights in TASTES], [share for share, _ in TASTES])[0]
    return Habits(
        level=min(42.0, rng.lognormvariate(3.3, 0.35)),
        context=min(1.3, rng.lognormvariate(0.0, 0.25)),
        tastes=tuple(weight / sum(tastes) for weight in tastes),
        utc_offset=rng.choice(UTC_OFFSETS),
        weekend=rng.choice((0.0, 0.02, 0.05, 0.3)),
    )


def _assign_special_cases(members: list[Member], habits: list[Habits], now: datetime) -> None:
    """Give single people the special cases that are needed; a small company has only the first of them."""
    thrifty = _only(CHEAPEST, rest=0)
    members[OWNER] = replace(members[OWNER], role="owner")
    members[ADMIN] = replace(members[ADMIN], role="free-owner")
    habits[ADMIN] = replace(habits[ADMIN], level=0.0)
    habits[SWITCHER] = Habits(level=24, context=0.8, tastes=thrifty, utc_offset=1, weekend=0.2)
    habits[LOOPER] = Habits(level=22, context=1.0, tastes=thrifty, utc_offset=0, weekend=0.05)
    habits[RUNAWAY] = Habits(level=26, context=0.9, tastes=TASTES_OF_MOST, utc_offset=1, weekend=0.2)
    last = len(members)
    removals = (
        (last - 1, Removal.LISTED, 9),
        (last - 2, Removal.UNLISTED, 15),
        (last - 3, Removal.NAMELESS, 5),
    )
    ordinary = MIN_MEMBERS + len(AWKWARD_PEOPLE)
    for index, removal, days_ago in removals:
        if index >= ordinary:
            members[index] = replace(members[index], removal=removal, removed_at=now - timedelta(days=days_ago))
    for index in range(last - 4 - last // 16, last - 4):
        if index >= ordinary:
            habits[index] = replace(habits[index], level=0.0)
    if last > ordinary + 12:
        members[ordinary] = replace(members[ordinary], joined_at=now - timedelta(days=6))
        habits[ordinary + 1] = replace(habits[ordinary + 1], own_key=True)


def _only(model: int, *, rest: float) -> tuple[float, ...]:
    """Weights for using this model almost always."""
    others = len(MODELS) - 2
    return tuple(1.0 - rest if index == model else rest / others for index in range(len(MODELS)))


TASTES_OF_MOST = tuple(weight / 100 for weight in TASTES[0][1])


def _set_special_limits(members: list[Member], habits: list[Habits]) -> dict[str, int]:
    """One person who soon reaches their limit, and one with a limit of zero who never spends on demand."""
    over, without = MIN_MEMBERS + len(AWKWARD_PEOPLE) + 2, MIN_MEMBERS + len(AWKWARD_PEOPLE) + 3
    if len(members) <= without + 8:
        return {}
    habits[over] = replace(habits[over], level=36.0, context=1.2)
    habits[without] = replace(habits[without], level=4.0, context=0.4, tastes=_only(CHEAPEST, rest=0.0))
    return {members[over].id: 40, members[without].id: 0}


def _groups(rng: random.Random, members: list[Member], now: datetime) -> tuple[Group, ...]:
    """Billing groups for all seats but one; one person changed groups 12 days ago."""
    wanted = max(2, min(len(GROUP_NAMES), len(members) // 4), len(members) // MEMBERS_PER_GROUP)
    founded = now - timedelta(days=200)
    stays: list[list[Membership]] = [[] for _ in range(wanted)]
    loner, mover = (len(members) // 2, len(members) // 2 + 1) if len(members) > MIN_MEMBERS else (-1, -1)
    moved_at = now - timedelta(days=12)
    for index, member in enumerate(members):
        home = rng.randrange(wanted)
        joined = max(member.joined_at, founded)
        if index == mover:
            stays[home].append(Membership(member.id, joined, moved_at))
            stays[(home + 1) % wanted].append(Membership(member.id, moved_at))
        elif index != loner:
            stays[home].append(Membership(member.id, joined, member.removed_at))
    return tuple(
        Group(f"group_sb{index + 1}", _group_name(index), founded, founded, tuple(stays[index]))
        for index in range(wanted)
    )


def _group_name(index: int) -> str:
    name = GROUP_NAMES[index % len(GROUP_NAMES)]
    return name if index < len(GROUP_NAMES) else f"{name} {index // len(GROUP_NAMES) + 1}"


def _service_account(index: int) -> Member:
    return replace(_member(index, "ci-runner@example.com", "Nightly jobs"), service_account_id="sa_nightly")


def _nightly_habits() -> Habits:
    tastes = _only(CHEAPEST, rest=0.0)
    return Habits(level=30.0, context=0.5, tastes=tastes, weekend=1.0, at_night=True, included_microcents=0)
