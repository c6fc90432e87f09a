"""Analytics answers, read by hand."""

import json
from datetime import date
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.cursor.analytics import AnalyticsQuestion
from tracker.cursor.body import parse_json
from tracker.cursor.endpoints import MEMBER_MCP, TEAM_CONVERSATIONS, TEAM_DAU
from tracker.cursor.errors import UnexpectedShape
from tracker.cursor.fields import LONGEST_NAME, RejectedRow
from tracker.cursor.schemas.analytics import (
    WireActivityDay,
    WireClientVersion,
    WireConversations,
    WireEditsDay,
    WireFeatureUse,
    WireFileExtension,
    WireUser,
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
from tracker.cursor.schemas.commits import parse_commits

DAY = date(2026, 11, 2)
LINES = {
    "total_green_lines_accepted": 300, "total_red_lines_accepted": 80, "total_green_lines_rejected": 40,
    "total_red_lines_rejected": 10, "total_green_lines_suggested": 340, "total_red_lines_suggested": 90,
    "total_lines_suggested": 430, "total_lines_accepted": 380,
}  # fmt: skip
READERS = [
    read_activity, read_agent_edits, read_tabs, read_models, read_file_extension, read_client_version,
    read_uses("tool_name", "mcp_server_name"),
]  # fmt: skip
MCP = read_uses("tool_name", "mcp_server_name")


def rows(read: Any, *entries: dict[str, Any]) -> list[Any]:
    parsed = parse_days(parse_json(json.dumps({"data": entries, "params": {}}).encode()), "row", read)
    assert parsed.rejected == [] and parsed.odd_fields == frozenset()
    return parsed.rows


def test_active_users_and_their_parts():
    row = {"date": "2026-11-02", "dau": 14, "cli_dau": 2, "cloud_agent_dau": 5, "bugbot_dau": 3}
    assert rows(read_activity, row) == [WireActivityDay(DAY, 14, 2, 5, 3)]


@pytest.mark.parametrize(
    ("read", "counts"),
    [
        (read_agent_edits, {"total_suggested_diffs": 60, "total_accepted_diffs": 41, "total_rejected_diffs": 9}),
        (read_tabs, {"total_suggestions": 60, "total_accepts": 41, "total_rejects": 9}),
    ],
    ids=["agent edits", "tabs"],
)
def test_green_lines_are_added_and_red_ones_deleted(read, counts):
    [row] = rows(read, {"event_date": "2026-11-02", **counts, **LINES})
    assert row == WireEditsDay(
        DAY,
        suggested=60,
        accepted=41,
        rejected=9,
        lines_suggested=430,
        lines_accepted=380,
        added_suggested=340,
        added_accepted=300,
        added_rejected=40,
        deleted_suggested=90,
        deleted_accepted=80,
        deleted_rejected=10,
    )


def test_each_model_of_a_day_is_a_row_and_default_is_one_of_them():
    breakdown = {"claude-sonnet-4.5": {"messages": 120, "users": 8}, "default": {"messages": 40}}
    assert rows(read_models, {"date": "2026-11-02", "model_breakdown": breakdown}) == [
        WireFeatureUse(DAY, "claude-sonnet-4.5", "", 120, 8),
        WireFeatureUse(DAY, "default", "", 40, None),
    ]


def test_names_may_be_empty_or_endless():
    named = {"event_date": "2026-11-02T00:00:00.000Z", "tool_name": None, "mcp_server_name": "x" * 900, "usage": 12}
    assert rows(MCP, named) == [WireFeatureUse(DAY, "", "x" * LONGEST_NAME, 12)]


def test_an_extension_loses_its_dot_and_a_share_is_a_fraction():
    files = {"event_date": "2026-11-02", "file_extension": ".py", "total_files": 30, "total_lines_accepted": 380}
    assert rows(read_file_extension, files) == [WireFileExtension(DAY, "py", 30, 0, 0, 0, 380, 0)]
    version = {"event_date": "2026-11-02", "client_version": "3.2.1", "user_count": 9, "percentage": 0.75}
    assert rows(read_client_version, version) == [WireClientVersion(DAY, "3.2.1", 9, 750_000)]


def test_a_row_without_a_day_costs_itself_and_a_bad_model_only_its_own_count():
    body = {"data": [
        {"model_breakdown": {}},
        {"date": "2026-11-02", "model_breakdown": {"a": 3, "b": {"messages": 1}}, "news": True},
        "no row",
    ]}  # fmt: skip
    parsed = parse_days(body, "model_use", read_models)
    assert parsed.rows == [WireFeatureUse(DAY, "b", "", 1)]
    assert parsed.rejected == [
        RejectedRow("model_use", "data[0].event_date", "expected a day such as 2026-11-02, got nothing"),
        RejectedRow("model_use", "data.*.model_breakdown.*", "expected an object, got a number"),
        RejectedRow("model_use", "data[2]", "expected an object, got text"),
    ]
    assert [odd.name for odd in parsed.odd_fields] == ["news"]


def test_a_page_names_everybody_it_speaks_of_even_those_without_rows():
    use = {"event_date": "2026-11-02", "tool_name": "search", "mcp_server_name": "tracker", "usage": 3}
    mappings = [{"id": "user_1", "email": "Ines@Example.com"}, {"id": "user_2", "email": "omar@example.com"}, None]
    body = {
        "data": {"ines@example.com": [use], "mia@example.com": [], "user_9": [use], "ann@example.com": None},
        "params": {"userMappings": mappings},
    }
    page = parse_by_user(body, "mcp", MCP)
    ines, unnamed = WireUser("ines@example.com", "user_1"), WireUser(None, "user_9")
    count = WireFeatureUse(DAY, "search", "tracker", 3)
    assert page.rows == [(ines, count), (unnamed, count)]
    omar, mia = WireUser("omar@example.com", "user_2"), WireUser("mia@example.com", None)
    assert page.users == [ines, omar, mia, unnamed]  # of Ann nothing can be said
    assert len(page.rejected) == 1


def test_conversations_are_counted_by_day_in_each_way_of_sorting_them():
    complexity = {
        "distribution": [{"complexity": "medium", "count": 10}],
        "timeSeries": [{"date": "2026-11-02", "complexity": "medium", "count": 4}],
    }
    parsed = parse_conversations({"data": {"complexity": complexity, "intents": [], "workTypes": None}})
    assert parsed.rows == [WireConversations(DAY, "complexity", "medium", 4)]
    assert [odd.name for odd in parsed.odd_fields] == ["intents"]


def test_a_commit_without_its_own_time_takes_that_of_its_arrival_and_hides_what_privacy_hides():
    commit = {
        "commitHash": "5d1e9a", "userId": "user_1", "userEmail": "Ines@example.com", "repoName": None,
        "commitSource": "IDE", "totalLinesAdded": 80, "composerLinesAdded": 50, "tabLinesAdded": 10,
        "nonAiLinesAdded": 20, "message": "not read", "commitTs": None, "createdAt": "2026-11-02T09:00:20.000Z",
    }  # fmt: skip
    parsed = parse_commits({"items": [commit, {"commitHash": "x"}], "totalCount": 2})
    [row] = parsed.rows
    assert (row.email, row.repository, row.branch, row.source) == ("ines@example.com", "", "", "ide")
    assert row.committed_ms == 1_793_610_020_000
    assert (row.lines_added, row.agent_added, row.tab_added) == (80, 50, 10)
    assert (row.unattributed_added, row.unattributed_deleted) == (20, None)
    assert [rejected.path for rejected in parsed.rejected] == ["items[1].commitTs"]


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": 3}])
def test_an_answer_without_its_data_says_nothing(body):
    for parse in (
        partial(parse_days, kind="row", read=read_tabs),
        partial(parse_by_user, kind="row", read=read_tabs),
        parse_conversations,
    ):
        with pytest.raises(UnexpectedShape):
            parse(body)


FIELD_NAMES = st.sampled_from(
    ["date", "event_date", "dau", "usage", "tool_name", "model_breakdown", "percentage", "client_version", *LINES]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("2026-11-02"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELD_NAMES | st.text(max_size=8), inner, max_size=5),
    max_leaves=12,
)


@given(data=anything)
def test_whatever_comes_a_row_is_read_or_accounted_for(data):
    for read in READERS:
        if isinstance(data, list):
            parsed = parse_days({"data": data}, "row", read)
            assert len(parsed.rows) + len(parsed.rejected) >= sum(not isinstance(row, dict) for row in data)
        if isinstance(data, dict):
            parse_by_user({"data": data}, "row", read)
    if isinstance(data, dict):
        parse_conversations({"data": data})


def test_the_same_question_is_the_same_url():
    last = date(2026, 11, 12)
    assert AnalyticsQuestion(TEAM_DAU, parse_conversations, DAY, last).url == (
        "/analytics/team/dau?startDate=2026-11-02&endDate=2026-11-12"
    )
    assert AnalyticsQuestion(MEMBER_MCP, parse_conversations, DAY, last, page=2).query == {
        "startDate": "2026-11-02",
        "endDate": "2026-11-12",
        "page": "2",
        "pageSize": "500",
    }
    include = AnalyticsQuestion(TEAM_CONVERSATIONS, parse_conversations, DAY, last).query["include"]
    assert include == "intents,complexity,categories,guidanceLevels,workTypes"
