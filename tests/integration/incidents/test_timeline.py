"""The timeline of anomalies and the trend of durations: by hand, and computed again from the stored rows."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from statistics import median

import pytest
from sqlmodel import select

from tracker.clock import ONE_MS, utc_day
from tracker.detect.types import TEAM, Rule, Severity, period_key
from tracker.ranges import TimeRange
from tracker.reports.anomalies import AnomalyQuery, load_anomalies
from tracker.reports.incident import load_incident
from tracker.reports.incidents import load_incidents
from tracker.reports.scope import GroupNotFound
from tracker.reports.types import DurationStats
from tracker.settings import Settings
from tracker.store.tables import ActorRow, AnomalyRow, IncidentRow
from tracker.store.tables_groups import BillingGroupRow, GroupMembershipRow

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)  # a Friday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONTH = TimeRange(datetime(2026, 10, 22, tzinfo=UTC), NOW, "30d", "last 30 days")


def timeline(company, asked=AnomalyQuery(), range=MONTH, now=NOW, **options):  # noqa: B008
    with company.store.reading() as session:
        return load_anomalies(session, asked, range=range, now=now, **options)


def add_incident(company, subject, detected_at, *, alert=None, acknowledge=None, resolve=None, by="U1"):
    """An incident with the given minutes after detection; the onset is ten minutes before it."""
    after = {name: None if each is None else detected_at + timedelta(minutes=each) for name, each in
             (("alerted_at", alert), ("acknowledged_at", acknowledge), ("resolved_at", resolve))}  # fmt: skip
    state = "resolved" if resolve is not None else "open"
    with company.store.writing() as session:
        session.add(
            IncidentRow(
                subject=subject, severity="warning", state=state, onset_at=detected_at - timedelta(minutes=10),
                collected_at=detected_at, detected_at=detected_at, **after,
                resolved_by=by if resolve is not None else None,
            )
        )  # fmt: skip


def add_anomaly(company, subject, detected_at, number, *, severity="warning", rule=Rule.SPEND_SPIKE, cleared=False):
    period = datetime(2025, 1, 1, tzinfo=UTC) + number * DAY
    with company.store.writing() as session:
        session.add(
            AnomalyRow(
                subject=subject, rule=rule, metric="spend", unit="cents",
                period_key=period_key(period if rule.is_of_cycle else period.date()),
                severity=severity, value_millionths=number, line_millionths=1, onset_at=detected_at, judged_at=NOW,
                detected_at=detected_at, cleared_at=NOW if cleared else None, message=f"number {number}",
            )
        )  # fmt: skip


def put_in_group(company, name, *stays):
    """A billing group with (key, joined, left)."""
    with company.store.writing() as session:
        row = BillingGroupRow(cursor_id=name, name=name, seen_at=NOW)
        session.add(row)
        session.flush()
        for key, joined, left in stays:
            actor_id = session.exec(select(ActorRow.id).where(ActorRow.key == key)).one()
            session.add(GroupMembershipRow(group_id=row.id, actor_id=actor_id, joined_at=joined, left_at=left))


# --- durations -------------------------------------------------------------------------------------------------------


def test_the_range_stands_against_the_window_of_the_same_length_before_it(company):
    # Ten days and an hour of a range; the window before ends where it starts and begins as long before.
    start = NOW - 10 * DAY - HOUR
    asked = TimeRange(start, NOW, "x", "x")
    add_incident(company, "a", NOW - DAY, alert=2, acknowledge=12, resolve=60)
    add_incident(company, "b", start, alert=6, resolve=120)
    add_incident(company, "c", start - ONE_MS, alert=20, acknowledge=60, resolve=600)
    add_incident(company, "d", start - 10 * DAY - HOUR, resolve=30, by="system")
    add_incident(company, "e", start - 10 * DAY - HOUR - ONE_MS, alert=1, acknowledge=2, resolve=3)
    with company.store.reading() as session:
        report = load_incidents(session, which="all", range=asked, now=NOW)
    now, before = report.metrics, report.before
    # MTTD: 10 + 2 and 10 + 6 minutes; their median is 14, their 95th percentile 12 + 0.95 x 4 = 15.8.
    assert (now.detected, now.mttd.n, now.mttd.p50_seconds, now.mttd.p95_seconds) == (2, 2, 14 * 60, pytest.approx(948))
    assert (now.mtti, now.mttr.mean_seconds) == (DurationStats(1, 600.0, 600.0, 600.0), 90 * 60)
    # c alone was alerted; d was resolved by the system, without any alert.
    assert (before.detected, before.resolved, before.system_resolves) == (2, 1, 1)
    assert before.mttd == DurationStats(1, 1800.0, 1800.0, 1800.0)
    assert before.mtti.p50_seconds == 40 * 60


def test_where_nobody_was_alerted_there_is_nothing_to_compare(company):
    add_incident(company, "a", NOW - DAY, resolve=60)
    with company.store.reading() as session:
        report = load_incidents(session, which="all", range=MONTH, now=NOW)
    assert report.metrics.mttd == report.metrics.mtti == report.before.mttd == DurationStats(0)
    assert report.before.detected == 0


def test_the_weeks_begin_on_mondays_and_go_as_far_as_the_range(company):
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    add_incident(company, "a", monday, alert=1)
    add_incident(company, "b", monday - ONE_MS, alert=2)
    add_incident(company, "c", monday - 49 * DAY, alert=3)
    with company.store.reading() as session:
        weeks = load_incidents(session, which="all", range=MONTH, now=NOW).weeks
        older = load_incidents(
            session, which="all", range=TimeRange(monday - 8 * DAY, monday - 3 * DAY, "x", "x"), now=NOW
        ).weeks
        year = load_incidents(session, which="all", range=TimeRange(NOW - 365 * DAY, NOW, "x", "x"), now=NOW).weeks
    assert [week.start for week in weeks] == [date(2026, 9, 28) + 7 * number * DAY for number in range(8)]
    assert [week.metrics.detected for week in weeks] == [1, 0, 0, 0, 0, 0, 1, 1]
    assert [week.metrics.mttd.p50_seconds for week in weeks[-2:]] == [720, 660]
    assert [week.start for week in older][-1] == date(2026, 11, 9)
    assert older[-1].metrics.detected == 0  # the range ends before b was detected
    assert (len(year), year[0].start, year[-1].start) == (53, date(2025, 11, 17), date(2026, 11, 16))


def test_the_week_by_week_medians_agree_with_plain_python_over_the_stored_rows(company):
    for number in range(90):
        add_incident(
            company,
            f"s{number}",
            NOW - timedelta(hours=13 * number + 1),
            alert=number * 7 % 31 or None,
            acknowledge=40 + number * 11 % 97,
            resolve=number * 3 + 90,
            by="system" if number % 5 == 0 else "U1",
        )
    with company.store.reading() as session:
        report = load_incidents(session, which="all", range=MONTH, now=NOW)
    rows = company.rows(IncidentRow)
    for week in report.weeks:
        of_week = [
            row for row in rows if row.detected_at.date() - timedelta(days=row.detected_at.weekday()) == week.start
        ]
        detect = [(row.alerted_at - row.onset_at).total_seconds() for row in of_week if row.alerted_at]
        resolve = [(row.resolved_at - row.detected_at).total_seconds() for row in of_week if row.resolved_by == "U1"]
        assert week.metrics.mttd.n == len(detect)
        assert week.metrics.mttd.p50_seconds == pytest.approx(median(detect))
        assert week.metrics.mttr.p50_seconds == pytest.approx(median(resolve))
    assert sum(week.metrics.detected for week in report.weeks) == len(rows)


def test_one_incident_says_how_long_each_step_took(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.send_all(NOW + timedelta(minutes=1))
    company.service.acknowledge(1, by="U1", source="slack", now=NOW + timedelta(minutes=11))
    with company.store.reading() as session:
        took = load_incident(session, 1, now=NOW + HOUR).durations
    # Onset at 10:00, found at 15:00, sent at 15:01, acknowledged at 15:11.
    assert (took.time_to_detect_seconds, took.time_to_investigate_seconds) == (5 * 3600 + 60, 600)
    assert (took.source_lag_seconds, took.collection_seconds, took.posting_seconds) == (0, 5 * 3600, 60)
    assert took.time_to_resolve_seconds is None


# --- the timeline ----------------------------------------------------------------------------------------------------


def test_information_and_what_is_resolved_stand_in_the_timeline_too(company):
    company.runaway("Bob")
    company.detect(NOW)
    company.service.resolve(1, by="U1", source="cli", now=NOW)
    add_anomaly(company, "bob@example.com", NOW - DAY, 1, severity="info", rule=Rule.PLAN_EXHAUSTED)
    report = timeline(company)
    assert [(each.anomaly.rule, each.incident_id, each.incident_state) for each in report.entries] == [
        ("cost_per_request_spike", 1, "resolved"),
        ("spend_spike", 1, "resolved"),
        ("plan_exhausted", None, None),
    ]
    assert {each.actor.display for each in report.entries} == {"Bob"}
    assert [(day.date, day.critical, day.warning, day.info) for day in report.days[-3:]] == [
        (date(2026, 11, 18), 0, 0, 0),
        (date(2026, 11, 19), 0, 0, 1),
        (date(2026, 11, 20), 1, 1, 0),
    ]


def filled(company):
    """200 anomalies of three people and the team over 40 days, of all severities and some rules."""
    subjects = [company.member("Ann"), company.member("Bob"), "left@example.com", TEAM]
    severities, rules = list(Severity), [Rule.SPEND_SPIKE, Rule.ZSCORE, Rule.MAX_TOKENS_DAY]
    for number in range(200):
        add_anomaly(
            company, subjects[number % 4], NOW - timedelta(hours=5 * number), number,
            severity=severities[number % 3], rule=rules[number % 7 % 3], cleared=number % 2 == 0,
        )  # fmt: skip


@pytest.mark.parametrize(
    "asked",
    [
        AnomalyQuery(),
        AnomalyQuery(severity=Severity.CRITICAL),
        AnomalyQuery(rule=Rule.ZSCORE, state="open"),
        AnomalyQuery(subject="ann@example.com", state="cleared"),
        AnomalyQuery(subject=TEAM),
        AnomalyQuery(subject="nobody@example.com"),
    ],
)
def test_every_filter_agrees_with_plain_python_over_the_stored_rows(company, asked):
    filled(company)
    expected = [
        row
        for row in company.rows(AnomalyRow)
        if MONTH.start <= row.detected_at <= NOW
        and (asked.severity is None or row.severity == asked.severity)
        and (asked.rule is None or row.rule == asked.rule)
        and (asked.subject is None or row.subject == asked.subject)
        and (asked.state is None or (row.cleared_at is not None) == (asked.state == "cleared"))
    ]
    expected.sort(key=lambda row: row.detected_at, reverse=True)
    report = timeline(company, asked, page_size=None)
    assert [each.anomaly.message for each in report.entries] == [row.message for row in expected]
    assert (report.listed, report.pages) == (len(expected), 1)
    assert report.cleared == sum(row.cleared_at is not None for row in expected)
    by_day = Counter((utc_day(row.detected_at), row.severity) for row in expected)
    assert {(day.date, severity): getattr(day, severity) for day in report.days for severity in Severity
            if getattr(day, severity)} == by_day  # fmt: skip
    assert len(report.days) == 30


def test_the_timeline_has_pages_of_twenty_without_gap_or_overlap(company):
    filled(company)
    first = timeline(company)
    pages = [timeline(company, page=number) for number in range(1, first.pages + 1)]
    listed = [each.anomaly.message for page in pages for each in page.entries]
    assert (len(first.entries), len(listed), len(set(listed))) == (20, first.listed, first.listed)
    assert timeline(company, page=99).page == first.pages
    assert timeline(company, page=-1).page == 1


def test_the_menu_names_those_with_most_anomalies_whatever_else_is_filtered(company):
    filled(company)
    add_anomaly(company, "ann@example.com", NOW - HOUR, 1000)
    report = timeline(company, AnomalyQuery(severity=Severity.INFO, subject=TEAM))
    assert [actor.key for actor in report.subjects] == [
        "ann@example.com",
        "bob@example.com",
        "left@example.com",
        "team",
    ]
    assert report.filter.actor.display == "The team"


def test_a_group_has_the_anomalies_of_those_who_were_in_it_when_they_were_detected(company):
    ann, bob = company.member("Ann"), company.member("Bob")
    put_in_group(company, "Platform", (ann, NOW - 90 * DAY, NOW - 5 * DAY))
    put_in_group(company, "Mobile", (ann, NOW - 5 * DAY, None))
    for number, (subject, days_ago) in enumerate([(ann, 6), (ann, 5), (ann, 4), (bob, 6), (TEAM, 6)]):
        add_anomaly(company, subject, NOW - days_ago * DAY, number)
    found = {
        group: {each.anomaly.message for each in timeline(company, AnomalyQuery(group=group)).entries}
        for group in ("platform", "Mobile", "Unassigned")
    }
    # Ann's move takes effect at the instant itself; the team belongs to no group and is in none of them.
    assert found == {"platform": {"number 0"}, "Mobile": {"number 1", "number 2"}, "Unassigned": {"number 3"}}
    with pytest.raises(GroupNotFound, match="Platform"):
        timeline(company, AnomalyQuery(group="Platfrom"))


def test_what_was_found_at_this_very_instant_is_in_the_timeline(company):
    company.runaway("Ann")
    company.detect(NOW, settings=Settings(cost_per_request_spike_multiplier=0))
    assert timeline(company).listed == 1
    assert timeline(company, range=TimeRange(NOW - DAY, NOW - HOUR, "x", "x")).listed == 0
