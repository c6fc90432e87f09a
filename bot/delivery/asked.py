"""Interprets the parts of a query, which may come from a message posted by an earlier version of the bot."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from blocks import model_sections
from blocks.report_query import QueryRefused, ReportQuery, searched
from bot.sections import nearest_section
from bot.words import Offer, WordsRefused
from tracker.quotes import quoted
from tracker.ranges import RangeRefused, is_range, nearest_completion, nearest_range
from tracker.reports.actors import SUGGESTIONS, ActorAmbiguous, ActorNotFound
from tracker.reports.anomalies import AnomalyQuery
from tracker.reports.scope import GroupNotFound
from tracker.reports.service import ReportService
from tracker.reports.types import BADGES, Actor, Badge, InsightsSection, Rule, Severity, SpenderSort, UserSection

NOT_FOUND = (GroupNotFound, ActorNotFound, ActorAmbiguous, RangeRefused)  # `with_offers` has suggestions for these
GROUPS_SHOWN = 5  # if nothing is similar to what was typed
SHORTEST_NAME = 3
OWN_INSTEAD = {"overview", "topspenders", "insights", "incidents", "anomalies", "groups", "weekly", "cycle"}
ANOMALY_STATES = {None: None, "all": None, "open": "open", "cleared": "cleared"}


def with_cycle_range(query: ReportQuery, reports: ReportService, now: datetime) -> ReportQuery:
    """The query with its range set to the cycle that it names by first day, however much later it is asked.

    Raises QueryRefused if that is not a day, RangeRefused for a cycle before the last one.
    """
    if query.cycle_start is None:
        return query
    try:
        began = date.fromisoformat(query.cycle_start)
    except ValueError as error:
        raise QueryRefused(query.encode()) from error
    return replace(query, cycle_start=None, range_words=reports.words_of_cycle(began, now=now))


def anomaly_query(query: ReportQuery) -> AnomalyQuery:
    """The filters of the timeline; raises QueryRefused."""
    try:
        return AnomalyQuery(
            severity=Severity(query.severity) if query.severity else None,
            rule=Rule(query.rule) if query.rule else None,
            state=ANOMALY_STATES[query.which],
            subject=query.user,
            group=query.group,
        )
    except (ValueError, KeyError) as error:
        raise QueryRefused(query.encode()) from error


def spender_sort(query: ReportQuery) -> SpenderSort:
    """What members are sorted by; raises QueryRefused."""
    try:
        return SpenderSort(query.sort or SpenderSort.SPEND)
    except ValueError as error:
        raise QueryRefused(query.encode()) from error


def user_section(query: ReportQuery) -> UserSection:
    """Which section of a person's report; raises QueryRefused."""
    try:
        return UserSection(query.section or UserSection.OVERVIEW)
    except ValueError as error:
        raise QueryRefused(query.encode()) from error


def badge_of(query: ReportQuery) -> Badge | None:
    """The badge that members are filtered by; raises QueryRefused."""
    if query.badge is None:
        return None
    found = next((badge for badge in BADGES if badge.value == query.badge), None)
    if found is None:
        raise QueryRefused(query.encode())
    return found


def insights_section(query: ReportQuery) -> InsightsSection:
    """Which section of the insights; raises QueryRefused."""
    try:
        return InsightsSection(query.section or InsightsSection.OVERVIEW)
    except ValueError as error:
        raise QueryRefused(query.encode()) from error


def own_report_query(query: ReportQuery) -> ReportQuery | None:
    """The report that replaces a team report for people without the right: their own over the same range."""
    if query.report == "models":
        return ReportQuery("models", query.range_words, section=model_sections.PERSON)
    return ReportQuery("user", query.range_words) if query.report in OWN_INSTEAD else None


