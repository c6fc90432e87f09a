"""What the benchmarks share: medians, percentiles, memory, and output lines."""

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time


def timed(work: Callable[[], object]) -> float:
    """The seconds that `work` takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that is at least as large as `percent` percent of the values."""
    if len(values) < 2:
        return values[0]
    return quantiles(values, n=100, method="inclusive")[percent - 1]


def memory_mb(which: str, pid: int | str = "self") -> float:
    """A process's current ("VmRSS") or peak ("VmHWM") resident memory; Linux only, see proc(5)."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.split(f"{which}:")[1].split()[0]) / 1024


def median_ratio(numerators: Sequence[float], denominators: Sequence[float]) -> float:
    """The median of the ratios of pairs measured right after each other.

    Other load on the machine slows both of a pair, so their ratio is stable.
    """
    return median(upper / lower for upper, lower in zip(numerators, denominators, strict=True))


def title(text: str) -> None:
    """Print a benchmark's title."""
    print(f"\n{text}", flush=True)


def line(what: str, value: str, aim: str = "") -> None:
    """Print one figure, with its target if there is one."""
    print(f"  {what:<62}{value:>18}{f'   aim {aim}' if aim else ''}", flush=True)


MAX_RUNS, MAX_SECONDS = 40, 8.0  # per report


def measure(ask: Callable[[], object], most_runs: int = MAX_RUNS) -> tuple[float, float, float, int]:
    """Median, 95th percentile and least CPU time in milliseconds, and the number of runs.

    There is one warm-up run. The least CPU time is hardly affected by other load on the machine.
    """
    ask()
    taken: list[float] = []
    worked: list[float] = []
    while len(taken) < 2 or (len(taken) < most_runs and sum(taken) < MAX_SECONDS * 1000):
        begun, at_work = perf_counter(), process_time()
        ask()
        taken.append((perf_counter() - begun) * 1000)
        worked.append((process_time() - at_work) * 1000)
    return percentile(taken, 50), percentile(taken, 95), min(worked), len(taken)
