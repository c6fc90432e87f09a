"""The message about models: its first line, its table, what if, and what it leads to."""

import json
import struct
import warnings

import pytest

from blocks import action_ids, chart_theme, charts
from blocks.models import ASSUMPTION
from blocks.report_query import ReportQuery
from tests.unit import factories as f
from tests.unit.drawing import charts_of, elements, report_message, summary_of
from tests.unit.factories import DOLLAR
from tests.unit.model_factories import make_model_row, make_model_rows, make_models_report, make_saving

QUERY = ReportQuery("models", "30d", group="Platform")
UGLY_NAMES = (
    "<!channel> *x* & <https://x|y>",
    "$\\foo$ $x^2$ \\frac{",
    "\U0001f600 model",
    "نموذج كبير",
    "W" * 200,
    "\ud83d\n\x00",
    "",
)


def first_line(report):
    return report_message(report, QUERY).text.splitlines()[1]


def nothing_spent():
    return f.make_totals(usage_value_microcents=0, on_demand_microcents=0, requests=3)


def test_the_first_line_says_which_model_who_uses_it_and_what_could_be_saved():
    # 5,116.12 / 12,480.12 = 41 %; 604 + 400 + 200 = 1,204
    assert first_line(make_models_report()) == (
        "41% of $12,480.12 went to claude-opus-4-7-max, used by 6 of 65; "
        "three people could save $1,204.00 with a cheaper model of the same family."
    )


def test_one_person_with_two_savings_is_counted_once():
    savings = (make_saving(), make_saving(model="gpt-5.5-high", would_cost_microcents=1_200 * DOLLAR))
    report = make_models_report(savings=savings)
    assert "; one person could save $608.00 with" in first_line(report)
    assert len([key for key in elements(report_message(report, QUERY)) if key.startswith(action_ids.VIEW_USER)]) == 1


def test_without_a_saving_the_first_line_says_so_and_under_what_it_would_be_told():
    rows = (make_model_row("default", family=None),)
    message = report_message(make_models_report(rows=rows, savings=()), QUERY)
    assert "used by 40 of 65; no cheaper model of the same family was used." in message.text
    assert ASSUMPTION in json.dumps(message.blocks, ensure_ascii=False)
    assert "What if a cheaper" not in json.dumps(message.blocks)


def test_a_cheaper_model_with_too_few_requests_is_named_and_a_longer_range_offered():
    dear = make_model_row("claude-opus-4-7-max", family="claude-opus", requests=81)
    cheap = make_model_row("claude-opus-4-7-high", family="claude-opus", requests=27, usage_value_microcents=DOLLAR)
    other = make_model_row("claude-4.5-sonnet", usage_value_microcents=DOLLAR, requests=29)
    report = make_models_report(rows=(other, dear, cheap), savings=())
    named = "; claude-opus-4-7-high is cheaper, but has only 27 of the 30 requests needed to compare"
    assert f"{named}; try 30d." in first_line(report)
    buttons = [each for each in elements(report_message(report, QUERY)).values() if each["type"] == "button"]
    (longer,) = [each for each in buttons if each["text"]["text"] == "Compare over 30 days"]
    assert ReportQuery.decode(longer["value"]) == QUERY
    month = make_models_report(rows=report.rows, savings=(), scope=f.make_scope(range=f.make_range(30)))
    assert f"{named}." in first_line(month)
    assert "Compare over 30 days" not in json.dumps(report_message(month, QUERY).blocks)
    for rows in ((other, dear), (dear, make_model_row("opus", family="claude-opus", requests=3)), (cheap, other)):
        assert "needed to compare" not in first_line(make_models_report(rows=rows, savings=()))


def test_a_model_that_more_use_than_have_seats_is_not_said_to_be_used_by_a_part_of_them():
    totals = f.make_totals(members=5)
    assert "used by 6;" in first_line(make_models_report(totals=totals))


def test_an_empty_range_gets_a_sentence_and_no_table_or_chart():
    report = make_models_report(rows=(), savings=(), totals=nothing_spent(), median_cost_per_request_microcents=None)
    message = report_message(report, QUERY)
    assert "Nobody used any models in this range." in message.text
    assert not {"data_table", "image"} & {block["type"] for block in message.blocks}
    assert charts_of(report) == ()
    assert dict(summary_of(report).stats)["Median of the models"] == "–"


def test_models_that_cost_nothing_get_a_sentence_and_no_chart():
    free = make_model_row("free", usage_value_microcents=0, requests=3, multiple_of_cheapest_millionths=None)
    report = make_models_report(rows=(free,), savings=(), totals=nothing_spent())
    assert first_line(report) == "Nothing was spent: 3 requests to 1 model cost nothing."
    assert charts_of(report) == ()


