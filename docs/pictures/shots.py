"""The table of pictures: what is typed, pressed or chosen, the title to wait for, and the picture's name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shot:
    """One picture of one report.

    Exactly one of `typed` (a line in the conversation with the bot), `press` (a button of the report before) and
    `choose` (a menu of the report before and what is chosen there, "" for its first choice) leads to it.
    """

    name: str
    title: str  # of the heading to wait for, or a part of it
    typed: str = ""
    press: str = ""
    choose: tuple[str, str] = ("", "")
    has_chart: bool = True
    on_phone: bool = False


REPORTS = (
    Shot("spend", "Spend: last 30 days", typed="/spend 30d", on_phone=True),
    Shot("spend-members", "Spend: last 30 days", press="By member, day by day"),
    Shot("spend-models", "Spend: last 30 days", press="By model"),
    Shot("topspenders", "Top spenders: this cycle", typed="/topspenders", on_phone=True),
    Shot(
        "topspenders-badge", "Top spenders: last 30 days", typed="/topspenders 30d", choose=("Badge", "Long sessions")
    ),
    Shot("topspenders-search", "Top spenders: last 14 days", typed="/topspenders 14d byrne"),
    Shot("user", "Elif Byrne: last 14 days", typed="/user Elif Byrne 14d", on_phone=True),
    Shot("user-models", "Elif Byrne, models: last 14 days", press="Models"),
    Shot("user-activity", "Elif Byrne, activity: last 14 days", press="Activity"),
    Shot("user-adoption", "Elif Byrne, adoption: last 14 days", press="Adoption"),
    Shot("user-tools", "Elif Byrne, tools: last 14 days", press="Tools"),
    Shot("user-code", "Elif Byrne, code: last 14 days", press="Code"),
    Shot("models", "Models: last 30 days", typed="/models 30d", on_phone=True),
    Shot("models-efficiency", "Model efficiency: last 30 days", choose=("Section", "Efficiency")),
    Shot("models-what-if", "What if, by member: last 30 days", choose=("Section", "What if, by member")),
    Shot("models-what-if-groups", "What if, by group: last 30 days", choose=("Section", "What if, by group")),
    Shot("models-person", "Models of Elif Byrne: last 30 days", typed="/models Elif Byrne 30d"),
    Shot("insights", "Insights: last 30 days", typed="/insights", on_phone=True),
    Shot("insights-dau", "Active users: last 30 days", typed="/insights dau", on_phone=True),
    Shot("insights-models", "Model adoption: last 30 days", typed="/insights models"),
    Shot("insights-edits", "Accepted edits: last 30 days", typed="/insights edits"),
    Shot("insights-commands", "Commands: last 30 days", typed="/insights commands"),
    Shot("insights-mcp", "MCP tools: last 30 days", typed="/insights mcp"),
    Shot("insights-modes", "Plan and ask mode: last 30 days", typed="/insights modes"),
    Shot("insights-skills", "Skills: last 30 days", typed="/insights skills"),
    Shot("insights-files", "File extensions: last 30 days", typed="/insights files"),
    Shot("insights-versions", "Client versions: last 30 days", typed="/insights versions"),
    Shot("insights-repositories", "Code volume: last 30 days", typed="/insights repositories"),
    Shot("insights-exhaustion", "Plan exhaustion", typed="/insights exhaustion"),
    Shot("insights-conversations", "Conversations: last 30 days", typed="/insights conversations"),
    Shot("incidents", "Open incidents", typed="/incidents", has_chart=False, on_phone=True),
    Shot("incidents-all", "ncidents: last 30 days", typed="/incidents all 30d"),
    Shot("incident-page", "Incident #1", typed="/incidents 1"),
    Shot("timeline", "Anomalies: last 30 days", typed="/incidents timeline 30d", on_phone=True),
    Shot("cycle", "Billing cycle", typed="/cycle", on_phone=True),
    Shot("cycle-last", "Billing cycle", typed="/cycle last cycle"),
    Shot("status", "Status", typed="/spendwatch status", has_chart=False),
    Shot("words", "Top spenders: last week", typed="who spent most last week?"),
)
HOME = (
    Shot("home", "Spend: this cycle", on_phone=True),
    Shot("home-me", ": this cycle", press="Me"),
    Shot("home-incidents", "Open incidents", press="Incidents", has_chart=False),
    Shot("home-insights", "Insights: last 30 days", press="Insights"),
    Shot("home-cycle", "Billing cycle", press="Cycle"),
)
GROUPS = (
    Shot("groups", "Billing groups", typed="/groups 30d", has_chart=False, on_phone=True),
    Shot("group", "Billing group Platform: last 30 days", typed="/groups 30d Platform", has_chart=False, on_phone=True),
)
TOLD = (
    Shot("notices", "Notices and weekly digests", typed="/spendwatch notices", has_chart=False),
    Shot("audit", "Audit trail", typed="/spendwatch audit", has_chart=False, on_phone=True),
)
SETTINGS = Shot("home-settings", "Settings", press="Settings", has_chart=False)
LARGE = (
    Shot("spend", "Spend: last 30 days", typed="/spend 30d"),
    Shot("spend-members", "Spend: last 30 days", press="By member, day by day"),
    Shot("spend-models", "Spend: last 30 days", press="By model"),
    Shot("topspenders", "Top spenders: this cycle", typed="/topspenders"),
    Shot("user", ": last 14 days", typed="/user person7@example.com 14d"),
    Shot("user-adoption", ", adoption: last 14 days", press="Adoption"),
    Shot("models", "Models: last 30 days", typed="/models 30d"),
    Shot("models-efficiency", "Model efficiency: last 30 days", choose=("Section", "Efficiency")),
    Shot(
        "models-what-if", "What if, by member: last 30 days", choose=("Section", "What if, by member"), has_chart=False
    ),
    Shot("insights", "Insights: last 30 days", typed="/insights"),
    Shot("insights-mcp", "MCP tools: last 30 days", typed="/insights mcp"),
    Shot("insights-repositories", "Code volume: last 30 days", typed="/insights repositories"),
    Shot("incidents", "Open incidents", typed="/incidents", has_chart=False),
    Shot("timeline", "Anomalies: last 30 days", typed="/incidents timeline 30d"),
    Shot("cycle", "Billing cycle", typed="/cycle"),
    Shot("groups", "Billing groups", typed="/groups 30d", has_chart=False),
    Shot("group", "Billing group 山田", choose=("Open a group…", ""), has_chart=False),
)
