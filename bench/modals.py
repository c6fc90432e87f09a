"""How long people wait for a modal: from the click to its view in the stand-in Slack, in one process.

The listeners, rights and database reads are the bot's own; Socket Mode is left out.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter, process_time
from typing import Any

from bench.generated_team import NOW, generated_team
from bench.measuring import line, percentile, title
from bench.stand_ins import ROOT
from blocks import action_ids
from bot.memory import tune_garbage_collector
from sandbox.serving import serve
from sandbox.slack.records import Message
from sandbox.slack.server import Person, create_app, demo_workspace
from tests.integration.bot.front_desk import FrontDesk, open_front_desk
from tracker.store.engine import Store

ADMIN = "Ada Admin"
AIM = "below 300"


def main(*, quick: bool) -> None:
    """Print p50 and p95 of opening each modal, and of loading its menus."""
    size, runs = (65, 2) if quick else (10_000, 15)
    title(f"modals at {size:,} members, p50 / p95 ms and the processor's least, of {runs} clicks each")
    tune_garbage_collector()
    with generated_team(size) as store, _desk(store) as desk:
        for name, click in _clicks(desk).items():
            _measure(desk, name, click, runs)


def _clicks(desk: FrontDesk) -> dict[str, Callable[[], object]]:
    admin = desk.person(ADMIN)
    desk.asks(ADMIN, "/groups 7d", in_="bot")
    groups = desk.report(ADMIN)
    desk.asks(ADMIN, "/spendwatch weekly", in_="bot")
    weekly = desk.report(ADMIN)
    desk.asks(ADMIN, "/incidents open", in_="bot")
    incidents = desk.report(ADMIN)
    admin.opens_home()

    def home() -> Any:
        return desk.workspace.views.home(admin.id)

    desk.after(admin.clicks("Settings", home()))
    return {
        "settings, all sections": lambda: desk.after(admin.clicks("Change settings", home())),
        "create a group": lambda: desk.after(admin.clicks("Create group", groups)),
        "move people": lambda: desk.after(admin.clicks("Move people", groups)),
        "what is typed into the search for people": lambda: _typed(desk, groups),
        "import": lambda: desk.after(admin.clicks("Import…", groups)),
        "weekly digest, subscribe": lambda: desk.after(admin.clicks("Subscribe…", weekly)),
        "resolve an incident": lambda: desk.after(admin.clicks("Resolve", incidents)),
    }


def _typed(desk: FrontDesk, groups: Message) -> None:
    """Clicks once, before the first of these; the modal then stays open."""
    admin = desk.person(ADMIN)
    if not desk.workspace.views.stack(admin.id):
        desk.after(admin.clicks("Move people", groups))
    view = admin.modal()
    offered = admin.acts.suggest_options(admin.id, view.id, action_ids.GROUP_PEOPLE, "person 7").ack_payload
    assert offered and offered["options"]


def _measure(desk: FrontDesk, name: str, click: Callable[[], object], runs: int) -> None:
    click()
    taken, worked = [], []
    for _ in range(runs):
        if "typed" not in name:
            desk.workspace.views.clear(desk.person(ADMIN).id)
        begun, at_work = perf_counter(), process_time()
        click()
        taken.append((perf_counter() - begun) * 1000)
        worked.append((process_time() - at_work) * 1000)
    figures = f"{percentile(taken, 50):.0f} / {percentile(taken, 95):.0f} ({min(worked):.0f})"
    line(name, figures, AIM)


@contextmanager
def _desk(store: Store) -> Iterator[FrontDesk]:
    people = [Person(ADMIN, "ada@example.com", is_admin=True, in_alert_channel=True)]
    workspace = demo_workspace(ROOT / "manifest.yml", people, rate_limited=False, scan_s=0)
    with serve(create_app(workspace)) as url:
        workspace.base_url = f"{url}/"
        with open_front_desk(workspace, f"{url}/api/", store, clock=lambda: NOW) as desk:
            yield desk
