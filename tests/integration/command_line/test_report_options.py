"""Which options each report takes, and that what `--json` prints is read in one snapshot."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.event import listen

from bot.cli.report import PRINTED, Asked, ReportName
from tracker.reports.default_ranges import DEFAULT_RANGES
from tracker.reports.service import ReportService
from tracker.store.engine import open_store

OPTIONS = {"--group": "Nowhere", "--user": "nobody@example.com", "--section": "models", "--csv": None}
TAKEN = {
    "overview": ["--group"],
    "topspenders": ["--group"],
    "models": ["--group", "--user"],
    "user": ["--user"],
    "insights": ["--group", "--section"],
    "incidents": [],
    "anomalies": ["--group", "--user"],
    "groups": [],
    "cycle": ["--csv"],
    "weekly": ["--group"],
}


def test_every_report_is_asked_with_what_it_takes():
    assert set(TAKEN) == set(ReportName)


@pytest.mark.parametrize(
    ("name", "option"), [(name, each) for name in TAKEN for each in OPTIONS if each not in TAKEN[name]]
)
def test_a_report_refuses_an_option_that_it_does_not_take_and_says_which_it_does(spendwatch, name, option):
    ran = spendwatch("report", name, option, *filter(None, [OPTIONS[option]]))
    assert (ran.code, ran.out) == (2, "")
    *others, last = ("--range", "--as-of", "--json", *TAKEN[name])
    taken = f"{', '.join(others)} and {last}"
    assert ran.complaint == f"spendwatch: report {name} does not take {option}; it takes {taken}"


@pytest.mark.parametrize(
    ("name", "option"), [(name, each) for name in TAKEN for each in TAKEN[name] if each in ("--group", "--user")]
)
def test_an_option_that_is_taken_is_looked_up(filled, name, option):
    also = ["--user", "rudi"] if name == "user" and option != "--user" else []
    ran = filled("report", name, option, OPTIONS[option], *also)
    assert ran.code == 2
    assert OPTIONS[option] in ran.complaint


def test_the_models_of_a_group_or_of_a_person_are_asked_for(filled):
    ran = filled("report", "models", "--user", "rudi", "--group", "Nowhere")
    assert (ran.code, ran.complaint) == (2, "spendwatch: report models takes --group or --user, not both")


@pytest.mark.parametrize("name", ReportName)
def test_all_figures_of_a_report_are_read_in_one_snapshot(filled, database_url, name):
    store = open_store(database_url)
    begun = []
    listen(store.engine, "begin", begun.append)
    try:
        asked = Asked(name, DEFAULT_RANGES[name], datetime.now(UTC), user="rudi" if name == "user" else None)
        assert PRINTED[name].as_json(ReportService(store), asked)
    finally:
        store.close()
    assert len(begun) == 1
