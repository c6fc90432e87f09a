"""Replays compared with detections actually run at the end of each day, and with values worked by hand."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from tracker.incidents.service import IncidentService
from tracker.reports.service import ReportService
from tracker.settings import SETTINGS, SettingRefused, Settings, UnknownSetting
from tracker.store.tables import AuditRow, IncidentRow, SettingRow

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
TURN = datetime(2026, 11, 8, 12, 8, 4, tzinfo=UTC)
DAYS = 16
MULTIPLIERS = [key for key in SETTINGS if key.endswith("_multiplier")]
OTHERS = {
    "a wider line": {"zscore_multiplier": 3.5, "spend_spike_multiplier": 8.0},
    "a floor of nothing": {"min_daily_spend_cents": 0, "zscore_window_days": 3},
    "limits of the cycle": {"max_spend_cents_per_cycle": 40_000, "team_budget_cents_per_cycle": 150_000},
    "limits of a day": {"max_requests_per_day": 9, "max_tokens_per_day": 20_000},
    "long windows": {"spend_spike_lookback_days": 40, "zscore_window_days": 28},
    "all off": dict.fromkeys(MULTIPLIERS, 0),
}


def fill(company, seed):
    """Five members whose days differ, two of whom run wild now and then; the cycle turns in the middle of a day."""
    chance = Random(seed)
    company.cycle(datetime(2026, 10, 8, 12, 8, 4, tzinfo=UTC), TURN)
    company.cycle(TURN, datetime(2026, 12, 8, 12, 8, 4, tzinfo=UTC))
    for name in ("Ann", "Bob", "Cleo", "Dan", "Eve"):
        key = company.member(name)
        spent = []
        for back in range(45):
            start = datetime.combine(TODAY - timedelta(days=back), time(1), UTC)
            wild = 12 if name in {"Bob", "Eve"} and chance.random() < 0.15 else 1
            spent += [
                (start + timedelta(hours=2 * number), chance.uniform(1, 4) * wild)
                for number in range(chance.randrange(11))
            ]
        company.events(key, [(at, dollars) for at, dollars in spent if at < NOW], tokens=3_000)


def detections(company, settings):
    """(day, subject) of what is new in detections at the end of each day, each resolved before the next."""
    found = []
    for back in reversed(range(DAYS + 1)):
        day = TODAY - timedelta(days=back)
        at = min(datetime.combine(day, time.max, UTC), NOW)
        outcome = company.detect(at, settings=settings)
        found += [(day, anomaly.subject) for anomaly in outcome.new if anomaly.incident_id and back < DAYS]
        for incident in company.incidents():
            if incident.resolved_at is None:
                IncidentService(company.store).resolve(incident.id, by="test", source="cli", now=at)
    return sorted(set(found))


def told(incidents):
    return sorted((each.day, each.subject) for each in incidents)


@pytest.mark.parametrize("seed", range(2))
def test_a_replay_opens_what_detections_at_the_end_of_each_day_open(new_company, seed):
    by_default = new_company()
    fill(by_default, seed)
    before = detections(by_default, Settings())
    assert before
    for values in OTHERS.values():
        company = new_company()
        fill(company, seed)
        report = ReportService(company.store).replay(values, days=DAYS, now=NOW)
        after = detections(company, Settings().with_values(values))
        assert (told(report.before), told(report.after)) == (before, after), values
        assert set(told(report.opened)) == set(after) - set(before)
        assert set(told(report.no_longer)) == set(before) - set(after)


def test_a_wild_day_is_opened_until_the_line_is_higher_and_nothing_is_stored(company):
    company.cycle(TURN, datetime(2026, 12, 8, 12, 8, 4, tzinfo=UTC))
    company.runaway("Rudi", day=date(2026, 11, 18))  # $180 against $20 a day: nine times
    reports = ReportService(company.store)
    off = {"zscore_multiplier": "0", "cost_per_request_spike_multiplier": "0", "cycle_outlier_multiplier": "0"}
    report = reports.replay(off | {"spend_spike_multiplier": "8.9"}, now=NOW)
    assert told(report.after) == [(date(2026, 11, 18), "rudi@example.com")]
    assert "Rudi" in report.after[0].message
    report = reports.replay(off | {"spend_spike_multiplier": "9.1"}, now=NOW)
    assert report.after == ()
    assert [change.key for change in report.changes][:1] == ["zscore_multiplier"]
    for table in (IncidentRow, AuditRow):
        assert company.rows(table) == []
    with company.store.reading() as session:
        assert session.get(SettingRow, "spend_spike_multiplier") is None


def test_what_was_passed_before_the_replayed_days_is_not_opened_in_them(company):
    company.cycle(TURN, datetime(2026, 12, 8, 12, 8, 4, tzinfo=UTC))
    key = company.member("Ann")
    company.event(key, datetime(2026, 11, 10, 9, tzinfo=UTC), 600)
    reports = ReportService(company.store)
    wanted = {"max_spend_cents_per_cycle": "50000"}
    assert told(reports.replay(wanted, days=11, now=NOW).opened) == [(date(2026, 11, 10), key)]
    assert reports.replay(wanted, days=10, now=NOW).opened == ()


def test_without_usage_there_is_nothing_to_replay_and_it_says_so(company):
    report = ReportService(company.store).replay({"zscore_multiplier": "3"}, now=NOW)
    assert (report.before, report.after, report.known_from) == ((), (), None)


def test_a_value_that_no_setting_takes_is_refused(company):
    with pytest.raises(SettingRefused, match="from 1 to 100"):
        ReportService(company.store).replay({"zscore_multiplier": "0.1"}, now=NOW)
    with pytest.raises(UnknownSetting):
        ReportService(company.store).replay({"gone": "1"}, now=NOW)
