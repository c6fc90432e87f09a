"""The wire models of analytics: counters of features and lines by UTC day, never money.

Just as tolerant: a row requires only its day and what it counts; everything else may be missing. A name may be empty,
and a missing counter counts as 0. A row that is a map or holds several counts becomes one row per count here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from tracker.cursor.errors import UnexpectedShape
from tracker.cursor.fields import (
    LONGEST_NAME,
    Account,
    FieldUnreadable,
    Json,
    Parsed,
    read_counters,
    read_small_integer,
    read_text,
    rows_of,
    type_name,
)
from tracker.millionths import MILLION

CONVERSATION_SLICES = {
    "intents": "intent",
    "complexity": "complexity",
    "categories": "category",
    "guidanceLevels": "guidanceLevel",
    "workTypes": "workType",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WireActivityDay:
    """How many people used the tool, and each part of it, on a day; the parts overlap."""

    day: date
    active_users: int
    cli_users: int
    cloud_agent_users: int
    bugbot_users: int


@dataclass(frozen=True, slots=True)
class WireEditsDay:
    """Suggestions of a day, and the lines (added, deleted, both) that were suggested, accepted and rejected."""

    day: date
    suggested: int
    accepted: int
    rejected: int
    lines_suggested: int
    lines_accepted: int
    added_suggested: int
    added_accepted: int
    added_rejected: int
    deleted_suggested: int
    deleted_accepted: int
    deleted_rejected: int


@dataclass(frozen=True, slots=True)
class WireFeatureUse:
    """Uses of one named thing on a day; `server` is set only for MCP tools, `users` only for models."""

    day: date
    name: str
    server: str
    uses: int
    users: int | None = None


@dataclass(frozen=True, slots=True)
class WireFileExtension:
    """One of the five most edited file extensions of a day, without its leading dot."""

    day: date
    extension: str
    files: int
    accepts: int
    rejects: int
    lines_suggested: int
    lines_accepted: int
    lines_rejected: int


@dataclass(frozen=True, slots=True)
class WireClientVersion:
    """How many people used a version on a day; `share_millionths` is Cursor's fraction of all users."""

    day: date
    version: str
    users: int
    share_millionths: int


@dataclass(frozen=True, slots=True)
class WireConversations:
    """How many conversations of a day had a label in one classification."""

    day: date
    slice: str
    label: str
    conversations: int


@dataclass(frozen=True, slots=True)
class WireUser:
    """Somebody listed on a page of by-user analytics."""

    email: str | None
    user_id: str | None


@dataclass(frozen=True, slots=True)
class ByUser(Parsed[tuple[WireUser, T]], Generic[T]):
    """One page of by-user analytics; `users` are everyone on it, including those without rows."""

    users: list[WireUser]


DAY_FIELDS = frozenset({"date", "event_date"})
ACTIVITY_COUNTERS = {
    "active_users": "dau",
    "cli_users": "cli_dau",
    "cloud_agent_users": "cloud_agent_dau",
    "bugbot_users": "bugbot_dau",
}
LINE_COUNTERS = {
    "lines_suggested": "total_lines_suggested",
    "lines_accepted": "total_lines_accepted",
    "added_suggested": "total_green_lines_suggested",
    "added_accepted": "total_green_lines_accepted",
    "added_rejected": "total_green_lines_rejected",
    "deleted_suggested": "total_red_lines_suggested",
    "deleted_accepted": "total_red_lines_accepted",
    "deleted_rejected": "total_red_lines_rejected",
}
AGENT_EDIT_COUNTERS = LINE_COUNTERS | {
    "suggested": "total_suggested_diffs",
    "accepted": "total_accepted_diffs",
    "rejected": "total_rejected_diffs",
}
TAB_COUNTERS = LINE_COUNTERS | {
    "suggested": "total_suggestions",
    "accepted": "total_accepts",
    "rejected": "total_rejects",
}
FILE_COUNTERS = {
    "files": "total_files",
    "accepts": "total_accepts",
    "rejects": "total_rejects",
    "lines_suggested": "total_lines_suggested",
    "lines_accepted": "total_lines_accepted",
    "lines_rejected": "total_lines_rejected",
}