def with_offers(
    refusal: GroupNotFound | ActorNotFound | ActorAmbiguous | RangeRefused,
    query: ReportQuery,
    reports: ReportService,
) -> WordsRefused:
    """The refusal with suggestions, each a button that leads to a report.

    Only for people who may know which groups and people exist.
    """
    match refusal:
        case GroupNotFound():
            return _unknown_group(refusal, query, reports)
        case ActorNotFound():
            return _unknown_person(refusal, query)
        case ActorAmbiguous():
            return WordsRefused(str(refusal), [_of_person(each, query) for each in refusal.candidates[:SUGGESTIONS]])
        case _:
            words = refusal.suggestion
            return WordsRefused(str(refusal), [Offer(words, replace(query, range_words=words))] if words else [])


def _unknown_group(refusal: GroupNotFound, query: ReportQuery, reports: ReportService) -> WordsRefused:
    """Suggestions for an unknown group: a person, or a misspelt or incomplete section or range."""
    words = refusal.name
    people = _people_like(words, reports)
    groups = [Offer(name, replace(query, group=name)) for name in refusal.suggestions]
    said = str(GroupNotFound(words, (*refusal.suggestions, *(each.display for each in people))))
    offers = [*groups, *(_of_person(each, query) for each in people)]
    section = nearest_section(words) if query.report == "insights" and query.section is None else None
    if section is not None:
        return WordsRefused(
            f"{said} If you meant a section: `{section}`.",
            [*offers, Offer(section.value, replace(query, group=None, section=section.value))],
        )
    nearest = words.lower() if is_range(words) else nearest_range(words) or nearest_completion(words, query.range_words)
    if nearest:
        over_range = Offer(nearest, replace(query, group=None, range_words=nearest))
        return WordsRefused(f"{said} If you meant a range: `{nearest}`.", [*offers, over_range])
    return WordsRefused(said, offers) if offers else _no_similar_name(said, query, reports.groups())


def _unknown_person(refusal: ActorNotFound, query: ReportQuery) -> WordsRefused:
    """Suggestions for an unknown person: the name may be a month, such as April."""
    people = [_of_person(each, query) for each in refusal.suggestions]
    if not is_range(refusal.text):
        return WordsRefused(str(refusal), people)
    words = refusal.text.lower()
    over_range = Offer(words, replace(query, user=None, group=None, range_words=words))
    return WordsRefused(f"{refusal} If you meant a range: `{words}`.", [*people, over_range])


def _no_similar_name(said: str, query: ReportQuery, names: Sequence[str]) -> WordsRefused:
    """The refusal of a word without similar names: some existing groups, and how ranges are written."""
    offers = [Offer(name, replace(query, group=name)) for name in names[:GROUPS_SHOWN]]
    ranges = " A range is written like `7d`, `last week`, `cycle` or `since 2026-11-01`."
    if not names:
        return WordsRefused(f"{said} There are no billing groups yet.{ranges}")
    more = len(names) - GROUPS_SHOWN
    listed = ", ".join(quoted(name) for name in names[:GROUPS_SHOWN]) + (f" and {more} more" * (more > 0))
    return WordsRefused(f"{said} The groups are {listed}.{ranges}", offers)


def _people_like(words: str, reports: ReportService) -> tuple[Actor, ...]:
    """People whose name matches or nearly matches a text; one or two letters match too many."""
    if len(words) < SHORTEST_NAME:
        return ()
    try:
        return (reports.find_actor(words),)
    except ActorNotFound as unknown:
        return unknown.suggestions
    except ActorAmbiguous as several:
        return several.candidates[:SUGGESTIONS]


def _of_person(actor: Actor, query: ReportQuery) -> Offer:
    """The report about a person over the same range."""
    match query.report:
        case "topspenders":
            return Offer(actor.display, searched(replace(query, group=None), actor.email or actor.name))
        case "user" | "models" | "anomalies":
            return Offer(actor.display, replace(query, group=None, user=actor.key))
        case _:
            return Offer(actor.display, ReportQuery("user", query.range_words, user=actor.key))
