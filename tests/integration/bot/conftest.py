"""A stand-in Slack over real HTTP, and a clock that tests move."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from slack_sdk import WebClient
from sqlmodel import select

from bot.delivery.client import slack_client
from bot.delivery.dispatcher import Dispatcher, Target
from bot.delivery.files import ChartFiles
from bot.delivery.messages import MessageMaker
from bot.delivery.send import Sender
from bot.delivery.stand_in_reader import StandInReader
from bot.delivery.worker import WorkerParts
from sandbox.resend.app import create_app as create_resend
from sandbox.resend.mailbox import Mailbox
from sandbox.serving import serve
from sandbox.slack.records import Message
from sandbox.slack.server import create_app, demo_workspace
from sandbox.slack.state import Workspace
from tests.databases import Databases, backend_of
from tests.integration.bot.front_desk import FrontDesk, open_front_desk
from tests.integration.bot.group_forms import ANN, BOB, EVE
from tests.integration.bot.people import LEAD, PEOPLE
from tests.integration.incidents.conftest import Company
from tests.neighbours import Neighbours
from tests.running import Running, run_process, starting
from tracker.incidents.service import IncidentService
from tracker.store.effective_groups import rebuild_memberships
from tracker.store.engine import Store
from tracker.store.outbox import Outbox
from tracker.store.redraws import Redraws
from tracker.store.settings import save_settings
from tracker.store.tables import ActorRow, DailyUsageRow
from tracker.store.tables_groups import BillingGroupRow, CursorMembershipRow

TODAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FIRST_SEEN = datetime(2026, 1, 1, tzinfo=UTC)
MANIFEST = Path(__file__).parents[3] / "manifest.yml"


@dataclass
class MovingClock:
    """Stands still until a test moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@dataclass
class SlackClock:
    """The real time, which a test can move forward."""

    ahead_s: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead_s


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def workspace() -> Workspace:
    return demo_workspace(MANIFEST, PEOPLE, rate_limited=False, clock=SlackClock(), scan_s=0)


@pytest.fixture
def slack_url(workspace: Workspace) -> Iterator[str]:
    with serve(create_app(workspace, control=True)) as url:
        workspace.base_url = f"{url}/"
        yield f"{url}/api/"


@pytest.fixture
def slack(slack_url: str, workspace: Workspace):
    return slack_client(workspace.bot_token, api_url=slack_url)


@pytest.fixture
def channel_id(workspace: Workspace) -> str:
    return workspace.directory.channel_by_name("#ai-spend").id


def user_id(workspace: Workspace, name: str) -> str:
    return workspace.directory.user_by_name(name).id


# --- a company whose incidents are told, and what sends them ---------------------------------------------------------


class Team(Company):
    """A company whose people have names and groups."""

    def person(self, name: str, email: str) -> str:
        """Someone with a seat; returns the key."""
        with self.store.writing() as session:
            session.add(ActorRow(key=email, email=email, name=name, is_member=True, first_seen_at=FIRST_SEEN))
        return email

    def runaways(self, *emails: str, day: date = TODAY) -> None:
        """People who spend $20 a day and whose agents spend $30 a minute on `day`."""
        for email in emails:
            self.person(email.partition("@")[0].capitalize(), email)
            self.usual_days(email, day - timedelta(days=1), days=4)
            self.run_wild(email, day)

    def judged(self, now: datetime) -> list[int]:
        """The ids of the incidents that a detection changed."""
        return sorted({anomaly.incident_id for anomaly in self.detect(now).new})

    def used_up(self, key: str, day: date) -> None:
        """A member's first day with a request that the plan does not cover."""
        with self.store.writing() as session:
            actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
            session.add(
                DailyUsageRow(day=day, actor_id=actor_id, is_active=True, agent_requests=9, usage_based_requests=3)
            )

    def set_to(self, key: str, value: str, now: datetime) -> None:
        """A setting that an admin has changed."""
        with self.store.writing() as session:
            save_settings(session, {key: value}, by="mara@example.com", source="cli", now=now)

    def group(self, name: str, *keys: str) -> None:
        """A billing group and its members."""
        row = BillingGroupRow(cursor_id=name, name=name, seen_at=FIRST_SEEN)
        with self.store.writing() as session:
            session.add(row)
            session.flush()
            for key in keys:
                actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
                session.add(CursorMembershipRow(group_id=row.id, actor_id=actor_id, joined_at=FIRST_SEEN))
            session.flush()
            rebuild_memberships(session)


@pytest.fixture
def team(store: Store) -> Team:
    return Team(store)


