"""`python -m bench [--only NAME] [--quick]`: prints how fast the parts are; takes about 40 minutes."""

import argparse
from collections.abc import Callable

from bench import acknowledgement, charts, detection, idle, imports, ingest, modals, pacing, replay, reports


def _reports(*, quick: bool) -> None:
    print("\nreports without their charts (aim: p95 below 300 ms at 10,000 members)", flush=True)
    if quick:
        reports.main(reports.SIZES[:1], most_runs=2)
    else:
        reports.main(reports.SIZES)


BENCHES: dict[str, Callable[..., None]] = {
    "ingest": ingest.main,
    "pacing": pacing.main,
    "detection": detection.main,
    "reports": _reports,
    "replay": replay.main,
    "imports": imports.main,
    "modals": modals.main,
    "charts": charts.main,
    "acknowledgement": acknowledgement.main,
    "idle": idle.main,
}


def main() -> None:
    """Run the requested benchmarks one after the other."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=BENCHES, help="this one alone")
    parser.add_argument("--quick", action="store_true", help="small teams and few repetitions, to see that it runs")
    options = parser.parse_args()
    for name, bench in BENCHES.items():
        if options.only in (None, name):
            bench(quick=options.quick)


if __name__ == "__main__":
    main()
