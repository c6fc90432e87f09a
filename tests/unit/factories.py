"""Valid default reports; a test names what differs from them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from tracker.reports.types import (
    Actor,
    ActorKind,
    Adoption,
    AdoptionScore,
    AdoptionTier,
    AnomaliesReport,
    AnomalyDay,
    AnomalyFilter,
    AnomalyLine,
    AnomalyView,
    Badges,
    BudgetState,
    ContextBadge,
    ContextBand,
    ContextTeam,
    ContextUse,
    Cycle,
    CycleBefore,
    CycleMember,
    CycleMembersReport,
    CycleProgress,
    CycleReport,
    DayPoint,
    DaySpend,
    DigestReport,
    DurationStats,
    EfficiencyReport,
    EfficiencyRow,
    EndpointStatus,
    Evidence,
    ExhaustionBucket,
    GroupMemberRow,
    GroupReport,
    GroupRow,
    GroupsReport,
    IncidentMetrics,
    IncidentMove,
    IncidentReport,
    IncidentsReport,
    IncidentState,
    IncidentWeek,
    MemberDay,
    MemberDays,
    MemberDifference,
    MemberRow,
    Metric,
    ModelDriver,
    ModelRow,
    ModelShare,
    ModelsReport,
    Move,
    OverviewReport,
    PersonModelRow,
    PersonModelsReport,
    PlanExhausted,
    PlanExhaustion,
    Reconciliation,
    Rule,
    Saving,
    Scope,
    Seats,
    Severity,
    SpendBadge,
    SpenderRow,
    SpenderSort,
    Spike,
    StatusReport,
    TierCount,
    TimelineEntry,
    TimeRange,
    TopSpendersReport,
    Totals,
    Unit,
    UsageBadge,
    UserReport,
    WhatIf,
    WhatIfReport,
    WhatIfRow,
)

DOLLAR = 100_000_000  # microcents
NOW = datetime(2026, 11, 22, 14, 3, tzinfo=UTC)
TODAY = NOW.date()
CYCLE = Cycle(datetime(2026, 10, 27, 12, 8, 4, tzinfo=UTC), datetime(2026, 11, 27, 12, 8, 4, tzinfo=UTC))
MODELS = ("claude-4.5-sonnet", "gpt-5.1-codex", "claude-4.5-opus-max")
FIRST_NAMES = ("Mia", "Ines", "Noah", "Lea", "Omar", "Yuki", "Tom", "Ada", "Ravi", "Zoe", "Ben", "Elif")
LAST_NAMES = ("Fox", "Ortega", "Brandt", "Novak", "Haddad", "Sato", "Reed", "Lind", "Menon", "Keller", "Okafor", "Kaya")


def make_range(days: int = 7, **changes: Any) -> TimeRange:
    start = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) - timedelta(days=days - 1)
    given = {"start": start, "end": NOW, "words": f"{days}d", "label": f"last {days} days"}
    return TimeRange(**(given | changes))


def make_scope(**changes: Any) -> Scope:
    given = {"range": make_range(), "as_of": NOW, "collected_at": NOW - timedelta(minutes=3)}
    return Scope(**(given | changes))


def make_actor(name: str = "Mia Fox", **changes: Any) -> Actor:
    given = {"key": "mia@example.com", "email": "mia@example.com", "name": name, "kind": ActorKind.PERSON}
    return Actor(**(given | {"display": name} | changes))


def make_team() -> Actor:
    return Actor(key="team", email=None, name="The team", kind=ActorKind.TEAM, display="The team")


def make_totals(**changes: Any) -> Totals:
    given = {
        "usage_value_microcents": 12_480 * DOLLAR + 12_000_000,
        "on_demand_microcents": 3_120 * DOLLAR,
        "requests": 48_211,
        "active_members": 48,
        "members": 65,
        "tokens": 9_812_000_000,
    }
    return Totals(**(given | changes))


def make_day_points(days: int = 7, dollars_a_day: int = 1_700, **changes: Any) -> tuple[DayPoint, ...]:
    return tuple(
        DayPoint(
            date=(day := TODAY - timedelta(days=days - 1 - index)),
            usage_value_microcents=round(dollars_a_day * DOLLAR * _wave(index, day)),
            on_demand_microcents=round(dollars_a_day * DOLLAR * _wave(index, day) * 0.25),
            requests=round(6_000 * _wave(index, day)),
            active_members=40,
            provisional=index >= days - 2,
            **changes,
        )
        for index in range(days)
    )


def _wave(index: int, day: date) -> float:
    """Quiet week-ends, and days that differ."""
    return (0.25 if day.weekday() >= 5 else 1.0) * (0.8 + 0.07 * (index * 5 % 7))


def make_member_days(
    days: int = 14, dollars_a_day: int = 45, spike: int | None = None, spike_microcents: int = 371 * DOLLAR
) -> tuple[MemberDay, ...]:
    """One member's days; `spike` is the index of a day on which the dearest model cost `spike_microcents` more."""
    made = []
    for index in range(days):
        day = TODAY - timedelta(days=days - 1 - index)
        spent = round(dollars_a_day * DOLLAR * _wave(index, day)) if index != spike else 41 * DOLLAR + 10_000_000
        models = [(MODELS[0], spent * 6 // 10), (MODELS[1], spent - spent * 6 // 10)]
        if index == spike:
            models.append((MODELS[2], spike_microcents))
        models.sort(key=lambda model: -model[1])
        total = sum(value for _, value in models)
        requests = round(300 * _wave(index, day))
        provisional = index >= days - 2
        made.append(MemberDay(day, total, total // 4, requests, 5_000_000, tuple(models), provisional))
    return tuple(made)


def make_model(model: str = MODELS[0], **changes: Any) -> ModelShare:
    given = {
        "model": model,
        "usage_value_microcents": 8_000 * DOLLAR,
        "on_demand_microcents": 2_000 * DOLLAR,
        "requests": 30_000,
        "tokens": 6_000_000_000,
        "users": 40,
    }
    return ModelShare(**(given | changes))


def make_models() -> tuple[ModelShare, ...]:
    return (
        make_model(),
        make_model(MODELS[1], usage_value_microcents=3_000 * DOLLAR, requests=15_000),
        make_model(MODELS[2], usage_value_microcents=1_480 * DOLLAR, requests=3_211),
    )


def make_row(name: str = "Mia Fox", rank: int = 1, **changes: Any) -> MemberRow:
    given = {
        "actor": make_actor(name),
        "rank": rank,
        "usage_value_microcents": 1_204 * DOLLAR,
        "on_demand_microcents": 301 * DOLLAR,
        "requests": 3_120,
        "tokens": 812_000_000,
        "main_model": MODELS[0],
    }
    return MemberRow(**(given | changes))


def make_rows(count: int) -> tuple[MemberRow, ...]:
    """`count` people with names and e-mails of their own, most spend first."""
    rows = []
    for index in range(count):
        first, last = FIRST_NAMES[index % 12], LAST_NAMES[index * 7 // 12 % 12]
        name = f"{first} {last}" + (f" {index // 144 + 1}" if index >= 144 else "")
        email = f"{first}.{last}.{index}@example.com".lower()
        actor = make_actor(name, key=email, email=email)
        spent = round(1_204 * DOLLAR * 0.82**index) + 37_000_000
        rows.append(
            make_row(
                actor=actor, rank=index + 1, usage_value_microcents=spent, requests=max(1, 3_120 - 200 * index % 3_000)
            )
        )
    return tuple(rows)


def make_cycle_progress(**changes: Any) -> CycleProgress:
    given = {
        "cycle": CYCLE,
        "day_number": 27,
        "days_total": 31,
        "days_left": 4,
        "usage_value_microcents": 41_200 * DOLLAR,
        "on_demand_microcents": 10_300 * DOLLAR,
        "forecast_microcents": 48_900 * DOLLAR,
        "forecast_low_microcents": 47_100 * DOLLAR,
        "forecast_high_microcents": 51_300 * DOLLAR,
    }
    return CycleProgress(**(given | changes))


def make_spike(**changes: Any) -> Spike:
    given = {
        "date": TODAY - timedelta(days=5),
        "usage_value_microcents": 4_210 * DOLLAR,
        "usual_microcents": 1_620 * DOLLAR,
        "member": make_actor(),
        "member_microcents": 912 * DOLLAR,
        "model": MODELS[2],
        "model_microcents": 1_900 * DOLLAR,
    }
    return Spike(**(given | changes))


def make_member_spend(actor: Actor, days: int = 7, dollars_a_day: int = 120) -> MemberDays:
    """What an actor spent on each of the last days."""
    points = make_day_points(days, dollars_a_day)
    return MemberDays(actor, tuple(DaySpend(day.date, day.usage_value_microcents) for day in points))


def make_overview(**changes: Any) -> OverviewReport:
    given = {
        "scope": make_scope(),
        "totals": make_totals(),
        "previous": make_totals(usage_value_microcents=11_143 * DOLLAR),
        "days": make_day_points(),
        "members": make_rows(12),
        "models": make_models(),
        "cycle": make_cycle_progress(),
        "open_incidents": 2,
        "groups": ("Platform", "Mobile"),
        "open_anomalies": 3,
        "average_day_microcents": 1_783 * DOLLAR,
        "accepted_lines_added": 120_412,
        "daily_by_member": tuple(
            make_member_spend(row.actor, dollars_a_day=130 - 20 * index) for index, row in enumerate(make_rows(6))
        ),
    }
    return OverviewReport(**(given | changes))


def make_exhaustion(people: int = 12, **changes: Any) -> PlanExhaustion:
    exhausted = tuple(PlanExhausted(row.actor, TODAY, 2 + index) for index, row in enumerate(make_rows(people)))
    buckets = ((1, 3, 2), (4, 7, 4), (8, 14, 6), (15, None, 0))
    given = {
        "exhausted": exhausted,
        "active": 48,
        "buckets": tuple(ExhaustionBucket(*bucket) for bucket in buckets),
        "mean_days": 7.5,
        "median_days": 7.5,
    }
    return PlanExhaustion(**(given | changes))


def make_adoption(**changes: Any) -> Adoption:
    tiers = zip(AdoptionTier, (80, 55, 30, 10, 0), (6, 14, 17, 5, 1), strict=True)
    return Adoption(**({"tiers": tuple(TierCount(*tier) for tier in tiers), "unscored": 22} | changes))


def make_cycle_days(start: date, days: int, dollars_a_day: int) -> tuple[DayPoint, ...]:
    return tuple(
        DayPoint(
            date=(day := start + timedelta(days=index)),
            usage_value_microcents=round(dollars_a_day * DOLLAR * _wave(index, day)),
            on_demand_microcents=0,
            requests=100,
            active_members=40,
            provisional=day > TODAY - timedelta(days=2),
        )
        for index in range(days)
    )


def make_cycle_before(**changes: Any) -> CycleBefore:
    start = datetime(2026, 9, 27, 12, 8, 4, tzinfo=UTC)
    days = make_cycle_days(start.date(), 31, 520)
    given = {
        "cycle": Cycle(start, CYCLE.start),
        "usage_value_microcents": sum(day.usage_value_microcents for day in days),
        "on_demand_microcents": 2_800 * DOLLAR,
        "same_span_end": start + (NOW - CYCLE.start),
        "same_span_usage_value_microcents": 11_555 * DOLLAR,
        "same_span_on_demand_microcents": 2_400 * DOLLAR,
        "days": days,
        "is_complete": True,
    }
    return CycleBefore(**(given | changes))


def make_cycle(**changes: Any) -> CycleReport:
    days = make_cycle_days(CYCLE.start.date(), 27, 620)
    spent = sum(day.usage_value_microcents for day in days)
    given = {
        "scope": make_scope(range=make_range(start=CYCLE.start, words="cycle", label="this cycle")),
        "totals": make_totals(usage_value_microcents=spent),
        "progress": make_cycle_progress(
            usage_value_microcents=spent,
            forecast_microcents=14_900 * DOLLAR,
            forecast_low_microcents=13_900 * DOLLAR,
            forecast_high_microcents=15_800 * DOLLAR,
            budget_microcents=15_000 * DOLLAR,
        ),
        "is_over": False,
        "before": make_cycle_before(),
        "budget": BudgetState(15_000 * DOLLAR, 15_000 * DOLLAR - spent, False, False),
        "days": days,
        "seats": Seats(65, 17, tuple(row.actor for row in make_rows(17))),
        "exhaustion": make_exhaustion(),
        "top": make_rows(5),
        "adoption": make_adoption(),
    }
    return CycleReport(**(given | changes))


def make_cycle_member(name: str = "Mia Fox", **changes: Any) -> CycleMember:
    given = {
        "actor": make_actor(name),
        "group": "Platform",
        "usage_value_microcents": 12 * DOLLAR + 50_000_001,
        "on_demand_microcents": 2 * DOLLAR,
        "requests": 140,
        "tokens": 9_000_000,
        "models": ((MODELS[0], 100), (MODELS[1], 40)),
    }
    return CycleMember(**(given | changes))


def make_cycle_members(*members: CycleMember) -> CycleMembersReport:
    """These members, and totals that are their sums."""
    totals = make_totals(
        usage_value_microcents=sum(member.usage_value_microcents for member in members),
        on_demand_microcents=sum(member.on_demand_microcents for member in members),
        requests=sum(member.requests for member in members),
        tokens=sum(member.tokens for member in members),
    )
    return CycleMembersReport(make_cycle().scope, totals, members)


def make_spender(row: MemberRow, **changes: Any) -> SpenderRow:
    """What a member's row says, and how that member uses the tool."""
    given = {
        "accepted_lines": 12_400,
        "agent_requests": 2_950,
        "activity_rank": row.rank,
        "badges": Badges(
            UsageBadge.POWER_USER, SpendBadge.PREMIUM_MODEL, ContextBadge.LONG_SESSIONS, AdoptionTier.AI_NATIVE
        ),
        "adoption": make_adoption_score(),
        "context": make_context_use(),
    }
    return SpenderRow(**(vars(row) | given | changes))


def make_adoption_score(**changes: Any) -> AdoptionScore:
    given = {
        "score": 61.0,
        "tier": AdoptionTier.HIGH,
        "accept_rate": 0.75,
        "intensity": 0.4,
        "consistency": 0.75,
        "accepts": 3,
        "applies": 4,
        "agent_requests": 60,
        "active_days": 6,
        "days": 8,
        "pace": 10.0,
        "top_pace": 25.0,
    }
    return AdoptionScore(**(given | changes))


def make_context_use(**changes: Any) -> ContextUse:
    given = {
        "tokens_per_request": 812_000,
        "events": 2_400,
        "band": ContextBand.LONG,
        "team": ContextTeam(people=48, mean_tokens=450_000, median_tokens=400_000),
        "rank": 3,
        "ratio_to_median_millionths": 2_030_000,
    }
    return ContextUse(**(given | changes))


def make_topspenders(**changes: Any) -> TopSpendersReport:
    rows = make_rows(10)
    given = {
        "scope": make_scope(),
        "totals": make_totals(),
        "rows": rows,
        "sort": SpenderSort.SPEND,
        "page": 1,
        "pages": 5,
        "listed": 48,
        "listed_usage_value_microcents": 12_480 * DOLLAR + 12_000_000,
        "top": rows,
        "median_cost_per_request_microcents": 21_000_000,
        "groups": ("Platform", "Mobile"),
    }
    given |= changes
    for name in ("rows", "top"):
        given[name] = tuple(row if isinstance(row, SpenderRow) else make_spender(row) for row in given[name])
    return TopSpendersReport(**given)


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


def make_anomaly_line(**changes: Any) -> AnomalyLine:
    given = {
        "rule": Rule.SPEND_SPIKE,
        "metric": Metric.SPEND,
        "period_label": "20 November (UTC)",
        "severity": Severity.CRITICAL,
        "message": "Mia Fox spent $412.10 on 20 November (UTC), 8.2 times the usual $50.21.",
        "detected_at": NOW - timedelta(days=2),
        "cleared_at": None,
        "incident_id": 12,
    }
    return AnomalyLine(**(given | changes))


def make_user(**changes: Any) -> UserReport:
    days = make_member_days(14, spike=11)
    spent = sum(day.usage_value_microcents for day in days)
    given = {
        "scope": make_scope(range=make_range(14)),
        "actor": make_actor(),
        "totals": make_totals(usage_value_microcents=spent, on_demand_microcents=spent // 4, requests=3_120),
        "cycle": make_cycle_progress(
            usage_value_microcents=1_900 * DOLLAR,
            forecast_microcents=2_200 * DOLLAR,
            forecast_low_microcents=2_060 * DOLLAR,
            forecast_high_microcents=2_410 * DOLLAR,
        ),
        "days": days,
        "models": (
            make_model(usage_value_microcents=spent // 2, requests=2_000),
            make_model(MODELS[2], usage_value_microcents=spent // 3, requests=820),
            make_model(MODELS[1], usage_value_microcents=spent // 6, requests=300),
        ),
        "tokens_input": 12_000_000,
        "tokens_output": 3_400_000,
        "tokens_cache_read": 780_000_000,
        "tokens_cache_write": 9_000_000,
        "anomalies": (make_anomaly_line(),),
        "group": "Platform",
        "rank": 1,
        "ranked": 65,
        "team_median_microcents": 96 * DOLLAR,
        "team_cost_per_request_microcents": 26_000_000,
        "limit_dollars": 500,
        "last_active_on": TODAY,
    }
    return UserReport(**(given | changes))


def make_anomaly(**changes: Any) -> AnomalyView:
    given = {
        "rule": Rule.SPEND_SPIKE,
        "metric": Metric.SPEND,
        "period_label": "20 November (UTC)",
        "severity": Severity.CRITICAL,
        "unit": Unit.CENTS,
        "value_millionths": 412 * DOLLAR + 10_000_000,
        "line_millionths": 251 * DOLLAR + 5_000_000,
        "baseline_millionths": 50 * DOLLAR + 21_000_000,
        "models": (
            ModelDriver(MODELS[2], 371 * DOLLAR),
            ModelDriver(MODELS[0], 41 * DOLLAR + 10_000_000),
        ),
        "onset": NOW - timedelta(minutes=31),
        "detected_at": NOW - timedelta(minutes=2),
        "cleared_at": None,
        "data_age_seconds": 180,
        "message": (
            "Mia Fox spent $412.10 on 20 November (UTC), 8.2 times the usual $50.21; "
            "claude-4.5-opus-max drove it with $371.00."
        ),
        "day": TODAY - timedelta(days=2),
    }
    return AnomalyView(**(given | changes))


def make_incident(incident_id: int = 12, **changes: Any) -> IncidentReport:
    given = {
        "incident_id": incident_id,
        "actor": make_actor(),
        "state": IncidentState.ALERTED,
        "severity": Severity.CRITICAL,
        "anomalies": (make_anomaly(),),
        "evidence": Evidence(
            make_member_days(14, spike=11),
            TODAY - timedelta(days=2),
            251 * DOLLAR + 5_000_000,
            "5 times the usual day:",
        ),
        "moves": (make_move(Move.OPENED, by="system"), make_move(Move.ALERTED, by="system")),
        "onset": NOW - timedelta(minutes=31),
        "detected_at": NOW - timedelta(minutes=2),
        "alerted_at": NOW - timedelta(minutes=1),
        "acknowledged_at": None,
        "acknowledged_by": None,
        "resolved_at": None,
        "resolved_by": None,
        "cause": None,
        "note": None,
        "is_cleared": False,
        "version": 1,
        "message_ref": None,
        "as_of": NOW,
    }
    return IncidentReport(**(given | changes))


def make_acknowledged(**changes: Any) -> IncidentReport:
    given = {
        "state": IncidentState.ACKNOWLEDGED,
        "acknowledged_at": NOW + timedelta(minutes=11),
        "acknowledged_by": "U0ONCALL01",
        "version": 2,
    }
    return make_incident(**(given | changes))


def make_resolved(**changes: Any) -> IncidentReport:
    given = {
        "state": IncidentState.RESOLVED,
        "resolved_at": NOW + timedelta(hours=2),
        "resolved_by": "U0ONCALL01",
        "cause": "An agent or a loop ran wild",
        "note": "The retry loop in the import job is fixed, and its agent has a budget now.",
        "version": 3,
    }
    return make_acknowledged(**(given | changes))


def make_move(move: Move = Move.ACKNOWLEDGED, **changes: Any) -> IncidentMove:
    given = {"at": NOW + timedelta(minutes=11), "move": move, "by": "U0ONCALL01", "source": "slack"}
    return IncidentMove(**(given | changes))


def make_digest(**changes: Any) -> DigestReport:
    incidents = tuple(make_incident(number) for number in range(20, 34))
    given = {
        "digest_id": 3,
        "worst": incidents[:10],
        "page": 1,
        "pages": 1,
        "rest": incidents[10:],
        "total": 14,
        "unresolved": 14,
        "critical": 14,
        "as_of": NOW,
        "version": 1,
    }
    return DigestReport(**(given | changes))


def make_stats(**changes: Any) -> DurationStats:
    return DurationStats(**({"n": 7, "mean_seconds": 1_804.0, "p50_seconds": 741.0, "p95_seconds": 7_260.0} | changes))


def make_metrics(**changes: Any) -> IncidentMetrics:
    names = ("mttd", "mttd_source_lag", "mttd_collection", "mttd_posting", "mtti", "mttr")
    given = {name: make_stats() for name in names} | {"system_resolves": 2, "detected": 9, "resolved": 7}
    return IncidentMetrics(**(given | changes))


def make_weeks(count: int = 8) -> tuple[IncidentWeek, ...]:
    """Weeks up to the running one; the second has no incident."""
    first = TODAY - timedelta(days=TODAY.weekday()) - timedelta(weeks=count - 1)
    none = make_metrics(mttd=DurationStats(0), mtti=DurationStats(0), mttr=DurationStats(0), detected=0)
    return tuple(
        IncidentWeek(first + timedelta(weeks=number), none if number == 1 else make_metrics())
        for number in range(count)
    )


def make_incidents(**changes: Any) -> IncidentsReport:
    given = {
        "scope": make_scope(range=make_range(30)),
        "metrics": make_metrics(),
        "before": make_metrics(mttd=make_stats(n=4, p50_seconds=1_500.0)),
        "weeks": make_weeks(),
        "incidents": (make_incident(12), make_acknowledged(incident_id=11), make_resolved(incident_id=9)),
        "which": "all",
        "page": 1,
        "pages": 1,
        "listed": 3,
        "unresolved": 2,
    }
    return IncidentsReport(**(given | changes))


def make_entry(number: int = 1, **changes: Any) -> TimelineEntry:
    given = {
        "actor": make_actor(),
        "anomaly": make_anomaly(detected_at=NOW - timedelta(hours=number)),
        "incident_id": number,
        "incident_state": IncidentState.ALERTED,
    }
    return TimelineEntry(**(given | changes))


def make_anomalies(**changes: Any) -> AnomaliesReport:
    days = tuple(
        AnomalyDay(TODAY - timedelta(days=back), critical=back % 3, warning=back % 5, info=back % 2)
        for back in range(29, -1, -1)
    )
    info = make_anomaly(rule=Rule.PLAN_EXHAUSTED, severity=Severity.INFO, cleared_at=NOW)
    given = {
        "scope": make_scope(range=make_range(30)),
        "filter": AnomalyFilter(),
        "entries": (
            *(make_entry(number) for number in range(1, 5)),
            make_entry(5, anomaly=info, incident_id=None, incident_state=None),
        ),
        "days": days,
        "page": 1,
        "pages": 3,
        "listed": sum(day.critical + day.warning + day.info for day in days),
        "cleared": 60,
        "subjects": (make_actor(), make_team()),
        "groups": ("Platform", "Mobile"),
    }
    return AnomaliesReport(**(given | changes))


def make_group_row(name: str = "Platform", **changes: Any) -> GroupRow:
    given = {
        "name": name,
        "is_unassigned": False,
        "members": 30,
        "active_members": 24,
        "usage_value_microcents": 8_000 * DOLLAR,
        "on_demand_microcents": 2_000 * DOLLAR,
        "requests": 26_000,
        "tokens": 5_000_000_000,
    }
    return GroupRow(**(given | changes))


def make_groups_report(**changes: Any) -> GroupsReport:
    rows = (
        make_group_row(),
        make_group_row("Mobile", usage_value_microcents=4_000 * DOLLAR, requests=12_000, members=25),
        make_group_row("Unassigned", is_unassigned=True, usage_value_microcents=480 * DOLLAR, members=10),
    )
    return GroupsReport(**({"scope": make_scope(), "totals": make_totals(), "rows": rows} | changes))


def make_group_member(name: str = "Mia Fox", *, is_in: bool = True, **changes: Any) -> GroupMemberRow:
    return GroupMemberRow(make_row(name, **changes), is_in, NOW - timedelta(days=3) if is_in else None, is_local=True)


def make_group_report(**changes: Any) -> GroupReport:
    given = {
        "scope": make_scope(group="Platform"),
        "totals": make_totals(),
        "id": 7,
        "is_unassigned": False,
        "is_cursors": False,
        "is_deleted": False,
        "rows": (make_group_member(), make_group_member("Ines Ortega", is_in=False)),
        "page": 2,
        "pages": 3,
        "listed": 32,
    }
    return GroupReport(**(given | changes))


def make_reconciliation(*named: str, **changes: Any) -> Reconciliation:
    given = {
        "as_of": NOW,
        "cycle_start": CYCLE.start,
        "members": 65,
        "not_comparable": 2,
        "members_off": 3,
        "events_microcents": 12_480 * DOLLAR,
        "cursor_microcents": 12_605 * DOLLAR,
        "difference_microcents": 125 * DOLLAR,
        "misplaced_microcents": 140 * DOLLAR,
        "not_listed_microcents": 41 * DOLLAR,
        "nameless_microcents": 12 * DOLLAR,
        "explained_microcents": 12 * DOLLAR,
        "largest": tuple(MemberDifference(make_actor(name), 120 * DOLLAR, 129 * DOLLAR) for name in named or ("Mia",)),
        "past_tolerance_since": NOW,
    }
    return Reconciliation(**(given | changes))


def make_status(**changes: Any) -> StatusReport:
    minute = timedelta(minutes=1)
    given = {
        "as_of": NOW,
        "collected_at": NOW - 3 * minute,
        "oldest_day": date(2026, 8, 1),
        "members": 65,
        "events": 481_204,
        "cycle": CYCLE,
        "endpoints": (
            EndpointStatus("usage events", NOW - 3 * minute, None, None, 481_204),
            EndpointStatus("billing groups", NOW - 63 * minute, "Cursor answered 500", NOW - 3 * minute, 4),
        ),
        "unresolved_incidents": 2,
        "outbox_waiting": 0,
        "outbox_dead": 0,
        "changed_settings": (("spend_spike_multiplier", "4.0"),),
    }
    return StatusReport(**(given | changes))


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