RowReader = Callable[[Json, Account], Iterable[T]]


def parse_days(body: Json, kind: str, read: RowReader[T]) -> Parsed[T]:
    """Read a team-level answer, whose `data` is a list; `read` makes rows from each entry."""
    account = Account()
    rows = account.read_rows(kind, "data", rows_of(body, "data"), lambda row, account: list(read(row, account)))
    return Parsed([one for several in rows for one in several], account.rejected, account.odd_fields)


def parse_by_user(body: Json, kind: str, read: RowReader[T]) -> ByUser[T]:
    """Read one page of a by-user answer, whose `data` maps each user's e-mail to rows of the team-level shape.

    People without rows have an empty list, or appear only in `params.userMappings`.
    """
    account = Account()
    data = body.get("data")
    if not isinstance(data, dict):
        raise UnexpectedShape(f"expected an object under data, got {type_name(data)}")
    ids = _ids_by_email(body)
    users = {email: WireUser(email, user_id) for email, user_id in ids.items()}
    rows = []
    for name, entries in data.items():
        key = name.strip().lower()
        if not isinstance(entries, list):
            users.pop(key, None)  # unreadable: nothing is known about them, which is not the same as no rows
            account.reject(kind, "data.*", f"expected a list, got {type_name(entries)}")
            continue
        user = users.setdefault(key, WireUser(key, None) if "@" in key else WireUser(None, name or None))
        for several in account.read_rows(kind, "data.*", entries, lambda row, account: list(read(row, account))):
            rows += [(user, one) for one in several]
    return ByUser(rows, account.rejected, account.odd_fields, list(users.values()))


def parse_conversations(body: Json) -> Parsed[WireConversations]:
    """Read the daily counts of conversation insights; a missing slice has none."""
    account = Account()
    data = body.get("data")
    if not isinstance(data, dict):
        raise UnexpectedShape(f"expected an object under data, got {type_name(data)}")
    rows: list[WireConversations] = []
    for name, label_field in CONVERSATION_SLICES.items():
        part = data.get(name)
        series = part.get("timeSeries") if isinstance(part, dict) else None
        if isinstance(series, list):
            rows += account.read_rows("conversations", f"data.{name}", series, _conversations(name, label_field))
        elif part is not None:
            account.ignore("conversations", name)
    return Parsed(rows, account.rejected, account.odd_fields)


# One reader per row shape. Each takes a row and yields what it counts.


def read_activity(row: Json, account: Account) -> Iterable[WireActivityDay]:
    """Users of a day."""
    account.ignore_unknown("activity", row, DAY_FIELDS | set(ACTIVITY_COUNTERS.values()))
    yield WireActivityDay(_day(row), **read_counters(row, ACTIVITY_COUNTERS, "activity", account))


def read_agent_edits(row: Json, account: Account) -> Iterable[WireEditsDay]:
    """Diffs of a day."""
    account.ignore_unknown("agent_edits", row, DAY_FIELDS | set(AGENT_EDIT_COUNTERS.values()))
    yield WireEditsDay(_day(row), **read_counters(row, AGENT_EDIT_COUNTERS, "agent_edits", account))


def read_tabs(row: Json, account: Account) -> Iterable[WireEditsDay]:
    """Completions of a day."""
    account.ignore_unknown("tabs", row, DAY_FIELDS | set(TAB_COUNTERS.values()))
    yield WireEditsDay(_day(row), **read_counters(row, TAB_COUNTERS, "tabs", account))


