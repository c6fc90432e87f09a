"""docs/cursor-data.md: every quirk and every failure has a line, and the tests that it names exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = re.findall(
    r"^\| ([QT]\d+) \|(.*)\|$", (ROOT / "docs" / "cursor-data.md").read_text(encoding="utf-8"), re.MULTILINE
)
UNTESTABLE = {"T22"}  # it is about the tests themselves


@pytest.fixture(scope="module")
def tests_there_are() -> set[str]:
    return {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    }


def test_every_quirk_and_every_failure_has_one_line_in_its_place():
    assert [mark for mark, _ in ROWS] == [f"Q{n}" for n in range(1, 37)] + [f"T{n}" for n in range(1, 25)]


@pytest.mark.parametrize(("mark", "line"), ROWS, ids=[mark for mark, _ in ROWS])
def test_the_tests_that_a_line_names_exist(mark: str, line: str, tests_there_are: set[str]):
    named = re.findall(r"`(test_\w+)`", line)
    assert named or mark in UNTESTABLE
    assert set(named) <= tests_there_are
