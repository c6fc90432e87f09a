"""What leaves the tracker: frozen reports, the border that blocks are drawn from and JSON is written from.

Money is in whole microcents (1 cent = 1 000 000); a field's unit is the end of its name. Every report carries the
range it covers, the basis of its figures and the instant they are known as of.
"""

from tracker.detect.types import Metric, Rule, Severity, Unit
from tracker.incidents.types import IncidentState, Move
from tracker.ranges import Cycle, TimeRange
from tracker.reports.types.analytics import AnalyticsState, Availability
from tracker.reports.types.common import (
    BASIS,
    NOT_IN_JSON,
    Actor,
    ActorKind,
    CycleProgress,
    DayPoint,
    MemberDay,
    MemberRow,
    ModelShare,
    Scope,
    Totals,
)
from tracker.reports.types.cycle import (
    Adoption,
    BudgetState,
    CycleBefore,
    CycleMember,
    CycleMembersReport,
    CycleReport,
    ExhaustionBucket,
    PlanExhausted,
    PlanExhaustion,
    Seats,
    TierCount,
)
from tracker.reports.types.incidents import (
    AnomalyView,
    DigestReport,
    DurationStats,
    Evidence,
    IncidentMetrics,
    IncidentMove,
    IncidentReport,
    IncidentsReport,
    ModelDriver,
)
from tracker.reports.types.members import (
    AdoptionScore,
    AdoptionTier,
    Badges,
    ContextBadge,
    ContextBand,
    ContextTeam,
    ContextUse,
    SpendBadge,
    UsageBadge,
)
from tracker.reports.types.models import COMPARED_FROM_REQUESTS, ModelRow, ModelsReport, Saving, WhatIf
from tracker.reports.types.spend import OverviewReport, SpenderSort, TopSpendersReport
from tracker.reports.types.status import EndpointStatus, StatusReport
from tracker.reports.types.user import AnomalyLine, UserReport

__all__ = [
    "BASIS",
    "COMPARED_FROM_REQUESTS",
    "NOT_IN_JSON",
    "Actor",
    "ActorKind",
    "Adoption",
    "AdoptionScore",
    "AdoptionTier",
    "AnalyticsState",
    "AnomalyLine",
    "AnomalyView",
    "Availability",
    "Badges",
    "BudgetState",
    "ContextBadge",
    "ContextBand",
    "ContextTeam",
    "ContextUse",
    "Cycle",
    "CycleBefore",
    "CycleMember",
    "CycleMembersReport",
    "CycleProgress",
    "CycleReport",
    "DayPoint",
    "DigestReport",
    "DurationStats",
    "EndpointStatus",
    "Evidence",
    "ExhaustionBucket",
    "IncidentMetrics",
    "IncidentMove",
    "IncidentReport",
    "IncidentState",
    "IncidentsReport",
    "MemberDay",
    "MemberRow",
    "Metric",
    "ModelDriver",
    "ModelRow",
    "ModelShare",
    "ModelsReport",
    "Move",
    "OverviewReport",
    "PlanExhausted",
    "PlanExhaustion",
    "Rule",
    "Saving",
    "Scope",
    "Seats",
    "Severity",
    "SpendBadge",
    "SpenderSort",
    "StatusReport",
    "TierCount",
    "TimeRange",
    "TopSpendersReport",
    "Totals",
    "Unit",
    "UsageBadge",
    "UserReport",
    "WhatIf",
]
