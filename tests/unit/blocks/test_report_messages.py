"""Reports say their message first, name their basis and freshness, and offer the next question."""

import dataclasses
from dataclasses import replace
from datetime import timedelta

import pytest

from blocks import action_ids
from blocks.notices import headline, private_notice
from blocks.overview import LINES_CAVEAT, SECTIONS, overview_charts
from blocks.report_query import ReportQuery
from blocks.status import status_message
from blocks.topspenders import SORT_WORDS
from tests.unit import factories as f
from tests.unit.cycle_factories import make_cycle
from tests.unit.drawing import charts_of, elements, in_words, report_message, summary_of
from tests.unit.factories import DOLLAR
from tests.unit.group_factories import make_group_row, make_groups_report
from tests.unit.incident_factories import make_anomaly_line, make_incidents, make_metrics, make_stats
from tests.unit.model_factories import make_efficiency, make_models_report, make_person_models, make_what_if_report
from tests.unit.overview_factories import make_overview, make_spike
from tests.unit.spender_factories import make_topspenders
from tests.unit.status_factories import make_status
from tests.unit.user_factories import make_user
from tracker.reports.types import EndpointStatus, SpenderSort


def test_the_overview_says_how_much_against_what_and_who_most():
    message = report_message(make_overview(), ReportQuery("overview"))
    # 12,480.12 / 11,143 = 1.12; 1,204.37 / 12,480.12 = 9.65 %
    assert "The team spent $12,480.12, 12% above the period before ($11,143.00)." in message.text
    assert " 64% went to claude-4.5-sonnet, used by 40 of 65." in message.text  # 8,000 of 12,480.12
    this_cycle = make_overview(scope=f.make_scope(range=f.make_range(words="cycle", label="this cycle")))
    assert (
        ", 12% above the last cycle at this point ($11,143.00)."
        in report_message(this_cycle, ReportQuery("overview")).text
    )
    assert "Mia Fox spent most: $1,204.37, 10% of the total." in message.text


def test_the_overviews_figures_stand_in_fields_with_what_they_mean_a_day_and_a_request():
    stats = dict(summary_of(make_overview(totals=f.make_totals(active_members=48, members=65))).stats)
    assert len(stats) <= 10
    assert stats["Usage value"] == "$12,480.12\n$1,783.00 a day"
    assert stats["On-demand"] == "$3,120.00\n25% of it"
    assert stats["Requests"] == "48,211\n$0.26 a request"
    assert stats["Accepted lines"] == "120,412"
    assert stats["Active members"] == "48 of 65 seats\n74%"
    totals = f.make_totals(active_members=61, members=62, active_seats=57)
    seats = dict(summary_of(make_overview(totals=totals)).stats)["Active members"]
    assert seats == "57 of 62 seats\n92%, and 4 without a seat"
    assert stats["Open incidents"] == "2\n3 open anomalies"
    assert stats["Billing cycle"] == "day 27 of 31, 4 days left\nresets 27 Nov 2026, 12:08 UTC"
    assert stats["Cycle forecast"] == "$48,900 ($47,100 to $51,300)"
    assert stats["Cycle so far"] == "$41,200.00\n$10,300.00 on-demand"
    this_cycle = make_overview(scope=f.make_scope(range=f.make_range(words="cycle")))
    assert "Cycle so far" not in dict(summary_of(this_cycle).stats)  # it is what the first two fields say


def test_the_overview_says_over_which_days_its_average_is():
    # Seven days of which two are provisional; then one of the other five is cut by the range.
    days = f.make_day_points()
    assert "The chart's average covers only the 5 whole, final days." in in_words(
        report_message(make_overview(days=days), ReportQuery("overview"))
    )
    cut = (replace(days[0], whole=False), *days[1:])
    assert "only the 4 whole, final days." in in_words(report_message(make_overview(days=cut), ReportQuery("overview")))
    for report in (make_overview(days=days[:5]), make_overview(average_day_microcents=None)):
        assert "average covers only" not in in_words(report_message(report, ReportQuery("overview")))
    assert "average covers only" not in in_words(
        report_message(make_overview(), ReportQuery("overview", section="members"))
    )


