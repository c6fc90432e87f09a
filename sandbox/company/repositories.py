"""Commits and accepted changes, with the lines attributed to Cursor, generated from people's days."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, time
from hashlib import sha1
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.company import dice
from sandbox.company.coding import SPECIALITIES, SPECIALITY
from sandbox.company.features import salted
from sandbox.company.types import Member, from_ms, to_ms
from sandbox.company.workday import Ints, Workday

REPOSITORIES = (
    "acme/app", "acme/api", "acme/web-shop", "acme/data-pipelines", "acme/mobile", "acme/infrastructure",
    "acme/design-system", "acme/billing", "acme/search", "acme/ml-models", "acme/docs", "acme/internal-tools",
    "acme/legacy-monolith", "acme/prototypes",
)  # fmt: skip
BRANCH_WORDS = ("login", "export", "retries", "search", "prices", "cache", "layout", "tracing", "imports", "invoices")
SUBJECTS = ("Add", "Fix", "Rework", "Speed up", "Test", "Remove", "Document")

MAX_COMMITS_PER_DAY, MAX_CHANGES_PER_DAY = 6, 12
WORK_STARTS_MS, WORK_TAKES_MS = 7 * 3_600_000, 12 * 3_600_000
PRIVATE_SHARE, AMENDED_SHARE, REPEATED_SHARE, LATE_SHARE = 0.04, 0.04, 0.02, 0.03
TIMELESS_SHARE, HIDDEN_SHARE, UNREPORTED_SHARE, MERGE_SHARE = 0.03, 0.04, 0.03, 0.02
ABSENT = "absent"
FIRST_TIME, AMENDED, REPEATED = range(3)

# Draws from a person's habits, salts of keys, and draws from a draft's key.
PACE, PRIVATE, HOME = 60, 61, 62
COMMITS, CHANGES = 70, 71
MOMENT, AFTER, THRESHOLD, COPY, LATE, LINES, DELETED, AGENT, TAB, TIME = range(10)


@dataclass(frozen=True, slots=True)
class Drafts:
    """Columns of commits or changes: epoch ms when made and when Cursor learned of them, and by whom.

    copy: FIRST_TIME, AMENDED (the same work under another hash) or REPEATED (the same commit again).
    """

    at_ms: Ints
    known_ms: Ints
    person: Ints
    key: NDArray[np.uint64]
    copy: Ints

    def __len__(self) -> int:
        return len(self.at_ms)

    def part(self, which: Any) -> "Drafts":
        """Some of the drafts."""
        return Drafts(**{field.name: getattr(self, field.name)[which] for field in fields(self)})


@dataclass(frozen=True, slots=True)
class Commit:
    """One row about a commit. None: hidden or not given; `is_primary_branch` ABSENT: the field is missing."""

    hash: str
    member: Member
    known_at: datetime
    committed_at: datetime | None
    repository: str | None
    branch: str | None
    is_primary_branch: bool | str | None
    source: str
    message: str | None
    total: tuple[int, int]
    tab: tuple[int, int]
    agent: tuple[int, int]
    unattributed: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Change:
    """One accepted change from the agent or a completion."""

    id: str
    member: Member
    made_at: datetime
    source: str
    model: str | None
    file_name: str | None
    extension: str
    lines: tuple[int, int]


def commit_drafts(workday: Workday) -> Drafts:
    """The day's commits, in proportion to requests, spread over working hours; some are reported twice or late."""
    drafts = _drafts(workday, COMMITS, workday.habit(PACE, 10, 45), MAX_COMMITS_PER_DAY)
    copy = dice.uniform(drafts.key, COPY)
    late = dice.uniform(drafts.key, LATE)
    delay_ms = 10_000 + (80_000 * dice.uniform(drafts.key, AFTER)).astype(np.int64)
    delay_ms += np.where(late < LATE_SHARE, (late / LATE_SHARE * 20 * 3_600_000).astype(np.int64), 0)
    drafts = Drafts(drafts.at_ms, drafts.at_ms + delay_ms, drafts.person, drafts.key, drafts.copy)
    again_ms = 120_000 + (1_800_000 * dice.uniform(drafts.key, AFTER)).astype(np.int64)
    amended = _copies(drafts, copy < AMENDED_SHARE, AMENDED, again_ms)
    repeated = _copies(drafts, copy > 1 - REPEATED_SHARE, REPEATED, again_ms)
    return joined([drafts, amended, repeated])


def change_drafts(workday: Workday) -> Drafts:
    """The day's changes: about one per three requests, at most twelve a day."""
    return _drafts(workday, CHANGES, np.full(len(workday), 3.0), MAX_CHANGES_PER_DAY)


def joined(parts: list[Drafts]) -> Drafts:
    """Drafts of several days or kinds together."""
    columns = {field.name: np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Drafts)}
    return Drafts(**columns)


def reported_ms(drafts: Drafts) -> Ints:
    """Each draft's commit time, or if that is not reported, when Cursor learned of it."""
    return np.where(_has_commit_time(drafts.key), drafts.at_ms, drafts.known_ms)


