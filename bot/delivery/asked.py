"""What the parts of a query mean: a query may come from a message that an earlier version of the bot made."""

from dataclasses import replace
from datetime import date, datetime

from blocks.report_query import QueryRefused, ReportQuery
from bot.sections import nearest_section
from tracker.ranges import nearest_completion, nearest_range
from tracker.reports.anomalies import AnomalyQuery
from tracker.reports.service import ReportService
from tracker.reports.types import BADGES, Badge, InsightsSection, Rule, Severity, SpenderSort, UserSection

ANOMALY_STATES = {None: None, "all": None, "open": "open", "cleared": "cleared"}


def that_cycle(query: ReportQuery, reports: ReportService, now: datetime) -> ReportQuery:
    """The query about the cycle that its section names by its first day, whatever cycle runs by now.

    Raises QueryRefused for a section that is no day, RangeRefused for a cycle before the last one.
    """
    if query.section is None:
        return query
    try:
        began = date.fromisoformat(query.section)
    except ValueError as error:
        raise QueryRefused(query.encode()) from error
    return replace(query, section=None, range_words=reports.words_of_cycle(began, now=now))


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


def with_nearest(refusal: str, words: str, query: ReportQuery) -> str:
    """A word that is no group may be a section or a range with a slip of the finger, or the rest of one: `lst week`."""
    section = nearest_section(words) if query.report == "insights" and query.section is None else None
    if section is not None:
        return f"{refusal} If you meant a section: `{section}`."
    nearest = nearest_range(words) or nearest_completion(words, query.range_words)
    return f"{refusal} If you meant a range: `{nearest}`." if nearest else refusal
