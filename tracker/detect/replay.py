"""What other settings would have found: past days judged one after the other, each as it ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.detect.detector import detect
from tracker.detect.types import Figures, Finding, FindingKey, Severity
from tracker.settings import Settings


@dataclass(frozen=True)
class OpenedIncident:
    """An incident that would have been opened: one subject's new findings at the end of a day, worst first."""

    day: date
    subject: str
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """The severity of the worst finding."""
        return self.findings[0].severity


def replay(history: Iterable[Figures], settings: Settings) -> tuple[OpenedIncident, ...]:
    """The incidents that detections at the end of each day would have opened, oldest first, worst first in a day.

    The first figures only establish what was known before; nothing found in them is reported, as a finding is new only
    once. Every incident is assumed to be resolved by the next day, so a later finding of the same subject opens another
    one.
    """
    known: set[FindingKey] = set()
    opened: list[OpenedIncident] = []
    for place, figures in enumerate(history):
        new: dict[str, list[Finding]] = {}
        for finding in detect(figures, settings).findings:
            if finding.severity is not Severity.INFO and finding.key not in known:
                known.add(finding.key)
                new.setdefault(finding.subject, []).append(finding)
        if place > 0:
            opened += [OpenedIncident(figures.days[-1], subject, tuple(found)) for subject, found in new.items()]
    return tuple(opened)
