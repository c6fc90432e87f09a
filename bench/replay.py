"""How long judging the last thirty days again with other settings takes."""

from functools import partial

from bench.generated_team import NOW, generated_team
from bench.measuring import line, measure, title
from tracker.reports.service import ReportService

SIZES, QUICK_SIZES = (1_000, 10_000), (65,)
WANTED = {"zscore_multiplier": "3", "spend_spike_multiplier": "4", "max_spend_cents_per_cycle": "50000"}


def main(*, quick: bool) -> None:
    """Print the times of the preview that an admin waits for."""
    title("replay: 30 days with the settings in force and with three others")
    for size in QUICK_SIZES if quick else SIZES:
        with generated_team(size) as store:
            reports = ReportService(store)
            p50, p95, _, runs = measure(partial(reports.replay, WANTED, now=NOW), 2 if quick else 10)
        line(f"{size:,} members, p50 / p95 ms of {runs} runs", f"{p50:.0f} / {p95:.0f}", "below 2,000 at 1,000")
