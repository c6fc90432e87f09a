"""How the team works with the tool, a section at a time: what Cursor's analytics say besides money."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.reports.types.analytics import Availability
from tracker.reports.types.common import Scope
from tracker.reports.types.cycle import PlanExhaustion


class InsightsSection(StrEnum):
    """The parts of the report, in the order in which they are listed; the overview is the headline of each."""

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
    """How many used an AI feature on a UTC day; the parts overlap."""

    date: date
    users: int
    cli_users: int
    cloud_agent_users: int
    bugbot_users: int


@dataclass(frozen=True)
class DailyActiveUsers:
    """Every day of the section; the averages (people a day) are over its whole days, None before one is over."""

    days: tuple[ActivityDay, ...]
    average_users: float | None
    average_cli_users: float | None
    average_cloud_agent_users: float | None
    average_bugbot_users: float | None


@dataclass(frozen=True)
class NamedUse:
    """One tool, command, skill or model and how often it was used; `name` and `server` are "" where Cursor has none."""

    name: str
    uses: int
    server: str = ""
    most_users: int | None = None  # of its busiest day; only models tell


@dataclass(frozen=True)
class ServerUse:
    """All tools of one MCP server."""

    server: str
    uses: int
    tools: int


@dataclass(frozen=True)
class UseDay:
    """How often anything of a section was used on a UTC day."""

    date: date
    uses: int


@dataclass(frozen=True)
class FeatureUse:
    """Uses of one feature; `top` are the twenty most used of `names` different ones, `servers` only of MCP tools."""

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
    """Suggestions (diffs of the agent, or tab completions) and what became of them, in suggestions and in lines."""

    suggested: int
    accepted: int
    rejected: int
    lines_suggested: int
    lines_accepted: int
    days: tuple[EditsDay, ...]


@dataclass(frozen=True)
class AcceptedEdits:
    """The agent's edits and tab completions; None where Cursor gives no figures of one."""

    agent: Edits | None
    tab: Edits | None


@dataclass(frozen=True)
class Modes:
    """Plan mode and ask mode, by model; None where Cursor gives no figures of one."""

    plan: FeatureUse | None
    ask: FeatureUse | None


@dataclass(frozen=True)
class ExtensionUse:
    """One file extension on the `days` on which it was among the five with most edits."""

    extension: str
    lines_accepted: int
    lines_suggested: int
    files: int
    days: int


@dataclass(frozen=True)
class FileExtensions:
    """Extensions by accepted lines. Cursor gives the top five of each day, so the sums are no totals."""

    rows: tuple[ExtensionUse, ...]


class VersionState(StrEnum):
    """How a version of the client stands against the newest one seen."""

    LATEST = "latest"
    NEEDS_UPDATE = "needs_update"
    NOT_COMPARABLE = "not_comparable"  # not a version number


@dataclass(frozen=True)
class ClientVersion:
    """How many used a version on the day of the list."""

    version: str
    users: int
    share_millionths: int
    state: VersionState


@dataclass(frozen=True)
class ClientVersions:
    """The versions of the last day that says anything, newest first; `latest` is the newest seen in the range."""

    day: date | None
    latest: str | None
    rows: tuple[ClientVersion, ...]


@dataclass(frozen=True)
class RepositoryVolume:
    """Lines added and deleted by commits to one repository; `attributed_*` are those that Cursor says it wrote.

    The rest is unattributed, which is not the same as written by hand. `repository` is "" where privacy mode hides it.
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
    """The twenty repositories with most lines, of how many; the total is of all."""

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
    """Conversations in one way of sorting them, as Cursor names it, most first."""

    slice: str
    labels: tuple[LabelCount, ...]


@dataclass(frozen=True)
class Conversations:
    """What conversations were about, in each way that Cursor sorts them."""

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
    """One section over the whole UTC days from `first_day` to `last_day`; plan exhaustion over those of a cycle.

    `figures` is None where Cursor gives none: `availability` says why; where it is available, these days have not
    been read. `is_whole_team`: a group was asked for, and Cursor does not split this section by person.
    """

    section: InsightsSection
    availability: Availability
    first_day: date | None
    last_day: date | None
    is_whole_team: bool
    figures: Figures | None


@dataclass(frozen=True)
class InsightsReport:
    """The sections that were asked for, by their name; `section` is the one to show."""

    scope: Scope
    section: InsightsSection
    sections: Mapping[InsightsSection, Insight]
    groups: tuple[str, ...] = ()