def commit_of(drafts: Drafts, index: int, member: Member, habits: dice.Keys) -> Commit:
    """Create one commit. Its lines do not depend on the rest of the day."""
    key, copy = drafts.key[index : index + 1], int(drafts.copy[index])

    def draw(number: int) -> float:
        return float(dice.uniform(key, number)[0])

    total, tab, agent = _lines(draw)
    is_private = float(dice.uniform(habits, PRIVATE)[0]) < PRIVATE_SHARE
    is_primary = draw(101) < 0.3
    repository = None if is_private or draw(102) < HIDDEN_SHARE else _repository(habits, draw(103))
    word, subject = _one_of(BRANCH_WORDS, draw(104)), _one_of(SUBJECTS, draw(105))
    at = from_ms(int(drafts.at_ms[index]))
    # A REPEATED commit has the hash of the first one.
    name = f"{int(key[0]):x}:{'again' if copy == AMENDED else ''}"
    return Commit(
        hash=sha1(name.encode(), usedforsecurity=False).hexdigest(),
        member=member,
        known_at=from_ms(int(drafts.known_ms[index])),
        committed_at=at if bool(_has_commit_time(key)[0]) else None,
        repository=repository,
        branch=None if is_private else "main" if is_primary else f"{subject.lower().replace(' ', '-')}/{word}",
        is_primary_branch=None if is_private else ABSENT if draw(106) < 0.08 else is_primary,
        source=_one_of(("ide",) * 15 + ("cli",) * 3 + ("cloud",) * 2, draw(107)),
        message=None if is_private or draw(108) < 0.1 else f"{subject} {word}",
        total=total,
        tab=tab,
        agent=agent,
        unattributed=None if draw(109) < UNREPORTED_SHARE else _unattributed_lines(total, tab, agent),
    )


def change_of(drafts: Drafts, index: int, member: Member, habits: dice.Keys) -> Change:
    """Create one change."""
    key = drafts.key[index : index + 1]
    is_tab = float(dice.uniform(key, 101)[0]) < 0.45
    width, deleted, name = (float(dice.uniform(key, number)[0]) for number in (102, 103, 104))
    added = 1 + int(width * (6 if is_tab else 60))
    extension = SPECIALITIES[int(dice.uniform(habits, SPECIALITY)[0] * len(SPECIALITIES))][0]
    is_private = float(dice.uniform(habits, PRIVATE)[0]) < PRIVATE_SHARE
    return Change(
        id=str(int(key[0]) >> 12),
        member=member,
        made_at=from_ms(int(drafts.at_ms[index])),
        source="TAB" if is_tab else "COMPOSER",
        model=None if is_tab else "default",
        file_name=None if is_private else f"src/{_one_of(BRANCH_WORDS, name)}.{extension}",
        extension=extension,
        lines=(added, int(added * deleted * 0.4)),
    )


def _drafts(workday: Workday, salt: int, requests_each: NDArray[np.float64], most: int) -> Drafts:
    """A person's n-th draft exists once the day has enough requests for it."""
    ordinals = np.broadcast_to(np.arange(most), (len(workday), most))
    keys = dice.below(salted(workday.luck, salt)[:, None], ordinals)
    needed = (ordinals + dice.uniform(keys, THRESHOLD)) * requests_each[:, None]
    person, ordinal = np.nonzero((needed < workday.requests[:, None]) & (workday.requests > 0)[:, None])
    key = keys[person, ordinal]
    midnight_ms = to_ms(datetime.combine(workday.day, time(), tzinfo=UTC))
    at_ms = midnight_ms + WORK_STARTS_MS + (dice.uniform(key, MOMENT) * WORK_TAKES_MS).astype(np.int64)
    return Drafts(at_ms, at_ms, person.astype(np.int64), key, np.full(len(key), FIRST_TIME, dtype=np.int64))


def _copies(drafts: Drafts, which: NDArray[np.bool_], copy: int, later_ms: Ints) -> Drafts:
    some = drafts.part(which)
    return Drafts(some.at_ms, some.known_ms + later_ms[which], some.person, some.key, np.full(len(some), copy))


def _lines(draw: Any) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Lines added and deleted: total, by completions, by the agent. Now and then a merge without AI lines."""
    is_merge = draw(110) < MERGE_SHARE
    added = 1 + int(900 * draw(LINES) ** 4) + (3000 if is_merge else 0)
    deleted = int(added * draw(DELETED) * 0.6)
    agent, tab = (0.0, 0.0) if is_merge else (0.15 + 0.75 * draw(AGENT), 0.12 * draw(TAB))
    return (added, deleted), (int(added * tab), int(deleted * tab / 2)), (int(added * agent), int(deleted * agent))


def _has_commit_time(key: NDArray[np.uint64]) -> NDArray[np.bool_]:
    return dice.uniform(key, TIME) >= TIMELESS_SHARE


def _unattributed_lines(total: tuple[int, int], tab: tuple[int, int], agent: tuple[int, int]) -> tuple[int, int]:
    return max(0, total[0] - tab[0] - agent[0]), max(0, total[1] - tab[1] - agent[1])


def _repository(habits: dice.Keys, draw: float) -> str:
    """Usually the person's home repository; the first repositories are home to more people than the last."""
    home = int(float(dice.uniform(habits, HOME)[0]) ** 1.7 * len(REPOSITORIES))
    return REPOSITORIES[home] if draw < 0.7 else REPOSITORIES[int(((draw - 0.7) / 0.3) ** 2 * len(REPOSITORIES))]


def _one_of(names: tuple[str, ...], draw: float) -> str:
    return names[int(draw * len(names))]
