import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.cursor.body import parse_json
from tracker.cursor.errors import UnexpectedShape
from tracker.cursor.fields import OddField, RejectedRow
from tracker.cursor.schemas.daily_usage import parse_daily_usage
from tracker.cursor.schemas.events import EVENT_FIELDS, Billing, CostSource, WireEvent, billing_of, parse_events
from tracker.cursor.schemas.groups import parse_groups
from tracker.cursor.schemas.members import parse_members
from tracker.cursor.schemas.spend import WireSpend, parse_spend_page

WHOLE_EVENT = """{
  "timestamp": "1793610931877", "userEmail": "Ines@Example.com", "conversationId": "c0a8-01",
  "model": "claude-4.5-sonnet", "kind": "Usage-based", "maxMode": true, "requestsCosts": 2.3,
  "isTokenBasedCall": true, "isChargeable": true, "isHeadless": false,
  "tokenUsage": {"inputTokens": 900, "outputTokens": 610, "cacheWriteTokens": 0, "cacheReadTokens": 15400,
                 "totalCents": 8.0412},
  "chargedCents": 8.464012, "cursorTokenFee": 0.4228}"""


def event(**changes: Any) -> WireEvent:
    """Parse the complete event with some fields changed, or removed if the change is `...`."""
    row = {**parse_json(WHOLE_EVENT.encode()), **changes}
    return only_event({key: value for key, value in row.items() if value is not ...})


def only_event(row: dict[str, Any]) -> WireEvent:
    parsed = parse_events({"usageEvents": [row]})
    assert parsed.rejected == []
    return parsed.rows[0]


def spend(**row: Any) -> WireSpend:
    parsed = parse_spend_page({"teamMemberSpend": [{"userId": "user_A", **row}]})
    assert parsed.rejected == []
    return parsed.rows[0]


def test_a_whole_event_is_read_in_our_units():
    assert event() == WireEvent(
        timestamp_ms=1_793_610_931_877,
        email="ines@example.com",
        service_account_id=None,
        service_account_name=None,
        conversation_id="c0a8-01",
        cloud_agent_id=None,
        model="claude-4.5-sonnet",
        kind="Usage-based",
        billing=Billing.ON_DEMAND,
        is_max_mode=True,
        is_headless=False,
        charged_microcents=8_464_012,
        cost_source=CostSource.CHARGED,
        fee_microcents=422_800,
        input_tokens=900,
        output_tokens=610,
        cache_write_tokens=0,
        cache_read_tokens=15_400,
    )


@pytest.mark.parametrize(
    ("kind", "billing"),
    [
        ("Usage-based", Billing.ON_DEMAND),
        ("USAGE_EVENT_KIND_USAGE_BASED", Billing.ON_DEMAND),
        ("On-Demand", Billing.ON_DEMAND),
        ("Included in Business", Billing.INCLUDED),
        ("Included in Pro", Billing.INCLUDED),
        ("Included", Billing.INCLUDED),
        ("USAGE_EVENT_KIND_INCLUDED_IN_BUSINESS", Billing.INCLUDED),
        ("USAGE_EVENT_KIND_INCLUDED_IN_ULTRA", Billing.INCLUDED),
        ("USAGE_EVENT_KIND_CUSTOM_SUBSCRIPTION", Billing.INCLUDED),
        ("USAGE_EVENT_KIND_FREE_CREDIT", Billing.INCLUDED),
        ("Errored, Not Charged", Billing.NOT_CHARGED),
        ("Aborted, Not Charged", Billing.NOT_CHARGED),
        ("USAGE_EVENT_KIND_ERRORED_NOT_CHARGED", Billing.NOT_CHARGED),
        ("USAGE_EVENT_KIND_ABORTED_NOT_CHARGED", Billing.NOT_CHARGED),
        ("Errored, No Charge", Billing.NOT_CHARGED),
        ("User API Key", Billing.OWN_KEY),
        ("USAGE_EVENT_KIND_USER_API_KEY", Billing.OWN_KEY),
        ("USAGE_EVENT_KIND_UNSPECIFIED", Billing.UNKNOWN),
        ("Quantum tier", Billing.UNKNOWN),
        ("", Billing.UNKNOWN),
    ],
)
def test_a_kind_is_understood_in_both_spellings(kind, billing):
    assert billing_of(kind) is billing
    assert billing_of(kind.upper()) is billing


