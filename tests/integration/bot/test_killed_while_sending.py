"""Every message that the bot sends unprompted arrives once in Slack and once by mail, wherever processes are killed.

A process is killed each time a message was received but its receipt not stored, and once each for Slack and mail after
a row was claimed but not sent. The instants are fixed; the processes are real.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from sandbox.resend.app import create_app
from sandbox.resend.mailbox import SANDBOX_KEY, Mailbox
from sandbox.serving import serve
from tests.integration.bot.conftest import Team, user_id
from tests.integration.bot.dying import CLAIM_IS_OVER, CLAIMED, SENT, Deaths
from tests.integration.bot.message_parts import said
from tracker.alerting import AlertingService
from tracker.clock import to_ms
from tracker.store.tables import ActorRow, AnomalyRow, MemberSpendRow, OutboxRow
from tracker.weekly.service import WeeklyService

START, END = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC), datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC)
CYCLE = "2026-11-01"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox(rate_limited=False)


@pytest.fixture
def deaths(store, workspace, slack_url, channel_id, mailbox) -> Iterator[Deaths]:
    """Processes over the test's database, Slack and mailbox."""
    with serve(create_app(mailbox)) as resend_url:
        yield Deaths({
            "DATABASE_URL": str(store.engine.url),
            "SLACK_BOT_TOKEN": workspace.bot_token,
            "SLACK_APP_TOKEN": workspace.app_token,
            "SLACK_API_URL": slack_url,
            "SLACK_CHANNEL_ID": channel_id,
            "RESEND_API_URL": resend_url,
            "RESEND_API_KEY": SANDBOX_KEY,
            "RESEND_FROM": "Spendwatch <alerts@example.com>",
            "ALERT_EMAIL_TO": "finance@example.com",
            "ADMIN_USERS": "mara@example.com",
        })  # fmt: skip


@pytest.fixture
def spending(team: Team) -> Team:
    """Two people of $20 a day from 3 to 20 November, when one of them was limited; a budget of $700."""
    team.cycle(START, END)
    for name in ("Mia", "Tom"):
        team.usual_days(team.person(name, f"{name.lower()}@example.com"), date(2026, 11, 20), days=18)
    team.set_to("team_budget_cents_per_cycle", "70000", START)
    return team


def is_limited(team: Team, key: str) -> None:
    with team.store.writing() as session:
        actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
        session.add(MemberSpendRow(actor_id=actor_id, cycle_start_ms=to_ms(START), is_limited=True, read_at=START))


def mailed(mailbox: Mailbox) -> Counter[str]:
    """How often each mail was accepted, by the key of its row."""
    return Counter(str(mail.idempotency_key).split("/")[1] for mail in mailbox.mails())


def test_whatever_dies_on_the_way_each_is_said_and_mailed_once(deaths, spending, workspace, mailbox):
    def live_through(now: datetime) -> None:
        """Start until a process survives, and once more."""
        spending.collected(now)
        while not deaths.round_at(now):
            now += CLAIM_IS_OVER
        assert deaths.round_at(now + CLAIM_IS_OVER)

    live_through(datetime(2026, 11, 10, 9, tzinfo=UTC))  # a new installation
    live_through(datetime(2026, 11, 13, 9, tzinfo=UTC))  # which nobody has answered for three days
    answered_at = datetime(2026, 11, 13, 17, tzinfo=UTC)
    AlertingService(spending.store).start(by="mara", source="cli", now=answered_at, by_mail=True)
    live_through(datetime(2026, 11, 13, 18, tzinfo=UTC))  # $440 are 62 % of the budget
    live_through(datetime(2026, 11, 17, 18, tzinfo=UTC))  # $600 are 85 %
    is_limited(spending, "mia@example.com")
    live_through(datetime(2026, 11, 20, 18, tzinfo=UTC))  # $720 are all of it
    spending.set_to("alert_plan_exhaustion", "yes", START)
    spending.used_up("mia@example.com", date(2026, 11, 20))
    live_through(datetime(2026, 11, 21, 9, tzinfo=UTC))
    WeeklyService(spending.store).add(
        None, user_id(workspace, "Otto Lead"), is_person=True, by="mara", source="cli", now=START
    )
    live_through(datetime(2026, 11, 23, 7, tzinfo=UTC))  # $200 in the week, $280 in that before
    live_through(END - timedelta(days=2))

    anomalies = spending.rows(AnomalyRow)
    incidents = {each.rule: f"incident:{each.incident_id}" for each in anomalies if each.incident_id is not None}
    notices = {
        f"notice:team_budget:{CYCLE}:50",
        f"notice:team_budget:{CYCLE}:80",
        f"notice:plan_exhaustion:{CYCLE}:2026-11-21",
        f"notice:cycle_summary:{CYCLE}",
    }
    assert set(incidents) == {"team_budget", "user_limited"}
    roots = {"hello", "trial", "trial_reminder", "weekly:1:2026-11-16", *notices, *incidents.values()}
    assert said(workspace) == dict.fromkeys(roots, 1)
    by_mail = {f"mail:{key}" for key in (*notices, *incidents.values())}
    assert mailed(mailbox) == dict.fromkeys(by_mail, 1)
    assert {row.state for row in spending.rows(OutboxRow)} == {"sent"}
    assert deaths.survived == {(CLAIMED, "slack"), (CLAIMED, "mail"), *((SENT, key) for key in roots | by_mail)}
