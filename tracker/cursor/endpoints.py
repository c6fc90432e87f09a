"""The Cursor endpoints that we read, with what Cursor documents about them."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: its method and path, its rate limit, where its rows are, and how large its answer may be."""

    method: str
    path: str
    rows_key: str
    requests_per_minute: int = 20  # Cursor's default where no other limit is documented
    max_body_bytes: int = 64 * MEGABYTE

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_analytics(self) -> bool:
        """Whether it belongs to the APIs that many plans lack and that may have a key of their own."""
        return self.path.startswith("/analytics/")


MEMBERS = Endpoint("GET", "/teams/members", "teamMembers")
SPEND = Endpoint("POST", "/teams/spend", "teamMemberSpend")
DAILY_USAGE = Endpoint("POST", "/teams/daily-usage-data", "data")
USAGE_EVENTS = Endpoint("POST", "/teams/filtered-usage-events", "usageEvents", requests_per_minute=60)
GROUPS = Endpoint("GET", "/teams/groups", "groups")  # a POST there would create a group


def _team_analytics(metric: str, *, requests_per_minute: int = 100) -> Endpoint:
    return Endpoint("GET", f"/analytics/team/{metric}", "data", requests_per_minute)


def _analytics_by_user(metric: str) -> Endpoint:
    return Endpoint("GET", f"/analytics/by-user/{metric}", "data", requests_per_minute=50)


TEAM_DAU = _team_analytics("dau")
TEAM_MODELS = _team_analytics("models")
TEAM_AGENT_EDITS = _team_analytics("agent-edits")
TEAM_TABS = _team_analytics("tabs")
TEAM_MCP = _team_analytics("mcp")
TEAM_COMMANDS = _team_analytics("commands")
TEAM_PLANS = _team_analytics("plans")
TEAM_ASK_MODE = _team_analytics("ask-mode")
TEAM_SKILLS = _team_analytics("skills")
TEAM_FILE_EXTENSIONS = _team_analytics("top-file-extensions")
TEAM_CLIENT_VERSIONS = _team_analytics("client-versions")
TEAM_CONVERSATIONS = _team_analytics("conversation-insights", requests_per_minute=20)
MEMBER_MODELS = _analytics_by_user("models")
MEMBER_AGENT_EDITS = _analytics_by_user("agent-edits")
MEMBER_TABS = _analytics_by_user("tabs")
MEMBER_MCP = _analytics_by_user("mcp")
MEMBER_COMMANDS = _analytics_by_user("commands")
AI_COMMITS = Endpoint("GET", "/analytics/ai-code/commits", "items", requests_per_minute=5)  # only newer pages say 20
