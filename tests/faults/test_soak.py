"""A compressed day of the bot: hourly rounds with random faults, while people type and click."""

import random
from collections import Counter
from datetime import timedelta

import pytest

from sandbox.cursor_api import faults
from sandbox.cursor_api.team import SANDBOX_KEY
from sandbox.slack.faults import Fault, FaultKind
from sandbox.slack.person import Person
from tests.faults.conftest import LONG
from tests.faults.soaking import SoakedBot, Used
from tests.integration.bot.message_parts import labels, said
from tests.integration.collect.conftest import EVENTS_PATH, NOW, Company, usage
from tracker.alerting import AlertingService
from tracker.cursor import endpoints
from tracker.store.tables import IncidentMoveRow, OutboxRow, UsageEventRow

HOUR = timedelta(hours=1)
PEOPLE = tuple(f"p{number}@example.com" for number in range(8))
PATHS = (EVENTS_PATH, endpoints.SPEND.path, endpoints.MEMBERS.path, endpoints.TEAM_DAU.path)
METHODS = ("chat.postMessage", "chat.update", "upload", "users.info")
COMMANDS = ("/spend 7d", "/topspenders 5 7d", "/incidents", "/spendwatch status")
WARM_AFTER_H, GROWTH_MB = 14, 15.0  # until then caches fill and fonts are loaded


@pytest.mark.parametrize("hours", [3, pytest.param(24, marks=LONG)])
def test_after_a_day_of_trouble_everything_is_there_once_and_nothing_has_grown(
    company: Company, workspace, slack_url, channel_id, hours: int
):
    rng, served = random.Random(hours), Counter[tuple[int, int]]()
    lead = Person(workspace, "Otto Lead", patience_s=30)
    used: list[Used] = []

    def happen(at, cents: float, email: str) -> None:
        event = usage(at, email, cents=cents)
        company.team.add_event(event)
        served[event.at_ms, event.charged_microcents] += 1

    for number, email in enumerate(PEOPLE):
        for day in range(1, 8):
            for request in range(4):
                happen(NOW - day * timedelta(days=1) - request * HOUR / 3, 500 + number, email)
    AlertingService(company.store).start(by="mara", source="cli", now=NOW)
    with SoakedBot({
        "DATABASE_URL": company.store.engine.url.render_as_string(hide_password=False),
        "CURSOR_API_URL": company.cursor.url,
        "CURSOR_ADMIN_API_KEY": SANDBOX_KEY,
        "CURSOR_RATE_LIMIT_SCALE": "100",
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": slack_url,
        "SLACK_CHANNEL_ID": channel_id,
    }) as bot:  # fmt: skip
        used.append(bot.round(NOW))
        assert workspace.hub.wait_connected(30)
        typed = []
        for hour in range(1, hours + 1):
            company.cursor.now = now = NOW + hour * HOUR
            for _ in range(30):  # some of them hours late
                happen(now - rng.random() * rng.choice((1, 1, 1, 3)) * HOUR, rng.randrange(1, 900), rng.choice(PEOPLE))
            for minute in range(20 * (rng.random() < 0.4)):
                happen(now - minute * timedelta(minutes=1), 3_000, PEOPLE[hour % len(PEOPLE)])
            _trouble_cursor(company, rng)
            _trouble_slack(workspace, rng)
            typed.append(lead.types(COMMANDS[hour % len(COMMANDS)], in_="#general"))
            used.append(bot.round(now))
            _click(workspace, lead, channel_id, rng)
        company.cursor.world.faults.clear()
        workspace.faults.clear()
        for hour in range(1, 4):  # the last postponed messages, and a full re-read of the cycle
            company.cursor.now = NOW + (hours + 12 * hour) * HOUR
            used.append(bot.round(company.cursor.now))

    stored = Counter((row.timestamp_ms, row.charged_microcents) for row in company.rows(UsageEventRow))
    due = Counter(row.key for row in company.rows(OutboxRow) if row.state != "dropped")
    sent = said(workspace)
    warm, last = used[min(WARM_AFTER_H, hours)], used[-1]
    print(
        f"\n{hours} h: {served.total()} events served, {stored.total()} stored; {due.total()} messages due, "
        f"{sum(sent[key] for key in due)} sent; {len(typed)} commands; {warm.memory_mb:.0f} MB after "
        f"{min(WARM_AFTER_H, hours)} h, {last.memory_mb:.0f} MB at the end"
    )
    assert stored == served
    company.assert_rollups_follow_from_events()
    assert {key: sent[key] for key in due} == dict(due)
    assert any(row.move == "acknowledged" for row in company.rows(IncidentMoveRow)), "nobody clicked: nothing is shown"
    assert (last.threads, last.files) <= (warm.threads + 2, warm.files + 4)
    assert last.memory_mb - warm.memory_mb < GROWTH_MB


def _trouble_cursor(company: Company, rng: random.Random) -> None:
    path = rng.choice(PATHS)
    trouble = rng.choice((
        faults.server_error(path, times=rng.choice((1, 20))),
        faults.bad_gateway(path),
        faults.invalid_json(path),
        faults.cut_body(path, times=2),
        faults.too_many_requests(path, retry_after="1"),
        faults.slow(path, delay_s=0.1),
    ))  # fmt: skip
    company.cursor.world.faults.clear()
    company.cursor.world.faults.add(trouble)


def _trouble_slack(workspace, rng: random.Random) -> None:
    kind = rng.choice((FaultKind.LOST_ANSWER, FaultKind.SERVER_ERROR, FaultKind.RATE_LIMITED, FaultKind.SLOW))
    workspace.faults.clear()
    workspace.faults.arm(Fault(kind, rng.choice(METHODS), seconds=0.5))


def _click(workspace, lead: Person, channel_id: str, rng: random.Random) -> None:
    """Click on a message that still has the button, if there is one."""
    roots = [m for m in workspace.messages.in_channel(channel_id) if m.bot_id and m.thread_ts is None]
    offered = [root for root in roots if "Acknowledge" in labels(root)]
    if offered:
        lead.clicks("Acknowledge", rng.choice(offered))
