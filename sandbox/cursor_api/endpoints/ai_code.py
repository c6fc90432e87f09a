"""GET /analytics/ai-code/commits and /changes, as JSON pages or as one CSV file."""

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sandbox.company.repositories import ABSENT, Change, Commit
from sandbox.company.types import to_ms
from sandbox.cursor_api.ai_code_log import Listing
from sandbox.cursor_api.calls import Answer, Call, bad_request, iso
from sandbox.cursor_api.endpoints.analytics_query import page_of, wanted_users

ROWS_PER_PAGE, MAX_ROWS_PER_PAGE = 100, 1000
DAYS_AGO = re.compile(r"(\d{1,5})d")
COMMIT_COLUMNS = (
    "commitHash",
    "commitSource",
    "userId",
    "userEmail",
    "repoName",
    "branchName",
    "isPrimaryBranch",
    "totalLinesAdded",
    "totalLinesDeleted",
    "tabLinesAdded",
    "tabLinesDeleted",
    "composerLinesAdded",
    "composerLinesDeleted",
    "nonAiLinesAdded",
    "nonAiLinesDeleted",
    "message",
    "commitTs",
    "createdAt",
)
CHANGE_COLUMNS = (
    "changeId",
    "userId",
    "userEmail",
    "source",
    "model",
    "totalLinesAdded",
    "totalLinesDeleted",
    "createdAt",
    "metadata",
)

Row = dict[str, Any]
Written = TypeVar("Written")


def list_commits(call: Call) -> Answer:
    """One page of commits, newest first; more while `page * pageSize < totalCount`."""
    return _page(call, call.team.ai_code.commits(*_window(call), call.now, _user(call)), _commit_row)


def list_changes(call: Call) -> Answer:
    """One page of accepted changes, newest first."""
    return _page(call, call.team.ai_code.changes(*_window(call), call.now, _user(call)), _change_row)


def commits_csv(call: Call) -> Answer:
    """All commits of the range."""
    return _csv(call.team.ai_code.commits(*_window(call), call.now, _user(call)), _commit_row, COMMIT_COLUMNS)


def changes_csv(call: Call) -> Answer:
    """All accepted changes of the range."""
    return _csv(call.team.ai_code.changes(*_window(call), call.now, _user(call)), _change_row, CHANGE_COLUMNS)


def _page(call: Call, listing: Listing[Written], row_of: Callable[[Written], Row]) -> Answer:
    page, size = page_of(call, default_size=ROWS_PER_PAGE, max_size=MAX_ROWS_PER_PAGE)
    rows = [row_of(written) for written in listing.rows((page - 1) * size, size)]
    return Answer({"items": rows, "totalCount": len(listing), "page": page, "pageSize": size})


def _csv(listing: Listing[Written], row_of: Callable[[Written], Row], columns: Sequence[str]) -> Answer:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_snake_case(column) for column in columns])
    for written in listing.rows(0, len(listing)):
        row = row_of(written)
        writer.writerow([_cell(row.get(column)) for column in columns])
    return Answer(text.getvalue(), headers={"content-type": "text/csv; charset=utf-8"})


def _snake_case(column: str) -> str:
    return "metadata_json" if column == "metadata" else re.sub(r"([A-Z])", r"_\1", column).lower()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _window(call: Call) -> tuple[int, int]:
    """Epoch ms, both ends included; the time of day counts."""
    start, end = _moment(call, "startDate", "7d"), _moment(call, "endDate", "now")
    if end < start:
        raise bad_request("endDate must not be before startDate")
    return to_ms(start), to_ms(end)


def _moment(call: Call, name: str, default: str) -> datetime:
    text = str(call.params.get(name) or default).strip()
    if text == "now":
        return call.now
    try:
        if ago := DAYS_AGO.fullmatch(text):
            return call.now - timedelta(days=int(ago[1]))
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        raise bad_request(f"{name} must be an ISO date, now or a number of days such as 7d") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _user(call: Call) -> str | None:
    """The id of the requested person. Raises Refused (400) for unknown or several people."""
    wanted = wanted_users(call, "user")
    if wanted is not None and len(wanted) > 1:
        raise bad_request("user must be one user")
    return next(iter(wanted)) if wanted else None


def _commit_row(commit: Commit) -> Row:
    unattributed = commit.unattributed or (None, None)
    row = {
        "commitHash": commit.hash,
        "userId": commit.member.id,
        "userEmail": commit.member.email,
        "repoName": commit.repository,
        "branchName": commit.branch,
        "isPrimaryBranch": commit.is_primary_branch,
        "commitSource": commit.source,
        "totalLinesAdded": commit.total[0],
        "totalLinesDeleted": commit.total[1],
        "tabLinesAdded": commit.tab[0],
        "tabLinesDeleted": commit.tab[1],
        "composerLinesAdded": commit.agent[0],
        "composerLinesDeleted": commit.agent[1],
        "nonAiLinesAdded": unattributed[0],
        "nonAiLinesDeleted": unattributed[1],
        "message": commit.message,
        "commitTs": iso(commit.committed_at) if commit.committed_at else None,
        "createdAt": iso(commit.known_at),
    }
    return {name: value for name, value in row.items() if value != ABSENT}


def _change_row(change: Change) -> Row:
    added, deleted = change.lines
    file: Row = {"fileName": change.file_name} if change.file_name else {}
    file |= {"fileExtension": change.extension, "linesAdded": added, "linesDeleted": deleted}
    return {
        "changeId": change.id,
        "userId": change.member.id,
        "userEmail": change.member.email,
        "source": change.source,
        "model": change.model,
        "totalLinesAdded": added,
        "totalLinesDeleted": deleted,
        "createdAt": iso(change.made_at),
        "metadata": [file],
    }
