"""Seats: GET /teams/members."""

from dataclasses import dataclass

from tracker.cursor.fields import (
    Account,
    Json,
    Parsed,
    lowered,
    read_flag,
    read_text,
    require_id,
    rows_of,
)

MEMBER_FIELDS = frozenset({"id", "email", "name", "role", "isRemoved"})


@dataclass(frozen=True, slots=True)
class WireMember:
    """One seat of the roster; `email` is lower case, `email_raw` as Cursor spells it."""

    user_id: str
    email: str | None
    email_raw: str | None
    name: str | None
    role: str | None
    is_removed: bool


def parse_members(body: Json) -> Parsed[WireMember]:
    """Read the answer of GET /teams/members."""
    account = Account()
    rows = account.read_rows("member", "teamMembers", rows_of(body, "teamMembers"), _member)
    return Parsed(rows, account.rejected, account.odd_fields)


def _member(row: Json, account: Account) -> WireMember:
    account.ignore_unknown("member", row, MEMBER_FIELDS)
    email_raw = read_text(row, "email", "member", account)
    return WireMember(
        user_id=require_id(row, "id"),
        email=lowered(email_raw),
        email_raw=email_raw,
        name=read_text(row, "name", "member", account),
        role=read_text(row, "role", "member", account),
        is_removed=read_flag(row, "isRemoved", "member", account) or False,
    )
