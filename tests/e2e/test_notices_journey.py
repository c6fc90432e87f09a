"""Notices in the alert channel besides incidents, as finance reads, requests and downloads them."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from sandbox.company.cycles import CycleTurn
from sandbox.slack.person import all_text
from tests.e2e.conftest import Stage, set_stage

BUDGET, PLANS = "settings.of:team_budget_cents_per_cycle", "settings.of:alert_plan_exhaustion"


@pytest.fixture
def stage(database_url: str) -> Iterator[Stage]:
    """With a cycle that ends in two days, and a round every 3 seconds."""
    turn = CycleTurn((datetime.now(UTC) + timedelta(days=2)).day)
    yield from set_stage(database_url, turn=turn, collect_interval_minutes=0.05)


def test_finance_is_told_before_the_invoice_once_and_an_outsider_is_not(stage):
    fay, admin, outsider = (stage.person(name) for name in ("Fay Finance", "Mara Lind", "Ines Quiet"))
    summary = fay.waits_for_text("Billing cycle", in_="#ai-spend")
    assert "$1,120.00" in all_text(summary)  # six of $120 each, and the wild $400
    fay.clicks("Download CSV", summary).wait(5)
    sent = fay.waits_for(lambda message: bool(stage.workspace.message_shape(message).get("files")), what="a file")
    (file,) = stage.workspace.message_shape(sent)["files"]
    assert ",1120.00," in stage.workspace.files.get(file["id"]).content.decode("utf-8-sig").splitlines()[-1]

    admin.types("/spendwatch settings")
    form = admin.modal()
    assert admin.fills({BUDGET: "200000", PLANS: "yes"}, in_=form).submits().acked
    admin.wait_until(lambda: "submit" in admin.modal().payload and admin.modal().id != form.id, "a preview with Save")
    assert admin.fills({}).submits().acked
    fay.waits_for_text("56% of the team's budget for this cycle is used: $1,120.00 of $2,000.00.", in_="#ai-spend")
    fay.waits_for_text("6 of 6 active users have used up their included plan this cycle.", in_="#ai-spend")
    fay.types("/spendwatch notices")
    assert "the last was sent on" in all_text(fay.waits_for_text("In this cycle:"))

    for command in ("/cycle", "/spendwatch notices"):
        before = len(outsider.sees("#general"))
        outsider.types(command, in_="#general")
        outsider.wait_until(lambda before=before: len(outsider.sees("#general")) > before, f"an answer to {command}")
        answer = outsider.sees("#general")[-1]
        assert "Only members of the alert channel" in all_text(answer)
        assert "1,120" not in all_text(answer)  # only their own figures
    told = [message.metadata["event_payload"] for message in fay.sees("#ai-spend") if message.metadata]
    notices = Counter(each["key"].split(":")[1] for each in told if each["kind"] == "notice")
    assert notices == {"cycle_summary": 1, "team_budget": 1, "plan_exhaustion": 1}
    assert stage.refused_payloads() == []
