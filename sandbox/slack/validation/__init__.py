"""Block Kit checks as strict as Slack's documented limits, independent of any bot's code.

Each check returns all problems it finds, with JSON pointers; an empty list means that Slack would accept the payload.
Where Slack's documentation disagrees with itself, the smaller limit applies. Undocumented fields and types are refused.
"""

from sandbox.slack.validation.payloads import (
    check_blocks,
    check_message,
    check_metadata,
    check_options_answer,
    check_view,
)
from sandbox.slack.validation.rules import Problem, Surface

__all__ = [
    "Problem",
    "Surface",
    "check_blocks",
    "check_message",
    "check_metadata",
    "check_options_answer",
    "check_view",
]
