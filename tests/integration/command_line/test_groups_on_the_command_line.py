"""Billing groups without Slack: created, filled, imported, exported and restored."""

import pytest


def groups_of(filled) -> dict[str, int]:
    return {group["name"]: group["members"] for group in filled("groups", "list", "--json").json["groups"]}


def test_groups_are_made_filled_renamed_deleted_and_brought_back(filled):
    before = groups_of(filled)
    tried = filled("groups", "create", "Data>Science", "Rudi@Example.com", "--dry-run", "--json")
    assert tried.json["moved"] == 1 and tried.json["change"] is None
    assert groups_of(filled) == before
    assert "Would be done: Created the billing group" in filled("groups", "create", "Data", "--dry-run").out

    made = filled("groups", "create", "Data>Science", "Rudi@Example.com", "--json").json
    assert (made["group"], made["moves"][0]["email"]) == ("Data > Science", "rudi@example.com")
    assert groups_of(filled)["Data > Science"] == 1
    assert filled("groups", "rename", "data > science", "Analytics").code == 0
    filled("groups", "assign", "rudi@example.com", "--to", "Unassigned")
    assert groups_of(filled)["Analytics"] == 0
    moved = filled("groups", "assign", "rudi@example.com", "--to", "ANALYTICS", "--since", "2020-01-01T00:00:00Z")
    assert "Undo with: spendwatch groups undo" in moved.out
    assert filled("report", "overview", "--range", "cycle", "--group", "analytics", "--json").code == 0
    gone = filled("groups", "delete", "Analytics", "--json").json
    assert (gone["moved"], groups_of(filled)["Analytics"]) == (1, 0)  # its past is still listed
    assert filled("groups", "undo", str(gone["change"]), "--json").json["moved"] == 1
    assert filled("groups", "undo", str(gone["change"])).code == 1
    assert filled("groups", "assign", "rudi@example.com", "--as-cursor", "--json").json["group"] == "as Cursor has it"
    lines = [entry["what"] for entry in filled("audit", "--json").json["entries"]]
    assert "billing group renamed" in lines and "people moved: as Cursor has it" in lines


def test_a_file_of_groups_is_previewed_imported_exported_and_undone(filled, tmp_path):
    before, file = groups_of(filled), tmp_path / "people.csv"
    people = ("rudi", "ines", "otto", "mara")
    file.write_text("\n".join(["Email,Department,Team", *(f"{each}@example.com,R&D,Core" for each in people)]))
    tried = filled("groups", "import", str(file), "--dry-run", "--reject", "mara@example.com", "--json").json
    assert (tried["change"], tried["preview"]["moves_total"], tried["preview"]["approved"]) == (None, 4, 3)
    assert "R&D > Core" in filled("groups", "import", str(file), "--dry-run").out
    assert groups_of(filled) == before
    done = filled("groups", "import", str(file), "--reject", "mara@example.com", "--json").json
    assert (done["moved"], done["created_groups"]) == (3, ["R&D > Core"])
    assert groups_of(filled)["R&D > Core"] == 3
    exported = tmp_path / "groups.csv"
    assert filled("groups", "export", str(exported), "--json").json["lines"] == sum(groups_of(filled).values())
    assert "rudi@example.com,Rudi Runaway,R&D > Core" in exported.read_text(encoding="utf-8-sig")
    assert "Nothing was changed." in filled("groups", "import", str(exported)).out
    assert filled("groups", "imports", "--json").json["imports"][0]["state"] == "applied"
    assert filled("groups", "undo", str(done["change"])).code == 0
    assert groups_of(filled) == before
    assert filled("groups", "imports", "--json").json["imports"][0]["state"] == "undone"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n", "different kind of CSV"),
        (b"PK\x03\x04", "Excel workbook"),
        (b"Email,Department\n" + b"x@example.com,y\n" * 50_000, "more than 20,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(filled, tmp_path, content, words):
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    ran = filled("groups", "import", str(file))
    assert ran.code == 2
    assert words in ran.err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["create", "A > B > C"], "at most one"),
        (["create", "Unassigned"], "choose another name"),
        (["create", "Data", "nobody@example.com"], "nobody@example.com"),
        (["rename", "Nowhere", "Data"], "no billing group"),
        (["delete", "Unassigned"], "no longer exists"),
        (["assign", "rudi@example.com", "--to", "Nowhere"], "no billing group"),
        (["assign", "rudi@example.com"], "--to GROUP or --as-cursor"),
        (["undo", "999999"], "no longer find that change"),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else "",
)
def test_what_cannot_be_done_with_groups_is_refused_in_words_and_changes_nothing(filled, args, words):
    before = groups_of(filled)
    ran = filled("groups", *args)
    assert ran.code == 2
    assert words in ran.err
    assert groups_of(filled) == before
