"""Derives billing groups from HiBob's People Directory: `Group > Team`, with teams of fewer than three merged.

Pure: the same people give the same groups, in whatever order they come.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tracker.groups.names import LONGEST_NAME, SEPARATOR, name_key, name_part, shortened

SMALLEST_GROUP = 3
GENERAL = "General"
LONGEST_PARENT = (LONGEST_NAME - len(SEPARATOR)) // 2  # of a parent whose team name would otherwise not fit


@dataclass(frozen=True)
class Placed:
    """What HiBob says of one person; any part may be empty."""

    department: str
    group: str = ""
    team: str = ""


Path = tuple[str, str]  # parent and team, as keys


def group_of(placed: Placed) -> tuple[str, str]:
    """Parent and team of a person before teams are merged.

    >>> group_of(Placed("R&D", "Engineering", "Platform")), group_of(Placed("R&D", "", "")), group_of(Placed("", "Ops"))
    (('Engineering', 'Platform'), ('R&D', 'General'), ('Ops', 'Ops'))
    """
    department, group, team = (name_part(part) for part in (placed.department, placed.group, placed.team))
    if group:
        return group, team or group
    return department or GENERAL, team or GENERAL


def build_groups(people: Mapping[str, Placed]) -> dict[str, str]:
    """The name of each person's group, by the same keys; every person is in exactly one."""
    written = {person: group_of(placed) for person, placed in people.items()}
    spelling = _spellings(part for path in written.values() for part in path)
    merged = _merge(Counter((name_key(parent), name_key(team)) for parent, team in written.values()))
    names = _names({path: (spelling[path[0]], spelling[path[1]]) for path in merged.values()})
    return {person: names[merged[name_key(parent), name_key(team)]] for person, (parent, team) in written.items()}


def _names(written: Mapping[Path, tuple[str, str]]) -> dict[Path, str]:
    """The name of each group: in full if it fits, unique, and with each parent spelled consistently."""
    crowded = {path[0] for path, parts in written.items() if len(SEPARATOR.join(parts)) > LONGEST_NAME}
    found = {}
    for path, (parent, team) in written.items():
        over = shortened(parent, LONGEST_PARENT) if path[0] in crowded else parent
        found[path] = over + SEPARATOR + shortened(team, LONGEST_NAME - len(SEPARATOR) - len(over))
    return found


def _spellings(parts: Iterable[str]) -> dict[str, str]:
    """One spelling for each name: of those that differ in case the most frequent, then the alphabetically first."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for part in parts:
        counted[name_key(part)][part] += 1
    found = {key: min(ways, key=lambda way: (-ways[way], way)) for key, ways in counted.items()}
    return {name_key(GENERAL): GENERAL} | found


def _merge(sizes: Mapping[Path, int]) -> dict[Path, Path]:
    """Where each team goes; parents called General come last, because other parents' leftovers end there."""
    general = name_key(GENERAL)
    by_parent: dict[str, dict[str, int]] = defaultdict(dict)
    for (parent, team), size in sizes.items():
        by_parent[parent][team] = size
    found: dict[Path, Path] = {}
    left = {}
    for parent in sorted(by_parent.keys() - {general}):
        for team, target in _merge_parent(by_parent[parent]).items():
            found[parent, team] = (parent, target) if target else (general, general)
            if not target:
                left[parent, team] = by_parent[parent][team]
    within = dict(by_parent.get(general, {}))
    within[general] = within.get(general, 0) + sum(left.values())
    targets = {team: target or general for team, target in _merge_parent(within).items()}
    found |= {(general, team): (general, target) for team, target in targets.items() if team in by_parent[general]}
    return found | dict.fromkeys(left, (general, targets[general]))


def _merge_parent(sizes: Mapping[str, int]) -> dict[str, str | None]:
    """Where each team of one parent goes; None if all of them together are too few."""
    general = name_key(GENERAL)
    large = {team for team, size in sizes.items() if size >= SMALLEST_GROUP and team != general}
    rest = sizes.keys() - large
    if sum(sizes[team] for team in rest) >= SMALLEST_GROUP:
        target: str | None = general
    else:
        target = _largest(large, sizes)
    return {team: team if team in large else target for team in sizes}


def _largest(teams: Collection[str], sizes: Mapping[str, int]) -> str | None:
    return min(teams, key=lambda team: (-sizes[team], team)) if teams else None
