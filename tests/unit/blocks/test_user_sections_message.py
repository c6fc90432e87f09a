"""The sections of one person's report: their first line, what they show and omit, and their links."""

import struct
import warnings
from dataclasses import replace

import pytest

from blocks import action_ids
from blocks.report_query import ReportQuery
from blocks.user_adoption import SCORE_CAVEAT
from blocks.user_tools import ATTRIBUTION_CAVEAT
from tests.unit import factories as f
from tests.unit import user_factories as u
from tests.unit.drawing import charts_of, elements, in_words, report_message, summary_of
from tests.unit.factories import DOLLAR
from tests.unit.insights_factories import NOT_YET, UNAVAILABLE, make_insight, make_use, make_volume
from tests.unit.overview_factories import make_spike
from tests.unit.spender_factories import make_context_use
from tests.unit.user_factories import make_user
from tracker.reports.types import ContextTeam, InsightsSection, UserSection

QUERY = ReportQuery("user", "30d", user="mia@example.com", section="models")
UGLY = ("<!channel> *x* & <https://x|y>", "$x^2$ \\frac{", "\U0001f600", "نموذج كبير", "W" * 300, "\ud83d\n\x00", "")


def first_line(report):
    return report_message(report, QUERY).text.splitlines()[1]


def test_every_screen_leads_to_every_section_and_shows_which_one_it_is():
    shown = [("overview", make_user()), *zip(list(UserSection)[1:], u.make_user_parts(), strict=True)]
    for section, report in shown:
        offered = elements(report_message(report, QUERY))
        buttons = {s: offered[action_ids.distinct(action_ids.UPDATE_REPORT, "part", s)] for s in UserSection}
        assert {s: ReportQuery.decode(b["value"]) for s, b in buttons.items()} == {
            s: replace(QUERY, section=s.value) for s in UserSection
        }
        assert [s for s, b in buttons.items() if b.get("style") == "primary"] == [section]


def test_models_say_which_is_used_most_and_which_costs_most():
    report = u.make_user_models(names=("opus-max", "sonnet"))
    models = (
        f.make_model("opus-max", usage_value_microcents=1_440 * DOLLAR, requests=624, not_charged=3),
        f.make_model("sonnet", usage_value_microcents=480 * DOLLAR, requests=2_496, not_charged=4),
    )
    report = replace(report, models=models)
    # 2,496 / 3,120 = 80 %; 1,440 / 1,920 = 75 %
    assert first_line(report) == "Mia Fox sent 80% of 3,120 requests to sonnet; 75% of $1,920.00 went to opus-max."
    stats = dict(summary_of(report).stats)
    assert (stats["Included in the plan"], stats["On-demand"]) == ("$1,440.00", "$480.00")
    assert stats["Errored or aborted"] == "7"
    assert "Most used by week: 19 Oct to 8 Nov opus-max; 9 Nov to 22 Nov sonnet." in report_message(report, QUERY).text


def test_activity_says_when_in_utc_and_marks_the_spikes():
    report = u.make_user_activity()
    assert first_line(report) == (
        "Mia Fox was active on 14 of 14 days, busiest on Fridays and from 09:00 UTC; "
        "14 Nov cost $412.10, 9.2× the usual $45.00, driven by claude-4.5-opus-max."
    )
    (table,) = [block for block in report_message(report, QUERY).blocks if block["type"] == "data_table"]
    assert [row[0]["text"] for row in table["rows"][1:4]] == ["Sat 14 Nov 2026", "Sun 22 Nov 2026", "Sat 21 Nov 2026"]
    two = (*report.spikes, make_spike(usage_value_microcents=500 * DOLLAR, usual_microcents=50 * DOLLAR))
    assert first_line(u.make_user_activity(spikes=two)).endswith(
        "; 2 days cost more than twice the usual, above all 17 Nov: $500.00, 10.0× the usual $50.00, "
        "driven by claude-4.5-opus-max."
    )
    # $412.10 / $45 = 9.2
    assert "spike: 9.2× the usual $45.00; claude-4.5-opus-max drove it" in in_words(report_message(report, QUERY))
    days, hours = charts_of(report)
    assert "spikes on 14 Nov" in days.alt_text
    assert "UTC" in hours.title


def test_activity_without_a_time_of_day_says_so_and_draws_no_hours():
    report = u.make_user_activity(timed_requests=0, requests_by_weekday_and_hour=((0,) * 24,) * 7)
    assert [chart.name for chart in charts_of(report)] == ["spikes"]
    assert "Hours cover 0 of 2,488 requests: for the others only the day is kept." in in_words(
        report_message(report, QUERY)
    )


