"""Loads the subject of an outbox row and decides how to draw it, when it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from blocks.channel_notices import budget_notice, cycle_ends_notice, plans_notice
from blocks.cycle import cycle_charts
from blocks.digest import digest_charts, digest_message
from blocks.elements import Message
from blocks.incident import incident_charts, incident_message
from blocks.incident_thread import thread_line
from blocks.reconciliation import agreement_message, difference_message
from blocks.report_query import ReportQuery
from blocks.trial import hello_message, trial_message
from blocks.trouble import channel_closed_message, channel_open_message, recovery_message, trouble_message
from bot.delivery.drawing import Drawing, NoLongerHolds
from bot.delivery.weekly import WeeklyMessages, rights_unknown
from tracker.alerting import Onboarding
from tracker.collect.trouble import (
    ALL_PARTS,
    ANALYTICS_PART,
    Trouble,
    closed_channel,
    is_of_old_figures,
    is_over,
    parts_of,
    reader_of,
    was_announced,
)
from tracker.notices.announce import load_past_notices, load_standing
from tracker.notices.due import Notice, NoticeKind, why_not
from tracker.notices.reports import load_budget_notice, load_plans_notice
from tracker.reports.cycle_report import load_cycle_report
from tracker.reports.digest import load_digest
from tracker.reports.incident import load_incident, load_move
from tracker.reports.status import READING_NAMES, load_status
from tracker.reports.trial import load_trial
from tracker.reports.types import BudgetNotice, CycleReport, PlansNotice, StatusReport
from tracker.store.checkpoints import Reading
from tracker.store.engine import Store
from tracker.store.outbox import OutboxItem
from tracker.store.outbox_rows import OutboxKind
from tracker.weekly.due import WEEKLY

FOR_ADMINS = (Trouble.DIFFERENCE, Trouble.DIFFERENCE_OVER, Trouble.CHANNEL, Trouble.CHANNEL_OVER)


@dataclass(frozen=True)
class TroubleReport:
    """The source of a notice of trouble: its key, and the status at the time of sending."""

    about: Trouble
    key: str
    status: StatusReport


NoticeReport = TroubleReport | CycleReport | PlansNotice | BudgetNotice


class MessageMaker:
    """Turns outbox rows into drawings, always from the newest state."""

    def __init__(
        self,
        store: Store,
        *,
        installer: Callable[[], str | None] = lambda: None,
        find_person: Callable[[str], str | None] = lambda _named: None,
        may_read_team: Callable[[str], bool] = rights_unknown,
    ) -> None:
        """`installer` returns the Slack id of the person to greet after an installation, if it is known.

        `find_person` returns the Slack id of an admin named in the settings, or None if Slack does not know them.
        `may_read_team` says whether a person may read team reports; it raises if that cannot be found out.
        """
        self._store = store
        self._installer = installer
        self._find_person = find_person
        self._weekly = WeeklyMessages(store, may_read_team=may_read_team)

    def destination(self, item: OutboxItem) -> str | None:
        """The channel or person that a row is for; None for the alert channel."""
        if item.about == WEEKLY:
            return self._weekly.destination(item.key)
        if item.about == Onboarding.HELLO:
            return self._installer()
        admin = reader_of(item.key) if item.about in FOR_ADMINS else None
        return self._find_person(admin) if admin else None

    def draw(self, item: OutboxItem, *, now: datetime) -> Drawing:
        """The drawing of a claimed row; raises NoLongerHolds for a notice that is no longer true."""
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

    def draw_alone(self, item: OutboxItem, *, now: datetime) -> Drawing:
        """A thread line drawn as a message of its own, for a thread whose root was deleted."""
        return self._draw_thread_line(item.about_id, now, is_alone=True)

    def _draw_thread_line(self, move_id: int, now: datetime, *, is_alone: bool = False) -> Drawing:
        with self._store.reading() as session:
            incident_id, move = load_move(session, move_id)
            incident = load_incident(session, incident_id, now=now)
        return _fixed(thread_line(move, incident, is_alone=is_alone))

    def _draw_notice(self, item: OutboxItem, now: datetime) -> Drawing:
        if item.about == Onboarding.HELLO:
            return Drawing(lambda _look: hello_message())
        with self._store.reading() as session:
            if item.about in set(Onboarding):
                return _draw_trial(session, item, now)
            report = load_notice(session, item.key, item.about, now=now)
        match report:
            case TroubleReport():
                return _fixed(trouble_notice(report))
            case CycleReport():
                return Drawing(lambda look: cycle_ends_notice(report, look), cycle_charts(report))
            case PlansNotice():
                return Drawing(lambda look: plans_notice(report, look))
            case BudgetNotice():
                return Drawing(lambda look: budget_notice(report, look))


def _draw_trial(session: Session, item: OutboxItem, now: datetime) -> Drawing:
    trial, is_reminder = load_trial(session, now=now), item.about == Onboarding.REMINDER
    if not trial.is_asking:
        raise NoLongerHolds("alerts are already on")
    return Drawing(lambda look: trial_message(trial, ReportQuery("trial"), look, again=is_reminder))


def load_notice(session: Session, key: str, about: str, *, now: datetime) -> NoticeReport:
    """The report behind a notice as of `now`; raises NoLongerHolds if there is nothing left to report."""
    if about in set(Trouble):
        return _load_trouble(session, key, Trouble(about), now=now)
    notice = Notice.parse(key, about)
    if reason := why_not(notice, load_standing(session, now=now), load_past_notices(session)):
        raise NoLongerHolds(reason)
    match notice.kind:
        case NoticeKind.CYCLE_SUMMARY:
            return load_cycle_report(session, "cycle", now=now)
        case NoticeKind.PLAN_EXHAUSTION:
            return load_plans_notice(session, notice, now=now)
        case NoticeKind.TEAM_BUDGET:
            return load_budget_notice(session, notice, now=now)


def _load_trouble(session: Session, key: str, about: Trouble, *, now: datetime) -> TroubleReport:
    if about in (Trouble.COLLECTION, Trouble.DIFFERENCE, Trouble.CHANNEL):
        if is_over(session, key):
            raise NoLongerHolds("it is already over")
    elif not was_announced(session, key):
        raise NoLongerHolds("the trouble was never reported, so its end is not either")
    return TroubleReport(about, key, load_status(session, now=now))


def trouble_notice(report: TroubleReport) -> Message:
    """The message of a notice of trouble; raises NoLongerHolds if the comparison it is about no longer exists."""
    found = report.status.reconciliation
    match report.about:
        case Trouble.COLLECTION:
            return trouble_message(report.status, is_of_old_figures=is_of_old_figures(report.key))
        case Trouble.COLLECTION_OVER:
            return recovery_message(report.status, parts=_names_of_parts(report.key))
        case Trouble.CHANNEL:
            return channel_closed_message(*closed_channel(report.key))
        case Trouble.CHANNEL_OVER:
            return channel_open_message()
        case _ if found is None:
            raise NoLongerHolds("there is nothing to compare")
        case Trouble.DIFFERENCE:
            return difference_message(found)
        case Trouble.DIFFERENCE_OVER:
            return agreement_message(found)


def _names_of_parts(key: str) -> list[str]:
    """The parts that a notice reports as not read; empty if it was everything, or nothing in particular."""
    parts = parts_of(key)
    if is_of_old_figures(key) or parts == ALL_PARTS:
        return []
    return [part if part == ANALYTICS_PART else READING_NAMES[Reading(part)] for part in sorted(parts)]


def _fixed(message: Message) -> Drawing:
    return Drawing(lambda _look: message)
