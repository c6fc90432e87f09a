"""How often parts of the tool are used: models, MCP tools, commands, skills, plan mode and ask mode."""

from collections import Counter
from collections.abc import Sequence

from tracker.reports.insights.query import InsightsQuery
from tracker.reports.types.insights import FeatureUse, ModelAdoption, ModelCourse, Modes, NamedUse, ServerUse, UseDay
from tracker.store.checkpoints import Reading
from tracker.store.queries_analytics import Uses, uses_by_day_and_name

TOP = 20
COURSES = 5


def load_models(query: InsightsQuery) -> ModelAdoption:
    """Messages by model, and the daily series of the five most used."""
    found = _uses(query, "model")
    use = _feature_use(query, found)
    messages = Counter({(each.name, each.day): each.uses for each in found})
    first = [each.name for each in use.top[:COURSES]]
    courses = (ModelCourse(name, tuple(messages[name, day] for day in query.days)) for name in first)
    return ModelAdoption(use, tuple(courses))


def load_mcp(query: InsightsQuery) -> FeatureUse:
    """Calls of MCP tools, each with its server."""
    return _feature_use(query, _uses(query, "mcp_tool"), by_server=True)


def load_commands(query: InsightsQuery) -> FeatureUse:
    """Uses of commands."""
    return _feature_use(query, _uses(query, "command"))


def load_skills(query: InsightsQuery) -> FeatureUse:
    """Uses of skills."""
    return _feature_use(query, _uses(query, "skill"))


def load_modes(query: InsightsQuery) -> Modes:
    """Uses of plan mode and of ask mode by model."""
    plan, ask = (
        _feature_use(query, _uses(query, feature)) if kind in query.kinds else None
        for kind, feature in ((Reading.TEAM_PLANS, "plan_mode"), (Reading.TEAM_ASK_MODE, "ask_mode"))
    )
    return Modes(plan, ask)


def _uses(query: InsightsQuery, feature: str) -> list[Uses]:
    return uses_by_day_and_name(query.session, feature, query.days, query.people)


def _feature_use(query: InsightsQuery, found: Sequence[Uses], *, by_server: bool = False) -> FeatureUse:
    by_name: Counter[tuple[str, str]] = Counter()
    by_day: Counter[object] = Counter()
    most_users: dict[tuple[str, str], int] = {}
    for each in found:
        name = (each.name, each.server)
        by_name[name] += each.uses
        by_day[each.day] += each.uses
        if each.users is not None:
            most_users[name] = max(each.users, most_users.get(name, 0))
    ranked = sorted(by_name.items(), key=lambda each: (-each[1], each[0]))
    return FeatureUse(
        uses=by_day.total(),
        names=len(ranked),
        top=tuple(
            NamedUse(name, uses, server, most_users.get((name, server))) for (name, server), uses in ranked[:TOP]
        ),
        days=tuple(UseDay(day, by_day[day]) for day in query.days),
        servers=_servers(by_name) if by_server else (),
    )


def _servers(by_name: Counter[tuple[str, str]]) -> tuple[ServerUse, ...]:
    uses: Counter[str] = Counter()
    tools: Counter[str] = Counter()
    for (_, server), used in by_name.items():
        uses[server] += used
        tools[server] += 1
    ranked = sorted(uses.items(), key=lambda each: (-each[1], each[0]))
    return tuple(ServerUse(server, used, tools[server]) for server, used in ranked[:TOP])
