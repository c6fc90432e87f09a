"""Collects Cursor's analytics by day. Each metric is a row in a table below: what reads it and where it is kept.

Each metric has its own checkpoint, because a plan may include only some of them. The newest days are re-read regularly
because they still change. The history is read backwards once, as far as the endpoint's allowance goes without waiting;
later runs continue from there. An answer replaces everything stored for its days, together with its ETag.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from tracker.clock import ONE_DAY, day_start, from_ms, utc_day
from tracker.collect.backfill import begin_backfill
from tracker.collect.due import due_days
from tracker.collect.run import Run
from tracker.cursor import endpoints
from tracker.cursor.analytics import LONGEST_DAYS, USERS_ON_PAGE, AnalyticsAnswer, AnalyticsQuestion
from tracker.cursor.endpoints import Endpoint
from tracker.cursor.fields import Json, Parsed
from tracker.cursor.schemas.analytics import (
    ByUser,
    RowReader,
    parse_by_user,
    parse_conversations,
    parse_days,
    read_activity,
    read_agent_edits,
    read_client_version,
    read_file_extension,
    read_models,
    read_tabs,
    read_uses,
)
from tracker.store import analytics as store
from tracker.store.actors import count_members
from tracker.store.analytics import Kept, find_tag, replace_member_days, replace_team_days, save_tag
from tracker.store.checkpoints import Backfill, Reading, load_backfill, mark_read, save_backfill

TEAM_EVERY = timedelta(hours=6)
DAILY = timedelta(days=1)
TEAM_HISTORY_DAYS = 365
MEMBER_TRAILING_DAYS = 7
MEMBER_HISTORY_DAYS = 92  # the running cycle, the previous one and a month to compare, for reports on a person
MAX_ROWS_ON_PAGE = 60_000  # keeps each write transaction to about a second
ROWS_PER_USER_AND_DAY = 8  # most tools, commands or models that one person uses in a day


@dataclass(frozen=True)
class AnalyticsMetric:
    """One metric: its endpoint, how an answer is read, where it is kept and how often it is due.

    `trailing_days` are re-read every time; the history goes back `history_days`, or to the oldest event if that is
    later.
    """

    kind: Reading
    endpoint: Endpoint
    parse: Callable[[Json], Parsed[Any]]
    kept: Kept
    every: timedelta = TEAM_EVERY
    trailing_days: int = LONGEST_DAYS
    history_days: int = TEAM_HISTORY_DAYS
    is_by_user: bool = False


def _team(kind: Reading, endpoint: Endpoint, name: str, read: RowReader[Any], kept: Kept) -> AnalyticsMetric:
    return AnalyticsMetric(kind, endpoint, partial(parse_days, kind=name, read=read), kept)


def _by_user(kind: Reading, endpoint: Endpoint, name: str, read: RowReader[Any], kept: Kept) -> AnalyticsMetric:
    return AnalyticsMetric(
        kind,
        endpoint,
        partial(parse_by_user, kind=name, read=read),
        kept,
        every=DAILY,
        trailing_days=MEMBER_TRAILING_DAYS,
        history_days=MEMBER_HISTORY_DAYS,
        is_by_user=True,
    )


_MCP = read_uses("tool_name", "mcp_server_name")
_COMMAND = read_uses("command_name")
_MODEL = read_uses("model")
_SKILL = read_uses("skill_name")

METRICS: tuple[AnalyticsMetric, ...] = (
    _team(Reading.TEAM_DAU, endpoints.TEAM_DAU, "activity", read_activity, store.ACTIVITY),
    _team(Reading.TEAM_MODELS, endpoints.TEAM_MODELS, "model_use", read_models, store.MODELS),
    _team(Reading.TEAM_AGENT_EDITS, endpoints.TEAM_AGENT_EDITS, "agent_edits", read_agent_edits, store.AGENT_EDITS),
    _team(Reading.TEAM_TABS, endpoints.TEAM_TABS, "tabs", read_tabs, store.TABS),
    _team(Reading.TEAM_MCP, endpoints.TEAM_MCP, "mcp", _MCP, store.MCP_TOOLS),
    _team(Reading.TEAM_COMMANDS, endpoints.TEAM_COMMANDS, "commands", _COMMAND, store.COMMANDS),
    _team(Reading.TEAM_PLANS, endpoints.TEAM_PLANS, "plans", _MODEL, store.PLAN_MODE),
    _team(Reading.TEAM_ASK_MODE, endpoints.TEAM_ASK_MODE, "ask_mode", _MODEL, store.ASK_MODE),
    _team(Reading.TEAM_SKILLS, endpoints.TEAM_SKILLS, "skills", _SKILL, store.SKILLS),
    _team(
        Reading.TEAM_FILE_EXTENSIONS,
        endpoints.TEAM_FILE_EXTENSIONS,
        "file_extension",
        read_file_extension,
        store.FILE_EXTENSIONS,
    ),
    _team(
        Reading.TEAM_CLIENT_VERSIONS,
        endpoints.TEAM_CLIENT_VERSIONS,
        "client_version",
        read_client_version,
        store.CLIENT_VERSIONS,
    ),
    AnalyticsMetric(
        Reading.TEAM_CONVERSATIONS,
        endpoints.TEAM_CONVERSATIONS,
        parse_conversations,
        store.CONVERSATIONS,
        every=DAILY,
    ),
    _by_user(Reading.MEMBER_MODELS, endpoints.MEMBER_MODELS, "model_use", read_models, store.MEMBER_MODELS),
    _by_user(
        Reading.MEMBER_AGENT_EDITS,
        endpoints.MEMBER_AGENT_EDITS,
        "agent_edits",
        read_agent_edits,
        store.MEMBER_AGENT_EDITS,
    ),
    _by_user(Reading.MEMBER_TABS, endpoints.MEMBER_TABS, "tabs", read_tabs, store.MEMBER_TABS),
    _by_user(Reading.MEMBER_MCP, endpoints.MEMBER_MCP, "mcp", _MCP, store.MEMBER_MCP_TOOLS),
    _by_user(Reading.MEMBER_COMMANDS, endpoints.MEMBER_COMMANDS, "commands", _COMMAND, store.MEMBER_COMMANDS),
)


def collect_metric(metric: AnalyticsMetric, run: Run) -> None:
    """Re-read the days that are due, then read the history backwards to the oldest event."""
    with run.store.reading() as session:
        history = load_backfill(session, metric.kind)
        events = load_backfill(session, Reading.EVENTS)
        longest = longest_window(metric, members=count_members(session), users_on_page=run.batch_sizes.users_on_page)
    last, today = run.last_read(metric.kind), utc_day(run.now)
    first = due_days(last, now=run.now, every=metric.every, trailing=metric.trailing_days)
    if first is not None:
        rows = sum(_read_window(run, metric, *window) for window in windows_back(first, today, longest))
        history = history or replace(begin_backfill(run.now), next_end=day_start(first))
        with run.store.writing() as session:
            save_backfill(session, metric.kind, history)
            mark_read(session, metric.kind, now=run.now, rows=rows)
    if history is not None:
        _read_history(
            run, metric, history, down_to=oldest_wanted(events, run.now, metric.history_days), longest=longest
        )


def longest_window(metric: AnalyticsMetric, *, members: int, users_on_page: int = USERS_ON_PAGE) -> int:
    """The most days to request at once: fewer when a page of users has many rows."""
    if not metric.is_by_user:
        return LONGEST_DAYS
    rows_per_day = max(1, min(members, users_on_page)) * ROWS_PER_USER_AND_DAY
    return max(1, min(LONGEST_DAYS, MAX_ROWS_ON_PAGE // rows_per_day))


def windows_back(first: date, last: date, longest: int) -> Iterator[tuple[date, date]]:
    """Split the days first..last into windows of at most `longest` days, newest first."""
    while last >= first:
        window_first = max(first, last - (longest - 1) * ONE_DAY)
        yield window_first, last
        last = window_first - ONE_DAY


def oldest_wanted(events: Backfill | None, now: datetime, most_days: int) -> date:
    """The oldest day with events read so far, within the last `most_days`; today if there are none."""
    today = utc_day(now)
    if events is None or events.oldest_event_ms is None:
        return today
    return max(utc_day(from_ms(events.oldest_event_ms)), today - (most_days - 1) * ONE_DAY)


def _read_history(run: Run, metric: AnalyticsMetric, history: Backfill, *, down_to: date, longest: int) -> None:
    """Read further back, one window and checkpoint at a time, for as long as that needs no waiting."""
    newest = utc_day(history.next_end) - ONE_DAY
    for first, last in windows_back(down_to, newest, longest):
        if not run.client.has_room(metric.endpoint):
            return
        _read_window(run, metric, first, last)
        history = replace(history, next_end=day_start(first))
        with run.store.writing() as session:
            save_backfill(session, metric.kind, history)


def _read_window(run: Run, metric: AnalyticsMetric, first: date, last: date) -> int:
    """Read and store the days first..last, page by page if the endpoint has pages; return the number of rows."""
    name = metric.endpoint.path.removeprefix("/analytics/")
    run.progress.start(f"analytics {name} {first:%-d %b %Y} to {last:%-d %b %Y}", None)
    try:
        page, on_page = (1 if metric.is_by_user else None), run.batch_sizes.users_on_page
        question = AnalyticsQuestion(metric.endpoint, metric.parse, first, last, page=page, users_on_page=on_page)
        rows, has_more = _read_answer(run, metric, question)
        while has_more:
            question = replace(question, page=(question.page or 1) + 1)
            more, has_more = _read_answer(run, metric, question)
            rows += more
    finally:
        run.progress.finish()
    return rows


def _read_answer(run: Run, metric: AnalyticsMetric, question: AnalyticsQuestion[Any]) -> tuple[int, bool]:
    """Store one answer and its ETag in one transaction; return its row count and whether there is another page."""
    with run.store.reading() as session:
        known = find_tag(session, question.url)
        tag, rows, has_more = (known.tag, known.rows, known.has_more) if known else (None, 0, False)
    answer = run.client.fetch_analytics(question, tag=tag)
    if answer.parsed is None:
        run.unchanged += 1
    else:
        run.note_rejected(answer.parsed.rejected)
        rows, has_more = _store(run, metric, question, answer, answer.parsed), answer.has_more
    run.progress.advance(rows)
    return rows, has_more


def _store(
    run: Run,
    metric: AnalyticsMetric,
    question: AnalyticsQuestion[Any],
    answer: AnalyticsAnswer[Any],
    parsed: Parsed[Any],
) -> int:
    first, last = question.first, question.last
    with run.store.writing() as session:
        if isinstance(parsed, ByUser):
            wanted = [(user, row) for user, row in parsed.rows if first <= row.day <= last]
            rows = replace_member_days(session, metric.kept, first, last, parsed.users, wanted, now=run.now)
        else:
            wanted = [row for row in parsed.rows if first <= row.day <= last]
            rows = replace_team_days(session, metric.kept, first, last, wanted)
        save_tag(session, question.url, answer.tag, rows=rows, has_more=answer.has_more, now=run.now)
    run.stored.analytics += rows
    run.leave_out(metric.kind, len(parsed.rows) - len(wanted), "of a day that was not asked for")
    return rows