def read_models(row: Json, account: Account) -> Iterable[WireFeatureUse]:
    """Messages to each model on a day, and its users."""
    account.ignore_unknown("model_use", row, DAY_FIELDS | {"model_breakdown"})
    day = _day(row)
    models = row.get("model_breakdown")
    if not isinstance(models, dict):
        raise FieldUnreadable("model_breakdown", f"expected an object, got {type_name(models)}")
    for model, counts in models.items():
        if isinstance(counts, dict):
            messages = read_small_integer(counts, "messages", "model_use", account) or 0
            yield WireFeatureUse(
                day, model[:LONGEST_NAME], "", messages, read_small_integer(counts, "users", "model_use", account)
            )
        else:
            account.reject("model_use", "data.*.model_breakdown.*", f"expected an object, got {type_name(counts)}")


def read_uses(name_field: str, server_field: str | None = None) -> RowReader[WireFeatureUse]:
    """Make a reader of rows with a day, a name and `usage`."""
    known = DAY_FIELDS | {name_field, "usage"} | ({server_field} if server_field else set())

    def read(row: Json, account: Account) -> Iterable[WireFeatureUse]:
        account.ignore_unknown("feature_use", row, known)
        yield WireFeatureUse(
            day=_day(row),
            name=_name(row, name_field, "feature_use", account),
            server=_name(row, server_field, "feature_use", account) if server_field else "",
            uses=read_small_integer(row, "usage", "feature_use", account) or 0,
        )

    return read


def read_file_extension(row: Json, account: Account) -> Iterable[WireFileExtension]:
    """Edits of files with one extension on a day."""
    account.ignore_unknown("file_extension", row, DAY_FIELDS | {"file_extension"} | set(FILE_COUNTERS.values()))
    extension = _name(row, "file_extension", "file_extension", account)
    yield WireFileExtension(
        _day(row), extension.removeprefix("."), **read_counters(row, FILE_COUNTERS, "file_extension", account)
    )


def read_client_version(row: Json, account: Account) -> Iterable[WireClientVersion]:
    """Users of one version of the client on a day."""
    known = DAY_FIELDS | {"client_version", "user_count", "percentage"}
    account.ignore_unknown("client_version", row, known)
    yield WireClientVersion(
        day=_day(row),
        version=_name(row, "client_version", "client_version", account),
        users=read_small_integer(row, "user_count", "client_version", account) or 0,
        share_millionths=_millionths(row, "percentage", "client_version", account),
    )


def _conversations(slice_name: str, label_field: str) -> Callable[[Json, Account], WireConversations]:
    def read(row: Json, account: Account) -> WireConversations:
        account.ignore_unknown("conversations", row, DAY_FIELDS | {label_field, "count"})
        return WireConversations(
            day=_day(row),
            slice=slice_name,
            label=_name(row, label_field, "conversations", account),
            conversations=read_small_integer(row, "count", "conversations", account) or 0,
        )

    return read


def _name(row: Json, field: str, kind: str, account: Account) -> str:
    return (read_text(row, field, kind, account) or "")[:LONGEST_NAME]


def _day(row: Json) -> date:
    text = row.get("event_date") or row.get("date")
    if isinstance(text, str):
        try:
            return date.fromisoformat(text[:10])  # an instant at midnight stands for its day
        except ValueError:
            pass
    raise FieldUnreadable("event_date", f"expected a day such as 2026-11-02, got {type_name(text)}")


def _millionths(row: Json, field: str, kind: str, account: Account) -> int:
    """A fraction of 1, in millionths."""
    value = row.get(field)
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and 0 <= value <= 1:
        return round(value * MILLION)
    if value is not None:
        account.ignore(kind, field)
    return 0


def _ids_by_email(body: Json) -> dict[str, str]:
    """The ids in a by-user answer, by e-mail; they help to identify people."""
    params = body.get("params")
    mappings = params.get("userMappings") if isinstance(params, dict) else None
    pairs = [pair for pair in mappings if isinstance(pair, dict)] if isinstance(mappings, list) else []
    return {
        pair["email"].strip().lower(): pair["id"]
        for pair in pairs
        if isinstance(pair.get("email"), str) and isinstance(pair.get("id"), str)
    }
