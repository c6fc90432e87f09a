"""Turns a query into a page that can be posted: checks rights, loads the report, decides how to draw it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from blocks import model_sections as sections
from blocks.cycle import EXHAUSTED_NAMED
from blocks.drawings import drawing_of
from blocks.elements import Chart, Element, Summary
from blocks.group_page import MEMBERS
from blocks.notices import with_line_above
from blocks.overview import SECTIONS as OVERVIEW_SECTIONS
from blocks.references import resolve
from blocks.report_query import QueryRefused, ReportQuery
from blocks.weekly import IDLE_NAMED
from bot.access import Access, Right
from bot.delivery.asked import (
    NOT_FOUND,
    anomaly_query,
    badge_of,
    insights_section,
    spender_sort,
    user_section,
    with_cycle_range,
    with_offers,
)
from bot.delivery.send import Draw
from bot.requests import Asker
from bot.words import NoOwnEmail, WordsRefused
from tracker.reports.actors import ActorAmbiguous, ActorNotFound
from tracker.reports.scope import GroupNotFound
from tracker.reports.service import NOTHING, ReportService
from tracker.reports.types import UserSection

MADE_EARLIER = "This message comes from an earlier version of me. Type the command again for a fresh one."
NAMED = 100  # people that a message has room for
TABLE_ROWS = 10  # rows for which the main model is computed
WHICH = (None, "open", "mine", "all")


@dataclass(frozen=True)
class Page:
    """A report that can be posted, redrawn and shared; `query` loads it again."""

    query: ReportQuery
    summary: Summary
    draw: Draw
    charts: tuple[Chart, ...] = ()
    line_above: tuple[Element, ...] = ()

    def under(self, line_above: tuple[Element, ...]) -> Self:
        """The same page below a line that says what it answers."""
        if not line_above:
            return self
        return replace(self, draw=lambda look: with_line_above(line_above, self.draw(look)), line_above=line_above)


def _page(report: object, query: ReportQuery, **also: object) -> Page:
    """A page of a report; `also` holds further keyword arguments for drawing its message."""
    drawing = drawing_of(report)
    return Page(
        query,
        drawing.summary(report),
        lambda look: drawing.message(report, query, look, **also),
        drawing.charts(report, query),
    )


class PageMaker:
    """Builds pages for people who may see them."""

    def __init__(
        self,
        reports: ReportService,
        access: Access,
        *,
        permalink: Callable[[str], str | None] = lambda _ref: None,
        environment: Mapping[str, str] = NOTHING,
    ) -> None:
        """`permalink` returns the address of a message by the tracker's receipt, or None.

        `environment` returns the environment's values by setting key.
        """
        self._environment = environment
        self._reports = reports
        self._access = access
        self._permalink = permalink

    def make(self, query: ReportQuery, asker: Asker, *, now: datetime) -> Page:
        """Build the page; raises AccessRefused, what the report raises, and WordsRefused with suggestions."""
        makers: dict[str, Callable[[ReportQuery, Asker, datetime], Page]] = {
            "overview": self._overview,
            "topspenders": self._topspenders,
            "models": self._models,
            "user": self._user,
            "insights": self._insights,
            "incidents": self._incidents,
            "incident": self._incident,
            "anomalies": self._anomalies,
            "groups": self._groups,
            "import": self._import,
            "weekly": self._weekly,
            "cycle": self._cycle,
            "settings": self._settings,
            "status": self._status,
            "notices": self._notices,
            "audit": self._audit,
            "trial": self._trial,
        }
        if query.report not in makers:
            raise WordsRefused("I no longer know that report. `/spendwatch help` lists what I know.")
        try:
            return makers[query.report](query, asker, now)
        except QueryRefused as error:
            raise WordsRefused(MADE_EARLIER) from error
        except NOT_FOUND as refusal:
            if isinstance(refusal, ActorNotFound) and not self._access.has(asker.user_id, Right.READ_TEAM):
                raise ActorNotFound(refusal.text, ()) from refusal  # do not reveal other people's names
            raise with_offers(refusal, query, self._reports) from refusal

    def _overview(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        if query.section not in OVERVIEW_SECTIONS:
            raise QueryRefused(query.encode())
        query = self._for_team(query, asker)
        report = self._reports.overview(words=query.range_words, group=query.group, now=now, main_models_for=TABLE_ROWS)
        return _page(report, query)

    def _topspenders(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        query = self._for_team(query, asker)
        report = self._reports.topspenders(
            words=query.range_words,
            group=query.group,
            sort=spender_sort(query),
            badge=badge_of(query),
            search=query.search,
            page=query.page,
            limit=query.limit,
            now=now,
        )
        return _page(report, query)

    def _models(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        is_of_person = query.section == sections.PERSON or query.user is not None
        if is_of_person or self._names_a_person(query, asker):
            return self._person_models(query, asker, now)
        query = self._for_team(query, asker)
        match query.section:
            case None:
                report = self._reports.models(words=query.range_words, group=query.group, now=now)
                return _page(report, query)
            case sections.EFFICIENCY:
                return self._efficiency(query, now)
            case sections.WHAT_IF | sections.WHAT_IF_GROUPS:
                return self._what_if(query, now)
            case _:
                raise QueryRefused(query.encode())

    def _efficiency(self, query: ReportQuery, now: datetime) -> Page:
        report = self._reports.model_efficiency(words=query.range_words, group=query.group, now=now)
        return _page(report, query)

    def _what_if(self, query: ReportQuery, now: datetime) -> Page:
        report = self._reports.model_what_if(
            words=query.range_words,
            group=query.group,
            by_group=query.section == sections.WHAT_IF_GROUPS,
            page=query.page,
            now=now,
        )
        return _page(report, query)

    def _person_models(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        asked = query.user if query.user is not None else query.group
        key, reads_team = self._whose(asked, asker)
        report = self._reports.person_models(key, words=query.range_words, now=now, with_team=reads_team)
        query = replace(query, user=report.actor.key, group=None, section=sections.PERSON)
        return _page(report, query)

    def _names_a_person(self, query: ReportQuery, asker: Asker) -> bool:
        """Whether the query's group is really a person's name or e-mail, and not a group's.

        People who may not read team reports learn nothing about other people's names.
        """
        text = query.group
        if text is None or resolve(text, self._reports.groups()) is None:
            return False
        if not self._access.has(asker.user_id, Right.READ_TEAM):
            return self._means(text, self._access.person(asker.user_id).email)
        try:
            self._reports.find_group(text)
        except GroupNotFound:
            return self._is_known(text)
        return False

    def _is_known(self, text: str) -> bool:
        try:
            self._reports.find_actor(text)
        except ActorNotFound:
            return False
        except ActorAmbiguous:
            return True  # the report lists the candidates
        return True

    def _insights(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        query = self._for_team(query, asker)
        report = self._reports.insights(
            section=insights_section(query), words=query.range_words, group=query.group, named=NAMED, now=now
        )
        return _page(report, query)

    def _user(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        key, reads_team = self._whose(query.user, asker)
        section = user_section(query)
        if section is UserSection.OVERVIEW:
            report = self._reports.user(key, words=query.range_words, now=now, with_team=reads_team)
            query = replace(query, user=report.actor.key)
            return _page(report, query)
        part = self._reports.user_part(key, section, words=query.range_words, now=now, with_team=reads_team)
        query = replace(query, user=part.actor.key)
        return _page(part, query)

    def _incidents(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        self._access.require(asker.user_id, Right.READ_TEAM)
        if query.which not in WHICH:
            raise QueryRefused(query.encode())
        report = self._reports.incidents(
            which=query.which or "open", by=asker.user_id, words=query.range_words, page=query.page, now=now
        )
        return _page(report, query)

    def _incident(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        self._access.require(asker.user_id, Right.READ_TEAM)
        if query.incident is None:
            raise QueryRefused(query.encode())
        report = self._reports.incident(query.incident, now=now)
        alert_url = self._permalink(report.message_ref) if report.message_ref else None
        return _page(report, query, alert_url=alert_url)

    def _anomalies(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        if self._names_a_person(query, asker):
            key = self._key_of(query.group, None)
            query = replace(query, group=None, user=self._reports.find_actor(key).key)
        query = self._for_team(query, asker)
        if query.user is not None:
            query = replace(query, user=self._key_of(query.user, None))
        report = self._reports.anomalies(anomaly_query(query), words=query.range_words, page=query.page, now=now)
        return _page(report, query)

    def _groups(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        query = self._for_team(query, asker)
        can_change = self._access.has(asker.user_id, Right.CHANGE_SETTINGS)
        if query.section == MEMBERS and query.group is not None:
            return self._group(query, query.group, now, can_change=can_change)
        report = self._reports.groups_report(words=query.range_words, now=now)
        return _page(report, query, can_change=can_change)

    def _import(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        self._access.require(asker.user_id, Right.CHANGE_SETTINGS, to="import billing groups")
        if query.group_import is None:
            raise WordsRefused(MADE_EARLIER)
        report = self._reports.group_import(query.group_import, page=query.page, target=query.target, now=now)
        return _page(report, query)

    def _group(self, query: ReportQuery, name: str, now: datetime, *, can_change: bool) -> Page:
        report = self._reports.group_report(name, words=query.range_words, page=query.page, now=now)
        return _page(report, query, can_change=can_change)

    def _weekly(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        query = self._for_team(query, asker)
        report = self._reports.weekly(words=query.range_words, group=query.group, named=IDLE_NAMED, now=now)
        return _page(report, query)

    def _cycle(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        self._access.require(asker.user_id, Right.READ_TEAM)
        query = with_cycle_range(query, self._reports, now)
        report = self._reports.cycle(words=query.range_words, exhausted_named=EXHAUSTED_NAMED, now=now)
        return _page(report, query)

    def _settings(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        self._access.require(asker.user_id, Right.CHANGE_SETTINGS)
        report = self._reports.settings(environment=self._environment, now=now)
        return _page(report, query)

    def _audit(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        self._access.require(asker.user_id, Right.CHANGE_SETTINGS, to="read the audit trail")
        report = self._reports.audit(page=query.page, now=now)
        return _page(report, query)

    def _status(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        self._access.require(asker.user_id, Right.READ_TEAM)
        return _page(self._reports.status(now=now), query)

    def _trial(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        self._access.require(asker.user_id, Right.READ_TEAM)
        report = self._reports.trial(now=now)
        return _page(report, query)

    def _notices(self, query: ReportQuery, asker: Asker, now: datetime) -> Page:
        self._access.require(asker.user_id, Right.HANDLE_INCIDENTS, to="see its notices")
        report = self._reports.notices(now=now)
        return _page(report, query)

    def _for_team(self, query: ReportQuery, asker: Asker) -> ReportQuery:
        """Check the right, and resolve the query's group."""
        self._access.require(asker.user_id, Right.READ_TEAM)
        if query.group is None:
            return query
        name = resolve(query.group, self._reports.groups_ever())
        if name is None:
            raise WordsRefused("That group no longer exists. Choose another one, or none.")
        return replace(query, group=self._reports.find_group(name))

    def _whose(self, asked: str | None, asker: Asker) -> tuple[str, bool]:
        """The key of the person asked about, and whether the asker may read team reports; raises AccessRefused."""
        own_key = self._access.person(asker.user_id).email
        key = self._key_of(asked, own_key)
        reads_team = self._access.has(asker.user_id, Right.READ_TEAM)
        if not reads_team and not self._means(key, own_key):
            self._access.require(asker.user_id, Right.READ_TEAM)
        return key, reads_team

    def _means(self, text: str, own_key: str | None) -> bool:
        """Whether people ask about themselves; never reveals who else there is."""
        try:
            return text == own_key or self._reports.find_actor(text).key == own_key
        except (ActorNotFound, ActorAmbiguous):
            return False

    def _key_of(self, asked: str | None, own_key: str | None) -> str:
        if asked is None:
            if own_key is None:
                raise NoOwnEmail("Slack does not tell me your e-mail, so I cannot find your figures.")
            return own_key
        key = resolve(asked, self._reports.actor_keys())
        if key is None:
            raise ActorNotFound(asked, ())
        return key
