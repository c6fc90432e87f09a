"""What a detection stores, opens, joins, clears and queues."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from tracker.detect.types import Metric, Rule, Severity, Unit
from tracker.incidents.detection import DetectionRun
from tracker.millionths import MILLION
from tracker.settings import Settings
from tracker.store.jobs_done import Job, last_done
from tracker.store.tables import ActorRow, AnomalyRow, DailyUsageRow, DigestRow, OutboxRow, SettingRow

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
DAY = date(2026, 11, 20)
HOUR = timedelta(hours=1)
ONLY_SPIKES = Settings(zscore_multiplier=0, cycle_outlier_multiplier=0, cost_per_request_spike_multiplier=0)


def only(incidents):
    assert len(incidents) == 1
    return incidents[0]


def test_a_runaway_day_opens_one_incident_that_says_who_what_and_since_when(company):
    bob = company.runaway("Bob")
    company.collected(NOW - timedelta(minutes=20))
    outcome = DetectionRun(company.store).run(now=NOW)
    spike = next(each for each in outcome.new if each.rule is Rule.SPEND_SPIKE)
    # By hand: 6 x $30 on the day; the line is 5 x the $20 of each of the 7 days before; the 4th event makes $120.
    assert (spike.subject, spike.metric, spike.unit, spike.period_key) == (bob, Metric.SPEND, Unit.CENTS, "2026-11-20")
    figures = (spike.value_millionths, spike.line_millionths, spike.baseline_millionths)
    assert figures == (18_000 * MILLION, 10_000 * MILLION, 2_000 * MILLION)
    assert spike.onset == datetime(2026, 11, 20, 10, 3, tzinfo=UTC)
    assert spike.models == (("opus", 180 * 100_000_000),)
    assert spike.severity is Severity.WARNING
    assert spike.message.startswith("Bob spent $180.00 on 20 November (UTC)")
    assert (spike.detected_at, spike.data_age_seconds) == (NOW, 1200)
    # $30 a request against $2 is 15 x; critical from 3 x 3. Its first event passes, and the day's $20 are reached.
    price = next(each for each in outcome.new if each.rule is Rule.COST_PER_REQUEST_SPIKE)
    assert (price.severity, price.onset) == (Severity.CRITICAL, datetime(2026, 11, 20, 10, 0, tzinfo=UTC))
    incident = only(company.incidents())
    assert {each.incident_id for each in outcome.new} == {incident.id}
    assert outcome.opened_incidents == (incident.id,)
    assert (outcome.joined, outcome.open) == ((), 1)
    assert (incident.subject, incident.state, incident.severity) == (bob, "open", "critical")
    assert incident.onset_at == datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    assert incident.collected_at == NOW - timedelta(minutes=20)
    assert company.outbox_keys() == [f"incident:{incident.id}"]


def test_the_same_finding_is_alerted_once_and_its_figures_follow(company):
    bob = company.runaway("Bob")
    company.detect(NOW, settings=ONLY_SPIKES)
    company.event(bob, NOW + timedelta(minutes=10), 20.0, model="opus")
    outcome = company.detect(NOW + HOUR, settings=ONLY_SPIKES)
    assert (outcome.new, outcome.opened_incidents, outcome.open) == ((), (), 1)
    anomaly = only(company.rows(AnomalyRow))
    assert anomaly.value_millionths == 200 * 100_000_000
    assert anomaly.onset_at == datetime(2026, 11, 20, 10, 3, tzinfo=UTC)
    assert anomaly.detected_at == NOW
    assert only(company.incidents()).version == 2
    assert len(company.outbox_keys()) == 1


def test_a_run_that_finds_nothing_changed_redraws_nothing(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.detect(NOW + HOUR)
    assert only(company.incidents()).version == 1


def test_midnight_alerts_nobody_twice(company):
    company.runaway("Bob")
    start = datetime(2026, 11, 20, 20, tzinfo=UTC)
    outcomes = [company.detect(start + hours * HOUR) for hours in range(60)]
    assert len(outcomes[0].new) == 2
    assert [outcome for outcome in outcomes[1:] if outcome.new or outcome.cleared] == []
    assert only(company.incidents()).state == "open"
    assert len(company.outbox_keys()) == 1


def test_a_further_anomaly_of_the_subject_joins_and_makes_it_as_bad_as_the_worst(company):
    bob = company.runaway("Bob")
    company.detect(NOW, settings=ONLY_SPIKES)
    company.send_all(NOW)
    company.run_wild(bob, date(2026, 11, 21), 300.0)
    outcome = company.detect(NOW + 24 * HOUR, settings=ONLY_SPIKES)
    incident = only(company.incidents())
    assert (outcome.opened_incidents, outcome.joined) == ((), (incident.id,))
    assert only(outcome.new).incident_id == incident.id
    assert (incident.severity, incident.version, incident.state) == ("critical", 2, "alerted")
    assert incident.onset_at == datetime(2026, 11, 20, 10, 3, tzinfo=UTC)
    assert company.moves(incident.id)[-1] == ("anomaly_joined", "system", "system")
    line = only(company.send_all(NOW + 25 * HOUR))
    assert (line.kind, line.root_ref) == ("thread_line", f"channel:incident:{incident.id}")


def test_when_all_is_cleared_the_system_resolves_what_nobody_has_acknowledged(company):
    bob = company.runaway("Bob")
    company.detect(NOW)
    company.send_all(NOW)
    company.forget_events(bob, DAY)
    outcome = company.detect(NOW + HOUR)
    incident = only(company.incidents())
    assert {each.rule for each in outcome.cleared} == {Rule.SPEND_SPIKE, Rule.COST_PER_REQUEST_SPIKE}
    assert (outcome.resolved_by_system, outcome.open) == ((incident.id,), 0)
    assert (incident.state, incident.resolved_by, incident.resolved_at) == ("resolved", "system", NOW + HOUR)
    assert (incident.acknowledged_by, incident.is_cleared) == (None, True)
    assert [move for move, _, _ in company.moves(incident.id)] == ["opened", "alerted", "resolved"]
    assert only(company.send_all(NOW + HOUR)).kind == "thread_line"


def test_when_all_is_cleared_an_acknowledged_incident_only_says_so(company):
    bob = company.runaway("Bob")
    company.detect(NOW)
    incident_id = only(company.incidents()).id
    company.service.acknowledge(incident_id, by="U1", source="slack", now=NOW)
    company.forget_events(bob, DAY)
    outcome = company.detect(NOW + HOUR)
    incident = only(company.incidents())
    assert (incident.state, incident.is_cleared, outcome.resolved_by_system) == ("acknowledged", True, ())
    assert company.moves(incident_id)[-1] == ("cleared", "system", "system")
    again = company.detect(NOW + 2 * HOUR)
    assert (again.cleared, len(company.moves(incident_id))) == ((), 3)


def test_one_of_two_anomalies_cleared_resolves_nothing(company):
    bob = company.runaway("Bob")
    company.detect(NOW)
    outcome = company.detect(NOW + HOUR, settings=ONLY_SPIKES)
    assert [each.rule for each in outcome.cleared] == [Rule.COST_PER_REQUEST_SPIKE]
    incident = only(company.incidents())
    assert (incident.subject, incident.state, incident.is_cleared) == (bob, "open", False)


def test_what_holds_again_after_it_was_cleared_is_not_alerted_again(company):
    bob = company.runaway("Bob")
    company.detect(NOW)
    incident_id = only(company.incidents()).id
    company.service.acknowledge(incident_id, by="U1", source="slack", now=NOW)
    company.forget_events(bob, DAY)
    company.detect(NOW + HOUR)
    company.run_wild(bob, DAY)
    rows_before = len(company.outbox_keys())
    outcome = company.detect(NOW + 2 * HOUR)
    assert (outcome.new, outcome.joined) == ((), ())
    assert only(company.incidents()).is_cleared is False
    assert {row.cleared_at for row in company.rows(AnomalyRow)} == {None}
    assert len(company.outbox_keys()) == rows_before


def test_after_a_resolve_the_same_key_stays_silent_and_a_new_key_opens_a_new_incident(company):
    bob = company.runaway("Bob")
    company.detect(NOW, settings=ONLY_SPIKES)
    first = only(company.incidents())
    company.service.resolve(first.id, by="U1", source="slack", now=NOW, cause="loop")
    company.event(bob, NOW, 500.0)
    again = company.detect(NOW + HOUR, settings=ONLY_SPIKES)
    assert (again.new, again.open, len(company.incidents())) == ((), 0, 1)
    company.run_wild(bob, date(2026, 11, 21), 300.0)
    outcome = company.detect(NOW + 24 * HOUR, settings=ONLY_SPIKES)
    assert outcome.opened_incidents == (first.id + 1,)
    assert [row.state for row in company.incidents()] == ["resolved", "open"]


def test_what_the_system_resolved_stays_resolved_when_it_holds_again(company):
    bob = company.runaway("Bob")
    company.detect(NOW)
    company.forget_events(bob, DAY)
    company.detect(NOW + HOUR)
    company.run_wild(bob, DAY)
    outcome = company.detect(NOW + 2 * HOUR)
    assert (outcome.new, outcome.open) == ((), 0)


def test_an_anomaly_of_a_cycle_is_cleared_when_the_cycle_is_over(company):
    turn = datetime(2026, 11, 21, 12, 8, 4, tzinfo=UTC)
    company.cycle(datetime(2026, 10, 21, 12, 8, 4, tzinfo=UTC), turn)
    company.cycle(turn, datetime(2026, 12, 21, 12, 8, 4, tzinfo=UTC))
    key = company.member("Ann")
    company.event(key, datetime(2026, 11, 1, tzinfo=UTC), 80.0)
    company.event(key, datetime(2026, 11, 3, 9, tzinfo=UTC), 25.0)
    limit = Settings(max_spend_cents_per_cycle=10_000)
    anomaly = only(company.detect(turn - HOUR, settings=limit).new)
    assert (anomaly.rule, anomaly.onset) == (Rule.MAX_SPEND_CYCLE, datetime(2026, 11, 3, 9, tzinfo=UTC))
    assert anomaly.period_key == "2026-10-21T12:08:04.000Z"
    outcome = company.detect(turn + HOUR, settings=limit)
    assert [each.rule for each in outcome.cleared] == [Rule.MAX_SPEND_CYCLE]
    assert only(company.incidents()).resolved_by == "system"


@pytest.mark.parametrize("is_cycle_known", [True, False])
def test_no_cycle_is_over_because_a_clock_is_ahead(company, is_cycle_known):
    """Nothing from Cursor lies in the next cycle; only the calendar says that it has begun."""
    if is_cycle_known:
        company.cycle(datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC), datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
    company.runaway("Bob")
    company.detect(NOW)
    outcome = company.detect(NOW + timedelta(days=60))
    assert (outcome.cleared, outcome.resolved_by_system, outcome.open) == ((), (), 1)
    company.detect(NOW + HOUR)
    with company.store.reading() as session:
        assert last_done(session)[Job.DETECT] == NOW + HOUR


def test_what_a_clock_that_was_ahead_judged_is_judged_again(company):
    bob = company.runaway("Bob")
    company.detect(NOW + 10 * HOUR)  # at one in the night yesterday is judged too
    company.detect(NOW)
    assert {row.judged_at for row in company.rows(AnomalyRow)} == {NOW}
    company.forget_events(bob, DAY)
    assert len(company.detect(NOW + HOUR).cleared) == 2


def test_the_team_has_its_own_incident_whose_onset_is_the_event_that_reached_the_budget(company):
    company.cycle(datetime(2026, 11, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC))
    ann, bob = company.member("Ann"), company.member("Bob")
    company.event(ann, datetime(2026, 11, 1, 11, tzinfo=UTC), 900.0)  # of the cycle before
    company.event(ann, datetime(2026, 11, 1, 13, tzinfo=UTC), 30.0)
    company.event(bob, datetime(2026, 11, 5, 8, tzinfo=UTC), 50.0)
    company.event(ann, datetime(2026, 11, 5, 9, tzinfo=UTC), 20.0)
    company.event(ann, datetime(2026, 11, 5, 10, tzinfo=UTC), 5.0, billing="not_charged")
    outcome = company.detect(datetime(2026, 11, 6, tzinfo=UTC), settings=Settings(team_budget_cents_per_cycle=10_000))
    anomaly = only(outcome.new)
    assert (anomaly.subject, anomaly.unit, anomaly.severity) == ("team", Unit.CENTS, Severity.WARNING)
    assert anomaly.value_millionths == 10_000 * MILLION
    assert anomaly.onset == datetime(2026, 11, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(("incidents", "kinds"), [(3, ["incident"] * 3), (4, ["digest"])])
def test_more_than_three_new_incidents_make_one_digest(company, incidents, kinds):
    for number in range(incidents):
        company.runaway(f"Bob{number}", dollars=30.0 + number)
    company.detect(NOW)
    assert [row.kind for row in company.rows(OutboxRow)] == kinds


def test_a_digest_is_the_root_of_all_its_incidents(company):
    for number in range(4):
        company.runaway(f"Bob{number}")
    company.detect(NOW)
    item = only(company.send_all(NOW))
    assert {row.digest_id for row in company.incidents()} == {item.about_id}
    assert {(row.state, row.alerted_at, row.message_ref) for row in company.incidents()} == {
        ("alerted", NOW, f"channel:digest:{item.about_id}")
    }
    assert company.redraws.list_due(now=NOW + HOUR) == []
    company.service.acknowledge(company.incidents()[2].id, by="U1", source="slack", now=NOW + HOUR)
    assert only(company.send_all(NOW + HOUR)).root_ref == f"channel:digest:{item.about_id}"
    redraw = only(company.redraws.list_due(now=NOW + HOUR))
    assert (redraw.kind, redraw.id, redraw.version) == ("digest", item.about_id, 2)
    assert only(company.rows(DigestRow)).version == 2


def test_a_look_back_stores_what_it_finds_and_has_nothing_sent(company):
    bob = company.runaway("Bob")
    outcome = company.detect(NOW, announce=False)
    incident = only(company.incidents())
    assert outcome.opened_incidents == (incident.id,)
    company.service.acknowledge(incident.id, by="U1", source="cli", now=NOW)
    company.forget_events(bob, DAY)
    company.detect(NOW + HOUR, announce=False)
    assert company.outbox_keys() == []
    assert [move for move, _, _ in company.moves(incident.id)] == ["opened", "acknowledged", "cleared"]


def test_a_look_back_leaves_the_messages_that_are_there_alone(company):
    bob = company.runaway("Bob")
    company.detect(NOW, settings=ONLY_SPIKES)
    company.send_all(NOW)
    company.run_wild(bob, date(2026, 11, 21), 300.0)
    outcome = company.detect(NOW + 24 * HOUR, settings=ONLY_SPIKES, announce=False)
    assert outcome.joined == (only(company.incidents()).id,)
    assert company.send_all(NOW + 24 * HOUR) == []
    assert company.redraws.list_due(now=NOW + 24 * HOUR) == []


def test_what_a_look_back_found_is_announced_once_a_present_run_finds_it_too(company):
    company.runaway("Bob")
    company.detect(NOW, announce=False)
    outcome = company.detect(NOW + HOUR)
    assert (outcome.new, outcome.opened_incidents) == ((), ())
    assert company.outbox_keys() == [f"incident:{only(company.incidents()).id}"]


def test_a_look_back_changes_nothing_that_was_judged_later(company):
    bob = company.runaway("Bob")
    company.detect(NOW)
    for minute in (4, 0):  # the spike holds at 10:04 already, and not yet at 10:00
        outcome = company.detect(datetime(2026, 11, 20, 10, minute, tzinfo=UTC), present=NOW, announce=False)
        assert (outcome.new, outcome.cleared) == ((), ())
    assert only(company.incidents()).subject == bob
    assert {row.judged_at for row in company.rows(AnomalyRow)} == {NOW}


def test_events_after_now_do_not_count(company):
    company.runaway("Bob")
    three_events = datetime(2026, 11, 20, 10, 3, tzinfo=UTC)  # 3 x $30 are not yet above $100
    assert company.detect(three_events, settings=ONLY_SPIKES).new == ()
    anomaly = only(company.detect(three_events + timedelta(milliseconds=1), settings=ONLY_SPIKES).new)
    assert (anomaly.value_millionths, anomaly.onset) == (12_000 * MILLION, three_events)


def test_an_onset_that_an_earlier_collection_should_have_shown_is_put_down_to_the_source(company):
    bob = company.member("Bob")
    company.usual_days(bob, DAY - timedelta(days=1))
    company.detect(NOW - HOUR)
    company.run_wild(bob, DAY)  # arrives only now, though it is of 10 o'clock
    company.detect(NOW)
    assert only(company.incidents()).missed_at == NOW - HOUR


def test_an_onset_since_the_last_collection_is_nobodys_delay(company):
    bob = company.member("Bob")
    company.usual_days(bob, DAY - timedelta(days=1))
    company.detect(datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
    company.run_wild(bob, DAY)
    company.detect(NOW)
    assert only(company.incidents()).missed_at is None


def test_a_plan_that_is_used_up_is_noted_without_an_incident(company):
    key = company.member("Ann")
    company.event(key, NOW - HOUR)
    with company.store.writing() as session:
        actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
        session.add(DailyUsageRow(day=DAY, actor_id=actor_id, usage_based_requests=4))
    outcome = company.detect(NOW, settings=Settings(alert_plan_exhaustion=True))
    anomaly = only(outcome.new)
    assert (anomaly.rule, anomaly.severity, anomaly.incident_id) == (Rule.PLAN_EXHAUSTED, Severity.INFO, None)
    assert (outcome.open, company.incidents(), company.outbox_keys()) == (0, [], [])


def test_the_settings_of_the_database_are_in_force(company):
    company.runaway("Bob")
    with company.store.writing() as session:
        session.add(SettingRow(key="spend_spike_multiplier", value="0", changed_at=NOW))
        session.add(SettingRow(key="cost_per_request_spike_multiplier", value="0", changed_at=NOW))
    assert company.detect(NOW).new == ()


def test_without_any_data_there_is_nothing_to_find(company):
    outcome = DetectionRun(company.store).run(now=NOW)
    assert (outcome.new, outcome.cleared, outcome.open) == ((), (), 0)


def test_two_detections_at_once_alert_once(company):
    for number in range(3):
        company.runaway(f"Bob{number}")
    company.collected(NOW)
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: DetectionRun(company.store).run(now=NOW), range(4)))
    assert sum(len(outcome.opened_incidents) for outcome in outcomes) == 3
    assert len(company.incidents()) == 3
    assert len(company.outbox_keys()) == 3
