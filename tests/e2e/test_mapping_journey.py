"""Everybody's group as a file: sent to an admin, edited in a spreadsheet, imported again; and the trail of it."""

from sandbox.slack.person import all_text


def test_an_admin_exports_the_groups_changes_the_file_and_imports_it_and_the_trail_tells(stage):
    stage.person("Otto Lead").waits_for_text("Rudi Runaway", in_="#ai-spend")  # wait until everything is collected
    admin = stage.person("Mara Lind")
    admin.types("/groups export").wait(5)
    sent = admin.waits_for(lambda message: bool(stage.workspace.message_shape(message).get("files")), what="a file")
    (file,) = stage.workspace.message_shape(sent)["files"]
    exported = stage.workspace.files.get(file["id"]).content.decode("utf-8-sig")
    assert "rudi@example.com,Rudi Runaway,Unassigned" in exported.splitlines()

    changed = exported.replace("rudi@example.com,Rudi Runaway,Unassigned", "rudi@example.com,Rudi Runaway,Loops")
    imports(admin, changed)
    admin.clicks("Apply 1 move", admin.waits_for_text("1 person would move")).wait(5)
    admin.waits_for_text("Applied: 1 person moved.")
    imports(admin, changed)
    admin.waits_for_text("there is nothing to change")

    admin.types("/spendwatch audit").wait(5)
    trail = all_text(admin.waits_for_text("Audit trail"))
    assert "billing groups imported from groups.csv" in trail
    assert "exported" in trail
    assert stage.refused_payloads() == []


def test_a_lead_gets_neither_the_file_nor_the_trail(stage):
    lead = stage.person("Otto Lead")
    lead.waits_for_text("Rudi Runaway", in_="#ai-spend")  # the bot is there
    for command in ("/groups export", "/spendwatch audit"):
        before = len(lead.sees())
        lead.types(command).wait(5)
        lead.wait_until(lambda before=before: len(lead.sees()) > before, f"an answer to {command}")
        assert "Only workspace admins" in all_text(lead.sees()[-1])
    assert not any(stage.workspace.message_shape(message).get("files") for message in lead.sees())


def imports(admin, text):
    admin.types("/groups import").wait(5)
    form = admin.fills({"CSV file": [admin.uploads("groups.csv", text.encode())]}, in_=admin.modal())
    assert not form.submits().wait(5).errors
