"""The query that a section of the insights answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from tracker.store.checkpoints import Reading
from tracker.store.people import People
from tracker.store.windows import Window


@dataclass(frozen=True)
class InsightsQuery:
    """One section's query, within one read snapshot.

    `days` are the whole UTC days with data for the people in question, and `over` is the first that may still grow;
    `kinds` are the readings available from Cursor. `window` is the range itself, for figures exact to the instant. When
    people are listed by name, only the first `named` are read, all with None.
    """

    session: Session
    days: Sequence[date]
    over: date
    people: People
    kinds: frozenset[Reading]
    window: Window
    now: datetime
    named: int | None = None