def test_a_row_holds_spend_with_share_price_with_multiple_trend_requests_users_and_tokens():
    (table,) = [b for b in report_message(make_models_report(), QUERY).blocks if b["type"] == "data_table"]
    # 5,116.12 / 5,100 requests = $1.00; 1,900 against 800 of the week before: +138 % (137.5, half to even)
    assert [cell["text"] for cell in table["rows"][1]] == [
        "claude-opus-4-7-max",
        "$5,116.12 (41%)",
        "$1.00 (20.1×)",
        "+138%",
        "5,100",
        "6",
        "412K",
    ]


def test_a_trend_without_earlier_days_is_a_dash():
    rows = (make_model_row(previous_7_days_microcents=None),)
    (table,) = [b for b in report_message(make_models_report(rows=rows), QUERY).blocks if b["type"] == "data_table"]
    assert table["rows"][1][3]["text"] == "–"


def test_what_if_names_the_cheaper_model_the_people_and_the_assumption():
    message = report_message(make_models_report(), QUERY)
    said = [
        "".join(piece["text"] for piece in item["elements"])
        for block in message.blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_list"
        for item in part["elements"]
    ]
    assert said == [
        "claude-opus-4-7-max: 5,100 requests cost $5,116.12; on claude-opus-4-7-high $2,550.00, $2,566.12 less",
        "Mia Fox could save $604.00 on 1,200 requests to claude-opus-4-7-max",
        "Omar Haddad could save $400.00 on 800 requests to claude-opus-4-7-max",
        "Lea Novak could save $200.00 on 400 requests to claude-opus-4-7-max",
    ]
    assert ASSUMPTION in json.dumps(message.blocks, ensure_ascii=False)
    assert (
        "the same number of requests at that model's average cost in this range. Quality is not considered"
        in message.text
    )


def test_the_message_leads_to_who_could_save_and_to_the_team_in_the_same_range():
    offered = elements(report_message(make_models_report(), QUERY))
    person = ReportQuery.decode(offered[action_ids.distinct(action_ids.VIEW_USER, 1)]["value"])
    spenders = ReportQuery.decode(offered[action_ids.distinct(action_ids.SHOW_REPORT, "topspenders")]["value"])
    assert person == ReportQuery("user", "30d", user="mia@example.com")
    assert spenders == ReportQuery("topspenders", "30d", group="Platform")
    assert offered[action_ids.CHOOSE_RANGE]["initial_option"]["value"] == "30d"
    assert action_ids.CHOOSE_GROUP in offered


def test_the_message_names_its_basis_and_freshness():
    said = json.dumps(report_message(make_models_report(), QUERY).blocks)
    assert "Basis: usage value, as of <!date^1795356180^" in said


def test_the_alt_text_says_the_numbers_of_the_chart():
    (chart,) = charts_of(make_models_report(rows=make_model_rows()[2:]))
    assert chart.alt_text == (
        "Usage value per request by model, last 7 days: claude-4.5-sonnet $0.20 (4.0×), composer-2.5 $0.05 (1.0×)."
    )


def test_the_chart_shows_ten_models_at_most():
    rows = tuple(make_model_row(f"model-{number}") for number in range(30))
    (chart,) = charts_of(make_models_report(rows=rows))
    assert "model-9 " in chart.alt_text
    assert "model-10 " not in chart.alt_text
    assert struct.unpack(">II", chart.draw()[16:24]) == (1200, 670)


@pytest.mark.parametrize("name", UGLY_NAMES)
@pytest.mark.parametrize("value", [1, 2**63 - 1])
def test_any_name_and_any_price_is_drawn(name, value):
    row = make_model_row(name, usage_value_microcents=value, requests=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        charts.models_chart((row,), None, name)


@pytest.mark.parametrize(
    ("millionths", "color"),
    [
        (None, chart_theme.SERIES[2]),
        (1_999_999, chart_theme.SERIES[2]),
        (2_000_000, chart_theme.SERIES[1]),
        (4_999_999, chart_theme.SERIES[1]),
        (5_000_000, chart_theme.LINE),
    ],
)
def test_the_colour_tells_the_multiple(millionths, color):
    assert charts._color_of_multiple(millionths) == color


def test_a_model_that_nobody_used_in_the_week_before_is_new():
    rows = (
        make_model_row("a", previous_7_days_microcents=0),
        make_model_row("b", previous_7_days_microcents=0, last_7_days_microcents=0),
        make_model_row("c", previous_7_days_microcents=None),
    )
    blocks = report_message(make_models_report(rows=rows), QUERY).blocks
    (table,) = [block for block in blocks if block["type"] == "data_table"]
    assert [row[3]["text"] for row in table["rows"]] == ["7 days", "new", "no change", "–"]
