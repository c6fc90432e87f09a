"""Billing groups as an admin changes them and as a member of the channel sees them, over the real socket."""

from blocks import action_ids
from sandbox.slack.person import Person, all_text


def first_offered(person: Person, view, action_id: str, typed: str):
    answer = person.acts.suggest_options(person.id, view.id, action_id, typed).wait(person.patience_s)
    return answer.ack_payload["options"][0]


def test_an_admin_makes_a_group_with_people_and_takes_it_back_and_a_lead_only_looks(stage):
    stage.person("Otto Lead").waits_for_text("Rudi Runaway", in_="#ai-spend")  # wait until everything is collected
    admin = stage.person("Mara Lind")
    admin.types("/groups 7d")
    report = admin.waits_for_text("Billing groups: last 7 days")
    admin.clicks("Create group", report)
    view = admin.modal()
    rudi = first_offered(admin, view, action_ids.GROUP_PEOPLE, "rudi")
    refused = admin.fills({"Name": "Unassigned"}, in_=view).submits()
    assert "choose another name" in refused.errors[action_ids.GROUP_NAME]
    admin.fills({"Name": "Eng>Loops", "People": [rudi]}, in_=view).submits()
    told = admin.waits_for_text("Created the billing group “Eng > Loops” with 1 person.")
    admin.waits_for(lambda message: message.ts == report.ts and "Eng > Loops" in all_text(message))

    lead = stage.person("Otto Lead")
    lead.types("/groups 7d Eng > Loops")
    page = lead.waits_for_text("Billing group Eng > Loops: last 7 days")
    assert "Rudi Runaway" in all_text(page)
    assert action_ids.DELETE_GROUP not in str(page.blocks) and action_ids.MOVE_PEOPLE not in str(page.blocks)

    admin.clicks("Undo", told)
    admin.waits_for_text("Undone: the new group; 1 person moved back.")
    admin.waits_for(lambda message: message.ts == report.ts and "Eng > Loops" not in all_text(message))
