"""Ninety days of analytics for a generated team, and queries for the sections of the insights."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, text
from sqlmodel import Session

from tracker.clock import day_start, to_ms
from tracker.reports.service import ReportService
from tracker.reports.types import InsightsSection
from tracker.store.checkpoints import ANALYTICS, Reading
from tracker.store.tables import BackfillRow, ReadStateRow

DAYS = 90
TOOLS, COMMANDS, MODELS, REPOSITORIES = 40, 60, 8, 120

_TEAM_NAMES = """
    INSERT INTO feature_use_day (feature, day, name, server, uses, users)
    SELECT f.name, day, 'name-' || n.value, CASE WHEN f.name = 'mcp_tool' THEN 'server-' || n.value % 7 ELSE '' END,
           100 + (n.value * 37 + d.n) % 900, 10
    FROM (SELECT CAST(:feature AS TEXT) AS name) f, bench_day d, bench_number n WHERE n.value < :names"""
_MEMBER_NAMES = """
    INSERT INTO member_feature_use_day (actor_id, feature, day, name, server, uses)
    SELECT id, feature, day, 'name-' || number, CASE WHEN feature = 'mcp_tool' THEN 'server-' || number % 7 ELSE '' END,
           1 + (id + n) % 20
    FROM (SELECT a.id, d.day, d.n, CAST(:feature AS TEXT) AS feature, (a.id + d.n + k.value * 3) % :names AS number
          FROM actor a, bench_day d, bench_number k WHERE k.value < 2 AND (a.id * 7 + d.n * 13) % 10 < 6) used"""
_STATEMENTS = (
    """INSERT INTO team_activity_day (day, active_users, cli_users, cloud_agent_users, bugbot_users)
       SELECT day, 400 + n, 40, 60, 20 FROM bench_day""",
    """INSERT INTO edits_day (day, source, suggested, accepted, rejected, lines_suggested, lines_accepted,
           added_suggested, added_accepted, added_rejected, deleted_suggested, deleted_accepted, deleted_rejected)
       SELECT day, s.value, 900, 500, 100, 9000, 4000, 1, 1, 1, 1, 1, 1
       FROM bench_day, (SELECT 'agent' AS value UNION ALL SELECT 'tab') s""",
    """INSERT INTO member_edits_day (actor_id, day, source, suggested, accepted, rejected, lines_suggested,
           lines_accepted,
           added_suggested, added_accepted, added_rejected, deleted_suggested, deleted_accepted, deleted_rejected)
       SELECT a.id, d.day, s.value, 9, 5, 1, 90, 40, 1, 1, 1, 1, 1, 1
       FROM actor a, bench_day d, (SELECT 'agent' AS value UNION ALL SELECT 'tab') s
       WHERE (a.id * 7 + d.n * 13) % 10 < 6""",
    """INSERT INTO file_extension_day (day, extension, files, accepts, rejects, lines_suggested, lines_accepted,
                                       lines_rejected)
       SELECT day, 'ext' || ((n + e.value) % 9), 90, 9, 9, 900, 400 + n, 9
       FROM bench_day, bench_number e WHERE e.value < 5""",
    """INSERT INTO client_version_day (day, version, users, share_millionths)
       SELECT day, '3.' || v.value || '.1', 10, 50000
       FROM bench_day, bench_number v WHERE v.value < 16""",
    """INSERT INTO conversation_day (slice, day, label, conversations)
       SELECT s.value, day, 'label-' || l.value, 40
       FROM bench_day, bench_number l,
            (SELECT 'intents' AS value UNION ALL SELECT 'complexity' UNION ALL SELECT 'categories') s
       WHERE l.value < 7""",
    """INSERT INTO ai_commit (commit_hash, actor_id, committed_ms, repository, branch, source, lines_added,
                              lines_deleted, tab_added, tab_deleted, agent_added, agent_deleted)
       SELECT a.id || 'c' || d.n, a.id, d.ms + a.id * 7919 % 86400000,
              'acme/repo-' || ((a.id + d.n) % 120), 'main', 'ide', 80, 12, 10, 0, 50, 8
       FROM bench_day d, actor a WHERE (a.id * 7 + d.n * 13) % 10 < 6""",
    """INSERT INTO repository_day (day, repository, commits, lines_added, lines_deleted, attributed_added,
           attributed_deleted)
       SELECT d.day, 'acme/repo-' || ((a.id + d.n) % 120), count(*), sum(80), sum(12), sum(60), sum(8)
       FROM bench_day d, actor a WHERE (a.id * 7 + d.n * 13) % 10 < 6 GROUP BY 1, 2""",
)
_FEATURES = (("mcp_tool", TOOLS), ("command", COMMANDS), ("model", MODELS))
_TEAM_FEATURES = (*_FEATURES, ("plan_mode", MODELS), ("ask_mode", MODELS), ("skill", COMMANDS))


def fill_analytics(session: Session, last_day: date, *, now: datetime) -> None:
    """Make everyone busy on six days of ten: features, edits and a commit; mark each kind as read up to `now`."""
    connection = session.connection()
    days = [last_day - timedelta(days=back) for back in range(DAYS)]
    connection.execute(text("CREATE TEMP TABLE bench_day (n INTEGER, day DATE, ms BIGINT)"))
    connection.execute(text("CREATE TEMP TABLE bench_number (value INTEGER)"))
    for number, day in enumerate(days):
        values = {"n": number, "day": day.isoformat(), "ms": to_ms(day_start(day))}
        connection.execute(text("INSERT INTO bench_day VALUES (:n, :day, :ms)"), values)
        connection.execute(text("INSERT INTO bench_number VALUES (:n)"), values)
    for statement in _STATEMENTS:
        connection.execute(text(statement))
    _fill_features(connection)
    first_ms = to_ms(datetime.combine(days[-1], datetime.min.time(), UTC))
    for kind in (*ANALYTICS, Reading.DAILY_USAGE):
        session.merge(ReadStateRow(kind=kind, read_at=now))
        session.merge(BackfillRow(kind=kind, begun_ms=to_ms(now), next_end_ms=first_ms, is_done=True))


def _fill_features(connection: Connection) -> None:
    for feature, names in _TEAM_FEATURES:
        connection.execute(text(_TEAM_NAMES), {"feature": feature, "names": names})
    for feature, names in _FEATURES:
        connection.execute(text(_MEMBER_NAMES), {"feature": feature, "names": names})


def insights_questions(reports: ReportService, *, now: datetime) -> dict[str, Callable[[], object]]:
    """Every section over all ninety days, for the team and, where Cursor splits it by person, for a group."""

    def ask(section: InsightsSection, group: str | None = None) -> Callable[[], object]:
        return lambda: reports.insights(section=section, words="90d", group=group, named=100, now=now)

    by_person = ("models", "edits", "commands", "mcp", "repositories", "exhaustion")
    return {f"insights {section} 90d": ask(section) for section in InsightsSection} | {
        f"insights {section} 90d, a group": ask(InsightsSection(section), "Group 1") for section in by_person
    }
