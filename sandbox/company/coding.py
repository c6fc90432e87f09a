"""What a person's day in the editor looks like beside the billed requests: lines, diffs, tab completions."""

import random
from dataclasses import dataclass
from datetime import date

EXTENSIONS = (".py", ".ts", ".tsx", ".go", ".rs", ".sql", ".md", ".yaml")
CLIENT_VERSIONS = ("3.4.2", "3.4.2", "3.4.2", "3.4.0", "3.3.5", "3.2.1")


@dataclass(frozen=True, slots=True)
class CodingDay:
    """Counters of one member's UTC day; all zero, and the strings None, on a day without requests."""

    lines_added: int = 0
    lines_deleted: int = 0
    accepted_lines_added: int = 0
    accepted_lines_deleted: int = 0
    applies: int = 0
    accepts: int = 0
    rejects: int = 0
    tabs_shown: int = 0
    tabs_accepted: int = 0
    composer_requests: int = 0
    chat_requests: int = 0
    agent_requests: int = 0
    cmdk_usages: int = 0
    apply_extension: str | None = None
    tab_extension: str | None = None
    client_version: str | None = None


def coding_day(seed: int, member_number: int, day: date, requests: int) -> CodingDay:
    """A plausible day for so many requests; the same arguments give the same day, and more requests give more of it."""
    if requests <= 0:
        return CodingDay()
    rng = random.Random(f"{seed}:{member_number}:{day.isoformat()}")  # noqa: S311 - plausible, not secret
    habit = random.Random(f"{seed}:{member_number}")  # noqa: S311
    chat = int(requests * rng.uniform(0, 0.12))
    agent = requests - chat
    applies = int(agent * rng.uniform(0.6, 1.1))
    accepts = int(applies * habit.uniform(0.45, 0.9))
    lines = int(agent * rng.uniform(14, 40))
    tabs = int(requests * rng.uniform(1.5, 5))
    return CodingDay(
        lines_added=lines,
        lines_deleted=int(lines * rng.uniform(0.15, 0.4)),
        accepted_lines_added=int(lines * rng.uniform(0.2, 0.6)),
        accepted_lines_deleted=int(lines * rng.uniform(0.03, 0.12)),
        applies=applies,
        accepts=accepts,
        rejects=int((applies - accepts) * rng.uniform(0.2, 0.9)),
        tabs_shown=tabs,
        tabs_accepted=int(tabs * rng.uniform(0.3, 0.65)),
        chat_requests=chat,
        agent_requests=agent,
        cmdk_usages=int(requests * rng.uniform(0, 0.08)),
        apply_extension=habit.choice(EXTENSIONS),
        tab_extension=habit.choice(EXTENSIONS),
        client_version=habit.choice(CLIENT_VERSIONS),
    )