def test_what_cursor_did_not_count_is_not_available_and_not_zero():
    report = make_overview(accepted_lines_added=None)
    assert dict(summary_of(report).stats)["Accepted lines"] == "not available"
    assert LINES_CAVEAT not in in_words(report_message(report, ReportQuery("overview")))
    assert LINES_CAVEAT in in_words(report_message(make_overview(), ReportQuery("overview")))


@pytest.mark.parametrize(("make", "sentence"), [
    (make_overview, "No usage in this range."),
    (make_cycle, "No usage in this cycle."),
    (make_topspenders, "Nobody spent anything in this range."),
    (make_user, "Mia Fox used nothing in this range."),
])  # fmt: skip
def test_that_nothing_was_used_is_said_only_once_something_was_collected(make, sentence):
    nothing = f.make_totals(usage_value_microcents=0, on_demand_microcents=0, requests=0, active_members=0)
    for collected_at, first in (
        (f.NOW, sentence),
        (None, "Nothing has been collected for this range yet; try again soon."),
    ):
        changes = {"totals": nothing, "scope": f.make_scope(collected_at=collected_at)}
        report = make(**changes, **({"top": ()} if make is make_topspenders else {}))
        message = report_message(report, ReportQuery("overview"))
        assert first in message.text
        assert ("nothing collected yet" in in_words(message)) is (collected_at is None)


@pytest.mark.parametrize("make", [
    make_overview, make_topspenders, make_models_report, make_user, make_cycle,
    make_groups_report, make_efficiency, make_what_if_report, make_person_models,
])  # fmt: skip
def test_a_range_before_the_history_gets_no_figures(make):
    nothing = f.make_totals(usage_value_microcents=0, on_demand_microcents=0, requests=0, active_members=0)
    scope = f.make_scope(range=f.make_range(end=f.NOW - timedelta(days=3)), known_from=f.TODAY - timedelta(days=2))
    empty = {"totals": nothing, "rows": (), "members": (), "models": (), "top": (), "days": (), "switches": ()}
    fields = {field.name for field in dataclasses.fields(make())}
    changes = {name: value for name, value in empty.items() if name in fields}
    if make is make_efficiency:
        changes["days"] = 0
    if make is make_groups_report:
        changes["rows"] = (make_group_row(usage_value_microcents=0, active_members=0),)
    report = make(scope=scope, **changes)
    message = report_message(report, ReportQuery("overview"))
    what = "this cycle" if make is make_cycle else "this range"
    assert f"My figures begin on 20 Nov 2026; nothing is known about {what}." in message.text
    assert not summary_of(report).stats
    assert not [block for block in message.blocks if block["type"] in {"image", "data_table", "table"}]
    assert "$0.00" not in in_words(message)
    if make is not make_cycle:
        assert charts_of(report) == ()


def test_a_range_that_the_history_cuts_says_from_when_it_is_known():
    scope = f.make_scope(known_from=f.TODAY - timedelta(days=2))
    assert "data from 20 Nov 2026" in in_words(report_message(make_overview(scope=scope), ReportQuery("overview")))
    for known_from in (None, f.TODAY - timedelta(days=6), f.TODAY - timedelta(days=40)):
        scope = f.make_scope(known_from=known_from)
        assert "data from" not in in_words(report_message(make_overview(scope=scope), ReportQuery("overview")))


@pytest.mark.parametrize("changes", [
    {}, {"sort": SpenderSort.REQUESTS}, {"search": "fox"},
])  # fmt: skip
def test_the_total_of_a_groups_spenders_is_the_groups(changes):
    told = report_message(make_topspenders(scope=f.make_scope(group="Data"), **changes), ReportQuery("topspenders"))
    assert "of group Data's $12,480.12." in told.text
    assert "the team's" not in told.text
    assert "of the team's $12,480.12." in report_message(make_topspenders(**changes), ReportQuery("topspenders")).text


def test_a_spike_is_told_with_its_day_and_who_and_which_model_drove_it():
    report = make_overview(spikes=(make_spike(),))
    # 4,210 / 1,620 = 2.6
    told = (
        "Spike on 17 Nov: $4,210.00, 2.6× the usual $1,620.00. Mia Fox drove it with $912.00; "
        "among models, claude-4.5-opus-max with $1,900.00."
    )
    assert told in report_message(report, ReportQuery("overview")).text
    assert "spikes on 17 Nov" in charts_of(report)[0].alt_text


