"""The sections of /models: their first line and their tables, and that anything can be drawn."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import action_ids
from blocks.elements import Look, TableStyle
from blocks.model_efficiency import EFFICIENCY_CAVEATS
from blocks.model_person import PERSON_CAVEAT
from blocks.model_sections import WHAT_IF, WHAT_IF_GROUPS
from blocks.model_what_if import WHAT_IF_ASSUMPTION
from blocks.report_query import ReportQuery
from tests.unit import factories as f
from tests.unit.blocks.any_input import UGLY_NAMES, money, names, quick
from tests.unit.blocks.soundness import assert_sound
from tests.unit.drawing import charts_of, elements, report_message, summary_of
from tests.unit.factories import DOLLAR
from tests.unit.model_factories import (
    make_efficiency,
    make_efficiency_row,
    make_person_model,
    make_person_models,
    make_what_if_report,
    make_what_if_row,
)

QUERY = ReportQuery("models", "30d", section=WHAT_IF)
PERSON = ReportQuery("models", "30d", user="mia@example.com", section="person")
LOOKS = st.builds(
    Look,
    file_ids=st.just(dict.fromkeys(("efficiency", "what-if", "person-models"), "F0CHART0001")),
    tables=st.sampled_from(TableStyle),
)


def first_line(report, query=QUERY):
    return report_message(report, query).text.splitlines()[1]


def table_of(report, query=QUERY):
    (table,) = [block for block in report_message(report, query).blocks if block["type"] == "data_table"]
    return [[cell["text"] for cell in row] for row in table["rows"]]


def test_efficiency_says_which_line_is_cheapest_and_writes_its_caveats_under_it():
    # 1,900 / 31 = $61.29; 1,900 / 19 = $100.00
    message = report_message(make_efficiency(), QUERY)
    assert first_line(make_efficiency()) == (
        "1,000 useful lines cost least with claude-4.5-sonnet: $61.29; most with claude-opus-4-7-max: $100.00."
    )
    assert all(caveat in json.dumps(message.blocks, ensure_ascii=False) for caveat in EFFICIENCY_CAVEATS)
    assert "2 models left out: below 3 users or $20" in json.dumps(message.blocks)


def test_an_efficiency_row_by_hand():
    # 19,000 of 41,000 = 46 %; 19,000 / 2,000 = 9.5; 22,000 / 2,000 = 11; 100 of 1,000 = 10 %
    assert table_of(make_efficiency())[2] == [
        "claude-opus-4-7-max",
        "$100.00",
        "46%",
        "9.5",
        "11.0",
        "10%",
        "$1.00",
        "6",
    ]
    assert table_of(make_efficiency())[3][1] == "–"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"days": 0, "rows": ()}, "No whole day of this range is over yet, and Cursor counts lines by the day."),
        ({"rows": ()}, "No model was the most used of at least 3 people and $20 on whole days of this range."),
        ({"rows": (make_efficiency_row(accepted_lines=99),)}, "No model has 100 accepted lines here"),
    ],
)
def test_efficiency_without_enough_says_so(changes, said):
    assert first_line(make_efficiency(**changes)).startswith(said)


def test_what_if_names_the_three_largest_and_its_assumption():
    message = report_message(make_what_if_report(), QUERY)
    assert first_line(make_what_if_report()) == (
        "$3,200.00 went to models with a cheaper one in their family; $2,300.00 would have been saved, "
        "across 4 members."
    )
    said = json.dumps(message.blocks, ensure_ascii=False)
    assert WHAT_IF_ASSUMPTION in said
    lists = [part for b in message.blocks if b["type"] == "rich_text" for part in b["elements"]]
    (bullets,) = [part for part in lists if part["type"] == "rich_text_list"]
    assert [item["elements"][0]["text"] for item in bullets["elements"]] == [
        f"{name}: {saving} less of {spent}, mostly with claude-opus-4-7-high instead of claude-opus-4-7-max"
        for name, saving, spent in (
            ("Mia Fox", "$1,004.00", "$1,204.00"),
            ("Omar Haddad", "$704.00", "$904.00"),
            ("Lea Novak", "$404.00", "$604.00"),
        )
    ]


def test_what_if_leads_to_the_models_of_those_who_would_save_most():
    offered = elements(report_message(make_what_if_report(), QUERY))
    first = ReportQuery.decode(offered[action_ids.distinct(action_ids.SHOW_REPORT, "person", 1)]["value"])
    assert first == ReportQuery("models", "30d", user="mia@example.com", section="person")
    menu = offered[action_ids.distinct(action_ids.CHOOSE_FILTER, "section")]
    assert menu["initial_option"]["value"] == "section=what-if"
    assert [choice["value"] for choice in menu["options"]][-1] == "section=what-if-groups"


def test_groups_have_no_group_menu_and_no_people():
    query = ReportQuery("models", "30d", section=WHAT_IF_GROUPS)
    offered = elements(report_message(make_what_if_report(by_group=True), query))
    assert action_ids.CHOOSE_GROUP not in offered
    assert not any("person" in action_id for action_id in offered)
    assert table_of(make_what_if_report(by_group=True), query)[1][0] == "Platform"


def test_what_if_without_a_cheaper_model_or_a_saving_says_so():
    assert first_line(make_what_if_report(switches=(), rows=())).startswith("No model here has a cheaper one")
    nothing = make_what_if_report(rows=(), would_cost_microcents=3_200 * DOLLAR)
    assert first_line(nothing).startswith("Nobody would have saved anything")
    assert charts_of(nothing) == ()


def test_a_person_stands_against_the_median_member_and_the_median_on_the_same_model():
    # 1,304 / 1,500 = $0.87, 2.8 x $0.31; $1.00 against $0.60: +67 %
    assert first_line(make_person_models(), PERSON) == (
        "Mia Fox: $0.87 a request, 2.8× the median member's $0.31; 92% of $1,304.00 went to claude-opus-4-7-max."
    )
    rows = table_of(make_person_models(), PERSON)
    assert rows[1] == ["claude-opus-4-7-max", "$1,204.00", "1,200", "$1.00", "$0.60", "+67%"]
    assert rows[2][4:] == ["–", "–"]


def test_a_person_without_team_rights_is_shown_no_team_at_all():
    rows = (make_person_model(team_median_cost_per_request_microcents=None, team_users=None),)
    report = make_person_models(
        rows=rows,
        with_team=False,
        median_member_microcents=None,
        median_member_cost_per_request_microcents=None,
    )
    said = json.dumps(report_message(report, PERSON).blocks, ensure_ascii=False).lower()
    assert "median" not in said
    assert "team" not in said
    assert PERSON_CAVEAT.lower() not in said


@quick
@given(name=names, value=money, look=LOOKS, by_group=st.booleans(), count=st.sampled_from([1, 15, 100]))
def test_any_names_and_figures_make_sound_messages(name, value, look, by_group, count):
    row = make_what_if_row(name, is_group=by_group, spent=value, would_cost=0, main_model=name)
    changes = {"rows": (row,) * count, "switches": ((name, name),) * 5, "pages": 700, "page": 2}
    assert_sound(report_message(make_what_if_report(by_group=by_group, **changes), QUERY, look))
    line = make_efficiency_row(name, day_usage_value_microcents=value, day_requests=1, added_lines=value)
    assert_sound(report_message(make_efficiency(rows=(line,) * count), QUERY, look))
    person = make_person_models(
        actor=f.make_actor(name), rows=(make_person_model(name, usage_value_microcents=value),) * count
    )
    assert_sound(report_message(person, PERSON, look))
    assert summary_of(person).text


@pytest.mark.parametrize("name", UGLY_NAMES)
@pytest.mark.parametrize("value", [1, 2**63 - 1])
def test_any_name_and_any_figure_is_drawn(name, value):
    reports = (
        make_what_if_report(rows=(make_what_if_row(name, spent=value, would_cost=0),)),
        make_efficiency(rows=(make_efficiency_row(name, added_lines=value, day_requests=1),)),
        make_person_models(rows=(make_person_model(name, usage_value_microcents=value, requests=1),)),
    )
    for report in reports:
        (chart,) = charts_of(report)
        assert chart.draw().startswith(b"\x89PNG")
