"""How people change thresholds: all or nothing, never over somebody else's change, and with a way back."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlmodel import Session

from tracker.reports.types import SettingChange, SettingsOutcome
from tracker.settings import SETTINGS
from tracker.store.engine import Store
from tracker.store.settings import (
    find_changes,
    find_changes_after,
    find_last_change,
    load_texts,
    lock_settings,
    save_settings,
)
from tracker.store.tables import AuditRow


class ChangeNotFound(LookupError):
    """There is no such change of settings to undo."""

    def __init__(self) -> None:
        super().__init__("I do not find that change any more, so nothing was undone. `/spendwatch audit` lists all.")


class SettingsService:
    """Saves and undoes; every method is one transaction that also writes the trail."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(
        self, wanted: Mapping[str, str], *, opened_with: Mapping[str, str], by: str, source: str, now: datetime
    ) -> SettingsOutcome:
        """Set every threshold of `wanted`, unless one is not as it was in `opened_with` any more.

        Both map keys to texts as `SettingSpec.parse` reads them. Raises UnknownSetting and SettingRefused.
        """
        with self._store.writing() as session:
            lock_settings(session)
            meanwhile = _changed_since(session, opened_with)
            if meanwhile:
                return SettingsOutcome(meanwhile=meanwhile)
            return _saved(save_settings(session, wanted, by=by, source=source, now=now))

    def undo(self, ids: Collection[int], *, by: str, source: str, now: datetime) -> SettingsOutcome:
        """Give every threshold that a change touched its value before it, unless settings were changed after it.

        `ids` are those of the change's SettingsOutcome. Raises ChangeNotFound.
        """
        with self._store.writing() as session:
            lock_settings(session)
            made = find_changes(session, ids)
            if not made or len(made) != len(set(ids)) or any(row.about not in SETTINGS for row in made):
                raise ChangeNotFound
            after = find_changes_after(session, max(ids))
            if after:
                return SettingsOutcome(meanwhile=_in_words(after))
            before = {row.about: str(row.old_value) for row in made}
            return _saved(save_settings(session, before, by=by, source=source, now=now))


def _saved(rows: Iterable[AuditRow]) -> SettingsOutcome:
    kept = tuple(rows)
    return SettingsOutcome(changes=_in_words(kept), ids=tuple(row.id for row in kept if row.id is not None))


def _changed_since(session: Session, opened_with: Mapping[str, str]) -> tuple[SettingChange, ...]:
    """What is no longer as a form was opened with, and who changed it last."""
    found = []
    for key, new in load_texts(session).items():
        old = opened_with.get(key)
        if old is not None and old != new:
            last = find_last_change(session, key)
            found.append(describe_change(key, old, new, by=last.by if last else "", at=last.at if last else None))
    return tuple(found)


def _in_words(rows: Iterable[AuditRow]) -> tuple[SettingChange, ...]:
    return tuple(
        describe_change(row.about, str(row.old_value), str(row.new_value), by=row.by, at=row.at)
        for row in rows
        if row.about in SETTINGS
    )


def describe_change(key: str, old: str, new: str, *, by: str = "", at: datetime | None = None) -> SettingChange:
    """A change of a threshold in words; both values are texts that it takes."""
    spec = SETTINGS[key]
    return SettingChange(key, spec.title, spec.describe(spec.parse(old)), spec.describe(spec.parse(new)), by, at)
