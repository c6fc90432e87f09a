"""A manager subscribes to the weekly digest, and somebody without the right is refused."""

from sandbox.slack.person import all_text


def test_a_manager_looks_at_the_last_week_subscribes_and_stops(stage):
    manager = stage.person("Mara Lind")
    manager.waits_for_text("Rudi Runaway", in_="#ai-spend")
    manager.types("/spendwatch weekly")
    report = manager.waits_for_text("Week of")
    assert "The team spent $" in all_text(report)
    manager.clicks("Subscribe…", report).wait(5)
    assert manager.fills({}, in_=manager.modal()).submits().acked
    assert "the whole team" in all_text(manager.waits_for_text("Subscribed, first on Monday"))
    manager.clicks("Subscribe…", report).wait(5)
    manager.wait_until(lambda: "Running now" in str(manager.modal().blocks), "what runs")
    manager.clicks("Stop", manager.modal()).wait(5)
    manager.wait_until(lambda: "Running now" not in str(manager.modal().blocks), "a list without it")
    manager.types("/spendwatch audit")
    assert "weekly digest 1" in all_text(manager.waits_for_text("Audit trail"))
    assert stage.refused_payloads() == []


def test_someone_outside_the_alert_channel_gets_their_own_week(stage):
    outsider = stage.person("Ines Quiet")
    stage.person("Otto Lead").waits_for_text("Rudi Runaway", in_="#ai-spend")
    outsider.types("/spendwatch weekly", in_="#general")
    own = outsider.waits_for_text("Only members of the alert channel can read team reports", in_="#general")
    assert own.ephemeral_to == outsider.id
    assert "Ines Quiet" in all_text(own)
    assert "Rudi" not in all_text(own)