def test_only_the_three_largest_spikes_are_told_and_the_others_counted():
    spikes = tuple(
        make_spike(date=f.TODAY - timedelta(days=10 - index), usage_value_microcents=(5_000 + index) * DOLLAR)
        for index in range(5)
    )
    words = in_words(report_message(make_overview(spikes=spikes), ReportQuery("overview")))
    assert words.count("Spike on") == 3
    assert "and 2 more days at more than twice the usual" in words


def test_each_section_of_the_overview_leads_to_the_others_and_keeps_range_and_group():
    for section in SECTIONS:
        query = ReportQuery("overview", "30d", group="Platform", section=section)
        message = report_message(make_overview(), query)
        decoded = [
            ReportQuery.decode(element["value"])
            for name, element in elements(message).items()
            if name.startswith(action_ids.UPDATE_REPORT) and not name.endswith(":refresh")
        ]
        assert {each.section for each in decoded} == set(SECTIONS) - {section}
        assert {(each.range_words, each.group) for each in decoded} == {("30d", "Platform")}


def test_models_are_compared_with_the_cheapest():
    models = (
        f.make_model("opus", usage_value_microcents=900 * DOLLAR, on_demand_microcents=100 * DOLLAR, requests=600,
                     multiple_of_cheapest_millionths=15_000_000),
        f.make_model("haiku", usage_value_microcents=100 * DOLLAR, on_demand_microcents=0, requests=1_000,
                     multiple_of_cheapest_millionths=1_000_000),
    )  # fmt: skip
    report = make_overview(models=models, totals=f.make_totals(usage_value_microcents=1_000 * DOLLAR))
    message = report_message(report, ReportQuery("overview", section="models"))
    (table,) = [block for block in message.blocks if block["type"] == "data_table"]
    assert [[cell["text"] for cell in row] for row in table["rows"][1:]] == [
        ["opus", "$900.00", "90%", "$100.00", "600", "$1.50 (15.0×)"],
        ["haiku", "$100.00", "10%", "$0.00", "1,000", "$0.10 (1.0×)"],
    ]
    assert "opus $900.00 (90%, $1.50 a request, 15.0×), haiku" in message.text
    (chart,) = overview_charts(report, "models")
    assert chart.alt_text == "Usage value per request by model, last 7 days: opus $1.50 (15.0×), haiku $0.10 (1.0×)."


def test_a_group_is_named_as_the_one_that_spent():
    report = make_overview(scope=f.make_scope(group="R&D"))
    assert summary_of(report).sentence[0]["text"] == "Group R&D spent $12,480.12"


def test_every_report_names_its_basis_its_freshness_and_its_provisional_days():
    for report in (make_overview(), make_user(), make_cycle()):
        words = in_words(report_message(report, ReportQuery("overview")))
        assert "Basis: usage value, as of <!date^1795356180^" in words
        assert "collected <!date^1795356000^" in words
        assert "Provisional from 21 Nov:" in words


def test_figures_that_are_estimated_or_of_an_unknown_kind_are_named():
    totals = f.make_totals(unknown_kind_microcents=3 * DOLLAR, estimated_microcents=2 * DOLLAR)
    words = in_words(report_message(make_overview(totals=totals), ReportQuery("overview")))
    assert "$3.00 of it is of a billing kind I do not know." in words
    assert "$2.00 of it is estimated" in words


def test_the_overview_leads_to_the_top_spenders_of_the_same_range_and_group():
    message = report_message(make_overview(), ReportQuery("overview", "30d", group="Platform"))
    button = elements(message)[action_ids.distinct(action_ids.SHOW_REPORT, "topspenders")]
    assert ReportQuery.decode(button["value"]) == ReportQuery("topspenders", "30d", group="Platform")


def test_menus_show_what_is_chosen():
    scope = f.make_scope(group="R&D")
    message = report_message(make_overview(scope=scope), ReportQuery("overview", "since 2026-11-01", group="R&D"))
    menus = elements(message)
    assert menus[action_ids.CHOOSE_RANGE]["initial_option"]["value"] == "since 2026-11-01"
    assert menus[action_ids.CHOOSE_GROUP]["initial_option"]["text"]["text"] == "R&D"


