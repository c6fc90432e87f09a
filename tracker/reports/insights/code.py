"""What becomes of the tool's suggestions: accepted edits, file extensions, and lines in repositories."""

from tracker.reports.insights.query import InsightsQuery
from tracker.reports.types.insights import (
    AcceptedEdits,
    CodeVolume,
    Edits,
    EditsDay,
    ExtensionUse,
    FileExtensions,
    RepositoryVolume,
)
from tracker.store.checkpoints import Reading
from tracker.store.queries_analytics import commits_by_repository, edits_by_day, extensions

REPOSITORIES = 20
AGENT_KINDS = frozenset({Reading.TEAM_AGENT_EDITS, Reading.MEMBER_AGENT_EDITS})
TAB_KINDS = frozenset({Reading.TEAM_TABS, Reading.MEMBER_TABS})


def load_edits(query: InsightsQuery) -> AcceptedEdits:
    """The agent's edits and tab completions."""
    agent, tab = (
        _edits(query, source) if query.kinds & kinds else None
        for source, kinds in (("agent", AGENT_KINDS), ("tab", TAB_KINDS))
    )
    return AcceptedEdits(agent, tab)


def _edits(query: InsightsQuery, source: str) -> Edits:
    found = edits_by_day(query.session, source, query.days, query.people)
    lines_by_day = {each.day: each.lines_accepted for each in found}
    return Edits(
        suggested=sum(each.suggested for each in found),
        accepted=sum(each.accepted for each in found),
        rejected=sum(each.rejected for each in found),
        lines_suggested=sum(each.lines_suggested for each in found),
        lines_accepted=sum(each.lines_accepted for each in found),
        days=tuple(EditsDay(day, lines_by_day.get(day, 0)) for day in query.days),
    )


def load_files(query: InsightsQuery) -> FileExtensions:
    """File extensions by accepted lines."""
    return FileExtensions(tuple(ExtensionUse(*each) for each in extensions(query.session, query.days)))


def load_repositories(query: InsightsQuery) -> CodeVolume:
    """Lines of commits by repository."""
    rows = [RepositoryVolume(*each) for each in commits_by_repository(query.session, query.days, query.people)]
    total = RepositoryVolume(
        repository="",
        commits=sum(row.commits for row in rows),
        lines_added=sum(row.lines_added for row in rows),
        lines_deleted=sum(row.lines_deleted for row in rows),
        attributed_added=sum(row.attributed_added for row in rows),
        attributed_deleted=sum(row.attributed_deleted for row in rows),
    )
    return CodeVolume(len(rows), total, tuple(rows[:REPOSITORIES]))
