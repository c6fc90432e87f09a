"""From Cursor's API to a resolved incident, as the people in the channel see it."""

from sandbox.slack.person import all_text


def test_an_incident_is_posted_acknowledged_and_resolved(stage):
    lead = stage.person("Otto Lead")
    incident = lead.waits_for_text("Rudi Runaway", in_="#ai-spend")
    text = all_text(incident)
    assert "claude-4.6-opus-max" in text
    assert any(block["type"] == "image" for block in incident.blocks)

    assert lead.clicks("Acknowledge", incident).wait(5).acked
    taken = lead.waits_for(
        lambda message: message.ts == incident.ts and "Acknowledge" not in _labels(message), in_="#ai-spend"
    )
    assert lead.id in str(taken.blocks)

    lead.clicks("Resolve", taken).wait(5)
    form = lead.fills({"Cause": lead.modal().blocks[1]["element"]["options"][0]["value"]})
    assert form.submits().acked
    done = lead.waits_for(
        lambda message: message.ts == incident.ts and "Resolve" not in _labels(message), in_="#ai-spend"
    )
    assert "Resolved" in all_text(done)
    lead.wait_until(lambda: len(lead.sees_thread(incident)) >= 3, "two lines in the thread")
    assert stage.refused_payloads() == []


def test_the_second_to_acknowledge_is_told_in_private(stage):
    lead, manager = stage.person("Otto Lead"), stage.person("Mara Lind")
    incident = lead.waits_for_text("Rudi Runaway", in_="#ai-spend")
    lead.clicks("Acknowledge", incident).wait(5)
    manager.clicks("Acknowledge", incident).wait(5)
    told = manager.waits_for_text("already acknowledged", in_="#ai-spend")
    assert told.ephemeral_to == manager.id


def test_someone_outside_the_channel_may_not_acknowledge_but_sees_their_own_figures(stage):
    lead, outsider = stage.person("Otto Lead"), stage.person("Ines Quiet")
    lead.waits_for_text("Rudi Runaway", in_="#ai-spend")
    outsider.types("/spend 7d", in_="#general")
    in_place_of_it = outsider.waits_for_text("Only members of the alert channel", in_="#general")
    assert in_place_of_it.ephemeral_to == outsider.id
    assert "Ines Quiet" in all_text(in_place_of_it)
    assert "Rudi" not in all_text(in_place_of_it)
    outsider.types("/user", in_="#general")
    own = outsider.waits_for_text("Ines Quiet")
    assert "Rudi" not in all_text(own)
    assert "Rank" not in all_text(own)
    outsider.types("/user rudi@example.com", in_="#general")
    outsider.wait_until(
        lambda: sum("Only members" in all_text(message) for message in outsider.sees("#general")) == 2, "a refusal"
    )


def _labels(message):
    return [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]
