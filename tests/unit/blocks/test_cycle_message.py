"""The first line and wording of /cycle, and its CSV for people of any name."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blocks import action_ids
from blocks.channel_notices import cycle_ends_notice
from blocks.cycle import ADOPTION_CAVEAT, csv_notice
from blocks.cycle_csv import COLUMNS, FORMULA_STARTS, cycle_csv, cycle_csv_name
from blocks.elements import Look, TableStyle
from blocks.report_query import ReportQuery
from sandbox.slack.validation.payloads import check_message
from tests.unit import factories as f
from tests.unit.cycle_factories import (
    make_cycle,
    make_cycle_before,
    make_cycle_member,
    make_cycle_members,
    make_exhaustion,
)
from tests.unit.drawing import charts_of, elements, report_message, summary_of
from tests.unit.factories import DOLLAR
from tracker.reports.types import ActorKind, BudgetState, PlanExhaustion, Seats

QUERY = ReportQuery("cycle", "cycle")
HOSTILE = (
    "=1+1",
    "+SUM(A1:A9)",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("https://x","y")',
    'quote " and, comma',
    "line\r\nbreak",
    "Zoë 李雷",
    "",
)


def sentence(**changes):
    return "".join(piece["text"] for piece in summary_of(make_cycle(**changes)).sentence)


def make_spent(dollars, **changes):
    return f.make_totals(usage_value_microcents=dollars * DOLLAR, **changes)


def before(dollars):
    return make_cycle_before(same_span_usage_value_microcents=dollars * DOLLAR)


# --- the first line --------------------------------------------------------------------------------------------------


def test_the_first_line_says_how_much_against_what_and_where_it_is_heading():
    # 12,480.12 / 11,555 = 1.080
    totals = f.make_totals(usage_value_microcents=12_480 * DOLLAR + 12_000_000)
    assert sentence(totals=totals) == (
        "$12,480.12 in this cycle, 8% above the last cycle at this point; on course for $14,900 ($13,900 to $15,800)."
    )


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (97, 100, "3% below the last cycle at this point"),
        (100, 100, "the same as the last cycle at this point"),
        (1200, 100, "12.0× the last cycle at this point"),
        (100, 0, "with nothing in the last cycle at this point"),
    ],
)
def test_the_comparison_is_in_words(now, then, words):
    assert f", {words};" in sentence(totals=make_spent(now), before=before(then))


def test_a_first_cycle_and_a_young_one_say_so():
    progress = f.make_cycle_progress(forecast_microcents=None)
    assert sentence(before=None, progress=progress).endswith(
        " in this cycle, the first cycle on record; a forecast needs three whole days."
    )


def test_a_cycle_that_is_over_has_no_forecast():
    text = sentence(is_over=True, totals=make_spent(110), before=before(100))
    assert text == "$110.00 in the last cycle, 10% above the previous cycle."
    for report in (make_cycle(), make_cycle(is_over=True)):
        assert not [name for name, _ in summary_of(report).stats if "forecast" in name.lower()]  # the sentence has it


def test_an_empty_cycle_is_told_in_a_sentence_and_draws_nothing():
    nothing = make_spent(0, on_demand_microcents=0, requests=0)
    empty = make_cycle(totals=nothing, before=None, days=(), top=(), exhaustion=PlanExhaustion((), 0, ()))
    message = report_message(empty, QUERY)
    assert "No usage in this cycle." in message.text
    assert "nobody has used up the included plan" in message.text
    assert charts_of(empty) == ()
    assert "data_table" not in {block["type"] for block in message.blocks}


# --- what stands below -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("budget", "words"),
    [
        (None, None),
        (BudgetState(200 * DOLLAR, 80 * DOLLAR, False, False), "60% of $200.00 used, $80.00 left"),
        (BudgetState(200 * DOLLAR, 80 * DOLLAR, False, True), "60% of $200.00 used, on course to exceed it"),
        (BudgetState(200 * DOLLAR, -5 * DOLLAR, True, True), "$200.00, reached: $5.00 over"),
    ],
)
def test_the_budget_is_shown_while_one_is_set(budget, words):
    assert dict(summary_of(make_cycle(budget=budget)).stats).get("Budget") == words


def test_the_plan_is_told_by_buckets_with_the_first_to_leave_it():
    text = report_message(make_cycle(), QUERY).text
    assert "12 of 48 agent users, median day 7.5." in text
    assert "1 to 3: 2, 4 to 7: 4, 8 to 14: 6, 15 or later: 0." in text
    assert "First: Mia Fox (day 2)" in text
    assert "and 7 more" in text


def test_unused_seats_are_named_and_the_rest_counted():
    named = tuple(row.actor for row in f.make_rows(20))
    text = report_message(make_cycle(seats=Seats(65, 31, named)), QUERY).text
    assert "31 seats of 65 without a request in this cycle: Mia Fox, " in text
    assert "and 11 more." in text


def test_adoption_never_stands_without_its_caveat():
    text = report_message(make_cycle(), QUERY).text
    assert "AI-native 6, high 14, moderate 17, low 5, manual 1; 22 seats below 10 requests" in text
    assert ADOPTION_CAVEAT in text


def test_the_next_questions_are_about_the_same_cycle():
    for words, other in (("cycle", "last cycle"), ("last cycle", "cycle")):
        query = ReportQuery("cycle", words)
        buttons = elements(report_message(make_cycle(is_over=words == "last cycle"), query))
        assert ReportQuery.decode(buttons[action_ids.DOWNLOAD_CSV]["value"]) == query
        assert ReportQuery.decode(buttons["report.update:cycle"]["value"]) == ReportQuery("cycle", other)
        assert ReportQuery.decode(buttons["report.show:topspenders"]["value"]).range_words == words


def test_a_history_that_begins_within_the_last_cycle_is_named():
    message = report_message(make_cycle(before=make_cycle_before(is_complete=False)), QUERY)
    assert "is incomplete: my history begins partway through it" in str(message.blocks)


@pytest.mark.parametrize("style", TableStyle)
@pytest.mark.parametrize("name", ["<!channel>" * 30, "w" * 300, "", "دוד"])
def test_the_longest_names_fit_into_a_message(name, style):
    rows = tuple(f.make_row(name, actor=f.make_actor(name)) for _ in range(20))
    people = tuple(row.actor for row in rows)
    report = make_cycle(top=rows[:5], seats=Seats(10_000, 9_999, people))
    message = report_message(report, QUERY, Look(file_ids={"cycle": "F0CHART0001"}, tables=style))
    assert check_message(message.blocks, [], can_show=lambda _: True) == []
    assert "<!channel>" not in message.text


# --- the chart -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("microcents", [0, 1, 2**63 - 1])
def test_any_sum_is_drawn_with_and_without_a_cycle_before(microcents):
    progress = f.make_cycle_progress(
        usage_value_microcents=microcents, forecast_microcents=microcents, budget_microcents=microcents
    )
    for other in (None, make_cycle_before()):
        (chart,) = charts_of(make_cycle(progress=progress, before=other))
        assert chart.draw().startswith(b"\x89PNG")


def test_a_cycle_of_an_hour_without_a_forecast_is_drawn():
    progress = replace(make_cycle().progress, forecast_microcents=None)
    (chart,) = charts_of(make_cycle(progress=progress, days=make_cycle().days[:1]))
    assert chart.draw().startswith(b"\x89PNG")


def test_the_alt_text_says_the_numbers():
    (chart,) = charts_of(make_cycle(days=make_cycle().days[:1]))
    assert "10% above the last cycle at this point" in chart.alt_text
    assert "By day: 27 Oct $496.00." in chart.alt_text  # 620 x 0.8


# --- the CSV ---------------------------------------------------------------------------------------------------------


def read(report):
    return list(csv.reader(io.StringIO(cycle_csv(report), newline="")))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_of_the_csv_begins_a_formula_or_breaks_a_line(hostile):
    actor = f.make_actor(hostile, key=hostile, email=hostile or None)
    member = make_cycle_member(actor=actor, group=hostile, models=((hostile or "sonnet", 3),))
    header, line, total = read(make_cycle_members(member))
    assert len(header) == len(line) == len(total) == len(COLUMNS)
    assert not any(cell.startswith(FORMULA_STARTS) for cell in line)
    assert line[1] == ("'" + hostile if hostile.startswith(FORMULA_STARTS) else hostile)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=40), st.integers(0, 2**62), st.integers(0, 10**9)), max_size=8))
def test_any_csv_reads_back_exactly_and_adds_up(people):
    members = [
        make_cycle_member(
            actor=f.make_actor(name, key=name, email=name),
            usage_value_microcents=spent,
            on_demand_microcents=spent // 3,
        )
        for name, spent, _ in people
    ]
    _, *lines, total = read(make_cycle_members(*members))
    assert [Fraction(line[6]) * DOLLAR for line in lines] == [member.usage_value_microcents for member in members]
    for at in (4, 5, 6, 7, 8):
        assert sum(Fraction(line[at]) for line in lines) == Fraction(total[at])


def test_the_csv_is_written_as_the_format_has_it():
    actor = f.make_actor('Mia "M" Fox, Dr', kind=ActorKind.PERSON)
    text = cycle_csv(make_cycle_members(make_cycle_member(actor=actor)))
    assert text.split("\r\n") == [
        ",".join(COLUMNS),
        'mia@example.com,"Mia ""M"" Fox, Dr",person,Platform,10.50000001,2.00,12.50000001,140,9000000,'
        "claude-4.5-sonnet 100; gpt-5.1-codex 40",
        "total,,,,10.50000001,2.00,12.50000001,140,9000000,",
        "",
    ]


def test_the_file_is_named_by_the_cycles_first_day_and_announced_with_its_sum():
    report = make_cycle_members(make_cycle_member())
    name = cycle_csv_name(report)
    assert name == "spendwatch-cycle-2026-10-27.csv"
    assert csv_notice(name, 1, report.totals.usage_value_microcents).text == (
        "spendwatch-cycle-2026-10-27.csv: 1 member, $12.50 usage value in total."
    )


@pytest.mark.parametrize("make", [
    lambda exhaustion: report_message(make_cycle(exhaustion=exhaustion), ReportQuery("cycle", "cycle")),
    lambda exhaustion: cycle_ends_notice(make_cycle(exhaustion=exhaustion)),
])  # fmt: skip
def test_counters_that_are_older_than_the_events_are_told(make):
    told = "Used-up plans come from Cursor's daily counters as of 22 Nov 2026, 13:03 UTC; spend is newer."
    behind = make_exhaustion(counters_as_of=f.NOW - timedelta(hours=1))
    assert told in json.dumps(make(behind).blocks)
    assert "daily counters as of" not in json.dumps(make(make_exhaustion()).blocks)
