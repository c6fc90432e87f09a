"""MCP tools, commands, skills, plan mode and ask mode: people's preferences, and their uses on a day."""

from collections.abc import Sequence

import numpy as np

from sandbox.company import dice
from sandbox.company.workday import Floats, Ints, Workday, picks

# Server, tool, and how common it is. Some calls have no name.
_MCP_TOOLS = (
    ("tracker", "search_issues", 90),
    ("tracker", "get_issue", 120),
    ("tracker", "create_issue", 22),
    ("tracker", "add_comment", 35),
    ("tracker", "update_status", 18),
    ("docs", "search_pages", 70),
    ("docs", "read_page", 85),
    ("docs", "create_page", 6),
    ("code-host", "list_pull_requests", 40),
    ("code-host", "get_pull_request", 55),
    ("code-host", "get_diff", 48),
    ("code-host", "create_review_comment", 14),
    ("database", "run_query", 60),
    ("database", "describe_table", 38),
    ("database", "list_tables", 20),
    ("database", "explain_query", 9),
    ("browser", "navigate", 45),
    ("browser", "click", 65),
    ("browser", "screenshot", 50),
    ("browser", "read_console", 16),
    ("monitoring", "query_logs", 30),
    ("monitoring", "query_metrics", 17),
    ("monitoring", "list_alerts", 7),
    ("design", "get_frame", 19),
    ("design", "export_asset", 5),
    ("build", "get_pipeline", 24),
    ("build", "get_job_log", 28),
    ("feature-flags", "list_flags", 6),
    ("feature-flags", "toggle_flag", 2),
    ("payments-sandbox", "create_charge", 2),
    ("chat", "search_messages", 8),
    ("memory", "recall", 12),
    ("memory", "remember", 10),
    ("tracker", "", 2),
    ("", "", 1),
)
_COMMANDS = (
    "review", "fix-tests", "commit", "explain", "write-tests", "refactor", "create-pr", "debug", "docs", "lint-fix",
    "simplify", "type-check", "summarise-diff", "rebase", "changelog", "security-review", "add-endpoint", "migrate-db",
    "translate", "benchmark", "release-notes", "onboarding", "triage", "mock-data", "accessibility", "license-check",
    "", "standup", "haiku",
)  # fmt: skip
_SKILLS = (
    "release-notes", "api-design", "incident-review", "sql-tuning", "component-library", "test-plans", "terraform",
    "threat-model", "brand-voice", "load-testing", "data-contracts",
)  # fmt: skip

MCP_TOOLS = tuple((server, tool) for server, tool, _ in _MCP_TOOLS)
COMMANDS = tuple((name,) for name in _COMMANDS)
SKILLS = tuple((name,) for name in _SKILLS)

_MCP_WEIGHTS = np.array([float(weight) for *_, weight in _MCP_TOOLS])

# Draws from a person's habits and day, distinct from those in `coding`, and the salts of keys for picks.
MCP_HABIT, MCP_RATE, COMMAND_HABIT, COMMAND_RATE, SKILL_HABIT, SKILL_RATE, PLAN_RATE, ASK_RATE = range(20, 28)
MCP, COMMAND, SKILL, PLAN, ASK = range(30, 35)


def mcp_calls(workday: Workday) -> Ints:
    """Calls of MCP tools, shape (people, MCP_TOOLS). Half of the people make none, one in twenty makes most."""
    habit, rate = workday.habit(MCP_HABIT), workday.habit(MCP_RATE)
    rates = np.where(habit < 0.05, 1.2 + 1.6 * rate, np.where(habit < 0.5, 0.02 + 0.3 * rate * rate, 0.0))
    return _used(workday, MCP, rates, _MCP_WEIGHTS)


def command_uses(workday: Workday) -> Ints:
    """Uses of slash commands, shape (people, COMMANDS)."""
    fond = workday.habit(COMMAND_HABIT) < 0.65
    return _used(workday, COMMAND, fond * workday.habit(COMMAND_RATE, 0.01, 0.16), _falling(len(COMMANDS)))


def skill_uses(workday: Workday) -> Ints:
    """Uses of skills, shape (people, SKILLS)."""
    fond = workday.habit(SKILL_HABIT) < 0.4
    return _used(workday, SKILL, fond * workday.habit(SKILL_RATE, 0.005, 0.08), _falling(len(SKILLS)))


def plan_uses(workday: Workday) -> Ints:
    """Uses of plan mode, by the model of the request, shape (people, models)."""
    return workday.some_of(workday.messages, workday.habit(PLAN_RATE, 0, 0.3)[:, None] ** 2, PLAN)


def ask_uses(workday: Workday) -> Ints:
    """Uses of ask mode, by the model of the request, shape (people, models)."""
    return workday.some_of(workday.messages, workday.habit(ASK_RATE, 0, 0.45)[:, None] ** 2, ASK)


def salted(keys: dice.Keys, salt: int) -> dice.Keys:
    """Separate keys for one purpose."""
    return dice.below(keys, np.full(keys.shape, salt, dtype=np.int64))


def _used(workday: Workday, salt: int, rates: Floats, weights: Floats) -> Ints:
    """Uses at the given rates per request, distributed by how common a name is and how much the person likes it."""
    counts = workday.some_of(workday.requests, rates, salt)
    names = np.broadcast_to(np.arange(len(weights)), (len(workday), len(weights)))
    liking = dice.uniform(dice.below(salted(workday.habits, salt)[:, None], names), 0)
    return picks(salted(workday.luck, salt), counts, weights * (0.02 + liking**4))


def _falling(names: int) -> Floats:
    """Long-tailed weights: the n-th is 1/n of the first."""
    return 1.0 / np.arange(1, names + 1)


def named(names: Sequence[tuple[str, ...]], counts: Ints) -> dict[tuple[str, ...], int]:
    """The names that were used, with their counts."""
    return {names[index]: int(counts[index]) for index in np.flatnonzero(counts).tolist()}
