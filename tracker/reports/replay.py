"""Judges the last days again with other settings: which incidents would have been opened, and which not."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlmodel import Session

from tracker.clock import utc_day
from tracker.detect.replay import OpenedIncident, replay
from tracker.detect.sentences import message
from tracker.reports.actors import load_actors
from tracker.reports.types import Actor, ReplayedIncident, ReplayReport, SettingChange
from tracker.settings import SETTINGS
from tracker.store.history import load_history
from tracker.store.queries_spend import oldest_day
from tracker.store.settings import load_settings

REPLAYED_DAYS = 30


def load_replay(session: Session, wanted: Mapping[str, str], *, days: int, now: datetime) -> ReplayReport:
    """Judge the last `days` UTC days, including today, with the values in force and with those in `wanted`.

    Raises UnknownSetting and SettingRefused.
    """
    in_force = load_settings(session)
    other = in_force.with_values(wanted)
    history_days = max(in_force.history_days, other.history_days)
    history = load_history(session, now=now, days=days + 1, history_days=history_days)
    before = replay(history, in_force)
    after = replay(history, other) if other != in_force else before
    actors = load_actors(session, {each.subject for each in (*before, *after)})
    was, is_now = ({(each.day, each.subject) for each in incidents} for incidents in (before, after))
    return ReplayReport(
        as_of=now,
        days=days,
        first_day=utc_day(now) - timedelta(days=days - 1),
        known_from=oldest_day(session),
        changes=tuple(
            SettingChange(key, spec.title, spec.describe(getattr(in_force, key)), spec.describe(getattr(other, key)))
            for key, spec in SETTINGS.items()
            if getattr(in_force, key) != getattr(other, key)
        ),
        before=_in_words(before, actors),
        after=_in_words(after, actors),
        opened=_in_words((each for each in after if (each.day, each.subject) not in was), actors),
        no_longer=_in_words((each for each in before if (each.day, each.subject) not in is_now), actors),
    )


def _in_words(incidents: Iterable[OpenedIncident], actors: Mapping[str, Actor]) -> tuple[ReplayedIncident, ...]:
    return tuple(
        ReplayedIncident(
            day=each.day,
            subject=each.subject,
            severity=each.severity,
            rules=tuple(dict.fromkeys(finding.rule for finding in each.findings)),
            message=message(each.findings[0], actors[each.subject].display),
        )
        for each in incidents
    )
