"""blocks.validate: only the checks, without a token."""

from typing import Any

from sandbox.slack import validation
from sandbox.slack.content import invalid_arguments
from sandbox.slack.errors import ApiError
from sandbox.slack.methods.call import Call, Family, Method, TokenKind
from sandbox.slack.rate_limits import Tier
from sandbox.slack.records import Json
from sandbox.slack.validation import Problem, Surface


def validate(call: Call) -> Json:
    """Check exactly one of `blocks`, `view` and `message`."""
    given = [name for name in ("blocks", "view", "message") if call.args.get(name) is not None]
    if len(given) != 1:
        raise invalid_arguments("must have exactly one of: blocks, view, message")
    problems = _problems(call, given[0], call.json(given[0]))
    if problems:
        raise ApiError(f"invalid_{given[0]}", errors=[_shape(problem) for problem in problems])
    return {}


def _problems(call: Call, name: str, value: Any) -> list[Problem]:
    can_show = call.workspace.can_show
    if name == "blocks":
        return validation.check_blocks(value, Surface.MESSAGE, can_show=can_show)
    if not isinstance(value, dict):
        raise invalid_arguments(f"must provide an object [json-pointer:/{name}]")
    if name == "message":
        return validation.check_message(value.get("blocks", []), value.get("attachments", []), can_show=can_show)
    return validation.check_view(value, "home" if value.get("type") == "home" else "modal", can_show=can_show)


def _shape(problem: Problem) -> Json:
    return {
        "code": problem.code,
        "message": problem.message,
        "field": problem.field_name,
        "pointer": problem.pointer,
        "constraint": problem.constraint,
    }


METHODS: Family = {"blocks.validate": Method(validate, Tier.FOUR, token=TokenKind.NONE)}
