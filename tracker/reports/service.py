"""The single entry point to reports for the bot and the command line: words and names in, frozen reports out."""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from tracker.notices.reports import load_notices
from tracker.reports.actors import find_actor, load_actor, search_actors
from tracker.reports.anomalies import PAGE_SIZE as ANOMALIES_PER_PAGE
from tracker.reports.anomalies import AnomalyQuery, load_anomalies
from tracker.reports.audit import PAGE_SIZE as AUDIT_LINES_PER_PAGE
from tracker.reports.audit import load_audit
from tracker.reports.cycle_report import load_cycle_members, load_cycle_report, words_of_cycle
from tracker.reports.default_ranges import DEFAULT_RANGES
from tracker.reports.digest import load_digest
from tracker.reports.group_import import load_import
from tracker.reports.group_options import describe_people, search_groups, search_people
from tracker.reports.group_page import load_group
from tracker.reports.groups_report import load_groups
from tracker.reports.incident import load_incident
from tracker.reports.incidents import PAGE_SIZE as INCIDENTS_PER_PAGE
from tracker.reports.incidents import Which, load_incidents
from tracker.reports.insights.report import load_insights
from tracker.reports.model_efficiency import load_efficiency
from tracker.reports.model_person import load_person_models
from tracker.reports.model_what_if import PAGE_SIZE as WHAT_IF_PAGE
from tracker.reports.model_what_if import load_what_if
from tracker.reports.models import load_models
from tracker.reports.overview import load_overview
from tracker.reports.replay import REPLAYED_DAYS, load_replay
from tracker.reports.scope import current_cycle, find_group, group_names, resolve_range
from tracker.reports.settings_report import load_settings_form, load_settings_preview, load_settings_report
from tracker.reports.status import load_status
from tracker.reports.topspenders import PAGE_SIZE, load_topspenders
from tracker.reports.trial import load_trial
from tracker.reports.types import (
    Actor,
    AnomaliesReport,
    AuditReport,
    Badge,
    CycleMembersReport,
    CycleReport,
    DigestReport,
    EfficiencyReport,
    GroupOption,
    GroupReport,
    GroupsReport,
    ImportReport,
    IncidentReport,
    IncidentsReport,
    InsightsReport,
    InsightsSection,
    ModelsReport,
    NoticesReport,
    OverviewReport,
    PersonModelsReport,
    PersonOption,
    ReplayReport,
    SettingsForm,
    SettingsPreview,
    SettingsReport,
    SpenderSort,
    StatusReport,
    TopSpendersReport,
    TrialReport,
    UserPart,
    UserReport,
    UserSection,
    WeeklyReport,
    WhatIfReport,
)
from tracker.reports.user import load_user
from tracker.reports.user_parts import load_user_part
from tracker.reports.weekly import load_weekly
from tracker.store.engine import Store
from tracker.store.queries_actors import list_actors, list_groups_ever
from tracker.store.stamp import data_stamp

NOTHING: Mapping[str, str] = MappingProxyType({})


