"""users.info, users.lookupByEmail, users.list."""

from sandbox.slack.errors import ApiError
from sandbox.slack.methods.call import Call, Family, Method
from sandbox.slack.rate_limits import Tier
from sandbox.slack.records import Json


def info(call: Call) -> Json:
    """One user."""
    return {"user": call.workspace.user_shape(call.user())}


def lookup_by_email(call: Call) -> Json:
    """The active person with an e-mail."""
    user = call.workspace.directory.user_by_email(call.required("email"))
    if user is None:
        raise ApiError("users_not_found")
    return {"user": call.workspace.user_shape(user)}


def list_users(call: Call) -> Json:
    """One page of all users."""
    page, metadata = call.page(call.workspace.directory.users())
    return {"members": [call.workspace.user_shape(user) for user in page], "response_metadata": metadata}


METHODS: Family = {
    "users.info": Method(info, Tier.FOUR, ("users:read",)),
    "users.lookupByEmail": Method(lookup_by_email, Tier.THREE, ("users:read.email",)),
    "users.list": Method(list_users, Tier.TWO, ("users:read",)),
}
