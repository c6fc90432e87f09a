from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reports.incident_metrics import IncidentTimes, duration_stats, incident_metrics
from tracker.reports.types import DurationStats

TEN = datetime(2026, 11, 20, 10, tzinfo=UTC)


def minutes(count):
    return TEN + timedelta(minutes=count)


def test_the_durations_of_one_incident_by_hand():
    # Onset 10:00, not yet shown at 10:20, found at 11:00, sent at 11:02, acknowledged at 11:10, resolved at 12:00.
    times = IncidentTimes(
        onset=TEN,
        missed_at=minutes(20),
        detected_at=minutes(60),
        alerted_at=minutes(62),
        acknowledged_at=minutes(70),
        resolved_at=minutes(120),
    )
    assert times.time_to_detect == 62 * 60
    assert (times.source_lag, times.collection, times.posting) == (20 * 60, 40 * 60, 2 * 60)
    assert times.time_to_investigate == 8 * 60
    assert times.time_to_resolve == 60 * 60


def test_a_source_that_showed_all_has_no_lag():
    times = IncidentTimes(onset=TEN, detected_at=minutes(60), alerted_at=minutes(61))
    assert (times.source_lag, times.collection, times.posting) == (0, 3600, 60)


def test_without_an_alert_nothing_is_said_of_detection_but_the_resolution_counts():
    metrics = incident_metrics([IncidentTimes(onset=TEN, detected_at=minutes(60), resolved_at=minutes(90))])
    nothing = DurationStats(n=0)
    assert (metrics.mttd, metrics.mttd_source_lag, metrics.mttd_collection) == (nothing, nothing, nothing)
    assert (metrics.mttd_posting, metrics.mtti) == (nothing, nothing)
    assert metrics.mttr == DurationStats(1, 1800.0, 1800.0, 1800.0)


def test_an_acknowledgement_before_the_alert_is_no_answer_to_it():
    times = IncidentTimes(onset=TEN, detected_at=minutes(1), acknowledged_at=minutes(2), alerted_at=minutes(3))
    assert times.time_to_investigate is None


def test_resolves_by_the_system_stand_apart():
    by_person = IncidentTimes(onset=TEN, detected_at=TEN, alerted_at=minutes(1), resolved_at=minutes(30))
    by_system = IncidentTimes(
        onset=TEN, detected_at=TEN, alerted_at=minutes(3), resolved_at=minutes(600), is_resolved_by_system=True
    )
    unresolved = IncidentTimes(onset=TEN, detected_at=TEN)
    metrics = incident_metrics([by_person, by_system, unresolved])
    assert (metrics.detected, metrics.resolved, metrics.system_resolves) == (3, 1, 1)
    assert metrics.mttr == DurationStats(1, 1800.0, 1800.0, 1800.0)
    assert metrics.mttd == DurationStats(2, 120.0, 120.0, pytest.approx(174.0))


def test_mean_median_and_95th_percentile_by_hand():
    # 1 to 5 minutes: the 95th percentile lies at rank 0.95 x 4 = 3.8, so 4 + 0.8 x (5 - 4) = 4.8 minutes.
    stats = duration_stats([300, 60, None, 120, 240, 180])
    assert stats == DurationStats(5, 180.0, 180.0, pytest.approx(288.0))


def test_no_durations_give_no_figures():
    assert duration_stats([None, None]) == DurationStats(n=0)
    assert incident_metrics([]).mttr == DurationStats(n=0)


offsets = st.none() | st.integers(0, 10**6)


@given(st.integers(0, 10**6), offsets, st.integers(0, 10**6))
def test_the_parts_of_the_time_to_detect_add_up(to_detection, to_missed, to_alert):
    detected_at = TEN + timedelta(seconds=to_detection)
    missed_at = None if to_missed is None else min(detected_at, TEN + timedelta(seconds=to_missed))
    times = IncidentTimes(TEN, detected_at, missed_at, alerted_at=detected_at + timedelta(seconds=to_alert))
    assert times.source_lag + times.collection + times.posting == times.time_to_detect
    assert min(times.source_lag, times.collection, times.posting) >= 0
