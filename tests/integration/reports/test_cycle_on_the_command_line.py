"""`spendwatch report cycle`: words, JSON and CSV on stdout and nothing else there."""

import csv
import io
import json
import logging
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from tests.integration.reports.conftest import Team
from tracker.store.engine import open_store

NOW = "2026-11-22T14:03:00Z"
TURN = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC)


@pytest.fixture
def spendwatch(tmp_path, monkeypatch, database_url):
    """Runs a command line over the database of a small team."""
    store = open_store(database_url)
    team = Team(store)
    team.use(team.actor("=1+1", key="mia@example.com"), TURN, 250, billing="on_demand")
    team.use("mia@example.com", TURN, 0.000001)
    team.cycle(TURN, datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
    team.store_usage(now=TURN)
    store.close()
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield lambda *words: CliRunner().invoke(app, ["report", *words, "--as-of", NOW])
    root.handlers[:] = handlers  # the runner's streams are closed, so no log may go there
    root.setLevel(level)


def test_json_is_one_object_with_exact_cents(spendwatch):
    figures = json.loads(spendwatch("cycle", "--json").stdout, parse_float=str)
    assert figures["totals"]["usage_value_cents"] == "250.000001"
    assert figures["seats"]["unused"] == 0
    assert figures["before"] is None
    assert [tier["tier"] for tier in figures["adoption"]["tiers"]] == ["ai_native", "high", "moderate", "low", "manual"]


def test_csv_is_all_that_is_printed(spendwatch):
    text = spendwatch("cycle", "--csv").stdout_bytes.decode()
    _, line, total = csv.reader(io.StringIO(text, newline=""))
    assert text.count("\r\n") == text.count("\n") == 3
    assert line[:7] == ["mia@example.com", "'=1+1", "person", "", "0.00000001", "2.50", "2.50000001"]
    assert total[4:8] == ["0.00000001", "2.50", "2.50000001", "2"]


def test_words_tell_the_first_line(spendwatch):
    assert "$2.50 in this cycle, the first cycle on record" in spendwatch("cycle").stdout


@pytest.mark.parametrize("words", [("overview", "--csv"), ("cycle", "--csv", "--json"), ("cycle", "--range", "7d")])
def test_what_makes_no_sense_is_refused(spendwatch, words):
    assert spendwatch(*words).exit_code != 0


def test_models_print_all_sections_and_one_persons_with_a_user(spendwatch):
    figures = json.loads(spendwatch("models", "--json").stdout, parse_float=str)
    assert figures["rows"][0]["model"] == "sonnet"
    assert figures["efficiency"]["rows"] == figures["what_if_by_member"]["rows"] == []
    assert figures["what_if_by_group"]["saving_cents"] in (0, "0")
    person = json.loads(spendwatch("models", "--user", "mia@example.com", "--json").stdout, parse_float=str)
    assert (person["actor"]["key"], person["rows"][0]["requests"]) == ("mia@example.com", 2)
    assert "Models of =1+1" in spendwatch("models", "--user", "mia@example.com").stdout
