"""Commits and the lines Cursor attributes: GET /analytics/ai-code/commits."""

from dataclasses import dataclass

from tracker.clock import to_ms
from tracker.cursor.fields import (
    LONGEST_NAME,
    Account,
    FieldUnreadable,
    Json,
    Parsed,
    lowered,
    read_counters,
    read_flag,
    read_id,
    read_instant,
    read_small_integer,
    read_text,
    require_id,
    rows_of,
)

COMMIT_COUNTERS = {
    "lines_added": "totalLinesAdded",
    "lines_deleted": "totalLinesDeleted",
    "tab_added": "tabLinesAdded",
    "tab_deleted": "tabLinesDeleted",
    "agent_added": "composerLinesAdded",
    "agent_deleted": "composerLinesDeleted",
}
COMMIT_FIELDS = frozenset(COMMIT_COUNTERS.values()) | {
    "commitHash", "userId", "userEmail", "repoName", "branchName", "isPrimaryBranch", "commitSource",
    "nonAiLinesAdded", "nonAiLinesDeleted", "message", "commitTs", "createdAt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class WireCommit:
    """One commit and the lines Cursor attributes; `committed_ms` is the ingest time if its own is unknown.

    `unattributed_*` are lines of unknown origin, None if not stated; texts are "" where privacy mode hides them. The
    message is not read.
    """

    commit_hash: str
    email: str | None
    user_id: str | None
    committed_ms: int
    repository: str
    branch: str
    is_primary_branch: bool | None
    source: str
    lines_added: int
    lines_deleted: int
    tab_added: int
    tab_deleted: int
    agent_added: int
    agent_deleted: int
    unattributed_added: int | None
    unattributed_deleted: int | None


def parse_commits(body: Json) -> Parsed[WireCommit]:
    """Read one page of GET /analytics/ai-code/commits."""
    account = Account()
    rows = account.read_rows("commit", "items", rows_of(body, "items"), _commit)
    return Parsed(rows, account.rejected, account.odd_fields)


def _commit(row: Json, account: Account) -> WireCommit:
    account.ignore_unknown("commit", row, COMMIT_FIELDS)
    committed = read_instant(row, "commitTs", "commit", account) or read_instant(row, "createdAt", "commit", account)
    if committed is None:
        raise FieldUnreadable("commitTs", "neither commitTs nor createdAt is an instant")
    return WireCommit(
        commit_hash=require_id(row, "commitHash")[:LONGEST_NAME],
        email=lowered(read_text(row, "userEmail", "commit", account)),
        user_id=read_id(row, "userId", "commit", account),
        committed_ms=to_ms(committed),
        repository=read_text(row, "repoName", "commit", account) or "",
        branch=read_text(row, "branchName", "commit", account) or "",
        is_primary_branch=read_flag(row, "isPrimaryBranch", "commit", account),
        source=(read_text(row, "commitSource", "commit", account) or "").lower(),
        unattributed_added=read_small_integer(row, "nonAiLinesAdded", "commit", account),
        unattributed_deleted=read_small_integer(row, "nonAiLinesDeleted", "commit", account),
        **read_counters(row, COMMIT_COUNTERS, "commit", account),
    )