def test_top_spenders_can_be_paged_and_keep_their_query():
    query = ReportQuery("topspenders", "7d", sort="requests", page=2, limit=30)
    message = report_message(make_topspenders(page=2, pages=3, sort=SpenderSort.REQUESTS), query)
    offered = elements(message)
    asked = {
        part: ReportQuery.decode(offered[action_ids.distinct(action_ids.UPDATE_REPORT, part)]["value"])
        for part in ("previous", "next")
    }
    assert asked["previous"] == ReportQuery("topspenders", "7d", sort="requests", page=1, limit=30)
    assert asked["next"].page == 3
    assert offered[action_ids.CHOOSE_SORT]["initial_option"]["value"] == "requests"


def test_the_first_page_has_no_previous_and_the_last_no_next():
    message = report_message(make_topspenders(page=1, pages=1), ReportQuery("topspenders"))
    assert not {key for key in elements(message) if key.endswith((":previous", ":next"))}


@pytest.mark.parametrize(("sort", "column", "first", "text"), [
    (SpenderSort.SPEND, "Usage value", "Mia Fox spent most", "$1,204.37"),
    (SpenderSort.ADOPTION, "Adoption score", "Mia Fox comes first by adoption score: 61, and spent $1,204.37", "61"),
    (SpenderSort.ACTIVITY, "Agent requests", "first by agent requests: 2,950, and spent $1,204.37", "2,950"),
    (SpenderSort.LINES, "Lines", "first by accepted lines: 12,400", "12,400"),
    (SpenderSort.COST_PER_REQUEST, "Per request", "first by cost per request: $0.39 (1.8×)", "$0.39 (1.8×)"),
    (SpenderSort.CONTEXT, "Context", "first by context per request: 812K", "812K"),
    (SpenderSort.TOKENS, "Tokens", "first by tokens: 812M", "812M"),
    (SpenderSort.REQUESTS, "Requests", "first by requests: 3,120, and spent", "3,120"),
    (SpenderSort.MAIN_MODEL, "Main model", "first by main model: claude-4.5-sonnet, and", "claude-4.5-sonnet"),
    (SpenderSort.BADGES, "Badges", "first by badges: Power user · Premium", "Power user · Premium model · "),
    (SpenderSort.NAME, "Usage value", "Mia Fox comes first by name, and spent $1,204.37 in 3,120 req", "$1,204.37"),
])  # fmt: skip
def test_what_the_table_is_sorted_by_stands_next_to_the_name_and_in_the_sentence(sort, column, first, text):
    report = make_topspenders(sort=sort)
    message = report_message(report, ReportQuery("topspenders"))
    (table,) = [block for block in message.blocks if block["type"] == "data_table"]
    header, row = ([cell["text"] for cell in row] for row in table["rows"][:2])
    assert header[:3] == ["#", "Member", column]
    assert row[2].startswith(text)
    assert len(set(header)) == len(header)
    assert first in message.text
    assert f"last 7 days, {SORT_WORDS[sort].lower()[:8]}" in charts_of(report)[0].alt_text.lower()


def test_each_request_stands_against_the_median():
    (table,) = [
        b for b in report_message(make_topspenders(), ReportQuery("topspenders")).blocks if b["type"] == "data_table"
    ]
    # $1,204.37 / 3,120 requests = $0.386; the median is $0.21; 0.386 / 0.21 = 1.84
    assert [cell["text"] for cell in table["rows"][1]] == [
        "1",
        "Mia Fox",
        "$1,204.37",
        "$0.39 (1.8×)",
        "3,120",
        "12,400",
        "812K",
        "1",
        "claude-4.5-sonnet",
        "Power user · Premium model · Long sessions · AI-native",
    ]