def test_the_score_stands_with_its_parts_and_with_what_it_is_not():
    report = u.make_user_adoption()
    assert first_line(report) == f"Mia Fox has an adoption score of 61 out of 100: High adoption. {SCORE_CAVEAT}"
    stats = dict(summary_of(report).stats)
    # 40 x 0.75 + 40 x 0.4 + 20 x 0.75 = 30 + 16 + 15 = 61
    assert stats["Accepted diffs: 30.0 of 40 points"] == "3 of 4 diffs (75%) accepted"
    assert stats["Intensity: 16.0 of 40 points"].startswith("10.0 agent requests per active day; full marks from 25.0")
    assert stats["Consistency: 15.0 of 20 points"] == "6 of 8 days active"
    assert stats["Context per request"].endswith("2.0× the team's median of 400K; rank 3 of 48, largest first")
    (chart,) = charts_of(report)
    assert SCORE_CAVEAT in chart.alt_text


def test_below_ten_requests_there_is_no_score_whoever_asks():
    report = u.make_user_adoption(score=None, counters=u.make_counters(agent_requests=9))
    assert "below 10 agent requests there is no adoption score" in first_line(report)
    assert charts_of(report) == ()


def test_who_may_not_read_team_reports_is_told_no_score_no_rank_and_no_median():
    context = make_context_use(rank=None, ratio_to_median_millionths=None, team=ContextTeam(0, None, None))
    report = u.make_user_adoption(
        with_team=False, score=None, context=context, activity_rank=None, activity_ranked=None, badges=None
    )
    message = report_message(report, QUERY)
    told = message.text + in_words(message)
    assert "only people who can read team reports see it" in message.text
    assert not any(word in told for word in ("rank ", "median", "Badges", "points"))
    assert "812K cache-read tokens, long" in told
    assert "412 of 530 diffs (78%)" in told


def test_what_cursor_does_not_count_is_no_zero():
    report = u.make_user_adoption(score=None, counters=None, context=None, activity_rank=None, badges=None)
    message = report_message(report, QUERY)
    assert "Cursor counts no activity for Mia Fox in this range" in message.text
    assert "data_table" not in {block["type"] for block in message.blocks}
    assert dict(summary_of(make_user(counters=None)).stats)["Diffs accepted"] == "–"


def test_tools_name_the_one_used_most_of_each_kind():
    assert first_line(u.make_user_tools()) == (
        "Mia Fox: called 6 MCP tools 2,867 times, search_issues most; used 8 commands 3,292 times, review most."
    )


@pytest.mark.parametrize(
    ("availability", "why"), [(UNAVAILABLE, "not available on this plan"), (NOT_YET, "not read from Cursor yet")]
)
def test_a_plan_without_analytics_is_told_as_such(availability, why):
    tools = u.make_user_tools(
        mcp=make_insight(InsightsSection.MCP, availability=availability),
        commands=make_insight(InsightsSection.COMMANDS, availability=availability),
    )
    code = u.make_user_code(repositories=make_insight(InsightsSection.REPOSITORIES, availability=availability))
    for report, title in ((tools, "Tools and commands of Mia Fox"), (code, "Commits of Mia Fox")):
        message = report_message(report, QUERY)
        assert first_line(report) == f"{title}: {why}."
        assert not {"data_table", "image"} & {block["type"] for block in message.blocks}
        assert " 0" not in message.text.splitlines()[1]


def test_one_kind_of_tools_may_be_missing():
    report = u.make_user_tools(commands=make_insight(InsightsSection.COMMANDS, availability=UNAVAILABLE))
    assert first_line(report).endswith("; commands: not available on this plan.")


def test_code_says_what_is_attributed_and_that_the_rest_is_not_by_hand():
    report = u.make_user_code()
    # 9,741 / 23,550 = 41 %
    assert first_line(report) == (
        "Mia Fox committed 23,550 lines to 4 repositories, 41% of them attributed to the agent or to tab."
    )
    message = report_message(report, QUERY)
    assert ATTRIBUTION_CAVEAT in message.text
    assert ATTRIBUTION_CAVEAT in in_words(message)
    assert "(hidden by privacy mode)" in message.text


def test_each_section_names_its_basis():
    bases = [
        f"Basis: {report.scope.basis}, as of" in report_message(report, QUERY).text for report in u.make_user_parts()
    ]
    assert bases == [True] * 5


@pytest.mark.parametrize("name", UGLY)
def test_charts_of_any_name_are_drawn_without_a_warning(name):
    actor = f.make_actor(name)
    tools = make_insight(InsightsSection.MCP, figures=make_use((name, "x"), servers=(name,)))
    reports = (
        make_user(actor=actor),
        u.make_user_models(names=(name, "sonnet"), actor=actor),
        u.make_user_activity(actor=actor),
        u.make_user_adoption(actor=actor),
        u.make_user_tools(actor=actor, mcp=tools),
        u.make_user_code(
            actor=actor, repositories=make_insight(InsightsSection.REPOSITORIES, figures=make_volume((name, "x")))
        ),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for report in reports:
            for chart in charts_of(report):
                png = chart.draw()
                assert png[:8] == b"\x89PNG\r\n\x1a\n"
                assert struct.unpack(">I", png[16:20]) == (1200,)