class ReportService:
    """Loads reports, each from one read snapshot.

    `words` are range words; methods that take them raise RangeRefused, those that take a group raise GroupNotFound.
    Nothing at or after `now` counts.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def overview(
        self,
        *,
        words: str = DEFAULT_RANGES["overview"],
        group: str | None = None,
        now: datetime,
        main_models_for: int | None = None,
    ) -> OverviewReport:
        """What is spent and by whom: the first `main_models_for` members with usage, None for all."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            return load_overview(session, range=window, now=now, group=group, main_models_for=main_models_for)

    def topspenders(
        self,
        *,
        words: str = DEFAULT_RANGES["topspenders"],
        group: str | None = None,
        sort: SpenderSort = SpenderSort.SPEND,
        badge: Badge | None = None,
        search: str | None = None,
        page: int = 1,
        limit: int | None = None,
        page_size: int | None = PAGE_SIZE,
        now: datetime,
    ) -> TopSpendersReport:
        """One page of the members' table; `page_size` None puts everyone on it."""
        with self._store.reading() as session:
            return load_topspenders(
                session,
                range=resolve_range(session, words, now=now),
                now=now,
                group=group,
                sort=sort,
                badge=badge,
                search=search,
                page=page,
                limit=limit,
                page_size=page_size,
            )

    def models(self, *, words: str = DEFAULT_RANGES["models"], group: str | None = None, now: datetime) -> ModelsReport:
        """What each model costs, and what a cheaper one would have cost."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            return load_models(session, range=window, now=now, group=group)

    def model_efficiency(
        self, *, words: str = DEFAULT_RANGES["models"], group: str | None = None, now: datetime
    ) -> EfficiencyReport:
        """How much of what each model writes is kept."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            return load_efficiency(session, range=window, now=now, group=group)

    def model_what_if(
        self,
        *,
        words: str = DEFAULT_RANGES["models"],
        group: str | None = None,
        by_group: bool = False,
        page: int = 1,
        page_size: int | None = WHAT_IF_PAGE,
        now: datetime,
    ) -> WhatIfReport:
        """What each member's or group's requests would have cost on a cheaper model; `page_size` None: all of them."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            return load_what_if(
                session, range=window, now=now, group=group, by_group=by_group, page=page, page_size=page_size
            )

    def models_in_full(
        self, *, words: str = DEFAULT_RANGES["models"], group: str | None = None, now: datetime
    ) -> tuple[ModelsReport, Mapping[str, EfficiencyReport | WhatIfReport]]:
        """The models with all rows of their other sections, from one snapshot; group rows always cover everyone."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            report = load_models(session, range=window, now=now, group=group)
            parts: dict[str, EfficiencyReport | WhatIfReport] = {
                "efficiency": load_efficiency(session, range=window, now=now, group=group),
                "what_if_by_member": load_what_if(session, range=window, now=now, group=group, page_size=None),
                "what_if_by_group": load_what_if(session, range=window, now=now, by_group=True, page_size=None),
            }
            return report, parts

    def person_models(
        self, text_or_key: str, *, words: str = DEFAULT_RANGES["models"], now: datetime, with_team: bool = True
    ) -> PersonModelsReport:
        """One actor's models compared with the team's medians. Raises ActorNotFound or ActorAmbiguous."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            actor = find_actor(session, text_or_key)
            return load_person_models(session, actor, range=window, now=now, with_team=with_team)

    def insights(
        self,
        *,
        section: InsightsSection = InsightsSection.OVERVIEW,
        words: str = DEFAULT_RANGES["insights"],
        group: str | None = None,
        named: int | None = None,
        now: datetime,
    ) -> InsightsReport:
        """How the team works with the tool: one section, or all for the overview; lists the first `named` people."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            return load_insights(session, range=window, now=now, group=group, section=section, named=named)

    def user(
        self, text_or_key: str, *, words: str = DEFAULT_RANGES["user"], now: datetime, with_team: bool = True
    ) -> UserReport:
        """The report on one actor, by key, e-mail or name. Raises ActorNotFound or ActorAmbiguous."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            actor = find_actor(session, text_or_key)
            return load_user(session, actor, range=window, now=now, with_team=with_team)

    def user_part(
        self,
        text_or_key: str,
        section: UserSection,
        *,
        words: str = DEFAULT_RANGES["user"],
        now: datetime,
        with_team: bool = True,
    ) -> UserPart:
        """A section of one actor's report other than the overview, which is `user`. Raises the same."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            actor = find_actor(session, text_or_key)
            return load_user_part(session, actor, section, range=window, now=now, with_team=with_team)

    def user_in_full(
        self, text_or_key: str, *, words: str = DEFAULT_RANGES["user"], now: datetime
    ) -> tuple[UserReport, Mapping[UserSection, UserPart]]:
        """One actor's report with every section, from one snapshot. Raises the same."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            actor = find_actor(session, text_or_key)
            parts: dict[UserSection, UserPart] = {
                section: load_user_part(session, actor, section, range=window, now=now)
                for section in UserSection
                if section is not UserSection.OVERVIEW
            }
            return load_user(session, actor, range=window, now=now), parts

    def cycle(
        self, *, words: str = DEFAULT_RANGES["cycle"], exhausted_named: int | None = None, now: datetime
    ) -> CycleReport:
        """A billing cycle for finance; `words` are `cycle` or `last cycle`.

        Of those who used up their plan, the first `exhausted_named` are named, None for all.
        """
        with self._store.reading() as session:
            return load_cycle_report(session, words, now=now, exhausted_named=exhausted_named)

    def words_of_cycle(self, began: date, *, now: datetime) -> str:
        """The range words of the cycle that began on a UTC day. Raises RangeRefused if it is not among the last two."""
        with self._store.reading() as session:
            return words_of_cycle(session, began, now=now)

    def cycle_members(self, *, words: str = DEFAULT_RANGES["cycle"], now: datetime) -> CycleMembersReport:
        """Everyone's line of the same cycle, for the CSV."""
        with self._store.reading() as session:
            return load_cycle_members(session, words, now=now)

    def settings(self, *, environment: Mapping[str, str] = NOTHING, now: datetime) -> SettingsReport:
        """The settings in force; `environment` holds, by key, the values that apply while nothing is set."""
        with self._store.reading() as session:
            return load_settings_report(session, environment, now=now)

    def settings_form(self, environment: Mapping[str, str] = NOTHING) -> SettingsForm:
        """Every setting for a form; `environment` holds, by key, the values that apply while nothing is set."""
        with self._store.reading() as session:
            return load_settings_form(session, environment)

    def settings_preview(self, wanted: Mapping[str, str], *, opened_at: int, now: datetime) -> SettingsPreview:
        """What saving would change and would have meant. Raises UnknownSetting and SettingRefused."""
        with self._store.reading() as session:
            return load_settings_preview(session, wanted, opened_at=opened_at, now=now)

    def replay(self, wanted: Mapping[str, str], *, days: int = REPLAYED_DAYS, now: datetime) -> ReplayReport:
        """What other values of settings would have meant. Raises UnknownSetting and SettingRefused."""
        with self._store.reading() as session:
            return load_replay(session, wanted, days=days, now=now)

    def trial(self, now: datetime) -> TrialReport:
        """What the last two weeks would have alerted, and whether alerts wait for approval."""
        with self._store.reading() as session:
            return load_trial(session, now=now)

    def audit(self, *, page: int = 1, page_size: int | None = AUDIT_LINES_PER_PAGE, now: datetime) -> AuditReport:
        """Who changed what and handled which incident, newest first; without a `page_size` all on one page."""
        with self._store.reading() as session:
            return load_audit(session, page=page, page_size=page_size, now=now)

    def status(self, now: datetime) -> StatusReport:
        """Data age, failures, and what waits to be sent."""
        with self._store.reading() as session:
            return load_status(session, now=now)

    def notices(self, now: datetime) -> NoticesReport:
        """Which notices are due in the alert channel, and which were sent."""
        with self._store.reading() as session:
            return load_notices(session, now=now)

    def incident(self, incident_id: int, now: datetime) -> IncidentReport:
        """One incident. Raises IncidentNotFound."""
        with self._store.reading() as session:
            return load_incident(session, incident_id, now=now)

    def digest(self, digest_id: int, page: int | None = None, *, now: datetime) -> DigestReport:
        """One digest with a page of its list (None: the one shown last). Raises DigestNotFound."""
        with self._store.reading() as session:
            return load_digest(session, digest_id, page=page, now=now)

    def incidents(
        self,
        *,
        which: str = "open",
        by: str | Sequence[str] | None = None,
        words: str = DEFAULT_RANGES["incidents"],
        page: int = 1,
        page_size: int | None = INCIDENTS_PER_PAGE,
        now: datetime,
    ) -> IncidentsReport:
        """Incidents that are open, mine (`by`: the names of one person) or all, with the range's metrics.

        Without a `page_size` they are all on one page.
        """
        names = (by,) if isinstance(by, str) else tuple(by or ())
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            return load_incidents(
                session, which=_which(which), range=window, now=now, page=page, page_size=page_size, by=names
            )

    def anomalies(
        self,
        query: AnomalyQuery = AnomalyQuery(),  # noqa: B008 - frozen
        *,
        words: str = DEFAULT_RANGES["anomalies"],
        page: int = 1,
        page_size: int | None = ANOMALIES_PER_PAGE,
        now: datetime,
    ) -> AnomaliesReport:
        """The timeline of anomalies; all on one page without a `page_size`."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            return load_anomalies(session, query, range=window, now=now, page=page, page_size=page_size)

    def weekly(
        self,
        *,
        words: str = DEFAULT_RANGES["weekly"],
        group: str | None = None,
        named: int | None = None,
        now: datetime,
    ) -> WeeklyReport:
        """A whole week compared with the one before, naming the first `named` idle seats, None for all."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            return load_weekly(session, range=window, now=now, group=group, named=named)

    def group_import(self, import_id: int, *, page: int = 1, target: int | None = None, now: datetime) -> ImportReport:
        """An import of billing groups with one page of moves, of all or into one group. Raises ImportNotFound."""
        with self._store.reading() as session:
            return load_import(session, import_id, page=page, target=target, now=now)

    def groups_report(self, *, words: str = DEFAULT_RANGES["groups"], now: datetime) -> GroupsReport:
        """Billing groups side by side, and what belongs to none."""
        with self._store.reading() as session:
            window = resolve_range(session, words, now=now)
            return load_groups(session, range=window, now=now)

    def group_report(
        self, name: str, *, words: str = DEFAULT_RANGES["groups"], page: int = 1, now: datetime
    ) -> GroupReport:
        """One page of a billing group's people."""
        with self._store.reading() as session:
            return load_group(session, name, range=resolve_range(session, words, now=now), now=now, page=page)

    def group_options(self, typed: str, limit: int = 100) -> tuple[GroupOption, ...]:
        """Groups for a menu: those whose name contains the typed text, those that begin with it first."""
        with self._store.reading() as session:
            return search_groups(session, typed, limit)

    def person_options(self, typed: str, *, now: datetime, limit: int = 100) -> tuple[PersonOption, ...]:
        """People for a menu that moves them, with their group; those that begin with the typed text first."""
        with self._store.reading() as session:
            return search_people(session, typed, limit, now=now)

    def person_option(self, key: str, *, now: datetime) -> tuple[PersonOption, ...]:
        """The same for one person; empty for an unknown key."""
        with self._store.reading() as session:
            return describe_people(session, [load_actor(session, key)], now=now)

    def cycle_start(self, now: datetime) -> datetime:
        """When the running billing cycle began; the calendar month until one has been read."""
        with self._store.reading() as session:
            return current_cycle(session, now).start

    def data_stamp(self) -> Hashable:
        """A value that stays the same as long as every report would, apart from its time."""
        with self._store.reading() as session:
            return data_stamp(session)

    def groups(self) -> tuple[str, ...]:
        """Names that a group filter accepts today; empty without billing groups."""
        with self._store.reading() as session:
            return group_names(session)

    def groups_ever(self) -> tuple[str, ...]:
        """The same, plus deleted groups that have a past."""
        with self._store.reading() as session:
            past = (group.name for group in list_groups_ever(session) if group.is_deleted)
            return tuple(dict.fromkeys((*group_names(session), *past)))

    def find_group(self, name: str) -> str:
        """A group's name as stored. Raises GroupNotFound."""
        with self._store.reading() as session:
            return find_group(session, name)

    def find_actor(self, text: str) -> Actor:
        """The one actor a text means. Raises ActorNotFound or ActorAmbiguous."""
        with self._store.reading() as session:
            return find_actor(session, text)

    def search_actors(self, query: str, limit: int = 100) -> tuple[Actor, ...]:
        """Actors for a menu, those that begin with the query first."""
        with self._store.reading() as session:
            return search_actors(session, query, limit)

    def actor_keys(self) -> tuple[str, ...]:
        """The key of every actor."""
        with self._store.reading() as session:
            return tuple(actor.key for actor in list_actors(session))


def _which(which: str) -> Which:
    match which:
        case "open" | "mine" | "all":
            return which
        case _:
            raise ValueError(f"expected open, mine or all, got {which!r}")
