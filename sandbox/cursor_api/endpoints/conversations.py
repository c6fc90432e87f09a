"""GET /analytics/team/conversation-insights: what conversations are about, for teams that enabled it."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sandbox.company.conversations import INTENTS, SLICES, conversation_labels, labels_of
from sandbox.cursor_api.calls import Answer, Call, Refused, bad_request
from sandbox.cursor_api.endpoints.analytics_query import day_range, echoed, wanted_users

LABEL_FIELDS = {
    "intents": "intent",
    "complexity": "complexity",
    "categories": "category",
    "guidanceLevels": "guidanceLevel",
    "workTypes": "workType",
}
SUBCATEGORY_FIELDS = {"Ask": "askMode", "Plan": "planMode", "Write Code": "writeCode"}
TOP_VALUES = 2

DayCounts = list[tuple[str, Counter[str]]]


def conversation_insights(call: Call) -> Answer:
    """The slices named in `include`, each with its distribution and its daily figures."""
    if not call.team.quirks.has_conversation_insights:
        raise Refused(401, {"error": "Unauthorized", "message": "Conversation Insights are disabled for this team"})
    wanted = _wanted_slices(call)
    data = {name: _slice(name, _counts(call, name)) for name in wanted}
    return Answer({"data": data, "params": echoed(call, "conversation-insights", include=wanted)})


def _wanted_slices(call: Call) -> list[str]:
    wanted = [name.strip() for name in str(call.params.get("include") or "").split(",") if name.strip()]
    if not wanted or not set(wanted) <= set(SLICES):
        raise bad_request(f"include is required: one or more of {', '.join(SLICES)}")
    return wanted


def _counts(call: Call, name: str) -> DayCounts:
    """The day's conversations by label; intents include the subcategory, as in "Ask/how_to"."""
    users, labels = wanted_users(call), labels_of(name)
    found: DayCounts = []
    for team_day in call.team.activity.days(*day_range(call), call.now):
        day = team_day if users is None else team_day.only(users)
        counts = conversation_labels(day.workday, name).sum(axis=0).tolist() if day.people else [0] * len(labels)
        found.append((day.workday.day.isoformat(), Counter(dict(zip(labels, counts, strict=True)))))
    return found


def _slice(name: str, counts: DayCounts) -> dict[str, Any]:
    if name != "intents":
        return _courses(LABEL_FIELDS[name], counts)
    sorts = sum((of_day for _, of_day in counts), Counter[str]())
    body = _courses(LABEL_FIELDS[name], [(day, _by_intent(of_day)) for day, of_day in counts])
    return body | {
        "topValues": body["distribution"][:TOP_VALUES],
        "subcategories": {
            field: [
                {"subcategory": sort, "count": sorts[f"{intent}/{sort}"]}
                for of_intent, sort in INTENTS
                if of_intent == intent and sorts[f"{intent}/{sort}"]
            ]
            for intent, field in SUBCATEGORY_FIELDS.items()
        },
    }


def _by_intent(sorts: Counter[str]) -> Counter[str]:
    intents: Counter[str] = Counter()
    for label, count in sorts.items():
        intents[label.partition("/")[0]] += count
    return intents


def _courses(field: str, counts: Sequence[tuple[str, Counter[str]]]) -> dict[str, Any]:
    totals = sum((of_day for _, of_day in counts), Counter[str]())
    return {
        "distribution": [{field: label, "count": count} for label, count in totals.most_common() if count],
        "timeSeries": [
            {"date": day, field: label, "count": count}
            for day, of_day in counts
            for label, count in sorted(of_day.items())
            if count
        ],
    }
