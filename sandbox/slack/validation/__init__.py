"""Block Kit checks as strict as Slack's documented limits, independent of any bot's code.

Each check returns every problem it finds, with a JSON pointer; an empty list means that Slack would take it.
Where Slack's documents disagree, the smaller limit holds. Fields and types that are not documented are refused.
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
