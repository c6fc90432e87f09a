"""People's activity in the editor besides billed requests: lines, diffs, tab completions."""

from dataclasses import dataclass

import numpy as np

from sandbox.company.workday import Floats, Ints, Workday

# The languages people work in, the main one first, and each one's share of the edits.
SPECIALITIES = (
    ("py", "sql", "yaml"),
    ("ts", "tsx", "css"),
    ("tsx", "ts", "md"),
    ("go", "yaml", "sh"),
    ("kt", "java", "xml"),
    ("swift", "json", "md"),
    ("rs", "toml", "md"),
    ("py", "ipynb", "md"),
)
EXTENSION_SHARES = (0.62, 0.26, 0.12)
EXTENSIONS = tuple(sorted({extension for speciality in SPECIALITIES for extension in speciality}))
BUGBOT_SHARE, CLI_SHARE = 0.35, 0.2

# The number of each draw, from a person's habits and from their day.
ACCEPT_HABIT, SPECIALITY, TAB_SPECIALITY, BUGBOT_HABIT, CLI_HABIT = range(5)
CHAT, APPLY, LINES, TABS, DELETED, ACCEPTED, ACCEPTED_DELETED, REJECTED, TAKEN, CMDK, BUGBOT, CLI, WIDTH = range(13)


@dataclass(frozen=True, slots=True)
class Coding:
    """A day's counters as columns, one row per person; all zero for people without requests."""

    lines_added: Ints
    lines_deleted: Ints
    accepted_lines_added: Ints
    accepted_lines_deleted: Ints
    applies: Ints
    accepts: Ints
    rejects: Ints
    tabs_shown: Ints
    tabs_accepted: Ints
    chat_requests: Ints
    agent_requests: Ints
    cmdk_usages: Ints
    bugbot_usages: Ints


@dataclass(frozen=True, slots=True)
class Edits:
    """A day's suggestions and their outcomes, as counts and as lines added (green) and deleted (red)."""

    suggested: Ints
    accepted: Ints
    rejected: Ints
    green_accepted: Ints
    red_accepted: Ints
    green_rejected: Ints
    red_rejected: Ints
    green_suggested: Ints
    red_suggested: Ints


def coding_of(workday: Workday) -> Coding:
    """A plausible day in the editor, given the day's requests."""
    requests = workday.requests
    chat = _part(requests, workday.mood(CHAT, 0, 0.12))
    agent = requests - chat
    applies = _part(agent, workday.mood(APPLY, 0.6, 1.1))
    accepts = _part(applies, workday.habit(ACCEPT_HABIT, 0.45, 0.9))
    lines = _part(agent, workday.mood(LINES, 14, 40))
    tabs = _part(requests, workday.mood(TABS, 1.5, 5))
    reviewed = workday.habit(BUGBOT_HABIT) < BUGBOT_SHARE
    return Coding(
        lines_added=lines,
        lines_deleted=_part(lines, workday.mood(DELETED, 0.15, 0.4)),
        accepted_lines_added=_part(lines, workday.mood(ACCEPTED, 0.2, 0.6)),
        accepted_lines_deleted=_part(lines, workday.mood(ACCEPTED_DELETED, 0.03, 0.12)),
        applies=applies,
        accepts=accepts,
        rejects=_part(applies - accepts, workday.mood(REJECTED, 0.2, 0.9)),
        tabs_shown=tabs,
        tabs_accepted=_part(tabs, workday.mood(TAKEN, 0.3, 0.65)),
        chat_requests=chat,
        agent_requests=agent,
        cmdk_usages=_part(requests, workday.mood(CMDK, 0, 0.08)),
        bugbot_usages=_part(requests, workday.mood(BUGBOT, 0, 0.09) * reviewed),
    )


def agent_edits(coding: Coding) -> Edits:
    """The agent's diffs. Undecided ones are counted as suggested, but neither as accepted nor as rejected."""
    return _edits(
        coding.applies, coding.accepts, coding.rejects, coding.accepted_lines_added, coding.accepted_lines_deleted
    )


def tab_edits(workday: Workday, coding: Coding) -> Edits:
    """Tab completions; those that are not accepted count as rejected."""
    green = _part(coding.tabs_accepted, workday.mood(WIDTH, 1.1, 1.8))
    rejected = coding.tabs_shown - coding.tabs_accepted
    return _edits(coding.tabs_shown, coding.tabs_accepted, rejected, green, green * 3 // 10)


def extension_edits(workday: Workday, edits: Edits) -> Ints:
    """Edits by file extension, shape (people, EXTENSIONS, 6).

    The last axis: files, accepted, rejected, and the lines suggested, accepted and rejected.
    """
    amounts = np.stack(
        (
            (edits.suggested * 3 + 4) // 5,
            edits.accepted,
            edits.rejected,
            edits.green_suggested + edits.red_suggested,
            edits.green_accepted + edits.red_accepted,
            edits.green_rejected + edits.red_rejected,
        ),
        axis=1,
    )
    found = np.zeros((len(workday), len(EXTENSIONS), amounts.shape[1]), dtype=np.int64)
    people, specialities = np.arange(len(workday)), _specialities(workday)
    before = np.zeros_like(amounts)
    for place, share in enumerate(np.cumsum(EXTENSION_SHARES[::-1])):
        until = np.floor(amounts * share + 1e-9).astype(np.int64)
        columns = np.array([EXTENSIONS.index(known[-1 - place]) for known in SPECIALITIES])
        found[people, columns[specialities]] = until - before
        before = until
    return found


def main_extensions(workday: Workday) -> list[str]:
    """The extension of most of each person's agent edits, with its dot."""
    return [f".{SPECIALITIES[known][0]}" for known in _specialities(workday).tolist()]


def tab_extensions(workday: Workday) -> list[str]:
    """The extension of most of each person's tab completions, with its dot."""
    places = (workday.habit(TAB_SPECIALITY) < 0.2).astype(int).tolist()
    known = _specialities(workday).tolist()
    return [f".{SPECIALITIES[index][place]}" for index, place in zip(known, places, strict=True)]


def uses_cli(workday: Workday) -> Ints:
    """1 for people who used the command line client on the day, else 0."""
    fond = workday.habit(CLI_HABIT) < CLI_SHARE
    return (fond & (workday.requests * workday.mood(CLI) >= 4)).astype(np.int64)


def _specialities(workday: Workday) -> Ints:
    return (workday.habit(SPECIALITY) * len(SPECIALITIES)).astype(np.int64)


def _part(amounts: Ints, shares: Floats) -> Ints:
    return (amounts * shares).astype(np.int64)


def _edits(suggested: Ints, accepted: Ints, rejected: Ints, green: Ints, red: Ints) -> Edits:
    """All figures, assuming that other edits are on average as long as accepted ones."""
    decided_by = np.maximum(accepted, 1)
    return Edits(
        suggested=suggested,
        accepted=accepted,
        rejected=rejected,
        green_accepted=green,
        red_accepted=red,
        green_rejected=green * rejected // decided_by,
        red_rejected=red * rejected // decided_by,
        green_suggested=green * np.maximum(suggested, accepted) // decided_by,
        red_suggested=red * np.maximum(suggested, accepted) // decided_by,
    )