def test_an_older_answers_kind_label_is_read_and_the_raw_kind_kept():
    older = event(kind=..., kindLabel="Included in Business")
    assert (older.kind, older.billing) == ("Included in Business", Billing.INCLUDED)
    assert event(kind="Quantum tier").kind == "Quantum tier"
    assert event(kind=...).billing is Billing.UNKNOWN


@pytest.mark.parametrize("is_chargeable", [True, False])
def test_q9_the_kind_decides_how_an_event_is_billed_though_it_carries_cents(is_chargeable):
    included = event(kind="Included in Business", isChargeable=is_chargeable)
    errored = event(kind="Errored, Not Charged", isChargeable=is_chargeable)
    assert (included.billing, included.charged_microcents) == (Billing.INCLUDED, 8_464_012)
    assert (errored.billing, errored.charged_microcents) == (Billing.NOT_CHARGED, 8_464_012)


def test_q10_the_fee_is_kept_beside_the_charge_that_contains_it():
    # 8.0412 cents of model cost and a fee of 0.4228 make a charge of 8.464012: nothing is added.
    assert (event().charged_microcents, event().fee_microcents) == (8_464_012, 422_800)
    assert event(cursorTokenFee=0).fee_microcents == 0
    assert event(cursorTokenFee=...).fee_microcents is None


def test_q11_a_missing_charge_falls_back_to_the_models_cost_as_an_estimate():
    estimated = event(chargedCents=...)
    assert (estimated.charged_microcents, estimated.cost_source) == (8_041_200, CostSource.ESTIMATED)


def test_q12_a_charge_of_zero_is_a_zero_and_a_missing_one_is_unknown():
    free = event(chargedCents=0)
    unknown = event(chargedCents=None, tokenUsage=...)
    assert (free.charged_microcents, free.cost_source) == (0, CostSource.CHARGED)
    assert (unknown.charged_microcents, unknown.cost_source) == (0, CostSource.UNKNOWN)


def test_q8_fractions_of_a_cent_are_exact():
    # 0.1 + 0.2 in floats is 0.30000000000000004: a thousand such events would drift.
    body = parse_json(b'{"usageEvents": [%s]}' % b",".join([b'{"timestamp": "1", "chargedCents": 0.1}'] * 1000))
    assert sum(row.charged_microcents for row in parse_events(body).rows) == 100_000_000


def test_q13_absent_tokens_are_unknown_and_not_zero():
    none_at_all = event(tokenUsage=...)
    some = event(tokenUsage={"inputTokens": 5, "cacheReadTokens": None})
    assert (none_at_all.input_tokens, none_at_all.cache_read_tokens) == (None, None)
    assert (some.input_tokens, some.output_tokens, some.cache_read_tokens) == (5, None, None)


def test_q14_an_event_without_an_email_keeps_its_money():
    removed = event(userEmail=...)
    assert (removed.email, removed.charged_microcents) == (None, 8_464_012)
    assert event(userEmail="  ").email is None


def test_q15_the_text_null_is_no_service_account():
    assert event(serviceAccountId="null", serviceAccountName="null").service_account_id is None
    robot = event(serviceAccountId="sa_nightly", serviceAccountName="Nightly jobs", isHeadless=True)
    assert (robot.service_account_id, robot.service_account_name, robot.is_headless) == (
        "sa_nightly",
        "Nightly jobs",
        True,
    )


def test_identical_twins_are_two_events():
    row = parse_json(WHOLE_EVENT.encode())
    assert len(parse_events({"usageEvents": [row, row]}).rows) == 2


def test_an_event_without_a_model_says_so():
    assert event(model=...).model == "unknown"


