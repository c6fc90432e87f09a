"""Misleading figures of Cursor's: whatever they say, what is stored does not change."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from sandbox.company.types import Group, Member, Membership
from tests.integration.collect.conftest import EVENTS_PATH, NOW, Company, usage

HOUR = timedelta(hours=1)
JOINED = datetime.fromisoformat("2026-03-01T08:00:00+00:00")
INES = Member("user_A", 90_001, "ines@example.com", "Ines Ferrara", "owner", JOINED)


def group_spend_gone_mad(body: Any) -> Any:
    """Groups whose days and sums are unrelated to the events."""
    for group in body["groups"]:
        group["spendCents"] = 99_999_999
        group["dailySpend"] = [{"date": "2026-11-12", "spendCents": 88_888_888}]
        for member in group.get("currentMembers", []):
            member["dailySpend"] = None
    return body


def request_units_gone_mad(body: Any) -> Any:
    """Events that claim to cost a million requests, one of them in the older spelling."""
    for number, event in enumerate(body["usageEvents"]):
        event["requestsCosts" if number else "requestCosts"] = 1_000_000
    return body


def everything_stored(company: Company) -> Any:
    company.assert_rollups_follow_from_events()
    return company.totals()


@pytest.fixture
def team(company: Company) -> Company:
    company.team.add_member(INES)
    company.team.groups["g1"] = Group("g1", "Platform", JOINED, JOINED, (Membership("user_A", JOINED),))
    for hours in range(1, 40):
        company.team.add_event(usage(NOW - hours * HOUR, cents=1.25 * hours))
    return company


def test_q21_the_daily_spend_of_groups_is_never_read(team: Company):
    team.team.rewrites["/teams/groups"] = group_spend_gone_mad
    team.collect()
    assert everything_stored(team) == team.expected(NOW)


def test_q34_units_of_requests_are_not_money(team: Company):
    team.team.rewrites[EVENTS_PATH] = request_units_gone_mad
    team.collect()
    assert everything_stored(team) == team.expected(NOW)


def test_q33_leaderboards_and_their_ratios_are_never_asked_for(team: Company):
    team.collect()
    assert not [record for record in team.cursor.world.requests() if "leaderboard" in record.endpoint]


def test_q3_half_a_day_of_silence_is_made_up_for_when_it_ends(team: Company):
    team.team.quirks.lag = 12 * HOUR
    team.collect()
    assert team.event_count() == 28  # the youngest 11 of 39 hours are not shown yet, nor is the one on the border

    team.team.quirks.lag = timedelta()
    team.collect(NOW + 6 * HOUR)

    assert team.event_count() == 39
    assert everything_stored(team) == team.expected(NOW + 6 * HOUR)
