"""All endpoints: method, path, handler, and the rate limit per minute and team."""

from dataclasses import dataclass

from sandbox.cursor_api.calls import Handler
from sandbox.cursor_api.endpoints import ai_code, daily_usage, groups, members, spend, spend_limits, usage_events
from sandbox.cursor_api.endpoints.analytics import not_served, team_metric
from sandbox.cursor_api.endpoints.analytics_by_user import user_metric
from sandbox.cursor_api.endpoints.conversations import conversation_insights
from sandbox.cursor_api.endpoints.metrics import METRICS


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of the table. Rate limits apply per method and path."""

    method: str
    path: str
    handler: Handler
    per_minute: int = 20
    is_analytics: bool = False

    @property
    def bucket(self) -> str:
        """The key under which its requests are counted."""
        return f"{self.method} {self.path}"


def _analytics(path: str, handler: Handler, *, per_minute: int) -> Endpoint:
    return Endpoint("GET", f"/analytics/{path}", handler, per_minute, is_analytics=True)


ENDPOINTS = (
    Endpoint("GET", "/teams/members", members.list_members),
    Endpoint("POST", "/teams/spend", spend.spend),
    Endpoint("POST", "/teams/daily-usage-data", daily_usage.daily_usage_data),
    Endpoint("POST", "/teams/filtered-usage-events", usage_events.filtered_usage_events, per_minute=60),
    Endpoint("GET", "/teams/groups", groups.list_groups),
    Endpoint("POST", "/teams/groups", groups.create_group),
    Endpoint("GET", "/teams/groups/{group_id}", groups.get_group),
    Endpoint("POST", "/teams/user-spend-limit", spend_limits.set_limit, per_minute=250),
    Endpoint("POST", "/teams/user-spend-limits", spend_limits.set_limits),
    *(_analytics(f"team/{metric.path}", team_metric(metric), per_minute=100) for metric in METRICS),
    *(_analytics(f"by-user/{metric.path}", user_metric(metric), per_minute=50) for metric in METRICS if metric.by_user),
    _analytics("team/conversation-insights", conversation_insights, per_minute=20),
    _analytics("ai-code/commits", ai_code.list_commits, per_minute=20),
    _analytics("ai-code/commits.csv", ai_code.commits_csv, per_minute=20),
    _analytics("ai-code/changes", ai_code.list_changes, per_minute=20),
    _analytics("ai-code/changes.csv", ai_code.changes_csv, per_minute=20),
    _analytics("{rest:path}", not_served, per_minute=100),
)
