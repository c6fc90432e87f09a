"""auth.test and apps.connections.open."""

from sandbox.slack.errors import ApiError
from sandbox.slack.methods.call import Call, Family, Method, TokenKind
from sandbox.slack.rate_limits import Tier
from sandbox.slack.records import Json


def auth_test(call: Call) -> Json:
    """The identity behind the token."""
    workspace = call.workspace
    installed = workspace.installation
    return {
        "url": workspace.base_url,
        "team": installed.team_name,
        "user": workspace.directory.bot.name,
        "team_id": installed.team_id,
        "user_id": installed.bot_user_id,
        "bot_id": installed.bot_id,
        "is_enterprise_install": False,
    }


def connections_open(call: Call) -> Json:
    """The URL for one socket connection."""
    workspace = call.workspace
    if not workspace.manifest.socket_mode_enabled:
        raise ApiError("not_allowed")
    socket_url = "ws" + workspace.base_url.removeprefix("http")
    ticket = workspace.hub.issue_ticket()
    return {"url": f"{socket_url}link/?ticket={ticket}&app_id={workspace.installation.app_id}"}


METHODS: Family = {
    "auth.test": Method(auth_test, Tier.SPECIAL),
    "apps.connections.open": Method(connections_open, Tier.THREE, token=TokenKind.APP),
}
