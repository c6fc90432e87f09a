"""/analytics/...: the Analytics and AI Code Tracking APIs, for Enterprise teams.

Each endpoint that is served gets a handler here and a line in the routes; the others say that they are not there.
"""

from sandbox.cursor_api.calls import Answer, Call, enterprise_required, not_found


def not_served(call: Call) -> Answer:
    """403 for a team without the plan; for the others 404."""
    if not call.team.enterprise:
        raise enterprise_required()
    raise not_found()
