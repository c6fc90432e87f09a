"""`python -m sandbox`: the stand-ins in one process, for `spendwatch demo`.

Prints one line of JSON with their addresses and keys, then serves until its standard input ends, so that it ends
together with its parent process, however that ends.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from sandbox.company.company import Company
from sandbox.cursor_api.app import create_app as create_cursor
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from sandbox.cursor_api.world import World
from sandbox.demo_people import demo_people, roles_by_user_id
from sandbox.resend.app import create_app as create_resend
from sandbox.resend.mailbox import SANDBOX_DOMAIN, Mailbox
from sandbox.resend.mailbox import SANDBOX_KEY as RESEND_KEY
from sandbox.serving import PortInUse, bind_loopback, serve
from sandbox.slack.page import page_routes
from sandbox.slack.server import ALERT_CHANNEL, create_app, demo_workspace


def main() -> None:
    """Serve until standard input ends."""
    options = _options()
    try:
        listener = bind_loopback(options.port)
    except PortInUse as error:
        sys.exit(str(error))
    now = datetime.now(UTC)
    company = Company.build(seed=options.seed, now=now, members=options.members)
    team = Team.of_company(company)
    for event in company.live_story(now):
        team.add_event(event)
    people = demo_people(company)
    workspace = demo_workspace(options.manifest, people)
    mailbox = Mailbox()
    page = page_routes(workspace, roles=roles_by_user_id(workspace, people), mailbox=mailbox)
    slack = create_app(workspace, control=True, routes=page)
    world = World([team])
    world.rate_limits.scale = options.rate_limit_scale
    with (
        serve(create_cursor(world, control=True)) as cursor_url,
        serve(create_resend(mailbox, control=True)) as resend_url,
        serve(slack, listener=listener) as slack_url,
    ):
        workspace.base_url = f"{slack_url}/"
        channel = workspace.directory.channel_by_name(f"#{ALERT_CHANNEL}")
        assert channel is not None
        _say(
            cursor_api_url=cursor_url,
            cursor_admin_api_key=SANDBOX_KEY,
            page_url=f"{slack_url}/",
            slack_api_url=f"{slack_url}/api/",
            slack_bot_token=workspace.bot_token,
            slack_app_token=workspace.app_token,
            slack_channel_id=channel.id,
            resend_api_url=resend_url,
            resend_api_key=RESEND_KEY,
            resend_from=f"Spendwatch <alerts@{SANDBOX_DOMAIN}>",
        )
        sys.stdin.read()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of the page; 0 takes any free one")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--members", type=int, default=65)
    parser.add_argument("--rate-limit-scale", type=float, default=1.0, help="multiplies Cursor's allowances")
    parser.add_argument("--manifest", type=Path, required=True)
    return parser.parse_args()


def _say(**addresses: str) -> None:
    sys.stdout.write(json.dumps(addresses) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
