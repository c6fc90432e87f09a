"""Cursor and Slack on loopback, for a bot in its own process."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.cursor_api.app import create_app as create_cursor
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from sandbox.cursor_api.world import World
from sandbox.serving import serve
from sandbox.slack.server import create_app, demo_workspace
from sandbox.slack.state import Workspace
from tests.small_team import MANIFEST, PEOPLE, member, quiet_history, wild_hour, young_cycle


@dataclass
class Neighbours:
    """Cursor and Slack on loopback, and the environment that points to them."""

    world: World
    workspace: Workspace
    env: dict[str, str]

    @property
    def alerts(self):
        channel = self.workspace.directory.channel_by_name("#ai-spend")
        return [m for m in self.workspace.messages.in_channel(channel.id) if m.bot_id]

    def run_wild(self, email: str) -> None:
        """Another agent runs wild now, which opens another incident."""
        for event in wild_hour(email, datetime.now(UTC)):
            self.world.teams[0].add_event(event)


def open_neighbours(stack: ExitStack, *, manifest=MANIFEST, private_alerts=True) -> Neighbours:
    now = datetime.now(UTC)
    seats = [member(n, person.name, person.email) for n, person in enumerate(PEOPLE, 1)]
    team = Team.from_events(
        list(quiet_history([seat.email for seat in seats], now, days=5)), members=seats, turn=young_cycle(now)
    )
    for event in wild_hour("rudi@example.com", now):
        team.add_event(event)
    world = World([team])
    workspace = demo_workspace(manifest, PEOPLE, rate_limited=False, scan_s=0, private_alerts=private_alerts)
    cursor_url = stack.enter_context(serve(create_cursor(world)))
    slack_url = stack.enter_context(serve(create_app(workspace)))
    workspace.base_url = f"{slack_url}/"
    env = {
        "CURSOR_ADMIN_API_KEY": SANDBOX_KEY,
        "CURSOR_API_URL": cursor_url,
        "CURSOR_RATE_LIMIT_SCALE": "100",
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": f"{slack_url}/api/",
        "SLACK_CHANNEL_ID": workspace.directory.channel_by_name("#ai-spend").id,
    }
    return Neighbours(world, workspace, env)
