"""What people read about incidents."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.incidents.service import DigestNotFound, IncidentNotFound
from tracker.ranges import TimeRange
from tracker.reports.digest import load_digest
from tracker.reports.incident import MoveNotFound, load_incident, load_move
from tracker.reports.incidents import load_incidents
from tracker.settings import Settings
from tracker.store.tables import ActorRow, IncidentMoveRow

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
DOLLAR = 100_000_000
WEEK = TimeRange(datetime(2026, 11, 14, tzinfo=UTC), NOW, "7d", "last 7 days")


def incident(company, incident_id, now=NOW):
    with company.store.reading() as session:
        return load_incident(session, incident_id, now=now)


def digest(company, **options):
    with company.store.reading() as session:
        return load_digest(session, 1, now=NOW, **options)


def incidents(company, which, range=WEEK, now=NOW, **options):
    with company.store.reading() as session:
        return load_incidents(session, which=which, range=range, now=now, **options)


def test_an_incident_shows_its_anomalies_worst_first_and_the_days_that_prove_them(company):
    company.runaway("Bob")
    company.detect(NOW)
    report = incident(company, 1)
    assert [(view.rule, view.severity) for view in report.anomalies] == [
        ("cost_per_request_spike", "critical"),
        ("spend_spike", "warning"),
    ]
    assert report.anomalies[0].period_label == "20 November (UTC)"
    assert report.actor.display == "Bob"
    days = report.evidence.days
    assert [day.date for day in days] == [date(2026, 11, 7) + timedelta(days=offset) for offset in range(14)]
    assert [day.usage_value_microcents // DOLLAR for day in days] == [0] * 5 + [20] * 8 + [180]
    assert (days[-1].models, days[-1].requests) == ((("opus", 180 * DOLLAR),), 6)
    assert [day.provisional for day in days] == [False] * 12 + [True] * 2
    # The line that is drawn is the one of the spend, as the other is no money a day: 5 x $20.
    assert (report.evidence.judged_day, report.evidence.line_microcents) == (date(2026, 11, 20), 100 * DOLLAR)


def test_the_judged_day_stays_among_the_days_however_late_one_looks(company):
    company.runaway("Bob")
    company.detect(NOW)
    days = incident(company, 1, NOW + timedelta(days=40)).evidence.days
    assert (days[0].date, days[-1].date, len(days)) == (date(2026, 11, 7), date(2026, 11, 20), 14)
    assert not any(day.provisional for day in days)


def test_the_trail_says_who_did_what_when_and_from_where(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.service.acknowledge(1, by="U1", source="slack", now=NOW + HOUR)
    company.service.resolve(1, by="ann@example.com", source="cli", now=NOW + 2 * HOUR, cause="Loop", note="Stopped.")
    report = incident(company, 1)
    assert [(move.move, move.by, move.source, move.note) for move in report.moves] == [
        ("opened", "system", "system", None),
        ("acknowledged", "U1", "slack", None),
        ("resolved", "ann@example.com", "cli", "Loop: Stopped."),
    ]
    assert (report.state, report.cause, report.note, report.version) == ("resolved", "Loop", "Stopped.", 3)


def test_a_move_is_found_for_its_line_in_the_thread(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.service.acknowledge(1, by="U1", source="slack", now=NOW + HOUR)
    with company.store.reading() as session:
        incident_id, move = load_move(session, company.rows(IncidentMoveRow)[-1].id)
        assert (incident_id, move.move, move.by, move.at) == (1, "acknowledged", "U1", NOW + HOUR)
        with pytest.raises(MoveNotFound, match="no move 99"):
            load_move(session, 99)


def test_the_team_is_shown_by_the_sums_of_all(company):
    for name, spend in (("Ann", 60.0), ("Bob", 50.0)):
        company.event(company.member(name), datetime(2026, 11, 18, 9, tzinfo=UTC), spend)
    company.detect(NOW, settings=Settings(team_budget_cents_per_cycle=10_000))
    report = incident(company, 1)
    assert (report.actor.kind, report.actor.display, report.severity) == ("team", "The team", "critical")
    shown = report.evidence.days[-3]
    assert (shown.usage_value_microcents, shown.requests) == (110 * DOLLAR, 2)
    assert shown.models == (("sonnet", 110 * DOLLAR),)
    assert (report.evidence.judged_day, report.evidence.line_microcents) == (None, None)
    assert report.anomalies[0].period_label == "the cycle from 1 November"


def test_two_people_with_one_name_are_told_apart(company):
    company.runaway("Bob")
    with company.store.writing() as session:
        session.add(ActorRow(key="bob2@example.com", email="bob2@example.com", name="Bob", first_seen_at=NOW))
    company.detect(NOW)
    assert incident(company, 1).actor.display != "Bob"
    assert incident(company, 1).actor.name == "Bob"


def test_what_does_not_exist_is_named(company):
    with pytest.raises(IncidentNotFound, match="no incident 5"):
        incident(company, 5)
    with pytest.raises(DigestNotFound, match="no digest 1"):
        digest(company)


def test_a_digest_holds_the_worst_ten_and_pages_of_the_rest(company):
    for number in range(25):
        company.runaway(f"Bob{number:02}", dollars=30.0 + number)
    company.detect(NOW, settings=Settings(zscore_multiplier=0, cost_per_request_spike_multiplier=0))
    report = digest(company)
    assert (report.total, report.unresolved, report.pages, report.page) == (25, 25, 2, 1)
    assert [each.actor.name for each in report.worst] == [f"Bob{number}" for number in range(24, 14, -1)]
    assert [each.actor.name for each in report.rest] == [f"Bob{number:02}" for number in range(14, 4, -1)]
    last = digest(company, page=2)
    assert [each.actor.name for each in last.rest] == [f"Bob{number:02}" for number in range(4, -1, -1)]
    assert digest(company, page=99).page == 2
    company.service.turn_digest_page(1, 2)
    company.service.resolve(report.worst[0].incident_id, by="U1", source="slack", now=NOW)
    turned = digest(company)
    assert (turned.page, turned.unresolved, turned.version) == (2, 24, 3)
    assert turned.worst[0].state == "resolved"  # and stays where it was
    # 3 x the $100 line is critical: 6 x $50 and more, so the five from $50 to $54.
    assert report.critical == 5


def test_the_list_shows_open_ones_mine_or_all(company):
    for name in ("Ann", "Bob", "Cid"):
        company.runaway(name)
    company.detect(NOW)
    company.service.acknowledge(1, by="U1", source="slack", now=NOW)
    company.service.resolve(2, by="ann@example.com", source="cli", now=NOW)
    ids = {which: {each.incident_id for each in incidents(company, which).incidents} for which in ("open", "all")}
    assert ids == {"open": {1, 3}, "all": {1, 2, 3}}
    mine = incidents(company, "mine", by=("U1", "ann@example.com"))
    assert ({each.incident_id for each in mine.incidents}, mine.listed, mine.unresolved) == ({1, 2}, 2, 2)
    assert incidents(company, "mine").listed == 0


def test_open_ones_are_listed_whatever_the_range_and_the_others_by_it(company):
    company.runaway("Ann")
    company.detect(NOW)
    later = NOW + timedelta(days=30)
    last_day = TimeRange(later - timedelta(days=1), later, "24h", "last 24 hours")
    assert incidents(company, "open", last_day, later).listed == 1
    assert incidents(company, "all", last_day, later).listed == 0
    company.service.acknowledge(1, by="U1", source="slack", now=NOW)
    assert incidents(company, "mine", last_day, later, by=("U1",)).listed == 1


def test_the_newest_stand_first_in_pages_of_ten(company):
    for number in range(12):
        company.runaway(f"Bob{number:02}", dollars=30.0 + number)
        company.detect(NOW + number * timedelta(minutes=1))
    first = incidents(company, "open", now=NOW + HOUR)
    assert [each.incident_id for each in first.incidents] == list(range(12, 2, -1))
    second = incidents(company, "open", now=NOW + HOUR, page=2)
    assert ([each.incident_id for each in second.incidents], second.pages, second.listed) == ([2, 1], 2, 12)
    assert incidents(company, "open", now=NOW + HOUR, page=-3).page == 1


def test_the_metrics_are_those_of_the_range(company):
    company.runaway("Ann")
    company.runaway("Bob")
    company.detect(NOW)
    company.send_all(NOW + timedelta(minutes=1))
    company.service.acknowledge(1, by="U1", source="slack", now=NOW + timedelta(minutes=11))
    company.service.resolve(1, by="U1", source="slack", now=NOW + HOUR)
    company.forget_events("bob@example.com", date(2026, 11, 20))
    company.detect(NOW + 2 * HOUR)
    week = TimeRange(WEEK.start, NOW + 3 * HOUR, WEEK.words, WEEK.label)
    report = incidents(company, "all", week, now=NOW + 3 * HOUR)
    # Onset at 10:00, found at 15:00, sent at 15:01: 5 h 1 min. Bob's is resolved by the system.
    assert (report.metrics.mttd.n, report.metrics.mttd.mean_seconds) == (2, 5 * 3600 + 60)
    assert report.metrics.mttd_posting.p50_seconds == 60
    assert (report.metrics.mtti.n, report.metrics.mtti.p50_seconds) == (1, 600)
    assert (report.metrics.mttr.n, report.metrics.mttr.p95_seconds) == (1, 3600)
    assert (report.metrics.detected, report.metrics.resolved, report.metrics.system_resolves) == (2, 1, 1)
    assert (report.scope.collected_at, report.scope.as_of) == (NOW + 2 * HOUR, NOW + 3 * HOUR)


def test_what_was_found_at_this_very_instant_is_in_a_range_that_ends_now(company):
    company.runaway("Ann")
    company.detect(NOW)
    assert incidents(company, "all").listed == 1


def test_an_unknown_filter_is_refused(company):
    with pytest.raises(ValueError, match="open, mine or all"):
        incidents(company, "closed")