def test_a_bad_row_costs_only_itself_and_its_value_is_not_shown():
    good = parse_json(WHOLE_EVENT.encode())
    bad = [
        {**good, "timestamp": "yesterday"},
        {**good, "timestamp": None},
        {**good, "timestamp": "-5"},
        {**good, "timestamp": str(10**30)},
        {**good, "chargedCents": "a lot"},
        {**good, "chargedCents": {"amount": 3}},
        {**good, "chargedCents": True},
        {**good, "chargedCents": 10**15},
        "ines@example.com",
        None,
    ]
    parsed = parse_events({"usageEvents": [good, *bad, good]})
    assert len(parsed.rows) == 2
    assert parsed.rejected[0] == RejectedRow(
        "usage_event", "usageEvents[1].timestamp", "expected milliseconds since 1970, got text"
    )
    assert [row.path for row in parsed.rejected] == [
        *(f"usageEvents[{index}].timestamp" for index in (1, 2, 3, 4)),
        *(f"usageEvents[{index}].chargedCents" for index in (5, 6, 7, 8)),
        "usageEvents[9]",
        "usageEvents[10]",
    ]
    assert "a lot" not in str(parsed.rejected)
    assert "ines" not in str(parsed.rejected)


def test_an_optional_field_of_a_wrong_type_is_absent_and_the_money_kept():
    parsed = parse_events(
        {
            "usageEvents": [
                {
                    **parse_json(WHOLE_EVENT.encode()),
                    "userEmail": ["ines@example.com"],
                    "maxMode": "yes",
                    "tokenUsage": {"inputTokens": "many", "outputTokens": -3},
                    "cursorTokenFee": "some",
                }
            ]
        }
    )
    (row,) = parsed.rows
    assert (row.email, row.is_max_mode, row.input_tokens, row.output_tokens, row.fee_microcents) == (
        None,
        False,
        None,
        None,
        None,
    )
    assert row.charged_microcents == 8_464_012
    assert {field.name for field in parsed.odd_fields} == {
        "userEmail",
        "maxMode",
        "inputTokens",
        "outputTokens",
        "cursorTokenFee",
    }
    assert not any(field.is_unknown for field in parsed.odd_fields)


def test_numbers_as_text_or_with_a_decimal_point_are_read():
    row = event(timestamp=1_793_610_931_877, tokenUsage={"inputTokens": "12", "outputTokens": 3}, chargedCents="1.5")
    assert (row.timestamp_ms, row.input_tokens, row.charged_microcents) == (1_793_610_931_877, 12, 1_500_000)
    body = parse_json(
        b'{"usageEvents": [{"timestamp": 5.0, "tokenUsage": {"inputTokens": 12.0, "outputTokens": 1.5}}]}'
    )
    (row,) = parse_events(body).rows
    assert (row.timestamp_ms, row.input_tokens, row.output_tokens) == (5, 12, None)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999999", "-1e400"])
def test_a_number_that_is_no_amount_rejects_its_row(number):
    body = parse_json(b'{"usageEvents": [{"timestamp": "5", "chargedCents": %s}]}' % number.encode())
    parsed = parse_events(body)
    assert (parsed.rows, [row.path for row in parsed.rejected]) == ([], ["usageEvents[0].chargedCents"])


def test_q23_a_field_never_seen_is_ignored_and_named():
    parsed = parse_events({"usageEvents": [{**parse_json(WHOLE_EVENT.encode()), "carbonGrams": 4}]})
    assert len(parsed.rows) == 1
    assert parsed.odd_fields == {OddField("usage_event", "carbonGrams", is_unknown=True)}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(EVENT_FIELDS)), json_values, max_size=8) | json_values))
def test_every_row_is_either_read_or_rejected_whatever_it_holds(rows):
    body = parse_json(json.dumps({"usageEvents": rows}).encode())
    parsed = parse_events(body)
    assert len(parsed.rows) + len(parsed.rejected) == len(rows)