def test_a_person_is_compared_with_the_team_only_where_the_report_has_it():
    spent = f.make_totals(usage_value_microcents=960 * DOLLAR, requests=100)
    told = report_message(make_user(totals=spent), ReportQuery("user")).text
    assert "Mia Fox spent $960.00 in 100 requests, rank 1 of 65 and 10.0× the team's median of $96.00." in told
    alone = make_user(
        totals=spent,
        rank=None,
        ranked=None,
        team_median_microcents=None,
        team_cost_per_request_microcents=None,
        activity_rank=None,
        activity_ranked=None,
        badges=None,
    )
    stats = dict(summary_of(make_user(totals=spent)).stats)
    assert stats["Requests"] == "100\n$9.60 a request (team $0.26)"
    assert stats["Active days"].endswith("\nrank 4 of 48 by agent requests")
    assert stats["Badges"] == "Power user · Premium model"
    private = report_message(alone, ReportQuery("user"))
    assert "Mia Fox spent $960.00 in 100 requests." in private.text
    assert "team" not in private.text
    assert action_ids.distinct(action_ids.SHOW_REPORT, "topspenders") not in elements(private)


def test_what_was_found_about_a_person_says_whether_it_still_holds():
    found = (make_anomaly_line(), make_anomaly_line(cleared_at=f.NOW, incident_id=3))
    words = in_words(report_message(make_user(anomalies=found), ReportQuery("user")))
    assert "(critical, incident #12, ongoing)" in words
    assert "(critical, incident #3, cleared since)" in words
    assert "Out of line:" in words


def test_a_person_without_usage_is_told_since_when():
    nothing = f.make_totals(usage_value_microcents=0, on_demand_microcents=0, requests=0)
    report = make_user(totals=nothing, models=(), days=(), last_active_on=f.TODAY - timedelta(days=40))
    assert (
        "Mia Fox used nothing in this range. Last active on 13 October 2026."
        in report_message(report, ReportQuery("user")).text
    )


def test_incidents_show_how_fast_they_are_handled():
    report = make_incidents(
        metrics=make_metrics(mtti=make_stats(n=0, mean_seconds=None, p50_seconds=None, p95_seconds=None))
    )
    stats = dict(summary_of(report).stats)
    # 741 s = 12 min, 7,260 s = 2 h 1 min, 1,804 s = 30 min
    assert stats["MTTD (onset to alert)"] == (
        "p50 12 min, p95 2 h 1 min\nmean 30 min, n = 7\n▼ faster, before: 25 min (n = 4)"
    )
    assert stats["MTTI (alert to acknowledged)"] == "–"
    assert stats["Resolved"] == "7, 2 more by the system"


def test_status_says_how_old_the_figures_are_and_what_failed():
    text = status_message(make_status(), ReportQuery("status")).text
    assert "The figures are 3 min old. 1 kind of data failed at the last try." in text
    assert "billing groups: read 1 h 3 min ago, 4 rows; failed: Cursor answered 500" in text


def test_status_is_calm_about_an_error_that_is_over():
    mended = EndpointStatus("members", f.NOW, "Cursor answered 500", f.NOW - timedelta(hours=1), 65)
    assert "failed" not in status_message(make_status(endpoints=(mended,)), ReportQuery("status")).text


def test_status_before_the_first_collection_says_that_every_figure_is_empty():
    assert (
        "Nothing has been collected yet" in status_message(make_status(collected_at=None), ReportQuery("status")).text
    )


def test_a_headline_opens_the_report_and_shares_its_query():
    query = ReportQuery("overview", "7d", group="Platform")
    message = headline(summary_of(make_overview()), permalink="https://example.com/archives/p1", query=query)
    offered = elements(message)
    assert offered[action_ids.OPEN_REPORT]["url"] == "https://example.com/archives/p1"
    assert ReportQuery.decode(offered[action_ids.SHARE_REPORT]["value"]) == query
    alone = headline(summary_of(make_overview()), permalink="https://example.com/p1", query=query, can_share=False)
    assert action_ids.SHARE_REPORT not in elements(alone)


def test_a_notice_shows_what_to_type_as_code_and_what_was_typed_as_text():
    message = private_notice("I do not know “<!channel> *x*”. Did you mean `7d`?")
    pieces = message.blocks[0]["elements"][0]["elements"]
    assert [piece.get("style") for piece in pieces] == [None, {"code": True}, None]
    assert message.text == "I do not know “&lt;\u2060!channel&gt; *x*”. Did you mean 7d?"


def test_a_quotation_of_nothing_but_backticks_is_still_a_message():
    assert private_notice("`").text == "`"
