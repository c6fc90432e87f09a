"""A report's state survives the round trip through Slack."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import action_ids
from blocks.limits import BUTTON_VALUE, OPTION_VALUE
from blocks.references import ALL, refer, resolve
from blocks.report_query import DigestPage, QueryRefused, ReportQuery, filter_value, filtered, query_of, row_id
from tests.unit.drawing import report_message
from tests.unit.overview_factories import make_overview

names = st.one_of(st.none(), st.text(max_size=600))
queries = st.builds(
    ReportQuery,
    report=st.sampled_from(["overview", "topspenders", "user", "incidents"]),
    range_words=st.sampled_from(["7d", "last cycle", "2026-11-01 to 2026-11-07"]),
    group=names,
    user=names,
    sort=st.sampled_from([None, "spend", "cost_per_request"]),
    page=st.integers(1, 10**6),
    limit=st.one_of(st.none(), st.integers(1, 10**9)),
    which=st.sampled_from([None, "open", "mine", "all"]),
    section=st.sampled_from([None, "mcp", "file_extensions"]),
    badge=st.sampled_from([None, "power_user"]),
    search=st.one_of(st.none(), st.text(min_size=1, max_size=60)),
    severity=st.sampled_from([None, "critical"]),
    rule=st.sampled_from([None, "spend_spike"]),
    cycle_start=st.sampled_from([None, "2026-11-01"]),
    target=st.one_of(st.none(), st.integers(1, 10**6)),
)


@given(queries)
def test_a_query_comes_back_from_a_buttons_value(query):
    value = query.encode()
    assert 0 < len(value) <= BUTTON_VALUE
    assert not set("<>&") & set(value)
    back = ReportQuery.decode(value)
    assert (back.report, back.range_words, back.sort, back.page, back.limit, back.which) == (
        (query.report, query.range_words, query.sort, query.page, query.limit, query.which)
    )
    assert (back.section, back.badge, back.search) == (query.section, query.badge, query.search)
    assert (back.severity, back.rule) == (query.severity, query.rule)
    assert (back.cycle_start, back.target) == (query.cycle_start, query.target)
    for sent, received in ((query.group, back.group), (query.user, back.user)):
        assert (received is None) == (sent is None)
        if sent is not None:
            assert resolve(received, ["another", sent]) == sent


def test_a_usual_query_is_short_and_readable():
    query = ReportQuery("user", "14d", user="mia@example.com")
    assert json.loads(query.encode()) == {"r": "user", "w": "14d", "u": "mia@example.com"}


def test_a_query_that_was_decoded_encodes_to_the_same_value():
    value = ReportQuery("overview", group="R&D " * 300).encode()
    assert ReportQuery.decode(value).encode() == value


@pytest.mark.parametrize(
    "value", ["", "12", "[]", "{}", "null", '{"r":1}', '{"r":"user","p":0}', '{"r":"user","p":true}', "{"]
)
def test_a_value_of_another_make_is_refused(value):
    with pytest.raises(QueryRefused, match="expected a report's query"):
        ReportQuery.decode(value)


@pytest.mark.parametrize(("value", "query"), [
    ('{"r":"cycle","w":"cycle","x":"2026-11-01"}', ReportQuery("cycle", "cycle", cycle_start="2026-11-01")),
    ('{"r":"import","m":7,"x":"3","p":2}', ReportQuery("import", group_import=7, target=3, page=2)),
    ('{"r":"import","m":7,"x":"none of ours"}', ReportQuery("import", group_import=7)),
    ('{"r":"insights","x":"mcp"}', ReportQuery("insights", section="mcp")),
])  # fmt: skip
def test_what_a_button_of_an_earlier_version_carries_as_a_section_is_read_into_its_own_field(value, query):
    assert ReportQuery.decode(value) == query


@pytest.mark.parametrize("field", ["target", "section"])  # a section is what menus of earlier versions set
def test_a_menu_chooses_the_group_of_an_import_by_its_number(field):
    query = ReportQuery("import", group_import=7, page=4)
    assert filtered(query, f"{field}=3") == ReportQuery("import", group_import=7, target=3)
    assert filtered(ReportQuery("import", group_import=7, target=3), f"{field}=") == ReportQuery(
        "import", group_import=7
    )
    assert filtered(query, f"{field}=Platform").target is None


def test_range_words_without_end_are_refused_before_slack_does():
    with pytest.raises(ValueError, match="at most 2000"):
        ReportQuery("overview", "7d" * 2_000).encode()


@given(st.text(max_size=300))
def test_a_reference_fits_an_option_and_leads_back_to_its_name(name):
    reference = refer(name, OPTION_VALUE)
    assert 1 <= len(reference.encode("utf-16-le")) // 2 <= OPTION_VALUE
    assert reference != ALL
    assert resolve(reference, ["another", name]) == name


def test_a_name_that_is_gone_resolves_to_nothing():
    assert resolve(refer("R&D", OPTION_VALUE), ["Platform"]) is None


def test_a_message_tells_what_it_was_drawn_from():
    query = ReportQuery("overview", "30d", group="Platform")
    message = report_message(make_overview(), query)
    assert query_of(message.blocks) == query
    assert query_of([{"type": "divider"}]) is None


def test_a_digests_page_comes_back_from_a_buttons_value():
    assert DigestPage.decode(DigestPage(12, 3).encode()) == DigestPage(12, 3)
    with pytest.raises(QueryRefused):
        DigestPage.decode("12")


def test_listeners_match_every_use_of_an_action_and_no_other():
    pattern = action_ids.pattern(action_ids.UPDATE_REPORT)
    assert pattern.search(action_ids.UPDATE_REPORT)
    assert pattern.search(action_ids.distinct(action_ids.UPDATE_REPORT, "next", 2))
    assert not pattern.search("my." + action_ids.UPDATE_REPORT)
    assert not pattern.search(action_ids.UPDATE_REPORT + "d")


def test_a_chosen_filter_starts_the_list_anew():
    query = ReportQuery("topspenders", page=4, badge="light")
    assert filtered(query, filter_value("badge", "power_user")) == ReportQuery("topspenders", badge="power_user")
    assert filtered(query, filter_value("badge", None)) == ReportQuery("topspenders")


@pytest.mark.parametrize("value", ["", "badge", "report=status", "group=Platform", "=x"])
def test_a_filter_of_another_make_is_refused(value):
    with pytest.raises(QueryRefused, match="expected a report's query"):
        filtered(ReportQuery("topspenders"), value)


@given(st.integers(0, 10**17 - 1))
def test_an_id_survives_its_way_through_slack(number):
    assert row_id(str(number)) == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", "1_0", " 1", "²", "١٢", "１２", "9" * 18, "1\x00"])
def test_text_that_is_no_id_is_told_from_one(text):
    assert row_id(text) is None
