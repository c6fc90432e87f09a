"""Notices as Slack gets them: their words, their buttons, and limits that no name or figure breaks."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks.channel_notices import budget_notice, cycle_ends_notice, plans_notice
from blocks.notices_page import notices_message, notices_summary
from blocks.report_query import ReportQuery
from sandbox.slack.validation.payloads import check_message
from tests.unit import factories as f
from tests.unit.blocks.any_input import actors, cycles, looks, money, names, quick, rows, scopes, totals
from tests.unit.blocks.soundness import assert_sound, walk
from tests.unit.cycle_factories import make_cycle, make_exhaustion
from tracker.reports.types import BudgetNotice, Cycle, NoticeLine, NoticesReport, PlanExhausted, PlansNotice, Seats

DOLLAR = f.DOLLAR


def make_plans(**changes):
    newest = tuple(PlanExhausted(row.actor, f.TODAY, 27) for row in f.make_rows(5))
    return PlansNotice(**{"scope": f.make_scope(), "members": 65, "active": 151, "newest": newest} | changes)


def make_budget(**changes):
    progress = f.make_cycle_progress(
        usage_value_microcents=8_000 * DOLLAR, forecast_microcents=11_500 * DOLLAR, budget_microcents=10_000 * DOLLAR
    )
    reached = f.NOW + timedelta(days=2)
    return BudgetNotice(**{"scope": f.make_scope(), "mark": 80, "progress": progress, "reached_at": reached} | changes)


def make_notices(**changes):
    given = {
        "as_of": f.NOW,
        "cycle": f.CYCLE,
        "summary_from": f.CYCLE.end - timedelta(days=3),
        "budget_microcents": 10_000 * DOLLAR,
        "tells_plans": True,
        "due": (),
        "taken_up": (),
    }
    return NoticesReport(**given | changes)


def buttons(message):
    return {
        part["text"]["text"]: ReportQuery.decode(part["value"]) for part in walk(message.blocks) if "action_id" in part
    }


# --- used-up plans ---------------------------------------------------------------------------------------------------


def test_used_up_plans_say_how_many_of_whom_and_who_was_last():
    text = plans_notice(make_plans()).text
    assert text.startswith("65 of 151 active users have used up their included plan this cycle.\nNewest: Mia Fox (")


@pytest.mark.parametrize(
    ("before", "change"), [(58, "7 more than on 20 November."), (70, "5 fewer than on 20 November.")]
)
def test_used_up_plans_are_compared_with_what_was_told_last(before, change):
    told_on = f.TODAY.replace(month=11, day=20)
    assert f"this cycle, {change}" in plans_notice(make_plans(members_before=before, told_on=told_on)).text


def test_one_used_up_plan_is_told_in_the_singular():
    assert plans_notice(make_plans(members=1, active=1)).text.startswith("1 of 1 active user has used up their")


def test_used_up_plans_lead_to_the_insights_about_them():
    assert buttons(plans_notice(make_plans()))["Plan exhaustion"] == ReportQuery(
        "insights", "cycle", section="exhaustion"
    )


# --- the budget ------------------------------------------------------------------------------------------------------


def test_a_budget_says_when_it_will_be_used_up():
    text = budget_notice(make_budget(reached_at=f.CYCLE.end - timedelta(days=2))).text
    assert text.startswith("80% of the team's budget for this cycle is used: $8,000.00 of $10,000.00.")
    assert f"used up on {f.CYCLE.end - timedelta(days=2):%-d %B}, 2 days before the cycle ends" in text
    assert "the cycle will cost $11,500." in text


def test_a_budget_of_which_a_little_is_left_is_not_told_as_used_up():
    nearly = replace(make_budget().progress, usage_value_microcents=9_999 * DOLLAR)
    assert budget_notice(make_budget(progress=nearly)).text.startswith("99% of the team's budget")


def test_a_budget_that_will_not_be_used_up_says_so():
    assert "the cycle will end below it, at $11,500." in budget_notice(make_budget(reached_at=None)).text


def test_a_budget_without_a_forecast_says_since_when_there_will_be_one():
    young = replace(make_budget().progress, forecast_microcents=None)
    assert "A forecast needs three whole days." in budget_notice(make_budget(progress=young, reached_at=None)).text


# --- the cycle that ends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "said"),
    [({"days": 3}, "3 days"), ({"hours": 31}, "31 hours"), ({"hours": 1}, "1 hour"), ({"minutes": 4}, "1 hour")],
)
def test_the_summary_says_in_what_time_the_cycle_ends(left, said):
    report = make_cycle()
    report = replace(report, scope=replace(report.scope, as_of=report.progress.cycle.end - timedelta(**left)))
    assert cycle_ends_notice(report).text.splitlines()[0].endswith(f"ends in {said}")


def test_the_buttons_of_a_summary_name_its_cycle():
    report = make_cycle()
    query = ReportQuery("cycle", "cycle", cycle_start=f"{report.progress.cycle.start.date()}")
    assert buttons(cycle_ends_notice(report)) == {"Download CSV": query, "Open report": query}


# --- the list of them ------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_due_what_was_told_and_what_was_not():
    sent = NoticeLine("team_budget", (50,), "sent", "a", f.NOW - timedelta(days=3), f.NOW - timedelta(days=3))
    dropped = NoticeLine("plan_exhaustion", (58, 150), "dropped", "b", f.NOW, None, "a newer one replaces it")
    text = notices_message(
        make_notices(due=(NoticeLine("cycle_summary", (), "due", "c"),), taken_up=(dropped, sent)),
        ReportQuery("notices"),
    ).text
    assert "1 notice is due and sent with the next run; the last was sent on" in text
    assert "The cycle ends soon: due." in text
    assert "50% of the team's budget: sent, " in text
    assert "Included plans used up: 58 of 150: dropped: a newer one replaces it" in text


def test_the_list_names_weekly_digests_and_what_came_by_mail():
    weekly = NoticeLine("weekly", (7,), "sent", "w", f.NOW, f.NOW, group="Platform", week=f.TODAY)
    of_the_team = NoticeLine("weekly", (8,), "dropped", "x", f.NOW, reason="late", week=f.TODAY)
    mailed = NoticeLine("trial", (), "sent", "mail:trial", f.NOW, f.NOW, by_mail=True)
    again = NoticeLine("collection_over", (), "sent", "y", f.NOW, f.NOW)
    report = make_notices(taken_up=(weekly, of_the_team, mailed, again), weekly=2, weekly_from=f.NOW)
    text = notices_message(report, ReportQuery("notices")).text
    assert f"Weekly digest 7: Platform, week of {f.TODAY:%-d %b}: sent" in text
    assert f"Weekly digest 8: the team, week of {f.TODAY:%-d %b}: dropped: late" in text
    assert "Trial: alerts that would have been sent, by e-mail: sent" in text
    assert "Figures can be read again: sent" in text
    assert "weekly digests: 2 subscriptions, next from" in text


def test_while_alerts_wait_the_list_says_what_waits_what_is_sent_and_how_to_start_them():
    due = (NoticeLine("cycle_summary", (), "due", "c"),)
    text = notices_message(
        make_notices(due=due, is_asking=True, weekly=1, weekly_from=f.NOW), ReportQuery("notices")
    ).text
    assert "1 notice is due and waits because alerts have not been started" in text
    assert "/spendwatch trial" in text
    assert "spendwatch start-alerts" in text
    assert "weekly digests: 1 subscription" in text
    assert "even while alerts wait" in text


def test_an_empty_list_says_what_will_be_told():
    text = notices_message(make_notices(budget_microcents=0, tells_plans=False), ReportQuery("notices")).text
    assert "Nothing is due; none was sent yet." in text
    assert "the budget: none is set, so nothing is sent" in text
    assert "used-up plans: not sent, set by alert_plan_exhaustion" in text


def test_while_the_cycle_is_unknown_the_list_says_that_nothing_is_told():
    unknown = Cycle(f.CYCLE.start, f.CYCLE.end, is_known=False)
    assert "not known yet" in notices_message(make_notices(cycle=unknown), ReportQuery("notices")).text


# --- anything --------------------------------------------------------------------------------------------------------

counts = st.sampled_from([0, 1, 2, 10_000, 10**12])


@quick
@given(scopes, counts, counts, st.none() | counts, st.lists(actors(), max_size=5), looks)
def test_used_up_plans_of_anybody_are_taken_by_slack(scope, members, active, before, people, look):
    newest = tuple(PlanExhausted(actor, f.TODAY, 10**6) for actor in people)
    notice = PlansNotice(scope, members, active, newest, before, None if before is None else f.TODAY)
    assert_sound(plans_notice(notice, look))


@quick
@given(scopes, cycles, looks, st.booleans())
def test_a_budget_of_any_size_is_taken_by_slack(scope, progress, look, is_reached):
    assert_sound(budget_notice(BudgetNotice(scope, 50, progress, f.NOW if is_reached else None), look))


@quick
@given(scopes, totals, cycles, rows(5), st.lists(actors(), max_size=20).map(tuple), looks)
def test_the_summary_of_any_cycle_is_taken_by_slack(scope, totals, progress, top, people, look):
    exhausted = tuple(PlanExhausted(actor, f.TODAY, 10**6) for actor in people)
    report = make_cycle(
        scope=scope,
        totals=totals,
        progress=progress,
        top=top,
        seats=Seats(10**6, 10**5, people),
        exhaustion=make_exhaustion(exhausted=exhausted),
    )
    assert_sound(cycle_ends_notice(report, look))


lines = st.lists(
    st.builds(
        NoticeLine,
        name=st.sampled_from(["cycle_summary", "collection"]) | names,
        figures=st.just(()),
        state=st.sampled_from(["waiting", "claimed", "sent", "dead", "dropped"]),
        key=names,
        decided_at=st.just(f.NOW),
        sent_at=st.sampled_from([None, f.NOW]),
        reason=st.none() | names,
    )
    | st.builds(
        NoticeLine,
        name=st.just("weekly"),
        figures=st.just((10**9,)),
        state=st.sampled_from(["waiting", "sent"]),
        key=names,
        group=st.none() | names,
        week=st.just(f.TODAY),
        by_mail=st.booleans(),
    ),
    max_size=20,
).map(tuple)


@quick
@given(lines, lines, money, looks, st.booleans())
def test_the_list_of_any_notices_is_taken_by_slack(due, taken_up, budget, look, is_asking):
    report = make_notices(due=due[:3], taken_up=taken_up, budget_microcents=budget, is_asking=is_asking)
    assert_sound(notices_message(report, ReportQuery("notices"), look))
    assert notices_summary(report).text


def test_every_notice_shows_a_hostile_name_as_text():
    actor = f.make_actor("<!channel> *Zqx*")
    report = make_cycle(top=(f.make_row(actor=actor),), seats=Seats(1, 1, (actor,)))
    for message in (
        cycle_ends_notice(report),
        plans_notice(make_plans(newest=(PlanExhausted(actor, f.TODAY, 3),))),
    ):
        assert check_message(message.blocks, [], can_show=lambda _: True) == []
        assert any("Zqx" in json.dumps(part) for part in message.blocks)
        assert not [part for part in walk(message.blocks) if part.get("type") == "mrkdwn" and "Zqx" in part["text"]]
