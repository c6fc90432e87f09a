"""Seven weeks of five people, a service account and every kind of event, with events on both sides of each cut."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TURN = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
MODELS = ("sonnet", "codex", "opus-max")
BILLINGS = ("included", "on_demand", "not_charged", "own_key", "unknown")


def of(used: Sequence[Any], name: str) -> int:
    return sum(getattr(each, name) for each in used)


def fill(team):
    """Five people and a service account over seven weeks, every kind of event, and events on both sides of each cut."""
    chance = random.Random(1)
    keys = [team.actor(name) for name in ("Mia Fox", "Omar Haddad", "Yuki Sato", "Lea Novak")]
    keys += [
        team.actor("Tom Reed", is_member=False, is_removed=True),
        team.actor("nightly build", key="sa_nightly", kind="service_account", is_member=False),
        team.actor("", key="", kind="unknown", is_member=False),
    ]
    team.actor("Ada Lind")  # never used anything
    for _ in range(1500):
        at = NOW - timedelta(seconds=chance.randrange(49 * 86_400), milliseconds=chance.randrange(1000))
        team.use(
            chance.choice(keys),
            at,
            chance.randrange(1, 400_000_000) / 1_000_000,
            model=chance.choice(MODELS),
            billing=chance.choice(BILLINGS),
            tokens=tuple(chance.randrange(5000) for _ in range(4)),
            is_estimated=chance.random() < 0.1,
        )
    for edge in (TURN, NOW - timedelta(hours=24)):
        for step in (-1, 0, 1):
            team.use(keys[0], edge + timedelta(milliseconds=step), 7)
    team.use(keys[0], NOW + HOUR, 900)  # Cursor's clock may run ahead of the question
    team.cycle(TURN, datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
    team.store_usage(now=NOW)
    return team
