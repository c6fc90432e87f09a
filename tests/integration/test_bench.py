"""The benchmarks run; judging speed is left to them."""

import re
import subprocess
import sys
from pathlib import Path

from tracker.reports.types import InsightsSection

ROOT = Path(__file__).parents[2]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)


def test_the_quick_measurement_of_ingest_prints_the_ratios_of_both_databases():
    done = bench("--quick", "--only", "ingest")
    assert done.returncode == 0, done.stderr
    for database in ("SQLite", "PostgreSQL"):
        ratio = rf"{database}: ratio to the bare insert, the collector +\d+\.\d\d +aim 0.5$"
        assert re.search(ratio, done.stdout, re.M)


def test_a_paced_collection_waits_and_asks_hardly_more_than_it_has_to():
    done = bench("--quick", "--only", "pacing")
    assert done.returncode == 0, done.stderr
    ratios = re.findall(r"^  2,500 members, (.+?) +[\d,]+ / [\d,]+ = (\d+\.\d\d)   aim", done.stdout, re.M)
    assert [which for which, _ in ratios] == [
        f"{run}: {what}" for run in ("first", "hourly") for what in ("s / floor", "requests / fewest")
    ]
    # On a clock of its own, the same on every machine; one endpoint after the other it would be 2.
    assert max(float(ratio) for _, ratio in ratios) < 1.4


def test_the_quick_measurement_of_detection_prints_its_ratio():
    done = bench("--quick", "--only", "detection")
    assert done.returncode == 0, done.stderr
    assert re.search(r"ratio to reading the same rows: a whole run +\d+\.\d\d +aim below 3$", done.stdout, re.M)


def test_the_quick_measurement_of_reports_tells_of_every_report_and_of_the_first_picture():
    done = bench("--quick", "--only", "reports")
    assert done.returncode == 0, done.stderr
    measured = re.findall(r"^(.+?) +65 +\d+ +\d+ +\d+\.\d +2$", done.stdout, re.M)
    reports = {name.split()[0].rstrip(",") for name in measured}
    assert reports >= {
        "overview",
        "topspenders",
        "models",
        "user",
        "incidents",
        "anomalies",
        "cycle",
        "groups",
        "status",
    }
    assert {f"insights {section} 90d" for section in InsightsSection} <= set(measured)
    assert {"overview in Slack, first picture", "overview in Slack, asked again"} <= set(measured)


def test_the_quick_measurement_of_imports_prints_the_time_of_the_preview():
    done = bench("--quick", "--only", "imports")
    assert done.returncode == 0, done.stderr
    assert re.search(r"65 rows: the preview, p50 / p95 ms of 2 runs +\d+ / \d+ +aim below 2,000$", done.stdout, re.M)


def test_a_measurement_nobody_knows_is_refused_with_the_names_of_those_that_there_are():
    refused = bench("--only", "everything")
    assert refused.returncode == 2
    assert "'ingest'" in refused.stderr


def test_the_quick_measurement_of_modals_opens_each_of_them():
    done = bench("--quick", "--only", "modals")
    assert done.returncode == 0, done.stderr
    opened = re.findall(r"^  (\w[\w ,]+?) +\d+ / \d+ \(\d+\) +aim below 300$", done.stdout, re.M)
    assert len(opened) == 7
