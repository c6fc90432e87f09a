"""How the team works with the tool, by section: what Cursor's analytics report besides money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.reports.types.analytics import Availability
from tracker.reports.types.common import Scope
from tracker.reports.types.cycle import PlanExhaustion


class InsightsSection(StrEnum):
    """The sections of the report in listing order; the overview has the headline of each."""

    OVERVIEW = "overview"
    DAU = "dau"
    MODELS = "models"
    EDITS = "edits"
    COMMANDS = "commands"
    MCP = "mcp"
    MODES = "modes"
    SKILLS = "skills"
    FILES = "files"
    VERSIONS = "versions"
    REPOSITORIES = "repositories"
    EXHAUSTION = "exhaustion"
    CONVERSATIONS = "conversations"


@dataclass(frozen=True)
class ActivityDay:
    """How many people used an AI feature on a UTC day; the parts overlap."""

    date: date
    users: int
    cli_users: int
    cloud_agent_users: int
    bugbot_users: int


@dataclass(frozen=True)
class DailyActiveUsers:
    """Every day of the section; the averages (people per day) cover its whole days, None until one is over."""

    days: tuple[ActivityDay, ...]
    average_users: float | None
    average_cli_users: float | None
    average_cloud_agent_users: float | None
    average_bugbot_users: float | None


@dataclass(frozen=True)
class NamedUse:
    """One tool, command, skill or model and its number of uses; `name` and `server` are "" if Cursor gives none."""

    name: str
    uses: int
    server: str = ""
    most_users: int | None = None  # on its busiest day; only for models


@dataclass(frozen=True)
class ServerUse:
    """All tools of one MCP server."""

    server: str
    uses: int
    tools: int


@dataclass(frozen=True)
class UseDay:
    """Number of uses of anything in a section on a UTC day."""

    date: date
    uses: int


@dataclass(frozen=True)
class FeatureUse:
    """Uses of one feature; `top` are the twenty most used of `names` different ones, `servers` only for MCP tools."""

    uses: int
    names: int
    top: tuple[NamedUse, ...]
    days: tuple[UseDay, ...]
    servers: tuple[ServerUse, ...] = ()


@dataclass(frozen=True)
class ModelCourse:
    """Messages to one model on each day of the section."""

    model: str
    messages: tuple[int, ...]


@dataclass(frozen=True)
class ModelAdoption:
    """Messages by model: `courses` are those of the five most used over the days of `use`."""

    use: FeatureUse
    courses: tuple[ModelCourse, ...]


@dataclass(frozen=True)
class EditsDay:
    """Lines accepted on a UTC day."""

    date: date
    lines_accepted: int


@dataclass(frozen=True)
class Edits:
    """Suggestions (the agent's diffs, or tab completions) and what became of them, as suggestions and as lines."""

    suggested: int
    accepted: int
    rejected: int
    lines_suggested: int
    lines_accepted: int
    days: tuple[EditsDay, ...]


@dataclass(frozen=True)
class AcceptedEdits:
    """The agent's edits and tab completions; None if Cursor gives no figures."""

    agent: Edits | None
    tab: Edits | None


@dataclass(frozen=True)
class Modes:
    """Plan mode and ask mode, by model; None if Cursor gives no figures."""

    plan: FeatureUse | None
    ask: FeatureUse | None


@dataclass(frozen=True)
class ExtensionUse:
    """One file extension on the `days` on which it was among the five most edited."""

    extension: str
    lines_accepted: int
    lines_suggested: int
    files: int
    days: int


@dataclass(frozen=True)
class FileExtensions:
    """Extensions by accepted lines. Cursor gives the top five of each day, so the sums are not totals."""

    rows: tuple[ExtensionUse, ...]


class VersionState(StrEnum):
    """How a client version compares with the newest one seen."""

    LATEST = "latest"
    NEEDS_UPDATE = "needs_update"
    NOT_COMPARABLE = "not_comparable"  # not a version number


@dataclass(frozen=True)
class ClientVersion:
    """How many people used a version on the day of the list."""

    version: str
    users: int
    share_millionths: int
    state: VersionState


@dataclass(frozen=True)
class ClientVersions:
    """The versions of the last day with data, newest first; `latest` is the newest seen in the range."""

    day: date | None
    latest: str | None
    rows: tuple[ClientVersion, ...]


@dataclass(frozen=True)
class RepositoryVolume:
    """Lines added and deleted by commits to one repository; `attributed_*` are those that Cursor says it wrote.

    The rest is unattributed, which does not mean written by hand. `repository` is "" where privacy mode hides it.
    """

    repository: str
    commits: int
    lines_added: int
    lines_deleted: int
    attributed_added: int
    attributed_deleted: int

    @property
    def lines(self) -> int:
        """Added and deleted."""
        return self.lines_added + self.lines_deleted

    @property
    def attributed(self) -> int:
        """Lines added or deleted by the agent or by tab."""
        return self.attributed_added + self.attributed_deleted


@dataclass(frozen=True)
class CodeVolume:
    """The twenty repositories with the most lines, out of how many; the total covers all."""

    repositories: int
    total: RepositoryVolume
    rows: tuple[RepositoryVolume, ...]


@dataclass(frozen=True)
class LabelCount:
    """How many conversations had a label."""

    label: str
    conversations: int


@dataclass(frozen=True)
class ConversationSlice:
    """Conversations in one of Cursor's classifications, most first."""

    slice: str
    labels: tuple[LabelCount, ...]


@dataclass(frozen=True)
class Conversations:
    """What conversations were about, in each of Cursor's classifications."""

    slices: tuple[ConversationSlice, ...]


Figures = (
    DailyActiveUsers
    | ModelAdoption
    | AcceptedEdits
    | FeatureUse
    | Modes
    | FileExtensions
    | ClientVersions
    | CodeVolume
    | PlanExhaustion
    | Conversations
)


@dataclass(frozen=True)
class Insight:
    """One section over the whole UTC days from `first_day` to `last_day`; plan exhaustion covers those of a cycle.

    If `figures` is None, `availability` says why; if that is available, these days have not been read. `is_whole_team`:
    a group was requested, but Cursor does not split this section by person.
    """

    section: InsightsSection
    availability: Availability
    first_day: date | None
    last_day: date | None
    is_whole_team: bool
    figures: Figures | None


@dataclass(frozen=True)
class InsightsReport:
    """The requested sections by name; `section` is the one to show."""

    scope: Scope
    section: InsightsSection
    sections: Mapping[InsightsSection, Insight]
    groups: tuple[str, ...] = ()
