"""Reports on models; a test names what differs."""

from typing import Any

from tests.unit.factories import DOLLAR, MODELS, make_actor, make_scope, make_totals
from tracker.reports.types import (
    EfficiencyReport,
    EfficiencyRow,
    ModelRow,
    ModelsReport,
    PersonModelRow,
    PersonModelsReport,
    Saving,
    WhatIf,
    WhatIfReport,
    WhatIfRow,
)


def make_model_row(model: str = MODELS[0], **changes: Any) -> ModelRow:
    given = {
        "model": model,
        "family": "claude-sonnet",
        "usage_value_microcents": 3_120 * DOLLAR,
        "on_demand_microcents": 780 * DOLLAR,
        "requests": 15_600,
        "users": 40,
        "tokens": 3_400_000_000,
        "tokens_per_request": 217_949,
        "share_of_spend_millionths": 250_000,
        "multiple_of_cheapest_millionths": 4_000_000,
        "last_7_days_microcents": 760 * DOLLAR,
        "previous_7_days_microcents": 800 * DOLLAR,
    }
    return ModelRow(**(given | changes))


def make_model_rows() -> tuple[ModelRow, ...]:
    """Four models that add up to the team's totals."""
    dear, high = "claude-opus-4-7-max", "claude-opus-4-7-high"
    return (
        make_model_row(
            dear,
            family="claude-opus",
            usage_value_microcents=5_116 * DOLLAR + 12_000_000,
            requests=5_100,
            users=6,
            tokens_per_request=412_000,
            multiple_of_cheapest_millionths=20_063_200,
            last_7_days_microcents=1_900 * DOLLAR,
            what_if=WhatIf(high, 2_550 * DOLLAR, 2_566 * DOLLAR + 12_000_000),
        ),
        make_model_row(high, family="claude-opus", usage_value_microcents=3_500 * DOLLAR, requests=7_000, users=21,
                       multiple_of_cheapest_millionths=10_000_000),
        make_model_row(),
        make_model_row("composer-2.5", family="composer", usage_value_microcents=744 * DOLLAR, requests=14_880,
                       users=31, multiple_of_cheapest_millionths=1_000_000, tokens_per_request=90_200),
    )  # fmt: skip


def make_saving(name: str = "Mia Fox", **changes: Any) -> Saving:
    email = f"{name.partition(' ')[0].lower()}@example.com"
    given = {
        "actor": make_actor(name, key=email, email=email),
        "model": "claude-opus-4-7-max",
        "cheaper_model": "claude-opus-4-7-high",
        "requests": 1_200,
        "usage_value_microcents": 1_204 * DOLLAR,
        "would_cost_microcents": 600 * DOLLAR,
    }
    return Saving(**(given | changes))


def make_models_report(**changes: Any) -> ModelsReport:
    given = {
        "scope": make_scope(),
        "totals": make_totals(),
        "rows": make_model_rows(),
        "median_cost_per_request_microcents": 35_000_000,
        "savings": (
            make_saving(),
            make_saving(
                "Omar Haddad", requests=800, usage_value_microcents=800 * DOLLAR, would_cost_microcents=400 * DOLLAR
            ),
            make_saving(
                "Lea Novak", requests=400, usage_value_microcents=400 * DOLLAR, would_cost_microcents=200 * DOLLAR
            ),
        ),
        "groups": ("Platform", "Mobile"),
    }
    return ModelsReport(**(given | changes))


def make_efficiency_row(model: str = "claude-opus-4-7-max", **changes: Any) -> EfficiencyRow:
    given = {
        "model": model,
        "users": 6,
        "days": 61,
        "day_requests": 2_000,
        "day_usage_value_microcents": 1_900 * DOLLAR,
        "added_lines": 41_000,
        "accepted_lines": 19_000,
        "accepts": 900,
        "rejects": 100,
        "cost_per_request_microcents": DOLLAR,
    }
    return EfficiencyRow(**(given | changes))


def make_efficiency(**changes: Any) -> EfficiencyReport:
    given = {
        "scope": make_scope(),
        "rows": (
            make_efficiency_row("claude-4.5-sonnet", users=40, accepted_lines=31_000, rejects=42),
            make_efficiency_row(),
            make_efficiency_row("composer-2.5", accepted_lines=60, cost_per_request_microcents=None),
        ),
        "left_out": 2,
        "days": 6,
        "groups": ("Platform", "Mobile"),
    }
    return EfficiencyReport(**(given | changes))


def make_what_if_row(name: str = "Mia Fox", *, is_group: bool = False, **changes: Any) -> WhatIfRow:
    email = f"{name.partition(' ')[0].lower()}@example.com"
    spent, would_cost = changes.pop("spent", 1_204 * DOLLAR), changes.pop("would_cost", 600 * DOLLAR)
    given = {
        "actor": None if is_group else make_actor(name, key=email, email=email),
        "group": name if is_group else None,
        "requests": 1_200,
        "usage_value_microcents": spent,
        "would_cost_microcents": would_cost,
        "saving_microcents": spent - would_cost,
        "main_model": "claude-opus-4-7-max",
        "main_cheaper_model": "claude-opus-4-7-high",
    }
    return WhatIfRow(**(given | changes))


def make_what_if_report(*, by_group: bool = False, **changes: Any) -> WhatIfReport:
    names = ("Platform", "Mobile", "Unassigned") if by_group else ("Mia Fox", "Omar Haddad", "Lea Novak", "Yuki Sato")
    rows = tuple(
        make_what_if_row(name, is_group=by_group, spent=(1_204 - 300 * place) * DOLLAR, would_cost=200 * DOLLAR)
        for place, name in enumerate(names)
    )
    given = {
        "scope": make_scope(),
        "by_group": by_group,
        "rows": rows,
        "page": 1,
        "pages": 1,
        "savers": len(rows),
        "requests": 5_100,
        "usage_value_microcents": 3_200 * DOLLAR,
        "would_cost_microcents": 900 * DOLLAR,
        "switches": (("claude-opus-4-7-max", "claude-opus-4-7-high"),),
        "groups": ("Platform", "Mobile"),
    }
    return WhatIfReport(**(given | changes))


def make_person_model(model: str = "claude-opus-4-7-max", **changes: Any) -> PersonModelRow:
    given = {
        "model": model,
        "usage_value_microcents": 1_204 * DOLLAR,
        "requests": 1_200,
        "team_median_cost_per_request_microcents": 60_000_000,
        "team_users": 6,
    }
    return PersonModelRow(**(given | changes))


def make_person_models(**changes: Any) -> PersonModelsReport:
    given = {
        "scope": make_scope(),
        "actor": make_actor("Mia Fox", key="mia@example.com", email="mia@example.com"),
        "totals": make_totals(usage_value_microcents=1_304 * DOLLAR, requests=1_500),
        "rows": (
            make_person_model(),
            make_person_model(
                "composer-2.5",
                usage_value_microcents=100 * DOLLAR,
                requests=300,
                team_median_cost_per_request_microcents=None,
                team_users=None,
            ),
        ),
        "with_team": True,
        "median_member_microcents": 212 * DOLLAR,
        "median_member_cost_per_request_microcents": 31_000_000,
    }
    return PersonModelsReport(**(given | changes))
