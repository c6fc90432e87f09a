"""No payload exceeds Slack's limits and no external text becomes markup, whatever the figures and names."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import limits
from blocks.digest import digest_message
from blocks.elements import Look, TableStyle
from blocks.help import command_help_message, help_message
from blocks.incident import incident_message
from blocks.incident_thread import thread_line
from blocks.notices import already_message, database_notice, error_notice, headline, private_notice
from blocks.overview import SECTIONS
from blocks.reconciliation import agreement_message, difference_message
from blocks.report_query import ReportQuery
from blocks.resolve_modal import resolve_modal
from blocks.status import status_message
from blocks.trial import hello_message, trial_message
from blocks.trouble import channel_closed_message, channel_open_message, recovery_message, trouble_message
from bot.commands import COMMANDS
from sandbox.slack.validation.payloads import check_view
from tests.unit import factories as f
from tests.unit import insights_factories as g
from tests.unit import user_factories as u
from tests.unit.blocks.any_input import (
    BIGGEST,
    actors,
    anomalies,
    cycles,
    groups,
    incidents,
    looks,
    models,
    money,
    names,
    queries,
    quick,
    rows,
    scopes,
    spikes,
    totals,
)
from tests.unit.blocks.soundness import INTENDED, assert_sound, assert_within_our_own_limits, walk
from tests.unit.cycle_factories import make_cycle, make_exhaustion
from tests.unit.drawing import charts_of, report_message, summary_of
from tests.unit.group_factories import make_group_row, make_groups_report
from tests.unit.incident_factories import (
    make_anomalies,
    make_anomaly,
    make_anomaly_line,
    make_digest,
    make_entry,
    make_incident,
    make_incidents,
    make_move,
    make_resolved,
)
from tests.unit.model_factories import make_model_row, make_models_report, make_saving
from tests.unit.overview_factories import make_member_spend, make_overview, make_spike
from tests.unit.spender_factories import make_topspenders
from tests.unit.status_factories import make_reconciliation, make_status
from tests.unit.user_factories import make_user
from tracker.reports.types import (
    AnomalyFilter,
    AnomalyView,
    BudgetState,
    EndpointStatus,
    IncidentState,
    InsightsSection,
    ModelDriver,
    Move,
    PlanExhausted,
    ReplayedIncident,
    ReplayReport,
    Rule,
    Seats,
    Severity,
    SpenderSort,
    TrialReport,
    WhatIf,
)


@quick
@given(scopes, totals, rows(), models, cycles, groups, queries, looks, spikes, st.sampled_from(list(SECTIONS)))
def test_an_overview_of_anything_is_taken_by_slack(
    scope, totals, members, models, cycle, groups, query, look, spikes, section
):
    report = make_overview(
        scope=scope,
        totals=totals,
        members=members,
        models=models,
        cycle=cycle,
        groups=groups,
        spikes=spikes,
        daily_by_member=tuple(make_member_spend(row.actor) for row in members),
        average_day_microcents=totals.estimated_microcents,
        accepted_lines_added=totals.requests,
        open_anomalies=totals.requests,
    )
    assert_sound(report_message(report, replace(query, section=section), look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


@quick
@given(scopes, totals, rows(120), groups, queries, looks, st.sampled_from(SpenderSort))
def test_top_spenders_of_anything_are_taken_by_slack(scope, totals, shown, groups, query, look, sort):
    report = make_topspenders(
        scope=scope, totals=totals, rows=shown, top=shown[:10], groups=groups, sort=sort, page=2, pages=9
    )
    assert_sound(report_message(report, query, look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


def model_rows(most: int = 120) -> st.SearchStrategy[Any]:
    row = st.builds(
        make_model_row,
        names,
        usage_value_microcents=money,
        requests=st.sampled_from([1, 10**12]),
        users=st.sampled_from([1, 10_000]),
        tokens_per_request=st.integers(0, BIGGEST),
        multiple_of_cheapest_millionths=st.one_of(st.none(), st.integers(10**6, BIGGEST)),
        last_7_days_microcents=money,
        previous_7_days_microcents=st.one_of(st.none(), money),
        what_if=st.one_of(st.none(), st.builds(WhatIf, names, money, money)),
    )
    return st.lists(row, max_size=most).map(tuple)


savings = st.lists(
    st.builds(make_saving, actor=actors(), model=names, cheaper_model=names, usage_value_microcents=money), max_size=3
).map(tuple)


@quick
@given(scopes, totals, model_rows(), savings, groups, queries, looks)
def test_models_of_any_name_and_price_are_taken_by_slack(scope, totals, shown, saved, groups, query, look):
    report = make_models_report(scope=scope, totals=totals, rows=shown, savings=saved, groups=groups)
    assert_sound(report_message(report, query, look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


@quick
@given(scopes, actors(), totals, models, cycles, queries, looks, names)
def test_a_person_of_any_name_is_taken_by_slack(scope, actor, totals, models, cycle, query, look, text):
    history = tuple(make_anomaly_line(message=text, period_label=text) for _ in range(12))
    report = make_user(
        scope=scope, actor=actor, totals=totals, models=models, cycle=cycle, group=text, anomalies=history
    )
    assert_sound(report_message(report, query, look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


@quick
@given(scopes, actors(), totals, st.lists(names, min_size=1, max_size=25), queries, looks, names)
def test_each_section_of_a_person_is_taken_by_slack_whatever_things_are_called(
    scope, actor, totals, called, query, look, text
):
    unique = tuple(dict.fromkeys(called))
    tools = g.make_use(unique, servers=(text, "x" * 300), size=10**12)
    volume = g.make_volume(unique)
    same = {"scope": scope, "actor": actor}
    reports = (
        u.make_user_models(names=unique, totals=totals, **same),
        u.make_user_activity(days=f.make_member_days(400), totals=totals, **same),
        u.make_user_adoption(counters=u.make_counters(agent_requests=10**15, applies=0), **same),
        u.make_user_tools(
            mcp=g.make_insight(InsightsSection.MCP, figures=tools),
            commands=g.make_insight(InsightsSection.COMMANDS, figures=tools),
            **same,
        ),
        u.make_user_code(repositories=g.make_insight(InsightsSection.REPOSITORIES, figures=volume), **same),
    )
    for report in reports:
        assert_sound(report_message(report, query, look))
        assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


@quick
@given(scopes, totals, cycles, rows(5), st.lists(actors(), max_size=20).map(tuple), looks, st.booleans())
def test_a_cycle_of_anything_is_taken_by_slack(scope, totals, progress, top, people, look, is_over):
    exhausted = tuple(PlanExhausted(actor, f.TODAY, 10**6) for actor in people)
    report = make_cycle(
        scope=scope,
        totals=totals,
        progress=progress,
        top=top,
        seats=Seats(10**6, 10**5, people),
        exhaustion=make_exhaustion(exhausted=exhausted),
        budget=BudgetState(BIGGEST, -BIGGEST, True, True),
        is_over=is_over,
    )
    query = ReportQuery("cycle", "last cycle" if is_over else "cycle")
    assert_sound(report_message(report, query, look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


@quick
@given(incidents(), looks, st.sampled_from(Move), names)
def test_an_incident_in_any_state_is_taken_by_slack(incident, look, move, text):
    assert_sound(incident_message(incident, look))
    assert_sound(thread_line(make_move(move, note=text, by=text or "system"), incident))
    modal = resolve_modal(incident)
    assert check_view(modal, "modal", can_show=lambda _: True) == []
    assert_within_our_own_limits(modal["blocks"], limits.BLOCKS_PER_VIEW)
    assert len(modal["private_metadata"]) <= limits.PRIVATE_METADATA


@quick
@given(st.lists(incidents(), min_size=1, max_size=45), queries, looks, st.sampled_from(["open", "mine", "all"]))
def test_lists_of_incidents_are_taken_by_slack(listed, query, look, which):
    listed = tuple(replace(incident, incident_id=number) for number, incident in enumerate(listed))
    report = make_incidents(incidents=listed, which=which, page=2, pages=3, listed=len(listed))
    assert_sound(report_message(report, query, look))
    digest = make_digest(worst=listed[:10], rest=listed[10:], page=2, pages=3, total=len(listed))
    assert_sound(digest_message(digest, look))


SECTIONS = [section for section in InsightsSection if section is not InsightsSection.OVERVIEW]
availabilities = st.sampled_from([g.AVAILABLE, g.UNAVAILABLE, g.NOT_YET])


@quick
@given(scopes, st.sampled_from(SECTIONS), st.lists(names, min_size=2, max_size=130).map(tuple), groups, queries, looks)
def test_insights_with_any_names_are_taken_by_slack(scope, section, named, groups, query, look):
    report = g.make_insights(section, figures=g.make_figures(section, named), scope=scope, groups=groups)
    assert_sound(report_message(report, query, look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


@quick
@given(scopes, st.booleans(), availabilities, groups, queries, looks)
def test_an_overview_of_insights_is_taken_by_slack(scope, is_whole_team, availability, groups, query, look):
    changes = {} if availability is g.AVAILABLE else {"availability": availability}
    report = g.make_insights(scope=scope, groups=groups, is_whole_team=is_whole_team, **changes)
    assert_sound(report_message(report, query, look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


moves = st.lists(
    st.builds(
        make_move,
        st.sampled_from(Move),
        by=st.one_of(st.sampled_from([INTENDED, "system"]), names.filter(bool)),
        source=st.one_of(st.sampled_from(["slack", "cli", "system"]), names),
        note=st.one_of(st.none(), names, st.just("n" * 3_000)),
    ),
    max_size=60,
).map(tuple)


@quick
@given(incidents(), moves, queries, looks)
def test_the_page_of_an_incident_with_any_trail_is_taken_by_slack(incident, trail, query, look):
    report = replace(incident, moves=trail)
    assert_sound(report_message(report, query, look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


@quick
@given(scopes, st.lists(anomalies, max_size=30), actors(), st.lists(actors(), max_size=130), groups, queries, looks)
def test_a_timeline_of_anything_is_taken_by_slack(scope, found, actor, subjects, groups, query, look):
    entries = tuple(
        make_entry(number, actor=actor, anomaly=anomaly, incident_id=number if number % 3 else None)
        for number, anomaly in enumerate(found, start=1)
    )
    report = make_anomalies(
        scope=scope,
        entries=entries,
        listed=len(entries),
        filter=AnomalyFilter(Severity.CRITICAL, Rule.ZSCORE, "open", actor),
        subjects=tuple(subjects),
        groups=groups,
    )
    assert_sound(report_message(report, query, look))
    assert_sound(headline(summary_of(report), permalink="https://example.com/p1", query=query))


@quick
@given(scopes, totals, st.lists(st.tuples(names, money), max_size=130), looks)
def test_groups_of_any_name_are_taken_by_slack(scope, totals, named, look):
    rows = tuple(make_group_row(name, usage_value_microcents=spent) for name, spent in named)
    report = make_groups_report(scope=scope, totals=totals, rows=rows)
    assert_sound(report_message(report, ReportQuery("groups", "2026-11-01 to 2026-11-14"), look))


@quick
@given(names, st.text(max_size=4_000), looks)
def test_notices_and_status_that_quote_anything_are_taken_by_slack(name, text, look):
    assert_sound(private_notice(text))
    assert_sound(private_notice(name, ask=INTENDED))
    endpoints = tuple(EndpointStatus(name, None, text, f.NOW, 0) for _ in range(30))
    settings_changed = tuple((name, text) for _ in range(40))
    assert_sound(
        status_message(make_status(endpoints=endpoints, changed_settings=settings_changed), ReportQuery("status"), look)
    )
    status = make_status(endpoints=endpoints)
    assert_sound(trouble_message(status))
    assert_sound(channel_closed_message("C0SPEND0001", text))
    assert_sound(channel_open_message())
    assert_sound(recovery_message(status))
    assert_sound(recovery_message(status, parts=("billing groups", "usage events")))
    found = make_reconciliation(*[name] * 5)
    for message in (difference_message(found), agreement_message(found)):
        assert_sound(message)
    purged = {"raw_from": f.NOW.date(), "keeps_days": 3_653, "is_purged": True}
    assert_sound(status_message(make_status(reconciliation=found, **purged), ReportQuery("status"), look))
    assert_sound(database_notice(text))
    for by in (name, INTENDED, None):
        assert_sound(already_message(IncidentState.RESOLVED, by=by, at=f.NOW))


@quick
@given(names, st.text(max_size=4_000), st.integers(0, 40), st.booleans(), looks)
def test_a_trial_of_any_length_and_names_is_taken_by_slack(name, text, times, is_asking, look):
    found = ReplayedIncident(f.NOW.date(), "ann@example.com", Severity.CRITICAL, tuple(Rule), text)
    replayed = ReplayReport(f.NOW, 14, f.NOW.date(), None, (), (found,) * times, (found,) * times, (), ())
    trial = TrialReport(replayed, f.NOW, is_asking, None if is_asking else name, f.NOW)
    assert_sound(trial_message(trial, ReportQuery("trial"), look, again=True))
    assert_sound(hello_message())


@pytest.mark.parametrize("style", TableStyle)
@pytest.mark.parametrize("people", [0, 1, 10_000])
def test_any_number_of_people_fits_into_a_message(people, style):
    members = f.make_rows(people)
    look = Look(tables=style)
    assert_sound(report_message(make_overview(members=members), ReportQuery("overview"), look))
    topspenders = make_topspenders(rows=members, top=members[:10], listed=people)
    assert_sound(report_message(topspenders, ReportQuery("topspenders"), look))


@pytest.mark.parametrize("days", [0, 1, 2, 400])
def test_any_number_of_days_fits_into_a_message(days):
    look = Look(file_ids=dict.fromkeys(("daily", "days", "evidence"), "F0CHART0001"))
    overview = make_overview(days=f.make_day_points(days))
    user = make_user(days=f.make_member_days(days))
    for report in (overview, user):
        assert_sound(report_message(report, ReportQuery("overview"), look))
        assert len(charts_of(report)) == (1 if days >= 2 else 0)


def test_an_empty_team_gets_a_sentence_and_no_table():
    nothing = f.make_totals(usage_value_microcents=0, on_demand_microcents=0, requests=0, active_members=0)
    overview = make_overview(totals=nothing, members=(), models=(), days=(), previous=None)
    message = report_message(overview, ReportQuery("overview"))
    assert_sound(message)
    assert "No usage in this range." in message.text
    assert "data_table" not in {block["type"] for block in message.blocks}


def test_help_and_errors_are_taken_by_slack():
    for message in (help_message(COMMANDS), *map(command_help_message, COMMANDS), error_notice("4f2a91c0")):
        assert_sound(message)


def test_text_from_outside_is_never_in_mrkdwn():
    outside = "Zqx<!channel>*x*"
    actor = f.make_actor(outside, key=outside, email=outside)
    scope = f.make_scope(group=outside, range=f.make_range(label=outside))
    anomaly = make_anomaly(message=outside, period_label=outside, models=(ModelDriver(outside, 1),))
    incident = make_resolved(
        actor=actor, anomalies=(anomaly, anomaly), cause=outside, note=outside, resolved_by=outside
    )
    row = f.make_row(actor=actor, main_model=outside)
    drawn = [
        incident_message(incident),
        thread_line(make_move(Move.RESOLVED, by=outside, note=outside), incident),
        digest_message(make_digest(worst=(incident,), rest=(incident,))),
        status_message(make_status(changed_settings=((outside, outside),)), ReportQuery("status")),
        private_notice(outside),
        *(
            report_message(report, ReportQuery("overview", group=outside))
            for report in (
                make_overview(
                    scope=scope,
                    members=(row,),
                    models=(f.make_model(outside),),
                    groups=(outside,),
                    spikes=(make_spike(member=actor, model=outside),),
                ),
                make_topspenders(scope=scope, rows=(row,), top=(row,), groups=(outside,)),
                make_models_report(
                    scope=scope,
                    rows=(make_model_row(outside, what_if=WhatIf(outside, 1, 1)),),
                    savings=(make_saving(actor=actor, model=outside, cheaper_model=outside),),
                    groups=(outside,),
                ),
                make_user(scope=scope, actor=actor, group=outside, models=(f.make_model(outside),)),
                make_incidents(scope=scope, incidents=(incident,)),
                replace(incident, moves=(make_move(by=outside, note=outside, source=outside),)),
                make_anomalies(
                    scope=scope,
                    entries=(make_entry(actor=actor, anomaly=anomaly),),
                    filter=AnomalyFilter(actor=actor),
                    subjects=(actor,),
                ),
                make_groups_report(scope=scope, rows=(make_group_row(outside),)),
                make_cycle(scope=scope, top=(row,), seats=Seats(1, 1, (actor,))),
            )
        ),
    ]
    for message in drawn:
        assert any("Zqx" in json.dumps(part) for part in message.blocks)
        assert not [part for part in walk(message.blocks) if part.get("type") == "mrkdwn" and "Zqx" in part["text"]]


def test_every_control_of_a_message_has_an_id_of_its_own():
    for report in (
        make_cycle(),
        make_overview(),
        make_topspenders(page=2),
        make_models_report(),
        make_user(),
        make_incidents(),
        make_incident(),
        make_anomalies(page=2),
        make_groups_report(),
    ):
        message = report_message(report, ReportQuery("overview", page=2))
        ids = [part["action_id"] for part in walk(message.blocks) if "action_id" in part]
        assert len(ids) == len(set(ids))


def test_an_anomaly_of_every_rule_has_words():
    for rule in Rule:
        view: AnomalyView = make_anomaly(rule=rule, onset=f.NOW - timedelta(days=1))
        assert_sound(incident_message(make_incident(anomalies=(view,))))
