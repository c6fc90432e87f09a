"""Another alert channel, chosen in Slack while the bot runs: the next incident is posted there."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sandbox.slack.person import all_text
from tests.e2e.conftest import Stage, set_stage
from tests.small_team import wild_hour

CHANNEL = "settings.of:alert_channel"


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    """The team and the bot, which collects every few seconds."""
    yield from set_stage(database_url, collect_interval_minutes=0.05)


def test_an_admin_moves_the_alerts_and_the_next_incident_is_told_in_the_new_channel(stage):
    admin, lead, fay = (stage.person(name) for name in ("Mara Lind", "Otto Lead", "Fay Finance"))
    first = lead.waits_for_text("Rudi Runaway", in_="#ai-spend")
    directory = stage.workspace.directory
    finance = directory.add_channel("finance", is_private=True, members=[directory.bot.id, admin.id, fay.id])
    elsewhere = directory.add_channel("elsewhere")

    admin.types("/spendwatch settings", in_="#general")
    form = admin.modal()
    refused = admin.fills({CHANNEL: elsewhere.id}, in_=form).submits()
    assert "/invite @Spendwatch" in refused.errors[CHANNEL]
    assert admin.fills({CHANNEL: finance.id}, in_=form).submits().acked
    admin.wait_until(lambda: "submit" in admin.modal().payload and admin.modal().id != form.id, "a preview with Save")
    assert "Members of the new alert channel" in str(admin.modal().blocks)
    assert admin.fills({}).submits().acked
    admin.waits_for_text("Settings saved")

    for event in wild_hour("ines@example.com", datetime.now(UTC)):
        stage.team.add_event(event)
    second = fay.waits_for_text("Ines Quiet", in_=finance.id)
    assert "Acknowledge" in all_text(second)
    fay.clicks("Acknowledge", second).wait(5)
    fay.waits_for(lambda m: m.ts == second.ts and fay.id in str(m.blocks), in_=finance.id, what="the redrawn incident")
    assert [m.ts for m in lead.sees("#ai-spend") if m.metadata] == [first.ts]

    lead.types("/spend 7d", in_="#general")
    lead.waits_for_text("Only members of the alert channel", in_="#general")
    lead.types("/spendwatch settings", in_="#general")
    lead.waits_for_text("Only workspace admins", in_="#general")
    assert stage.refused_payloads() == []
