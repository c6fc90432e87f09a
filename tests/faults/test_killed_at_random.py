"""SIGKILL at random moments of collecting and sending, on both databases: nothing is lost, nothing is sent twice."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from sandbox.cursor_api import faults
from tests.faults.conftest import LONG
from tests.integration.bot.conftest import NOON, TODAY, Team
from tests.integration.bot.dying import CLAIM_IS_OVER, KilledAtRandom
from tests.integration.bot.message_parts import said
from tests.integration.collect.conftest import EVENTS_PATH, NOW, Company, usage
from tracker.alerting import AlertingService
from tracker.store.tables import OutboxRow, UsageEventRow

KILLS = [4, pytest.param(100, marks=LONG)]
EVENTS_A_ROUND = 60
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("kills", KILLS)
def test_collections_killed_at_random_lose_no_event_and_store_none_twice(either: Company, kills: int):
    rng = random.Random(kills)
    served: Counter[tuple[int, int]] = Counter()
    either.cursor.world.faults.add(faults.slow(EVENTS_PATH, delay_s=0.02, times=None))
    killed = 0
    for number in range(kills):
        either.cursor.now = NOW + number * HOUR
        for minute in range(EVENTS_A_ROUND):
            event = usage(either.cursor.now - HOUR + minute * timedelta(minutes=1), cents=rng.randrange(1, 900))
            either.team.add_event(event)
            served[event.at_ms, event.charged_microcents] += 1
        process = either.collect_in_a_process()
        asked = len(either.cursor.world.requests())
        while len(either.cursor.world.requests()) == asked and process.poll() is None:
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        killed += process.returncode == -signal.SIGKILL
        either.let_leases_run_out()

    process = either.collect_in_a_process()
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err.decode()
    stored = Counter((row.timestamp_ms, row.charged_microcents) for row in either.rows(UsageEventRow))
    lost, double = (served - stored).total(), (stored - served).total()
    print(
        f"\n{either.store.engine.dialect.name}: {killed} of {kills} collections killed, "
        f"{served.total()} events served, {stored.total()} stored, {lost} lost, {double} double"
    )
    assert (lost, double) == (0, 0)
    assert killed, "every collection ended before its kill: the test shows nothing"
    either.assert_rollups_follow_from_events()


@pytest.mark.parametrize("kills", KILLS)
def test_messages_whose_sending_is_killed_at_random_come_once(either, workspace, slack_url, channel_id, kills: int):
    rng = random.Random(kills)
    team = Team(either.store)
    rounds = KilledAtRandom({
        "DATABASE_URL": either.store.engine.url.render_as_string(hide_password=False),
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": slack_url,
        "SLACK_CHANNEL_ID": channel_id,
    })  # fmt: skip
    team.person("Mia", "mia@example.com")
    team.usual_days("mia@example.com", date(2026, 11, 19), days=8)
    team.collected(NOON)
    assert rounds.round_at(NOON)  # a new installation greets
    AlertingService(team.store).start(by="mara", source="cli", now=NOON)

    def let_it_call(times: int) -> Callable[[Callable[[], bool]], None]:
        began = len(workspace.call_log.calls())

        def wait(is_alive: Callable[[], bool]) -> None:
            while is_alive() and len(workspace.call_log.calls()) < began + times:
                time.sleep(0.002)
            time.sleep(rng.uniform(0, 0.05))

        return wait

    now, killed = NOON, 0
    for number in range(kills):
        now += CLAIM_IS_OVER
        team.runaways(f"p{number}@example.com", day=TODAY)
        team.judged(now)
        killed += not rounds.round_at(now, let_it_call(rng.randrange(6)))
    for _ in range(2):
        now += CLAIM_IS_OVER
        rounds.round_at(now)

    due = Counter(row.key for row in team.rows(OutboxRow) if row.state != "dropped")
    sent = said(workspace)
    lost, double = (due - sent).total(), (sent - due).total()
    print(
        f"\n{either.store.engine.dialect.name}: {killed} of {kills} dispatches killed, "
        f"{due.total()} messages due, {sent.total()} sent, {lost} lost, {double} double"
    )
    assert (lost, double) == (0, 0)
    assert killed, "every sending ended before its kill: the test shows nothing"
