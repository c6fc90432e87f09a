"""Cursor's endpoints that we read, with what their documentation promises. Analytics get a list of their own."""

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: how it is asked, how often it may be, where its rows are and how large its answer may get."""

    method: str
    path: str
    rows_key: str
    requests_per_minute: int = 20  # what Cursor's overview grants where nothing else is stated
    max_body_bytes: int = 64 * MEGABYTE

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


MEMBERS = Endpoint("GET", "/teams/members", "teamMembers")
SPEND = Endpoint("POST", "/teams/spend", "teamMemberSpend")
DAILY_USAGE = Endpoint("POST", "/teams/daily-usage-data", "data")
USAGE_EVENTS = Endpoint("POST", "/teams/filtered-usage-events", "usageEvents", requests_per_minute=60)
GROUPS = Endpoint("GET", "/teams/groups", "groups")  # a POST there would create a group
