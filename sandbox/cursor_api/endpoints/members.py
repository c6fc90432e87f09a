"""GET /teams/members."""

from datetime import datetime
from typing import Any

from sandbox.company.types import Member, Removal
from sandbox.cursor_api.calls import Answer, Call


def list_members(call: Call) -> Answer:
    """All members in one response; removed people are listed depending on their kind of removal."""
    return Answer(
        {"teamMembers": [_row(member, call.now) for member in call.team.members if _listed(member, call.now)]}
    )


def _listed(member: Member, now: datetime) -> bool:
    if member.service_account_id is not None or member.joined_at > now:
        return False
    return not _removed(member, now) or member.removal is Removal.LISTED


def _removed(member: Member, now: datetime) -> bool:
    return member.removed_at is not None and member.removed_at <= now


def _row(member: Member, now: datetime) -> dict[str, Any]:
    return {
        "id": member.id,
        "email": member.email,
        "name": member.name,
        "role": member.role,
        "isRemoved": _removed(member, now),
    }
