"""The page of features names only pictures, commands and reports that exist, and every one of them."""

import re
from pathlib import Path

import pytest

from bot.cli.report import ReportName
from bot.commands import COMMANDS_BY_NAME

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "features.md").read_text(encoding="utf-8")
PICTURES = sorted(set(re.findall(r"\]\((images/[^)]+)\)", PAGE)))
TYPED = sorted(set(re.findall(r"`(/[a-z]+)[ `]", PAGE)))
REPORTS = sorted(set(re.findall(r"`spendwatch report ([a-z]+)", PAGE)))


@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_is_there(picture):
    assert (DOCS / picture).is_file()


def test_every_command_that_is_named_exists_and_every_command_is_named():
    assert set(TYPED) == set(COMMANDS_BY_NAME)


def test_every_report_that_is_named_exists_and_every_report_is_named():
    named = set(REPORTS) | {"incidents"}  # which people read in Slack, and scripts by the command of that name
    assert named == {report.value for report in ReportName}
