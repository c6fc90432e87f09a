"""The audit trail in words: who did what, when and from where."""

from datetime import datetime

from sqlmodel import Session

from tracker.incident_lifecycle import Move
from tracker.preferences import EVERY_SETTING, in_words
from tracker.reports.paging import paging_of
from tracker.reports.types import AS_CURSOR_HAS_IT, AuditEntry, AuditReport, GroupChange, WeeklyAction
from tracker.store.alerting import SET_ALERTING, AlertingState
from tracker.store.disclosures import Disclosure
from tracker.store.outbox_rows import DEAD, DROPPED, WAITING
from tracker.store.outbox_upkeep import OUTBOX_CHANGED
from tracker.store.queries_audit import INCIDENT_MOVE, count_audit, list_audit
from tracker.store.settings import SET_SETTING

PAGE_SIZE = 20

_MOVES = {
    Move.OPENED: "opened",
    Move.ALERTED: "posted to the alert channel",
    Move.ANOMALY_JOINED: "joined by a further anomaly",
    Move.CLEARED: "cleared",
    Move.ACKNOWLEDGED: "acknowledged",
    Move.RESOLVED: "resolved",
}
_ROW_STATES = {DEAD: "given up", WAITING: "waits to be sent", DROPPED: "dropped"}
_ALERTING: dict[str | None, str] = {AlertingState.ASKING: "waiting for an answer to the trial", AlertingState.ON: "on"}


def load_audit(session: Session, *, page: int, page_size: int | None, now: datetime) -> AuditReport:
    """One page of the trail up to `now`, newest first; a page number that is too high gives the last one."""
    total = count_audit(session, now=now)
    paging = paging_of(total, page, page_size)
    rows = list_audit(session, now=now, offset=paging.start, limit=paging.length)
    return AuditReport(tuple(_entry(*tuple(row)) for row in rows), total, paging.page, paging.pages, as_of=now)


def _entry(
    at: datetime,
    by: str,
    source: str,
    action: str,
    about: str,
    old: str | None,
    new: str | None,
    incident_id: int | None,
) -> AuditEntry:
    if action == INCIDENT_MOVE:
        return AuditEntry(at, by, source, _move_words(about), incident_id=incident_id, new=new)
    if action == OUTBOX_CHANGED:
        before, after = (_ROW_STATES.get(state or "", state) for state in (old, new))
        return AuditEntry(at, by, source, f"message {about}", old=before, new=after)
    if action == SET_SETTING and about in EVERY_SETTING:
        title = EVERY_SETTING[about].title
        return AuditEntry(at, by, source, title, old=_words(about, old), new=_words(about, new), setting=about)
    if action == Disclosure.SHARED:
        return AuditEntry(at, by, source, f"{new} shared", channel=about)
    what, before, after = _decision_words(action, about, old, new)
    return AuditEntry(at, by, source, what, old=before, new=after, ends_in_place=action in set(WeeklyAction))


def _decision_words(action: str, about: str, old: str | None, new: str | None) -> tuple[str, str | None, str | None]:
    """What was done, and the values before and after; just the action if this version does not know it."""
    if action in set(WeeklyAction):
        return _weekly_words(WeeklyAction(action), about, old, new)
    if action in set(GroupChange):
        return _group_words(GroupChange(action), about, old, new)
    if action == Disclosure.DOWNLOADED:
        return f"{about} downloaded", None, new
    if action == SET_ALERTING:
        return "Alerts", _ALERTING.get(old), _ALERTING.get(new)
    return f"{action}: {about}", old, new


def _group_words(
    change: GroupChange, about: str, old: str | None, new: str | None
) -> tuple[str, str | None, str | None]:
    moved = f"people moved: {about}" if about == AS_CURSOR_HAS_IT else f"people moved to {about}"
    what = {
        GroupChange.CREATED: "billing group created",
        GroupChange.RENAMED: "billing group renamed",
        GroupChange.DELETED: "billing group deleted",
        GroupChange.MOVED: moved,
        GroupChange.IMPORTED: f"billing groups imported from {about}",
        GroupChange.UNDONE: "change of billing groups undone",
        GroupChange.EXPORTED: "billing groups exported as CSV",
    }[change]
    return what, old, about if change is GroupChange.DELETED else new


def _weekly_words(
    action: WeeklyAction, about: str, old: str | None, new: str | None
) -> tuple[str, str | None, str | None]:
    subscription_id, _, monday = about.partition(":")
    if action is WeeklyAction.SILENT:
        return f"weekly digest {subscription_id} for the week of {monday}", new, "little changed, so not sent"
    return f"weekly digest {subscription_id}", old, new or "stopped"


def _move_words(move: str) -> str:
    return _MOVES.get(Move(move), move) if move in set(Move) else move


def _words(key: str, text: str | None) -> str | None:
    return None if text is None else in_words(key, text)
