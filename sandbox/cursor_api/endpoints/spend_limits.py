"""Setting members' spend limits, one or many at a time."""

from datetime import datetime
from typing import Any

from sandbox.cursor_api.calls import Answer, Call, bad_request, enterprise_required, iso
from sandbox.cursor_api.team import Team

MAX_UPDATES = 100


def set_limit(call: Call) -> Answer:
    """POST /teams/user-spend-limit: `{userEmail, spendLimitDollars}`; null removes the limit, 0 allows no spend."""
    if not call.team.enterprise:
        raise enterprise_required()
    fault = _field_fault(call.params)
    if fault:
        return _refusal(fault)
    email, dollars = call.params["userEmail"], call.params["spendLimitDollars"]
    if _update(call.team, email, dollars, call.now) is None:
        return _refusal("User not found in team")
    done = "Spend limit removed" if dollars is None else f"Spend limit set to ${dollars}"
    return Answer({"outcome": "success", "message": f"{done} for user {email}"})


def set_limits(call: Call) -> Answer:
    """POST /teams/user-spend-limits: up to 100 at once; an unknown person fails alone, a malformed row fails all."""
    if not call.team.enterprise:
        raise enterprise_required()
    updates = call.params.get("updates")
    if not isinstance(updates, list) or not 1 <= len(updates) <= MAX_UPDATES:
        raise bad_request(f"updates must be a list of 1 to {MAX_UPDATES}")
    for update in updates:
        if fault := _field_fault(update):
            raise bad_request(fault)
    if len({update["userEmail"].lower() for update in updates}) < len(updates):
        raise bad_request("updates must not name a user twice")
    results = [_result(call, update) for update in updates]
    statuses = [result["status"] for result in results]
    return Answer(
        {
            "requestedCount": len(updates),
            "updatedCount": statuses.count("updated"),
            "unchangedCount": statuses.count("unchanged"),
            "failedCount": statuses.count("failed"),
            "results": results,
        }
    )


def _field_fault(update: Any) -> str | None:
    """What is wrong with `{userEmail, spendLimitDollars}`, or None."""
    if not isinstance(update, dict) or not isinstance(update.get("userEmail"), str):
        return "userEmail is required"
    if "spendLimitDollars" not in update:
        return "spendLimitDollars is required"
    dollars = update["spendLimitDollars"]
    if dollars is not None and (isinstance(dollars, bool) or not isinstance(dollars, int) or dollars < 0):
        return "spendLimitDollars must be a whole number of at least 0, or null"
    return None


def _refusal(message: str) -> Answer:
    return Answer({"outcome": "error", "message": message}, 400)


def _result(call: Call, update: dict[str, Any]) -> dict[str, Any]:
    changed = _update(call.team, update["userEmail"], update["spendLimitDollars"], call.now)
    if changed is None:
        return {"userEmail": update["userEmail"], "status": "failed", "error": "User not found in team"}
    return {"userEmail": update["userEmail"], "status": "updated" if changed else "unchanged"}


def _update(team: Team, email: str, dollars: int | None, now: datetime) -> bool | None:
    """Set a limit; return whether that changed anything, or None for an unknown e-mail."""
    member = team.member_by_email(email)
    if member is None or (member.removed_at and member.removed_at <= now):
        return None
    limits = team.limits_of(member)
    if limits.monthly_dollars == dollars:
        return False
    limits.monthly_dollars = dollars
    team.audit_events.append(
        {
            "event_id": f"evt_{len(team.audit_events) + 1}",
            "timestamp": iso(now),
            "ip_address": "198.51.100.7",
            "user_email": "",
            "event_type": "user_spend_limit",
            "application_type": "cursor",
            "event_data": {"email": member.email, "spendLimitDollars": dollars},
        }
    )
    return True