def test_members_are_read_with_the_email_in_lower_case_and_as_written():
    body = {
        "teamMembers": [
            {"id": "user_A", "name": "Ines", "email": "Ines@Example.com", "role": "owner", "isRemoved": False},
            {"id": "user_B", "name": "Jonah", "email": "jonah@example.com", "role": "member", "isRemoved": True},
            {"id": "user_C", "role": "free-owner"},
            {"name": "without id"},
        ]
    }
    parsed = parse_members(body)
    ines, jonah, nameless = parsed.rows
    assert (ines.email, ines.email_raw, ines.role, ines.is_removed) == (
        "ines@example.com",
        "Ines@Example.com",
        "owner",
        False,
    )
    assert jonah.is_removed
    assert (nameless.email, nameless.name, nameless.is_removed) == (None, None, False)
    assert parsed.rejected == [RejectedRow("member", "teamMembers[3].id", "expected an id, got nothing")]


def test_q22_ids_that_are_numbers_become_text():
    assert parse_members({"teamMembers": [{"id": 90210}]}).rows[0].user_id == "90210"
    daily = parse_daily_usage(
        {"data": [{"userId": 90210, "day": "2026-11-02"}, {"userId": "user_A", "day": "2026-11-02"}]}
    )
    assert [row.user_id for row in daily.rows] == ["90210", "user_A"]


def test_q7_spend_of_today_has_on_demand_and_overall_apart():
    row = spend(spendCents=1240, overallSpendCents=5240, hardLimitOverrideDollars=0, monthlyLimitDollars=None)
    assert (row.on_demand_microcents, row.overall_microcents) == (1_240_000_000, 5_240_000_000)
    assert (row.included_microcents, row.is_meaning_unknown) == (None, False)
    assert (row.hard_limit_override_dollars, row.monthly_limit_dollars) == (0, None)


def test_q7_included_beside_spend_without_overall_is_the_old_meaning():
    row = spend(spendCents=5240, includedSpendCents=4000)
    assert (row.overall_microcents, row.included_microcents, row.on_demand_microcents) == (
        5_240_000_000,
        4_000_000_000,
        1_240_000_000,
    )
    assert not row.is_meaning_unknown


@pytest.mark.parametrize("included", [{}, {"includedSpendCents": 9000}])
def test_q7_spend_without_overall_has_an_unknown_meaning(included):
    row = spend(spendCents=5240, **included)
    assert (row.on_demand_microcents, row.overall_microcents, row.is_meaning_unknown) == (5_240_000_000, None, True)


def test_q7_no_figure_at_all_is_unknown_and_not_zero():
    row = spend()
    assert (row.on_demand_microcents, row.overall_microcents, row.included_microcents) == (None, None, None)


def test_the_cycle_starts_at_an_instant_and_not_on_a_day():
    page = parse_spend_page(
        {"teamMemberSpend": [], "subscriptionCycleStart": 1_793_102_884_000, "limitedUsersCount": 2, "totalPages": 0}
    )
    assert page.cycle_start == datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC)
    assert page.limited_users_count == 2
    assert parse_spend_page({"teamMemberSpend": []}).cycle_start is None


def test_daily_usage_is_read_by_its_utc_day():
    body = {
        "data": [
            {"userId": 1, "day": "2026-11-02", "email": "Ines@example.com", "isActive": True, "totalLinesAdded": 412,
             "agentRequests": 21, "subscriptionIncludedReqs": 20, "usageBasedReqs": 4, "apiKeyReqs": 1,
             "mostUsedModel": "claude-4.5-sonnet", "clientVersion": "3.2.1"},
            {"email": "omar@example.com", "date": 1_793_577_600_000, "mostUsedModel": None},
            {"day": "2026-11-02"},
            {"email": "omar@example.com", "day": "soon"},
        ]
    }  # fmt: skip
    parsed = parse_daily_usage(body)
    ines, omar = parsed.rows
    assert (ines.day, ines.email, ines.is_active) == (date(2026, 11, 2), "ines@example.com", True)
    assert (ines.total_lines_added, ines.agent_requests, ines.bugbot_usages) == (412, 21, 0)
    assert (ines.included_requests, ines.usage_based_requests, ines.api_key_requests) == (20, 4, 1)
    assert (ines.most_used_model, ines.client_version) == ("claude-4.5-sonnet", "3.2.1")
    assert (omar.day, omar.user_id, omar.is_active, omar.most_used_model) == (date(2026, 11, 2), None, None, None)
    assert [row.path for row in parsed.rejected] == ["data[2].email", "data[3].day"]


