"""An admin imports HiBob's file, previews, applies and undoes it; others are refused politely."""

from sandbox.slack.person import all_text

FILE = "Display name,Email,Department,Group,Team\r\n" + "".join(
    f"{name},{name.lower()}@example.com,R&D,Engineering,{team}\r\n"
    for name, team in [("Mara", "Core"), ("Otto", "Core"), ("Rudi", "Core"), ("Ines", "Web"), ("Nobody", "Web")]
)


def test_an_admin_imports_a_hibob_file_and_undoes_it(stage):
    admin = stage.person("Mara Lind")
    stage.person("Otto Lead").waits_for_text("Rudi Runaway", in_="#ai-spend")  # wait until everything is collected
    admin.types("/groups import").wait(5)
    form = admin.fills({"CSV file": [admin.uploads("people.csv", FILE.encode("utf-8-sig"))]}, in_=admin.modal())
    assert not form.submits().wait(5).errors
    preview = admin.waits_for_text("4 people would move")
    assert "Not on the Cursor team: nobody@example.com." in all_text(preview)
    assert "no group → Engineering > Core" in all_text(preview)
    admin.clicks("Apply 4 moves", preview).wait(5)
    applied = admin.waits_for_text("Applied: 4 people moved.")
    assert applied.ts == preview.ts
    admin.types("/spend Engineering > Core", in_="bot").wait(5)
    admin.waits_for_text("group Engineering > Core")
    admin.clicks("Undo import", applied).wait(5)
    admin.waits_for_text("Undone: everyone who was still where the import put them is back.")
    admin.types("/spendwatch audit", in_="bot").wait(5)
    trail = all_text(admin.waits_for_text("billing groups imported from people.csv"))
    assert "change of billing groups undone" in trail
    assert stage.refused_payloads() == []


def test_a_lead_may_not_import(stage):
    lead = stage.person("Otto Lead")
    lead.waits_for_text("Rudi Runaway", in_="#ai-spend")  # the bot is there
    lead.types("/groups import", in_="bot").wait(5)
    lead.waits_for_text("Only workspace admins")
    assert stage.workspace.views.stack(lead.id) == []
