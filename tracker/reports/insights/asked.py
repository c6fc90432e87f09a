"""What a section of the insights is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from tracker.store.checkpoints import Reading
from tracker.store.people import People
from tracker.store.windows import Window


@dataclass(frozen=True)
class Asked:
    """One section's question, within one read snapshot.

    `days` are the whole UTC days that are known of those asked about, `over` is the first that may still grow;
    `kinds` are the readings that Cursor gives. `window` is the range itself, for what is known to the
    instant. Of people listed by name, only the first `named` are read, all where it is None.
    """

    session: Session
    days: Sequence[date]
    over: date
    people: People
    kinds: frozenset[Reading]
    window: Window
    now: datetime
    named: int | None = None
