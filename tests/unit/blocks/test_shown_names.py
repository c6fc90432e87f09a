"""Different people on one screen have different labels, however much their names are shortened."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import chart_theme as theme
from blocks.escape import cut_in_middle, outside, slack_length
from blocks.overview_charts import member_stack
from blocks.report_query import ReportQuery
from blocks.shown_names import distinct_labels, shown_names, visible_form
from tests.unit import factories as f
from tests.unit.cycle_factories import make_cycle
from tests.unit.drawing import report_message
from tests.unit.model_factories import make_what_if_report, make_what_if_row
from tests.unit.overview_factories import make_member_spend, make_overview
from tests.unit.spender_factories import make_topspenders

EMOJI = "\U0001f469\u200d\U0001f4bb"
ALIKE = st.sampled_from(
    ["Mia Fox", "Mia  Fox", "W" * 200, "W" * 199 + "V", "محمد عبد الرحمن", "<!channel>" * 9, "", "\u202e", EMOJI * 9]
)
names = st.one_of(ALIKE, st.builds("{} {}".format, ALIKE, st.integers(0, 30)), st.text(max_size=80))
SHOWN = [outside, theme.chart_label]


@pytest.mark.parametrize("shown", SHOWN)
@given(named=st.lists(st.tuples(names, names), max_size=30), length=st.integers(16, 60))
def test_no_two_labels_look_alike_and_none_is_too_long(shown, named, length):
    labels = distinct_labels(named, length, shown)
    assert len(labels) == len(named)
    assert len({visible_form(label) for label in labels}) == len(labels)
    seen = labels if shown is outside else map(visible_form, labels)  # in a chart, invisible characters take no room
    assert all(1 <= slack_length(label) <= length for label in seen)
    assert all("<!" not in label for label in labels if shown is outside)


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1, max_size=12), unique_by=visible_form))
def test_names_that_fit_and_differ_stay_as_they_are(texts):
    assert distinct_labels([(text, "x") for text in texts], 60) == [outside(text) for text in texts]


@given(st.text(max_size=300), st.integers(2, 200))
def test_a_cut_in_the_middle_is_never_longer_than_asked(text, length):
    assert slack_length(cut_in_middle(text, length)) <= length


def test_a_mark_stays_with_its_letter_on_both_sides_of_the_gap():
    assert cut_in_middle("abcdefgh", 8) == "abcdefgh"
    assert cut_in_middle("abcdefghi", 5) == "ab…hi"
    assert cut_in_middle("abcdefghe\u0301i", 5) == "abc…i"
    assert cut_in_middle("abcdefg 12", 7) == "abcd…12"


def test_people_are_told_apart_by_the_end_of_a_name_then_by_their_mail():
    long = "Maximiliane-Alexandrina von Hohenstein"
    people = [
        f.make_actor(f"{long} 12", key="12@example.com", email="12@example.com"),
        f.make_actor(f"{long} 13", key="13@example.com", email="13@example.com"),
        f.make_actor("Mia Fox", key="mia@example.com"),
        f.make_actor("Mia Fox", key="m.fox@example.com", email="m.fox@example.com"),
    ]
    assert list(shown_names(people, 24).values()) == [
        "Maximiliane-…henstein 12", "Maximiliane-…henstein 13", "Mia Fox (mia)", "Mia Fox (m.fox)",
    ]  # fmt: skip


def long_names(count):
    """People whose names differ only at the very end."""
    name = "Maximiliane-Alexandrina von Hohenstein-Wallersdorf " * 2
    return [
        f.make_actor(f"{name}{number}", key=f"{number}@example.com", email=f"{number}@example.com")
        for number in range(count)
    ]


@pytest.mark.parametrize("report", [
    make_overview(members=tuple(f.make_row(actor=actor) for actor in long_names(5))),
    make_topspenders(rows=tuple(f.make_row(actor=actor) for actor in long_names(10))),
    make_cycle(top=tuple(f.make_row(actor=actor) for actor in long_names(5))),
    make_what_if_report(rows=tuple(replace(make_what_if_row(), actor=actor) for actor in long_names(9))),
])  # fmt: skip
def test_rows_of_a_table_and_choices_of_a_menu_name_different_people(report):
    message = report_message(report, ReportQuery("overview"))
    (table,) = [block for block in message.blocks if block["type"] == "data_table"]
    column = [cell["text"] for cell in table["rows"][0]].index("Member")
    named = [row[column]["text"] for row in table["rows"][1:]]
    assert len(set(map(visible_form, named))) == len(named) > 1
    for block in message.blocks:
        for element in block.get("elements", ()) if block["type"] == "actions" else ():
            choices = [option["text"]["text"] for option in element.get("options", ())]
            assert len(set(map(visible_form, choices))) == len(choices)


def test_a_charts_legend_names_different_people():
    people = [make_member_spend(actor) for actor in long_names(6)]
    stack = member_stack(f.make_day_points(), people)
    assert len({visible_form(series.name) for series in stack}) == len(stack) >= 6
