"""Loads a mail's subject and draws the mail, with pictures, when it is sent."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from blocks.cycle import cycle_charts
from blocks.elements import Chart
from blocks.escape import is_slack_user
from blocks.incident import incident_charts
from blocks.mail import (
    Mail,
    MailLook,
    budget_mail,
    cycle_mail,
    digest_mail,
    incident_mail,
    plans_mail,
    trouble_mail,
)
from bot.delivery.drawing import NoLongerHolds
from bot.delivery.messages import TroubleReport, load_notice, trouble_notice
from bot.spelling import UNCHANGED, Spelling
from tracker.reports.digest import load_digest
from tracker.reports.incident import load_incident, load_move
from tracker.reports.types import BudgetNotice, CycleReport, IncidentReport, IncidentState, PlansNotice
from tracker.store.engine import Store
from tracker.store.outbox import OutboxItem
from tracker.store.outbox_rows import OutboxKind, mail_key

log = logging.getLogger(__name__)

Names = Callable[[Collection[str]], Mapping[str, str]]


def no_names(_user_ids: Collection[str]) -> Mapping[str, str]:
    """A lookup that knows no names."""
    return {}


@dataclass(frozen=True)
class DrawnMail:
    """A mail and its pictures: PNGs by the names that the mail uses."""

    mail: Mail
    pictures: Mapping[str, bytes]


class MailMaker:
    """Turns outbox rows into mails, always from the newest state.

    `names` returns names by Slack user id; `spelling` adds the prefix to commands.
    """

    def __init__(self, store: Store, *, names: Names = no_names, spelling: Spelling = UNCHANGED) -> None:
        self._store = store
        self._names = names
        self._spelling = spelling

    def draw(self, item: OutboxItem, *, link: str | None, now: datetime) -> DrawnMail:
        """The mail of a claimed row; raises NoLongerHolds if there is nothing left to report."""
        drawn = self._draw(item, link, now)
        mail, spelled = drawn.mail, self._spelling.text
        return replace(drawn, mail=replace(mail, html=spelled(mail.html), text=spelled(mail.text)))

    def _draw(self, item: OutboxItem, link: str | None, now: datetime) -> DrawnMail:
        match item.kind:
            case OutboxKind.INCIDENT:
                return self._incident(self._load_incident(item.about_id, now), link)
            case OutboxKind.DIGEST:
                with self._store.reading() as session:
                    digest = load_digest(session, item.about_id, now=now, page=1)
                return DrawnMail(digest_mail(digest, MailLook(link=link)), {})
            case OutboxKind.THREAD_LINE:
                return self._move(item.about_id, link, now)
            case OutboxKind.WORSE:
                return self._worse(self._load_incident(item.about_id, now), link)
            case OutboxKind.NOTICE:
                return self._notice(item, link, now)

    def _load_incident(self, incident_id: int, now: datetime) -> IncidentReport:
        with self._store.reading() as session:
            return load_incident(session, incident_id, now=now)

    def _incident(self, incident: IncidentReport, link: str | None, *, is_worse: bool = False) -> DrawnMail:
        pictures = _drawn(incident_charts(incident))
        acted = {by for by in (incident.acknowledged_by, incident.resolved_by) if by and is_slack_user(by)}
        look = MailLook(frozenset(pictures), link, self._names(acted) if acted else {})
        return DrawnMail(incident_mail(incident, look, is_worse=is_worse), pictures)

    def _move(self, move_id: int, link: str | None, now: datetime) -> DrawnMail:
        with self._store.reading() as session:
            incident_id, _ = load_move(session, move_id)
        return self._incident(self._load_incident(incident_id, now), link)

    def _worse(self, incident: IncidentReport, link: str | None) -> DrawnMail:
        if incident.state is IncidentState.RESOLVED:
            raise NoLongerHolds("the incident has been resolved")
        return self._incident(incident, link, is_worse=True)

    def _notice(self, item: OutboxItem, link: str | None, now: datetime) -> DrawnMail:
        with self._store.reading() as session:
            report = load_notice(session, item.key.removeprefix(mail_key("")), item.about, now=now)
        pictures = _drawn(cycle_charts(report)) if isinstance(report, CycleReport) else {}
        look = MailLook(frozenset(pictures), link)
        match report:
            case TroubleReport():
                return DrawnMail(trouble_mail(trouble_notice(report), look), pictures)
            case CycleReport():
                return DrawnMail(cycle_mail(report, look), pictures)
            case PlansNotice():
                return DrawnMail(plans_mail(report, look), pictures)
            case BudgetNotice():
                return DrawnMail(budget_mail(report, look), pictures)


def _drawn(charts: Collection[Chart]) -> dict[str, bytes]:
    """The charts as pictures; one that cannot be drawn is left out, as the mail is useful without it."""
    pictures = {}
    for chart in charts:
        try:
            pictures[chart.name] = chart.draw()
        except Exception:
            log.exception("chart not drawn name=%s, the mail goes without it", chart.name)
    return pictures
