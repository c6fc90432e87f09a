"""Client versions: a new one every two weeks; most people update within days, some only after months."""

from datetime import date

import numpy as np

from sandbox.company.workday import Floats, Ints, Workday

FIRST_RELEASE = date(2025, 1, 7)
DAYS_BETWEEN = 14
RELEASES_OF_A_MAJOR = 30
DAYS_TO_MOST, SLOW_SHARE, PINNED_SHARE = 5.0, 0.12, 0.04

HABIT, DELAY = 40, 41


def client_releases(workday: Workday) -> Ints:
    """The number of each person's newest release on the day, from 0."""
    since_first = workday.day.toordinal() - FIRST_RELEASE.toordinal()
    return np.maximum(0, (since_first - _days_behind(workday)) // DAYS_BETWEEN).astype(np.int64)


def version_of(release: int) -> str:
    """The version of a release, such as "3.18.2"."""
    major, minor = divmod(release, RELEASES_OF_A_MAJOR)
    return f"{major + 2}.{minor}.{release * 7 % 5}"


def _days_behind(workday: Workday) -> Floats:
    kind, delay = workday.habit(HABIT), workday.habit(DELAY)
    prompt = -DAYS_TO_MOST * np.log1p(-delay)
    return np.where(kind < PINNED_SHARE, 60 + 60 * delay, np.where(kind < SLOW_SHARE, 18 + 24 * delay, prompt))
