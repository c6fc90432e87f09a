"""One event of each odd kind that was observed or is documented; readers must cope with them."""

from dataclasses import replace
from typing import Any

from sandbox.company.kinds import ABORTED, ERRORED, INCLUDED, USAGE_BASED, USER_API_KEY
from sandbox.company.types import TokenUsage, UsageEvent

EMAIL = "odd.one@example.com"

RAW_KINDS = (
    "USAGE_EVENT_KIND_USAGE_BASED",
    "USAGE_EVENT_KIND_INCLUDED_IN_BUSINESS",
    "USAGE_EVENT_KIND_INCLUDED_IN_PRO",
    "USAGE_EVENT_KIND_ERRORED_NOT_CHARGED",
    "USAGE_EVENT_KIND_ABORTED_NOT_CHARGED",
    "USAGE_EVENT_KIND_USER_API_KEY",
)


def odd_events(at_ms: int) -> list[UsageEvent]:
    """The odd events, one second apart from `at_ms` on; the last two are identical twins."""
    odd = [_event(kind=kind, charged_microcents=8_000_000) for kind in RAW_KINDS]
    odd += [
        _event(kind=INCLUDED, charged_microcents=14_690_000, is_chargeable=True),
        _event(kind=INCLUDED, charged_microcents=8_000_000, is_chargeable=False),
        _event(kind="Included in Pro", charged_microcents=2_500_000),
        _event(kind=ERRORED, charged_microcents=411_390_000, is_chargeable=False),
        _event(kind=ABORTED, charged_microcents=31_000_001, is_chargeable=False),
        _event(kind=USER_API_KEY, charged_microcents=422_800, token_fee_microcents=422_800),
        _event(kind="Promotional Moonlight", charged_microcents=1_000_000),
        _event(charged_microcents=0),
        _event(charged_microcents=1, token_fee_microcents=0),
        _event(charged_microcents=None, tokens=TokenUsage(total_microcents=7_654_321)),
        _event(tokens=None, is_token_based=False),
        _event(tokens=TokenUsage(900, 610, total_microcents=8_041_200), is_token_based=False),
        _event(tokens=TokenUsage(10, 20, 0, 0, 31_780_000, 50.0), charged_microcents=15_890_000),
        _event(model="a-model-nobody-knows <&>"),
        _event(email=EMAIL.upper()),
        _event(email=None),
        _event(service_account_id="null", is_headless=True),
        _event(email="ci@example.com", service_account_id="sa_1", service_account_name="Jobs", cloud_agent_id="bc-9f"),
    ]
    odd = [replace(event, at_ms=at_ms + 1000 * number) for number, event in enumerate(odd)]
    twin = replace(_event(conversation_id="c-twin"), at_ms=at_ms + 1000 * len(odd))
    return [*odd, twin, twin]


def _event(**parts: Any) -> UsageEvent:
    ordinary = UsageEvent(
        at_ms=0,
        email=EMAIL,
        model="default",
        kind=USAGE_BASED,
        charged_microcents=8_464_012,
        tokens=TokenUsage(900, 610, 0, 15_400, 8_041_200),
    )
    return replace(ordinary, **parts)