@dataclass
class PostOffice:
    """Makes dispatchers over one store and one Slack, and shows what was posted in the alert channel."""

    store: Store
    workspace: Workspace
    slack: WebClient
    channel_id: str
    clock: MovingClock
    slept: list[float] = field(default_factory=list)
    may_read_team: Callable[[str], bool] = lambda _user_id: True
    admins: tuple[str, ...] = ()

    def dispatcher(
        self,
        claimer: str = "one",
        *,
        slack: WebClient | None = None,
        installer: Callable[[], str | None] = lambda: None,
        find_person: Callable[[str], str | None] = lambda _named: None,
    ) -> Dispatcher:
        client = slack or self.slack
        return Dispatcher(
            WorkerParts(
                Outbox(self.store),
                claimer,
                self.clock,
                sleep=self.slept.append,
                monotonic=self.seconds,
            ),
            redraws=Redraws(self.store),
            messages=MessageMaker(
                self.store, installer=installer, find_person=find_person, may_read_team=self.may_read_team
            ),
            sender=Sender(client, sleep=self.sleep),
            files=ChartFiles(client, self.store, clock=self.clock),
            target=Target(
                client,
                lambda: self.channel_id,
                StandInReader(self.store, admins=lambda: self.admins, find_person=find_person),
            ),
        )

    def seconds(self) -> float:
        """A monotonic clock that moves with the test's."""
        return self.clock.now.timestamp()

    def sleep(self, seconds: float) -> None:
        """Advances Slack's scan clock without waiting."""
        self.slept.append(seconds)
        self.workspace.clock.ahead_s += seconds

    def arrived(self) -> list[Message]:
        """Everything the bot has posted in the alert channel, threads included, oldest first."""
        return [m for m in self.workspace.messages.in_channel(self.channel_id) if m.bot_id]

    def keys(self) -> list[str]:
        """The keys of what arrived."""
        return [message.metadata["event_payload"]["key"] for message in self.arrived()]

    def acknowledge(self, incident_id: int) -> None:
        """As Mara does on the command line."""
        IncidentService(self.store).acknowledge(incident_id, by="mara@example.com", source="cli", now=self.clock.now)

    def resolve(self, incident_id: int) -> None:
        """As Mara does on the command line."""
        IncidentService(self.store).resolve(
            incident_id, by="mara@example.com", source="cli", now=self.clock.now, cause="A loop ran wild"
        )

    def calls(self, method: str) -> int:
        """How often a Slack method was called."""
        return len(self.workspace.call_log.calls(method))


@pytest.fixture
def post(store: Store, workspace: Workspace, slack: WebClient, channel_id: str, clock: MovingClock) -> PostOffice:
    return PostOffice(store, workspace, slack, channel_id, clock)


# --- the listeners ---------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(workspace: Workspace, slack_url: str, store: Store, clock: MovingClock) -> Iterator[FrontDesk]:
    """The bot over an empty database."""
    with open_front_desk(workspace, slack_url, store, clock=clock) as opened:
        yield opened


@pytest.fixture(scope="module")
def busy_desk(request: pytest.FixtureRequest, databases: Databases) -> Iterator[FrontDesk]:
    """The bot of a team of twenty with two billing groups and no incident, for read-only tests."""
    workspace = demo_workspace(MANIFEST, PEOPLE, rate_limited=False, scan_s=0)
    with databases.lend_open(backend_of(request)) as store:
        _fill(Team(store))
        with (
            serve(create_app(workspace)) as url,
            open_front_desk(workspace, f"{url}/api/", store, clock=MovingClock()) as opened,
        ):
            yield opened


def _fill(team: Team) -> None:
    for email, name in (("mara@example.com", "Mara Lind"), ("otto@example.com", "Otto Lead")):
        team.person(name, email)
    for number in range(16):
        team.person(f"Person {number}", f"p{number}@example.com")
    for email in ("ines@example.com", "i.quiet@example.com"):
        team.person("Ines Quiet", email)
    emails = ["mara@example.com", "ines@example.com", *(f"p{number}@example.com" for number in range(16))]
    for rank, email in enumerate(emails):
        team.usual_days(email, TODAY, days=2, dollars=5.0 + rank)
    team.group("Platform", "mara@example.com", "p1@example.com")
    team.group("Web", "ines@example.com")
    team.collected(NOON)


@pytest.fixture
def groups(team):
    """Ann and Bob in Cursor's Platform, Eve in none."""
    for key in (ANN, BOB, EVE):
        team.person(key.partition("@")[0].capitalize(), key)
        team.usual_days(key, TODAY, days=2)
    team.group("Platform", ANN, BOB)
    return team


@pytest.fixture
def incident(desk, team, clock):
    """An incident whose message is in the alert channel; returns its id."""
    team.runaways("rudi@example.com")
    (incident_id,) = team.judged(clock.now)
    desk.services.dispatcher.drain()
    return incident_id


@pytest.fixture
def root(desk, incident):
    """The incident's message."""
    return desk.person(LEAD).sees("#ai-spend")[-1]


# --- a bot in a process of its own -----------------------------------------------------------------------------------


@pytest.fixture
def run(tmp_path: Path, neighbours: Neighbours, database_url: str) -> Iterator[Callable[..., Running]]:
    """Starts `spendwatch run` between the two stand-ins, with alerts already started."""
    assert run_process("start-alerts", folder=tmp_path, DATABASE_URL=database_url).code == 0
    with starting(tmp_path, **neighbours.env, DATABASE_URL=database_url) as start:
        yield start


@pytest.fixture
def resend_url(mailbox: Mailbox) -> Iterator[str]:
    """The stand-in for Resend, over the `mailbox` of the test."""
    with serve(create_resend(mailbox)) as url:
        yield url
