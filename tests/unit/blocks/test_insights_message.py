"""The messages about insights: the first line answers, gaps are explained, each section links to the others."""

import json
import struct
import warnings

import pytest

from blocks import action_ids, chart_theme
from blocks.insights_view import TITLES
from blocks.report_query import ReportQuery, filter_value
from tests.unit import factories as f
from tests.unit import insights_factories as g
from tests.unit.drawing import charts_of, elements, report_message, summary_of
from tracker.reports.types import (
    AcceptedEdits,
    CodeVolume,
    DailyActiveUsers,
    FeatureUse,
    FileExtensions,
    InsightsSection,
    Modes,
    PlanExhaustion,
    RepositoryVolume,
    UseDay,
)

SECTIONS = [section for section in InsightsSection if section is not InsightsSection.OVERVIEW]
QUERY = ReportQuery("insights", "30d", group="Platform")
UGLY_NAMES = (
    "<!channel> *x* & <https://x|y>",
    "$\\foo$ $x^2$ \\frac{",
    "\U0001f600 tool",
    "نموذج كبير",
    "W" * 300,
    "\ud83d\n\x00",
    "",
)
NOTHING = FeatureUse(0, 0, (), tuple(UseDay(day, 0) for day in g.make_days()))


def first_line(section, **changes):
    return report_message(g.make_insights(section, **changes), QUERY).text.splitlines()[1]


@pytest.mark.parametrize(("section", "answer"), [
    (InsightsSection.DAU, "33.0 people per day use an AI feature on average, at most 51, on 28 Oct."),
    (
        InsightsSection.MODELS,
        "29% of 3,125 messages went to composer-2.5, then claude-4.5-sonnet 19% and default 14%; 6 models in all.",
    ),
    (
        InsightsSection.EDITS,
        "60% of 4,000 agent edits were accepted, 8,156 lines; and 60% of 9,000 tab completions, 18,351 lines.",
    ),
    (InsightsSection.COMMANDS, "Commands were used 3,292 times, 27% of them review; 8 different commands."),
    (
        InsightsSection.MCP,
        "MCP tools were called 2,867 times, 31% of them search_issues of tracker; 6 different tools.",
    ),
    (InsightsSection.MODES, "Plan mode was used 3,292 times, ask mode was used 1,096 times, most with review."),
    (InsightsSection.FILES, "py leads with 9,000 accepted lines, then ts with 4,500."),
    (InsightsSection.VERSIONS, "24 of 58 people run the latest version, 3.2.1; 30 need an update (on 22 Nov)."),
    (
        InsightsSection.REPOSITORIES,
        "23,550 lines in 4 repositories, 43% of them in acme/app; "
        "Cursor attributes 41% of all lines to its agent and tab.",
    ),
    (
        InsightsSection.EXHAUSTION,
        "12 of 48 agent users (25%) used up the included plan this cycle, at the median on day 7.5.",
    ),
    (InsightsSection.CONVERSATIONS, "48% of 833 conversations had the intent write code."),
])  # fmt: skip
def test_the_first_line_answers_the_section(section, answer):
    assert first_line(section) == answer


def test_the_overview_begins_with_three_answers_and_says_the_headline_of_every_section():
    message = report_message(g.make_insights(), QUERY)
    lines = message.text.splitlines()
    assert lines[1].startswith("33.0 people per day use an AI feature on average; 29% of 3,125 messages went to")
    openings = [TITLES[section].removesuffix(" and ask mode") for section in SECTIONS]
    assert all(told.startswith(opening) for told, opening in zip(lines[2:], openings, strict=True))
    assert "MCP tools were called 2,867 times" in lines[2 + SECTIONS.index(InsightsSection.MCP)], "named once"


def test_every_section_has_a_place_in_the_menu_of_the_overview_and_of_each():
    menu = elements(report_message(g.make_insights(), QUERY))[action_ids.CHOOSE_FILTER]
    offered = [choice["value"] for choice in menu["options"]]
    assert "initial_option" not in menu
    for section in SECTIONS:
        assert filter_value("section", section) in offered
        menu = elements(report_message(g.make_insights(section), QUERY))[action_ids.CHOOSE_FILTER]
        assert menu["initial_option"]["value"] == filter_value("section", section)
        assert len(menu["options"]) == len(InsightsSection)


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_has_a_picture_and_a_table_or_says_why_not(section):
    report = g.make_insights(section)
    (chart,) = charts_of(report)
    assert len(chart.alt_text) > 40
    kinds = [block["type"] for block in report_message(report, QUERY).blocks]
    assert kinds.count("data_table") == 1


