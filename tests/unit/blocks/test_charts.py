"""Charts: the same bytes for the same report, for any name and sum, with a font for every glyph."""

import struct
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from blocks import chart_parts, chart_theme, charts, overview_charts, person_charts
from tests.unit import factories as f
from tests.unit.cycle_factories import make_cycle
from tests.unit.drawing import charts_of
from tests.unit.factories import DOLLAR
from tests.unit.incident_factories import make_anomalies, make_incident, make_incidents, make_metrics
from tests.unit.model_factories import make_models_report
from tests.unit.overview_factories import make_member_spend, make_overview
from tests.unit.spender_factories import make_topspenders
from tests.unit.user_factories import make_user
from tracker.reports.types import DurationStats, IncidentWeek

UGLY_NAMES = (
    "<!channel> *x* & <https://x|y>",
    "$\\foo$ $x^2$ \\frac{",
    "😀 Emoji Person",
    "محمد بن عبد الله الطويل",
    "דוד כהן (David)",
    "W" * 200,
    "李雷 韓梅梅",
    "नमस्ते सिंह",
    "Zoë \u202eÅngström",
    "\ud83d\n\x00",
    "",
)


def size_of(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_every_report_draws_the_same_bytes_twice():
    for report in (
        make_overview(),
        make_topspenders(),
        make_models_report(),
        make_user(),
        make_incident(),
        make_cycle(),
    ):
        (chart,) = charts_of(report)
        png = chart.draw()
        assert png == chart.draw()
        assert size_of(png)[0] == 1200
        assert b"Software" not in png


def test_several_workers_draw_at_once():
    (chart,) = charts_of(make_incident(actor=f.make_actor(UGLY_NAMES[3])))
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: chart.draw(), range(8)))
    assert set(drawn) == {chart.draw()}


def test_different_figures_draw_different_bytes():
    (chart,), (other,) = charts_of(make_overview()), charts_of(make_overview(days=f.make_day_points(7, 1_701)))
    assert chart.draw() != other.draw()


@pytest.mark.parametrize("name", UGLY_NAMES)
def test_any_name_is_drawn_without_a_missing_glyph(name):
    actor = f.make_actor(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        charts.evidence_chart(actor, make_incident().evidence)
        charts.spenders_chart((f.make_row(actor=actor),), f.make_totals(), name, "by name")


@pytest.mark.parametrize("days", [1, 2, 14, 63, 400])
def test_any_number_of_days_is_drawn(days):
    assert size_of(overview_charts.daily_chart(f.make_day_points(days), DOLLAR, "since 2026-01-01", None)) == (
        1200,
        600,
    )
    timeline = person_charts.timeline_chart(f.make_actor(), f.make_member_days(days), DOLLAR, "last days")
    assert size_of(timeline) == (1200, 800)


@pytest.mark.parametrize("days", [1, 2, 14, 63, 400])
def test_any_number_of_days_by_member_is_drawn(days):
    points = f.make_day_points(days)
    members = tuple(make_member_spend(f.make_actor(name), days) for name in UGLY_NAMES)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for shown in (members[:1], members[:6], members):
            assert size_of(overview_charts.members_chart(points, shown, DOLLAR, UGLY_NAMES[0])) == (1200, 600)


def test_more_members_than_colours_are_everyone_else():
    points = f.make_day_points(2, 1_000)
    people = [f.make_actor(f"Person {number}", key=f"{number}@example.com") for number in range(8)]
    members = tuple(make_member_spend(actor, 2, 10) for actor in people)
    stack = overview_charts.member_stack(points, members)
    assert [series.name for series in stack] == [*(f"Person {number}" for number in range(6)), "everyone else"]
    for index, day in enumerate(points):
        assert sum(series.values[index] for series in stack) == day.usage_value_microcents


def test_spikes_are_marked_and_change_the_picture():
    points = f.make_day_points(14)
    plain = overview_charts.daily_chart(points, DOLLAR, "last 14 days", None)
    marked = overview_charts.daily_chart(points, DOLLAR, "last 14 days", None, spikes=(points[5].date,))
    assert size_of(marked) == (1200, 600)
    assert marked != plain


@pytest.mark.parametrize("sum_microcents", [0, 1, 2**63 - 1])
def test_any_sum_is_drawn(sum_microcents):
    days = tuple(replace(day, usage_value_microcents=sum_microcents) for day in f.make_day_points(7))
    overview_charts.daily_chart(days, 7 * sum_microcents, "last 7 days", "Platform")
    evidence = make_incident().evidence
    charts.evidence_chart(f.make_actor(), replace(evidence, line_microcents=sum_microcents or None))


def test_more_models_than_colours_are_drawn_as_other():
    day = f.make_member_days(1)[0]
    shares = tuple((f"model-{number}", (20 - number) * DOLLAR) for number in range(12))
    stack = chart_parts.model_stack([replace(day, models=shares, usage_value_microcents=sum(v for _, v in shares))])
    assert [series.name for series in stack] == ["model-0", "model-1", "model-2", "model-3", "other"]
    # 20 + 19 + 18 + 17 are shown; 16 + 15 + ... + 9 = 100 are not.
    assert stack[-1].values == (100 * DOLLAR,)


def test_a_name_that_no_font_has_gives_way_to_the_emails_local_part():
    actor = f.make_actor("\U0001fae8\U0001f9cc", email="mia.fox@example.com")
    assert chart_theme.families_for(actor.display) is None
    assert chart_theme.chart_name(actor) == "mia.fox"


def test_a_name_that_a_font_has_is_kept():
    assert chart_theme.chart_name(f.make_actor("Zoë Ångström")) == "Zoë Ångström"


def test_the_bundled_font_alone_is_enough(monkeypatch):
    monkeypatch.setattr(chart_theme, "_installed", lambda: ("DejaVu Sans",))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for name in UGLY_NAMES:
            charts.evidence_chart(f.make_actor(name), make_incident().evidence)


def test_the_alt_text_says_the_numbers_of_the_chart():
    (chart,) = charts_of(make_topspenders(rows=f.make_rows(2), top=f.make_rows(2)))
    assert (
        chart.alt_text == "Usage value by member, last 7 days, most spend first: Mia Fox $1,204.37, Ines Fox $987.65."
    )


def test_nothing_is_drawn_where_there_is_nothing_to_see():
    assert charts_of(make_topspenders(rows=(), top=())) == ()
    assert charts_of(make_overview(days=())) == ()
    nothing = make_metrics(mttd=DurationStats(0), mtti=DurationStats(0), mttr=DurationStats(0))
    assert charts_of(make_incidents(weeks=(IncidentWeek(f.TODAY, nothing),))) == ()
    assert charts_of(make_anomalies(days=())) == ()
