"""How people change settings: all or nothing, without overwriting somebody else's change, and undoable."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from sqlmodel import Session

from tracker.changes import ChangeNotFound
from tracker.preferences import EVERY_SETTING, in_words
from tracker.reports.types import SettingChange, SettingsOutcome
from tracker.store.engine import Store
from tracker.store.settings import find_changes, find_changes_after, lock_settings, save_settings
from tracker.store.tables import AuditRow


class SettingsService:
    """Saves and undoes changes; every method is one transaction that also writes the trail."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def save(
        self, wanted: Mapping[str, str], *, opened_at: int | None = None, by: str, source: str, now: datetime
    ) -> SettingsOutcome:
        """Set everything in `wanted` (keys to texts), unless settings were changed after `opened_at`.

        `opened_at` is the id of the last change that a form knew of (`SettingsForm.opened_at`); None always saves.
        Raises UnknownSetting and SettingRefused.
        """
        with self._store.writing() as session:
            lock_settings(session)
            meanwhile = changes_after(session, opened_at) if opened_at is not None else ()
            if meanwhile:
                return SettingsOutcome(meanwhile=meanwhile)
            return _saved(save_settings(session, wanted, by=by, source=source, now=now))

    def undo(self, ids: Collection[int], *, by: str, source: str, now: datetime) -> SettingsOutcome:
        """Restore the values that a change replaced, unless any setting was changed after it.

        `ids` are those of the change's SettingsOutcome. Raises ChangeNotFound.
        """
        with self._store.writing() as session:
            lock_settings(session)
            made = find_changes(session, ids)
            if not made or len(made) != len(set(ids)) or any(row.about not in EVERY_SETTING for row in made):
                raise ChangeNotFound
            after = changes_after(session, max(ids))
            if after:
                return SettingsOutcome(meanwhile=after)
            before = {row.about: str(row.old_value) for row in made}
            return _saved(save_settings(session, before, by=by, source=source, now=now))


def _saved(rows: Iterable[AuditRow]) -> SettingsOutcome:
    kept = tuple(rows)
    return SettingsOutcome(changes=_described(kept), ids=tuple(row.id for row in kept if row.id is not None))


def changes_after(session: Session, last_id: int) -> tuple[SettingChange, ...]:
    """What was changed after the change with that id, oldest first."""
    return _described(find_changes_after(session, last_id))


def _described(rows: Iterable[AuditRow]) -> tuple[SettingChange, ...]:
    return tuple(
        describe_change(row.about, str(row.old_value), str(row.new_value), by=row.by, at=row.at)
        for row in rows
        if row.about in EVERY_SETTING
    )


def describe_change(key: str, old: str, new: str, *, by: str = "", at: datetime | None = None) -> SettingChange:
    """A change in words; both values are texts that the setting accepts."""
    return SettingChange(key, EVERY_SETTING[key].title, in_words(key, old), in_words(key, new), by, at)