@pytest.mark.parametrize("section", SECTIONS)
def test_what_the_plan_lacks_is_said_and_is_no_zero(section):
    report = g.make_insights(section, availability=g.UNAVAILABLE)
    message = report_message(report, QUERY)
    assert message.text.splitlines()[1] == f"{TITLES[section]}: not available on this plan."
    assert charts_of(report) == summary_of(report).stats == ()
    assert "data_table" not in {block["type"] for block in message.blocks}


def test_a_plan_without_any_analytics_says_so_once():
    text = report_message(g.make_insights(availability=g.UNAVAILABLE), QUERY).text
    assert text.splitlines()[1] == "Cursor's analytics: not available on this plan."


def test_what_has_not_been_read_yet_says_so():
    assert first_line(InsightsSection.MCP, availability=g.NOT_YET) == "MCP tools: not read from Cursor yet."


def test_days_before_the_first_that_was_read_have_no_figures():
    report = g.make_insights(InsightsSection.DAU, availability=g.AVAILABLE)
    text = report_message(report, QUERY).text
    assert "Active users: nothing was read for these days; figures begin on 3 Sep." in text


def test_a_group_that_cursor_cannot_tell_is_said_to_be_the_whole_team():
    scope = f.make_scope(group="Platform", range=f.make_range(30))
    report = g.make_insights(InsightsSection.DAU, is_whole_team=True, scope=scope)
    message = report_message(report, QUERY)
    assert message.text.splitlines()[0] == "Active users: last 30 days, whole team"
    assert "Whole team: Cursor does not split this by person." in message.text
    overview = report_message(g.make_insights(is_whole_team=True, scope=scope), QUERY)
    assert "Active users (whole team): " in overview.text


def test_whole_days_are_named_and_the_one_that_is_not_over():
    blocks = json.dumps(report_message(g.make_insights(InsightsSection.DAU), QUERY).blocks)
    assert "Whole UTC days: 24 Oct to 22 Nov, the last one still in progress." in blocks


@pytest.mark.parametrize(("section", "figures", "answer"), [
    (InsightsSection.DAU, DailyActiveUsers(g.make_dau(0).days, 0.0, 0.0, 0.0, 0.0), "Nobody used an AI feature"),
    (InsightsSection.COMMANDS, NOTHING, "No commands were used"),
    (InsightsSection.MCP, NOTHING, "No MCP tools were used"),
    (InsightsSection.MODES, Modes(NOTHING, None), "Nobody used plan mode on these days"),
    (InsightsSection.EDITS, AcceptedEdits(None, g.make_edits(0)), "Nothing was suggested"),
    (InsightsSection.FILES, FileExtensions(()), "No files were edited"),
    (InsightsSection.REPOSITORIES, CodeVolume(0, RepositoryVolume("", 0, 0, 0, 0, 0), ()), "Nobody committed"),
    (InsightsSection.EXHAUSTION, PlanExhaustion((), 5, ()), "Nobody has used up the included plan this cycle"),
])  # fmt: skip
def test_a_range_without_any_use_says_so(section, figures, answer):
    assert first_line(section, figures=figures).startswith(answer)
    assert charts_of(g.make_insights(section, figures=figures)) == ()


def test_one_kind_of_edits_alone_is_shown_and_the_other_named_as_missing():
    message = report_message(g.make_insights(InsightsSection.EDITS, figures=AcceptedEdits(None, g.make_edits())), QUERY)
    assert message.text.splitlines()[1].startswith("60% of 4,000 tab completions were accepted")
    assert "Cursor gives no figures for agent edits." in message.text


def test_the_caveats_stand_under_the_figures():
    repositories = report_message(g.make_insights(InsightsSection.REPOSITORIES), QUERY)
    assert "does not mean written by hand" in json.dumps(repositories.blocks)
    files = report_message(g.make_insights(InsightsSection.FILES), QUERY)
    assert "nothing here is a total" in json.dumps(files.blocks)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("names", [UGLY_NAMES, UGLY_NAMES[2:4], [f"tool {n}" for n in range(20)]], ids=len)
def test_any_names_are_drawn(section, names):
    report = g.make_insights(section, figures=g.make_figures(section, tuple(names)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (chart,) = charts_of(report)
        png = chart.draw()
    assert png == chart.draw()
    assert struct.unpack(">II", png[16:24])[0] == round(chart_theme.WIDTH_INCHES * chart_theme.DPI)


@pytest.mark.parametrize("days", [1, 2, 90])
def test_any_number_of_days_is_drawn(days):
    figures = DailyActiveUsers(g.make_dau(days=1).days * days, None, None, None, None)
    (chart,) = charts_of(g.make_insights(InsightsSection.DAU, figures=figures))
    assert chart.draw().startswith(b"\x89PNG")
