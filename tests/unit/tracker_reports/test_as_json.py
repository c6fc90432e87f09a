"""The shapes that scripts rely on."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

from tests.unit.factories import make_actor
from tests.unit.incident_factories import make_digest, make_incident, make_incidents
from tests.unit.overview_factories import make_overview
from tests.unit.spender_factories import make_topspenders
from tests.unit.status_factories import make_status
from tests.unit.user_factories import make_user
from tracker.jsonout import dumps
from tracker.ranges import TimeRange
from tracker.reports.as_json import in_unit, to_json
from tracker.reports.types import (
    ActorKind,
    Cycle,
    CycleProgress,
    DayPoint,
    DaySpend,
    MemberDays,
    MemberRow,
    ModelShare,
    OverviewReport,
    Scope,
    Spike,
    Totals,
)

START, NOW = datetime(2026, 11, 1, 12, 8, 4, tzinfo=UTC), datetime(2026, 11, 22, 14, 3, 0, 250_000, tzinfo=UTC)
CYCLE = Cycle(START, datetime(2026, 12, 1, 12, 8, 4, tzinfo=UTC))
UNKNOWN = make_actor("unknown (removed?)", key="", email=None, kind=ActorKind.UNKNOWN)

OVERVIEW = OverviewReport(
    scope=Scope(TimeRange(START, NOW, "cycle", "this cycle"), NOW, None),
    totals=Totals(8_464_001, 3_000_000, 2, 1, 5, 42, 7, 0),
    previous=None,
    days=(DayPoint(date(2026, 11, 1), 8_464_001, 3_000_000, 2, 1, provisional=False),),
    members=(
        MemberRow(make_actor(), 1, 8_464_000, 3_000_000, 2, 40, "sonnet"),
        MemberRow(UNKNOWN, 2, 1, 0, 0, 2, None),
    ),
    models=(ModelShare("sonnet", 8_464_001, 3_000_000, 2, 42),),
    cycle=CycleProgress(CYCLE, 22, 30, 8, 8_464_001, 3_000_000, None, None, None),
    open_incidents=0,
    usage_value_per_day_microcents=384_727,
    average_day_microcents=8_464_001,
    accepted_lines_added=12,
    spikes=(Spike(date(2026, 11, 1), 8_464_001, 4_000_000, make_actor(), 8_464_000, "sonnet", 8_464_001),),
    daily_by_member=(MemberDays(make_actor(), (DaySpend(date(2026, 11, 1), 8_464_000),)),),
)


def test_the_overview_has_these_names_and_values_and_no_others():
    assert to_json(OVERVIEW) == {
        "range": {
            "start": "2026-11-01T12:08:04.000Z",
            "end": "2026-11-22T14:03:00.250Z",
            "words": "cycle",
            "label": "this cycle",
        },
        "as_of": "2026-11-22T14:03:00.250Z",
        "collected_at": None,
        "group": None,
        "basis": "usage value",
        "days_counted_whole": [],
        "known_from": None,
        "totals": {
            "usage_value_cents": Decimal("8.464001"),
            "on_demand_cents": Decimal(3),
            "requests": 2,
            "active_members": 1,
            "members": 5,
            "tokens": 42,
            "unknown_kind_cents": Decimal("0.000007"),
            "estimated_cents": 0,
            "active_seats": None,
            "cost_per_request_cents": Decimal("4.232"),
        },
        "previous": None,
        "days": [
            {
                "date": "2026-11-01",
                "usage_value_cents": Decimal("8.464001"),
                "on_demand_cents": 3,
                "requests": 2,
                "active_members": 1,
                "provisional": False,
                "whole": True,
            }
        ],
        "members": [
            {
                "key": "mia@example.com",
                "email": "mia@example.com",
                "name": "Mia Fox",
                "kind": "person",
                "display": "Mia Fox",
                "is_removed": False,
                "rank": 1,
                "usage_value_cents": Decimal("8.464"),
                "on_demand_cents": 3,
                "requests": 2,
                "tokens": 40,
                "main_model": "sonnet",
                "cost_per_request_cents": Decimal("4.232"),
            },
            {
                "key": "",
                "email": None,
                "name": "unknown (removed?)",
                "kind": "unknown",
                "display": "unknown (removed?)",
                "is_removed": False,
                "rank": 2,
                "usage_value_cents": Decimal("0.000001"),
                "on_demand_cents": 0,
                "requests": 0,
                "tokens": 2,
                "main_model": None,
                "cost_per_request_cents": None,
            },
        ],
        "models": [
            {
                "model": "sonnet",
                "usage_value_cents": Decimal("8.464001"),
                "on_demand_cents": 3,
                "requests": 2,
                "tokens": 42,
                "users": None,
                "not_charged": 0,
                "multiple_of_cheapest": None,
                "cost_per_request_cents": Decimal("4.232"),
            }
        ],
        "cycle": {
            "cycle": {"start": "2026-11-01T12:08:04.000Z", "end": "2026-12-01T12:08:04.000Z", "is_known": True},
            "day_number": 22,
            "days_total": 30,
            "days_left": 8,
            "usage_value_cents": Decimal("8.464001"),
            "on_demand_cents": 3,
            "forecast_cents": None,
            "forecast_low_cents": None,
            "forecast_high_cents": None,
            "budget_cents": 0,
            "usage_value_per_day_cents": None,
        },
        "open_incidents": 0,
        "groups": [],
        "open_anomalies": 0,
        "usage_value_per_day_cents": Decimal("0.384727"),
        "average_day_cents": Decimal("8.464001"),
        "accepted_lines_added": 12,
        "spikes": [
            {
                "date": "2026-11-01",
                "usage_value_cents": Decimal("8.464001"),
                "usual_cents": 4,
                "member": {
                    "key": "mia@example.com",
                    "email": "mia@example.com",
                    "name": "Mia Fox",
                    "kind": "person",
                    "display": "Mia Fox",
                    "is_removed": False,
                },
                "member_cents": Decimal("8.464"),
                "model": "sonnet",
                "model_cents": Decimal("8.464001"),
            }
        ],
        "daily_by_member": [
            {
                "key": "mia@example.com",
                "email": "mia@example.com",
                "name": "Mia Fox",
                "kind": "person",
                "display": "Mia Fox",
                "is_removed": False,
                "days": [{"date": "2026-11-01", "usage_value_cents": Decimal("8.464")}],
            }
        ],
    }


def test_money_is_printed_digit_for_digit():
    printed = dumps(to_json(OVERVIEW))
    assert '"usage_value_cents": 8.464001' in printed
    assert json.loads(printed, parse_float=Decimal)["totals"]["usage_value_cents"] == Decimal("8.464001")


def test_a_ranked_list_flattens_its_rows_as_well():
    found = to_json(make_topspenders())
    assert {"range", "as_of", "rows", "top", "sort", "page", "pages", "listed"} <= found.keys()
    assert found["sort"] == "spend"
    assert {"email", "rank", "usage_value_cents"} <= found["rows"][0].keys()


def test_a_persons_days_name_their_models():
    found = to_json(make_user())
    assert found["actor"]["email"] == "mia@example.com"
    models = [model for day in found["days"] for model in day["models"]]
    assert models
    assert {tuple(model) for model in models} == {("model", "usage_value_cents")}


def test_an_anomaly_is_told_in_its_unit():
    anomaly = to_json(make_incident())["anomalies"][0]
    assert (anomaly["unit"], anomaly["value"], anomaly["line"]) == ("cents", 41_210, 25_105)
    assert anomaly["models"][0] == {"model": "claude-4.5-opus-max", "usage_value_cents": 37_100}
    assert anomaly["severity"] == "critical"
    assert in_unit(None) is None
    assert in_unit(1_500_000) == Decimal("1.5")


def test_every_report_can_be_printed_and_names_no_microcents():
    for report in (
        OVERVIEW, make_overview(), make_topspenders(), make_user(), make_incident(), make_incidents(), make_digest(),
        make_status(),
    ):  # fmt: skip
        printed = dumps(to_json(report))
        assert json.loads(printed)
        assert "microcents" not in printed
        assert "millionths" not in printed


def test_plain_data_goes_through():
    assert to_json({"errors": ["a"], "at": NOW}) == {"errors": ["a"], "at": "2026-11-22T14:03:00.250Z"}
    assert to_json([]) == []
