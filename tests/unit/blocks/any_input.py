"""Strategies for reports of any figures and names, ugly ones above all."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from blocks.elements import Look, TableStyle
from blocks.report_query import ReportQuery
from tests.unit import factories as f
from tests.unit.blocks.soundness import INTENDED
from tests.unit.incident_factories import make_acknowledged, make_anomaly, make_incident, make_resolved
from tests.unit.overview_factories import make_spike
from tracker.reports.types import (
    ActorKind,
    IncidentReport,
    IncidentState,
    Metric,
    ModelDriver,
    Rule,
    Severity,
    Unit,
)

UGLY_NAMES = (
    "<!channel> *x* & <https://x|y>",
    "<@U0ONCALL01> <!here> @everyone #general",
    "$\\foo$ ~_`x`_~ :smile:",
    "👩‍👩‍👧‍👦" * 30,
    "محمد بن عبد الله",
    "\u202eEvil Override\u2066 דוד",
    "x" * 200,
    "& <" * 70,
    "e\u0301\u0302" * 80,
    "\ud83d lone surrogate",
    "line\nbreak\ttab\x00null",
    " ",
    "",
)
BIGGEST = 2**63 - 1
CHARTS = (
    "daily",
    "members",
    "spenders",
    "models",
    "days",
    "evidence",
    "cycle",
    "durations",
    "anomalies",
    "preferences",
    "spikes",
    "hours",
    "adoption",
    "tools",
    "code",
)
names = st.one_of(st.sampled_from(UGLY_NAMES), st.text(max_size=220))
money = st.one_of(st.sampled_from([0, 1, 999_999, BIGGEST]), st.integers(0, BIGGEST))
looks = st.builds(
    Look,
    file_ids=st.sampled_from([{}, dict.fromkeys(CHARTS, "F0CHART0001")]),
    tables=st.sampled_from(TableStyle),
    remark=st.sampled_from(["", "Slack did not accept the chart."]),
)
quick = settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def actors(named: st.SearchStrategy[str] = names) -> st.SearchStrategy[Any]:
    return named.flatmap(
        lambda name: st.builds(
            f.make_actor,
            st.just(name),
            key=st.one_of(st.just(name), st.just("mia@example.com")),
            email=st.one_of(st.none(), st.just(name), st.just("mia@example.com")),
            kind=st.sampled_from(ActorKind),
            is_removed=st.booleans(),
        )
    )


def rows(most: int = 30) -> st.SearchStrategy[Any]:
    row = st.builds(
        f.make_row,
        actor=actors(),
        usage_value_microcents=money,
        requests=st.sampled_from([0, 1, 10**12]),
        main_model=st.one_of(st.none(), names),
    )
    return st.lists(row, max_size=most).map(tuple)


totals = st.builds(
    f.make_totals,
    usage_value_microcents=money,
    on_demand_microcents=money,
    requests=st.sampled_from([0, 1, 10**12]),
    unknown_kind_microcents=money,
    estimated_microcents=money,
)
scopes = st.builds(
    f.make_scope,
    group=st.one_of(st.none(), names),
    collected_at=st.sampled_from([None, f.NOW]),
    range=st.builds(lambda label: f.make_range(label=label), names),
)
queries = st.builds(
    ReportQuery,
    report=st.just("overview"),
    range_words=st.sampled_from(["7d", "cycle", "since 2026-11-01"]),
    group=st.one_of(st.none(), names),
    user=st.one_of(st.none(), names),
    page=st.integers(1, 500),
)
cycles = st.builds(
    f.make_cycle_progress,
    usage_value_microcents=money,
    forecast_microcents=st.one_of(st.none(), money),
    forecast_low_microcents=st.one_of(st.none(), money),
    budget_microcents=money,
)
models = st.lists(
    st.builds(
        f.make_model,
        names,
        usage_value_microcents=money,
        requests=st.sampled_from([0, 1, 10**12]),
        multiple_of_cheapest_millionths=st.one_of(st.none(), st.integers(10**6, BIGGEST)),
    ),
    max_size=120,
).map(tuple)
spikes = st.lists(
    st.builds(
        make_spike,
        usage_value_microcents=money,
        usual_microcents=money,
        member=st.one_of(st.none(), actors()),
        model=names,
    ),
    max_size=12,
).map(tuple)
groups = st.lists(names, max_size=130).map(tuple)
anomalies = st.builds(
    make_anomaly,
    rule=st.sampled_from(Rule),
    metric=st.sampled_from(Metric),
    unit=st.sampled_from(Unit),
    severity=st.sampled_from(Severity),
    period_label=names,
    message=st.one_of(names, st.just("long " * 500)),
    value_millionths=money,
    line_millionths=money,
    baseline_millionths=st.one_of(st.none(), money),
    models=st.lists(st.builds(ModelDriver, names, money), max_size=12).map(tuple),
    day=st.sampled_from([None, f.TODAY]),
)


@st.composite
def incidents(draw: Callable[..., Any], incident_id: int = 12) -> IncidentReport:
    make = {
        IncidentState.OPEN: lambda **changes: make_incident(**{"alerted_at": None, **changes}),
        IncidentState.ALERTED: make_incident,
        IncidentState.ACKNOWLEDGED: make_acknowledged,
        IncidentState.RESOLVED: make_resolved,
    }[state := draw(st.sampled_from(IncidentState))]
    by = st.one_of(st.just(INTENDED), st.just("system"), names.filter(bool))
    return make(
        incident_id=incident_id,
        state=state,
        actor=draw(actors()),
        severity=draw(st.sampled_from(Severity)),
        anomalies=tuple(draw(st.lists(anomalies, min_size=1, max_size=9))),
        is_cleared=draw(st.booleans()),
        **({"acknowledged_by": draw(by)} if state is IncidentState.ACKNOWLEDGED else {}),
        **(
            {"resolved_by": draw(by), "note": draw(st.one_of(names, st.just("n" * 3_000))), "cause": draw(names)}
            if state is IncidentState.RESOLVED
            else {}
        ),
    )
