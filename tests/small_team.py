"""Five people who spend ten dollars a day each, and an hour in which somebody's agent runs wild."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sandbox.company.cycles import CycleTurn
from sandbox.company.kinds import USAGE_BASED
from sandbox.company.types import Member, TokenUsage, UsageEvent, to_ms
from sandbox.slack.server import Person

MANIFEST = Path(__file__).parents[1] / "manifest.yml"
DOLLAR = 100_000_000
PEOPLE = [
    Person("Mara Lind", "mara@example.com", is_admin=True, in_alert_channel=True),
    Person("Otto Lead", "otto@example.com", in_alert_channel=True),
    Person("Fay Finance", "fay@example.com", in_alert_channel=True),
    Person("Rudi Runaway", "rudi@example.com"),
    Person("Ines Quiet", "ines@example.com"),
]


def member(number: int, name: str, email: str) -> Member:
    """A seat."""
    return Member(id=f"user_{number:04}", number=number, email=email, name=name)


def an_event(email: str, at: datetime, dollars: float, *, model: str = "claude-4.5-sonnet") -> UsageEvent:
    """A billed request."""
    return UsageEvent(
        at_ms=to_ms(at),
        email=email,
        model=model,
        kind=USAGE_BASED,
        charged_microcents=round(dollars * DOLLAR),
        tokens=TokenUsage(1_000, 2_000, 0, 50_000),
    )


def quiet_history(emails: list[str], now: datetime, days: int = 12) -> Iterator[UsageEvent]:
    """Ten dollars a day each, in five requests."""
    for back in range(1, days + 1):
        midnight = datetime.combine((now - timedelta(days=back)).date(), time(), tzinfo=UTC)
        for email in emails:
            for request in range(5):
                yield an_event(email, midnight + timedelta(hours=9 + request), 2)


def wild_hour(email: str, now: datetime) -> Iterator[UsageEvent]:
    """Four hundred dollars on an expensive model, today or, just after midnight, as much of it as fits."""
    for minute in range(40):
        yield an_event(email, now - timedelta(seconds=minute + 1), 10, model="claude-4.6-opus-max")


def young_cycle(now: datetime) -> CycleTurn:
    """A cycle that holds the last two weeks and does not end soon, since its last days bring a message of their own."""
    return CycleTurn((now - timedelta(days=14)).day)
