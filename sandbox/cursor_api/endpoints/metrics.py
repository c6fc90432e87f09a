"""The analytics metrics: how each is computed for a day's people, and the format of its rows.

A team's row is made from the sum over its people, so that both have the same source.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sandbox.company.coding import EXTENSIONS, Edits, agent_edits, coding_of, extension_edits, tab_edits, uses_cli
from sandbox.company.features import (
    COMMANDS,
    MCP_TOOLS,
    SKILLS,
    ask_uses,
    command_uses,
    mcp_calls,
    plan_uses,
    skill_uses,
)
from sandbox.company.models import analytics_name_of
from sandbox.company.releases import client_releases, version_of
from sandbox.company.workday import Ints, Workday
from sandbox.cursor_api.calls import Named

MAX_EXTENSIONS_PER_DAY = 5
EXTENSION_FIELDS = (
    "total_files",
    "total_accepts",
    "total_rejects",
    "total_lines_suggested",
    "total_lines_accepted",
    "total_lines_rejected",
)
LINES_ACCEPTED = EXTENSION_FIELDS.index("total_lines_accepted")

Row = dict[str, Any]
Labels = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    name: the name in `params`, if it differs from the path.
    measure: the day's labels, and figures with one row per person.
    rows: the day's rows from labels and figures, either one person's or the sum over several.
    """

    path: str
    measure: Callable[[Workday], tuple[Labels, Ints]]
    rows: Callable[[str, Labels, Ints], list[Row]]
    name: str = ""
    by_user: bool = True


def _uses(*fields: str) -> Callable[[str, Labels, Ints], list[Row]]:
    def rows(day: str, labels: Labels, counts: Ints) -> list[Row]:
        return [
            {"event_date": day, **dict(zip(fields, labels[index], strict=True)), "usage": int(counts[index])}
            for index in np.flatnonzero(counts).tolist()
        ]

    return rows


def _model_labels(workday: Workday) -> Labels:
    return [(analytics_name_of(model),) for model in workday.models]


def _activity(workday: Workday) -> tuple[Labels, Ints]:
    """For each person whether they were active at all, on the command line, with a cloud agent, with Bugbot."""
    bugbot = coding_of(workday).bugbot_usages
    parts = np.stack((workday.requests, uses_cli(workday), workday.headless, bugbot), axis=1)
    return (), (parts > 0).astype(np.int64)


def _activity_rows(day: str, _labels: Labels, counts: Ints) -> list[Row]:
    return [
        {"date": day, **dict(zip(("dau", "cli_dau", "cloud_agent_dau", "bugbot_dau"), counts.tolist(), strict=True))}
    ]


def _models(workday: Workday) -> tuple[Labels, Ints]:
    return _model_labels(workday), np.stack((workday.messages, workday.messages > 0), axis=2).astype(np.int64)


def _model_rows(day: str, labels: Labels, figures: Ints) -> list[Row]:
    breakdown = {
        name: {"messages": messages, "users": users}
        for (name,), (messages, users) in zip(labels, figures.tolist(), strict=True)
        if messages
    }
    return [{"date": day, "model_breakdown": Named(breakdown)}]


def _lines(edits: Edits) -> Ints:
    """In the order of the fields of `_edit_rows`."""
    columns = (
        edits.suggested,
        edits.accepted,
        edits.rejected,
        edits.green_accepted,
        edits.red_accepted,
        edits.green_rejected,
        edits.red_rejected,
        edits.green_suggested,
        edits.red_suggested,
        edits.green_suggested + edits.red_suggested,
        edits.green_accepted + edits.red_accepted,
    )
    return np.stack(columns, axis=1)


def _agent_edits(workday: Workday) -> tuple[Labels, Ints]:
    return (), _lines(agent_edits(coding_of(workday)))


def _tabs(workday: Workday) -> tuple[Labels, Ints]:
    return (), _lines(tab_edits(workday, coding_of(workday)))


def _edit_rows(suggested: str, accepted: str, rejected: str) -> Callable[[str, Labels, Ints], list[Row]]:
    fields = (
        suggested,
        accepted,
        rejected,
        "total_green_lines_accepted",
        "total_red_lines_accepted",
        "total_green_lines_rejected",
        "total_red_lines_rejected",
        "total_green_lines_suggested",
        "total_red_lines_suggested",
        "total_lines_suggested",
        "total_lines_accepted",
    )

    def rows(day: str, _labels: Labels, figures: Ints) -> list[Row]:
        return [{"event_date": day, **dict(zip(fields, figures.tolist(), strict=True))}] if figures.any() else []

    return rows


def _extensions(workday: Workday) -> tuple[Labels, Ints]:
    return [(name,) for name in EXTENSIONS], extension_edits(workday, agent_edits(coding_of(workday)))


def _extension_rows(day: str, labels: Labels, figures: Ints) -> list[Row]:
    """Rows of the extensions with most accepted lines."""
    order = np.argsort(-figures[:, LINES_ACCEPTED], kind="stable")[:MAX_EXTENSIONS_PER_DAY].tolist()
    return [
        {
            "event_date": day,
            "file_extension": labels[index][0],
            **dict(zip(EXTENSION_FIELDS, figures[index].tolist(), strict=True)),
        }
        for index in order
        if figures[index].any()
    ]


def _versions(workday: Workday) -> tuple[Labels, Ints]:
    releases = client_releases(workday)
    known = np.unique(releases)[::-1]
    return [(version_of(int(release)),) for release in known], (releases[:, None] == known).astype(np.int64)


def _version_rows(day: str, labels: Labels, users: Ints) -> list[Row]:
    everybody = int(users.sum())
    return [
        {
            "event_date": day,
            "client_version": labels[index][0],
            "user_count": int(users[index]),
            "percentage": round(int(users[index]) / everybody, 4),
        }
        for index in np.flatnonzero(users).tolist()
    ]


METRICS = (
    Metric("dau", _activity, _activity_rows, by_user=False),
    Metric("models", _models, _model_rows),
    Metric(
        "agent-edits", _agent_edits, _edit_rows("total_suggested_diffs", "total_accepted_diffs", "total_rejected_diffs")
    ),
    Metric("tabs", _tabs, _edit_rows("total_suggestions", "total_accepts", "total_rejects")),
    Metric("top-file-extensions", _extensions, _extension_rows, name="top-files"),
    Metric("client-versions", _versions, _version_rows),
    Metric("mcp", lambda day: (MCP_TOOLS, mcp_calls(day)), _uses("mcp_server_name", "tool_name")),
    Metric("commands", lambda day: (COMMANDS, command_uses(day)), _uses("command_name")),
    Metric("skills", lambda day: (SKILLS, skill_uses(day)), _uses("skill_name")),
    Metric("plans", lambda day: (_model_labels(day), plan_uses(day)), _uses("model")),
    Metric("ask-mode", lambda day: (_model_labels(day), ask_uses(day)), _uses("model")),
)
