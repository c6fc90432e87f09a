"""Every documented `pip install` names something that pip understands and finds."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
EXTRAS = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"])
WRITTEN_IN = [
    ROOT / "README.md",
    ROOT / ".env.example",
    *sorted((ROOT / "docs").rglob("*.md")),
    *(path for folder in ("bot", "tracker") for path in sorted((ROOT / folder).rglob("*.py"))),
]
INSTALL = re.compile(r"""pip install (?:"([^"]+)"|([^\s"'`)]+))""")
THIS_FOLDER = re.compile(r"\.(?:\[(?P<extras>[a-z]+(?:,[a-z]+)*)\])?")

ASKED_FOR = [
    pytest.param(quoted or plain, id=f"{path.relative_to(ROOT)}: {quoted or plain}")
    for path in WRITTEN_IN
    for quoted, plain in INSTALL.findall(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("asked", ASKED_FOR)
def test_pip_understands_what_it_is_asked_for(asked):
    if asked.startswith("."):
        folder = THIS_FOLDER.fullmatch(asked)
        assert folder
        assert set((folder["extras"] or "").split(",")) - {""} <= EXTRAS
    else:
        assert Requirement(asked).name != "spendwatch"  # it is installed from its folder; no index has it


def test_the_lines_are_found():
    assert len(ASKED_FOR) >= 9
    assert {asked.values[0] for asked in ASKED_FOR} >= {".", ".[postgres]", ".[metrics]", ".[demo]"}
