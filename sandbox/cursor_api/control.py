"""Routes under /_control to control the stand-in from another process: JSON in and out, no key, loopback only."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.company.kinds import USAGE_BASED
from sandbox.company.types import TokenUsage, UsageEvent, to_ms
from sandbox.cursor_api.calls import iso
from sandbox.cursor_api.faults import Fault
from sandbox.cursor_api.team import Team
from sandbox.cursor_api.world import World

Action = Callable[[World, dict[str, Any]], dict[str, Any]]


def control_routes(world: World) -> list[Route]:
    """GET and POST /_control/state, POST faults, reset, advance, events and correct."""
    actions: dict[str, Action] = {
        "state": _change_state,
        "faults": _change_faults,
        "reset": _reset,
        "advance": _advance,
        "events": _insert_event,
        "correct": _correct_event,
    }
    routes = [Route(f"/_control/{name}", _post(world, action), methods=["POST"]) for name, action in actions.items()]
    routes.append(Route("/_control/state", _get_state(world), methods=["GET"]))
    return routes


def _get_state(world: World) -> Any:
    async def get_state(_request: Request) -> JSONResponse:
        return JSONResponse(_state(world))

    return get_state


def _post(world: World, action: Action) -> Any:
    async def post(request: Request) -> JSONResponse:
        raw = await request.body()
        try:
            with world.lock:
                return JSONResponse(action(world, json.loads(raw) if raw else {}))
        except (ValueError, TypeError, KeyError, LookupError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, 400)

    return post


def _state(world: World) -> dict[str, Any]:
    with world.lock:
        return {
            "now": iso(world.now()),
            "faults": len(world.faults),
            "rate_limits": {"enabled": world.rate_limits.enabled, "scale": world.rate_limits.scale},
            "teams": [
                {"id": team.id, "members": len(team.members), "groups": len(team.groups)} for team in world.teams
            ],
            "requests": [{**asdict(record), "at": iso(record.at)} for record in world.request_log],
        }


def _change_state(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """`{"rate_limits": {"enabled", "scale"}, "team_id", "enterprise", "lag_s", "quirks": {...}}`, each optional."""
    for name, value in body.get("rate_limits", {}).items():
        if name not in ("enabled", "scale"):
            raise ValueError(f"no such part of rate_limits: {name}")
        setattr(world.rate_limits, name, value)
    team = _team(world, body)
    team.enterprise = body.get("enterprise", team.enterprise)
    changes = dict(body.get("quirks", {}))
    if "lag_s" in body:
        changes["lag"] = timedelta(seconds=body["lag_s"])
    team.quirks = replace(team.quirks, **changes)
    return _state(world)


def _change_faults(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """The fields of Fault, `body` as text; or `{"clear": true}`."""
    if body.get("clear"):
        world.faults.clear()
    else:
        fields = dict(body)
        if "body" in fields:
            fields["body"] = str(fields["body"]).encode()
        world.faults.add(Fault(**fields))
    return {"faults": len(world.faults)}


def _reset(world: World, _body: dict[str, Any]) -> dict[str, Any]:
    world.reset()
    return _state(world)


def _advance(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """`{"seconds": 60}`."""
    world.advance(timedelta(seconds=body["seconds"]))
    return {"now": iso(world.now())}


def _insert_event(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """The fields of UsageEvent, by default a $1 request now; `visible_from` (ISO) makes it arrive late."""
    fields = dict(body)
    team = _team(world, fields)
    fields.pop("team_id", None)
    visible_from = fields.pop("visible_from", None)
    event = _event(fields, default_at_ms=to_ms(world.now()))
    if visible_from is None:
        team.add_event(event)
    else:
        team.add_late_event(event, visible_from=datetime.fromisoformat(visible_from))
    return {"event": asdict(event)}


def _correct_event(world: World, body: dict[str, Any]) -> dict[str, Any]:
    """`{"at_ms", "email", "changes": {...}}`: changes the first event with that time and e-mail."""
    team = _team(world, body)
    for event in team.events.between(body["at_ms"], body["at_ms"] + 1):
        if event.email == body.get("email"):
            return {"event": asdict(team.correct_event(event, **body["changes"]))}
    raise LookupError("no event of that time and e-mail")


def _event(fields: dict[str, Any], *, default_at_ms: int) -> UsageEvent:
    tokens = fields.pop("tokens", None)
    defaults = {
        "at_ms": default_at_ms,
        "email": None,
        "model": "default",
        "kind": USAGE_BASED,
        "charged_microcents": 100_000_000,
        "tokens": TokenUsage(**tokens) if tokens else None,
    }
    return UsageEvent(**(defaults | fields))


def _team(world: World, body: dict[str, Any]) -> Team:
    wanted = body.get("team_id")
    found = next((team for team in world.teams if wanted in (None, team.id)), None)
    if found is None:
        raise LookupError(f"no team {wanted}")
    return found
