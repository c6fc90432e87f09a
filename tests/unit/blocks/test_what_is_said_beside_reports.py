"""Small messages and views besides reports: Slack accepts them whatever people type and things are called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.elements import Look, Message
from blocks.group_import import import_modal, previewed_view, reading_view
from blocks.home import HomeSection, home_message, home_notice
from blocks.limits import BLOCKS_PER_MESSAGE, BLOCKS_PER_VIEW
from blocks.notices import (
    hello_message,
    own_figures_line,
    private_notice,
    suggestions_message,
    understood_line,
    welcome_message,
    with_line_above,
)
from blocks.report_query import ReportQuery
from blocks.settings_modal import unchanged_message
from blocks.weekly_modal import weekly_saved_message
from sandbox.slack.validation.payloads import check_view
from tests.unit import factories as f
from tests.unit.blocks.any_input import names, quick
from tests.unit.blocks.soundness import INTENDED, assert_sound
from tests.unit.drawing import report_message
from tests.unit.overview_factories import make_overview
from tracker.reports.types import WeeklySubscription


@quick
@given(names)
def test_what_was_understood_or_not_is_said_with_what_was_typed(typed):
    assert_sound(suggestions_message(typed, ["who spent most this cycle?", "spend last week", "models 30d"]))
    assert_sound(hello_message(["spend last week"]))
    assert_sound(welcome_message())
    report = private_notice(typed)
    for line in (
        understood_line(typed),
        understood_line(f"/user <@{INTENDED}> 7d", [typed, typed]),
        own_figures_line(INTENDED),
        own_figures_line(typed),
    ):
        assert_sound(with_line_above(line, report))


@quick
@given(names)
def test_what_may_have_been_meant_is_offered_on_buttons_that_slack_takes(name):
    queries = [ReportQuery("overview", "2026-11-01 to 2026-11-07", group=name), ReportQuery("user", user=name)]
    assert_sound(private_notice(name, offers=[(name, query) for query in queries]))


def test_a_report_that_fills_a_message_keeps_its_blocks_and_has_the_line_in_its_text():
    full = Message("words", [{"type": "divider"}] * BLOCKS_PER_MESSAGE)
    led = with_line_above(understood_line("/spend 7d"), full)
    assert led.blocks == full.blocks
    assert led.text == "I understood /spend 7d\nwords"


def test_it_is_said_that_nothing_was_changed():
    assert_sound(unchanged_message())


@pytest.mark.parametrize("destination", ["C0SPEND0001", INTENDED])
@quick
@given(names)
def test_a_digest_of_a_group_of_any_name_is_told_of(destination, group):
    assert_sound(
        weekly_saved_message(
            WeeklySubscription(7, group, destination, destination == INTENDED, INTENDED, f.NOW), "Made"
        )
    )


@quick
@given(names, st.integers(0, 6))
def test_the_home_tab_fits_whatever_stands_in_it(name, shown):
    reports = ("overview", "user", "incidents", "insights", "cycle", "settings")
    sections = [HomeSection(each.title(), ReportQuery(each), place == shown) for place, each in enumerate(reports)]
    report = report_message(make_overview(members=f.make_rows(300)), ReportQuery("overview"), Look())
    for message in (home_message(sections, report), home_notice(sections, name)):
        view = {"type": "home", "blocks": message.blocks}
        assert len(message.blocks) <= BLOCKS_PER_VIEW
        assert check_view(view, "home", can_show=lambda _: True) == []


@quick
@given(names)
def test_every_view_of_an_import_is_taken_by_slack(reason):
    given_twice = {"limits_in_words": "At most 5 MB.", "external_id": "import-1"}
    for view in (
        reading_view(external_id="import-1"),
        previewed_view(external_id="import-1"),
        import_modal(refused=reason or "Empty", **given_twice),
        import_modal(**given_twice),
    ):
        assert check_view(view, "modal", can_show=lambda _: True) == []
