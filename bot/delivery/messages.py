"""Loads what an outbox row is about and says how to draw it, at the moment it is sent."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from blocks.channel_notices import budget_notice, cycle_ends_notice, plans_notice
from blocks.cycle import cycle_charts
from blocks.digest import digest_charts, digest_message
from blocks.elements import Message
from blocks.incident import incident_charts, incident_message
from blocks.incident_thread import thread_line
from blocks.report_query import ReportQuery
from blocks.trial import hello_message, trial_message
from blocks.trouble import trouble_message
from bot.delivery.drawing import Drawing, NoLongerHolds
from bot.delivery.weekly import WeeklyMessages, nobody_can_say
from tracker.alerting import Onboarding
from tracker.collect.trouble import COLLECTION_TROUBLE
from tracker.notices.announce import load_standing, load_told
from tracker.notices.due import Notice, NoticeKind, why_not
from tracker.reports.cycle_report import load_cycle_report
from tracker.reports.digest import load_digest
from tracker.reports.incident import load_incident, load_move
from tracker.reports.notices import load_budget_notice, load_plans_notice
from tracker.reports.status import load_status
from tracker.reports.trial import load_trial
from tracker.reports.types import BudgetNotice, CycleReport, PlansNotice, StatusReport
from tracker.store.engine import Store
from tracker.store.outbox import OutboxItem, OutboxKind
from tracker.weekly.due import WEEKLY

NoticeReport = StatusReport | CycleReport | PlansNotice | BudgetNotice


class MessageMaker:
    """Turns outbox rows into drawings, always from the newest state."""

    def __init__(
        self,
        store: Store,
        *,
        installer: Callable[[], str | None] = lambda: None,
        may_read_team: Callable[[str], bool] = nobody_can_say,
    ) -> None:
        """`installer` gives the id of whoever installed this, where that can be known; they are greeted.

        `may_read_team` says whether a person may read team reports now; it raises where nobody can say.
        """
        self._store = store
        self._installer = installer
        self._weekly = WeeklyMessages(store, may_read_team=may_read_team)

    def destination(self, item: OutboxItem) -> str | None:
        """The channel or person that a message is for; None for the alert channel."""
        if item.about == Onboarding.HELLO:
            return self._installer()
        return self._weekly.destination(item.key) if item.about == WEEKLY else None

    def draw(self, item: OutboxItem, *, now: datetime) -> Drawing:
        """The drawing of a claimed row; raises NoLongerHolds for a notice that there is nothing to tell of any more."""
        drawings: dict[OutboxKind, Callable[[], Drawing]] = {
            OutboxKind.INCIDENT: lambda: self.draw_root(OutboxKind.INCIDENT, item.about_id, now=now),
            OutboxKind.DIGEST: lambda: self.draw_root(OutboxKind.DIGEST, item.about_id, now=now),
            OutboxKind.THREAD_LINE: lambda: self._draw_thread_line(item.about_id, now),
            OutboxKind.NOTICE: lambda: (
                self._weekly.draw(item.key, now=now) if item.about == WEEKLY else self._draw_notice(item, now)
            ),
        }
        return drawings[item.kind]()

    def draw_root(self, kind: OutboxKind, about_id: int, *, now: datetime) -> Drawing:
        """The drawing of an incident's or a digest's root message."""
        with self._store.reading() as session:
            if kind is OutboxKind.DIGEST:
                digest = load_digest(session, about_id, now=now)
                return Drawing(lambda look: digest_message(digest, look), digest_charts(digest), digest.version)
            incident = load_incident(session, about_id, now=now)
        return Drawing(lambda look: incident_message(incident, look), incident_charts(incident), incident.version)

    def _draw_thread_line(self, move_id: int, now: datetime) -> Drawing:
        with self._store.reading() as session:
            incident_id, move = load_move(session, move_id)
            incident = load_incident(session, incident_id, now=now)
        return _fixed(thread_line(move, incident))

    def _draw_notice(self, item: OutboxItem, now: datetime) -> Drawing:
        if item.about == Onboarding.HELLO:
            return Drawing(lambda _look: hello_message())
        with self._store.reading() as session:
            if item.about in set(Onboarding):
                return _draw_trial(session, item, now)
            told = load_notice(session, item.key, item.about, now=now)
        match told:
            case StatusReport():
                return _fixed(trouble_message(told))
            case CycleReport():
                return Drawing(lambda look: cycle_ends_notice(told, look), cycle_charts(told))
            case PlansNotice():
                return Drawing(lambda look: plans_notice(told, look))
            case BudgetNotice():
                return Drawing(lambda look: budget_notice(told, look))


def _draw_trial(session: Session, item: OutboxItem, now: datetime) -> Drawing:
    trial, is_reminder = load_trial(session, now=now), item.about == Onboarding.REMINDER
    if not trial.is_asking:
        raise NoLongerHolds("alerts are on already")
    return Drawing(lambda look: trial_message(trial, ReportQuery("trial"), look, again=is_reminder))


def load_notice(session: Session, key: str, about: str, *, now: datetime) -> NoticeReport:
    """What a notice tells as of `now`; raises NoLongerHolds where there is nothing to tell of any more."""
    if about == COLLECTION_TROUBLE:
        return load_status(session, now=now)
    notice = Notice.parse(key, about)
    if reason := why_not(notice, load_standing(session, now=now), load_told(session)):
        raise NoLongerHolds(reason)
    match notice.kind:
        case NoticeKind.CYCLE_SUMMARY:
            return load_cycle_report(session, "cycle", now=now)
        case NoticeKind.PLAN_EXHAUSTION:
            return load_plans_notice(session, notice, now=now)
        case NoticeKind.TEAM_BUDGET:
            return load_budget_notice(session, notice, now=now)


def _fixed(message: Message) -> Drawing:
    return Drawing(lambda _look: message)