GROUPS = """{"groups": [
  {"id": "group_P", "name": "Platform", "type": "BILLING", "directoryGroupId": null, "memberCount": 1,
   "createdAt": "2026-03-01T08:00:00.000Z", "updatedAt": "2026-10-30T08:00:00.000Z", "spendCents": 5240.34,
   "currentMembers": [{"userId": "user_A", "name": "Ines", "email": "Ines@example.com",
     "joinedAt": "2026-03-01T08:00:00.000Z", "leftAt": null, "spendCents": 5240.34}, {"name": "no id"}],
   "formerMembers": [{"userId": "user_B", "joinedAt": "2026-03-01T08:00:00Z", "leftAt": "2026-11-01T10:30:00.500Z"}],
   "dailySpend": []}, {"name": "no id"}],
 "unassignedGroup": {"id": "group_none", "name": "Unassigned", "currentMembers": null},
 "billingCycle": {"cycleStart": "2026-10-27T12:08:04.000Z", "cycleEnd": "2026-11-27T12:08:04.000Z"}}"""


def test_groups_are_read_with_their_people_and_the_cycle_as_instants():
    groups = parse_groups(parse_json(GROUPS.encode()))
    assert (groups.cycle_start, groups.cycle_end) == (
        datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC),
        datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC),
    )
    (platform,) = groups.rows
    (ines,), (jonah,) = platform.current_members, platform.former_members
    assert (platform.group_id, platform.name, platform.spend_microcents) == ("group_P", "Platform", 5_240_340_000)
    assert (ines.email, ines.joined_at, ines.left_at) == (
        "ines@example.com",
        datetime(2026, 3, 1, 8, tzinfo=UTC),
        None,
    )
    assert jonah.left_at == datetime(2026, 11, 1, 10, 30, 0, 500_000, tzinfo=UTC)
    assert groups.unassigned is not None
    assert groups.unassigned.current_members == ()
    assert [row.path for row in groups.rejected] == ["groups[group_P].currentMembers[1].userId", "groups[1].id"]


def test_groups_without_a_cycle_or_an_unassigned_group_are_read():
    groups = parse_groups({"groups": []})
    assert (groups.unassigned, groups.cycle_start, groups.cycle_end) == (None, None, None)


@pytest.mark.parametrize("parse", [parse_members, parse_spend_page, parse_daily_usage, parse_events, parse_groups])
@pytest.mark.parametrize("body", [{}, {"error": "trouble"}, {"teamMembers": {}, "data": "x", "usageEvents": None}])
def test_an_answer_without_its_list_is_an_error_and_never_zero_rows(parse, body):
    with pytest.raises(UnexpectedShape, match="expected a list"):
        parse(body)


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"<html></html>", b"[]", b"null", b"\xff\xfe", b'{"a": 1}{', b"[" * 100_000]
)
def test_a_body_that_is_no_json_object_is_refused_without_quoting_it(raw):
    with pytest.raises(UnexpectedShape) as caught:
        parse_json(raw)
    assert "html" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"a\u0000b", "a\ufffdb"),
        (r"a\ud800b", "a\ufffdb"),
        (r"a\uDFFF", "a\ufffd"),
        (r"\ud83d\ude00", "\N{GRINNING FACE}"),
        (r"\u05d0\u00e9", "\u05d0\u00e9"),
    ],
)
def test_text_that_no_database_stores_is_mended_and_all_other_kept(written, read):
    raw = f'{{"usageEvents": [{{"timestamp": "1", "model": "{written}"}}]}}'
    (row,) = parse_events(parse_json(raw.encode())).rows
    assert row.model == read
