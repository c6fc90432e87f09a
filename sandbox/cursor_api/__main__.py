"""Runs the stand-in on its own: `python -m sandbox.cursor_api --port 0 --seed 7 --members 65`."""

import argparse
import signal
import sys
from collections.abc import Sequence

from sandbox.company.company import Company
from sandbox.company.people import MIN_MEMBERS
from sandbox.cursor_api.app import create_app
from sandbox.cursor_api.team import SANDBOX_KEY, Team
from sandbox.cursor_api.world import World, real_now
from sandbox.serving import PortInUse, bind_loopback, serve

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve a made-up company until interrupted; prints URL and key on one line."""
    options = _parser().parse_args(arguments)
    try:
        listener = bind_loopback(options.port)
    except PortInUse as error:
        sys.stderr.write(f"{error}\n")
        return 2
    world = _world(options)
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)  # kept for sigwait, whichever thread is running
    with serve(create_app(world, control=options.control), listener=listener) as url:
        sys.stdout.write(f"Cursor API stand-in at {url} key {SANDBOX_KEY}\n")
        sys.stdout.flush()
        signal.sigwait(STOP_SIGNALS)
    return 0


def _world(options: argparse.Namespace) -> World:
    now = real_now()
    company = Company.build(seed=options.seed, now=now, members=options.members, history_days=options.history_days)
    team = Team.of_company(company)
    if options.live_story:
        for event in company.live_story(now):
            team.add_event(event)
    world = World([team])
    world.rate_limits.scale = options.rate_limit_scale
    world.rate_limits.enabled = options.rate_limit_scale > 0
    return world


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox.cursor_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port (default)")
    parser.add_argument("--seed", type=int, default=7, help="another seed, another company (default: 7)")
    parser.add_argument("--members", type=_members, default=65, help="people with a seat (default: 65)")
    parser.add_argument("--history-days", type=_days, default=75, help="how far back usage goes (default: 75)")
    parser.add_argument("--live-story", action="store_true", help="ten seconds after start an agent runs wild")
    parser.add_argument("--rate-limit-scale", type=float, default=1.0, help="multiplies the limits; 0: none")
    parser.add_argument("--control", action="store_true", help="serve /_control, which changes all of this")
    return parser


def _members(text: str) -> int:
    if (members := int(text)) < MIN_MEMBERS:
        raise argparse.ArgumentTypeError(f"at least {MIN_MEMBERS}: its stories need them")
    return members


def _days(text: str) -> int:
    if (days := int(text)) < 0:
        raise argparse.ArgumentTypeError("0 or more")
    return days


if __name__ == "__main__":
    sys.exit(main())
