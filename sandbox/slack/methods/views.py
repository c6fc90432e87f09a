"""views.*: modals and Home tabs."""

from sandbox.slack.content import invalid_arguments, read_view
from sandbox.slack.errors import ApiError
from sandbox.slack.methods.call import Call, Family, Method
from sandbox.slack.rate_limits import Tier
from sandbox.slack.records import Json, View


def open_modal(call: Call) -> Json:
    """Open a modal for the person who just acted."""
    payload = read_view(call.json("view"), "modal", call.workspace)
    trigger = call.workspace.triggers.redeem(call.required("trigger_id"))
    view = call.workspace.views.open(trigger.user_id, payload, channel_id=trigger.channel_id)
    return _answer(call, view)


def push(call: Call) -> Json:
    """Push a modal onto the one in which the person just acted."""
    payload = read_view(call.json("view"), "modal", call.workspace)
    trigger = call.workspace.triggers.redeem(call.required("trigger_id"))
    return _answer(call, call.workspace.views.push(trigger.user_id, payload))


def update(call: Call) -> Json:
    """Replace an open view, given by view_id or external_id."""
    view = _named_view(call)
    payload = read_view(call.json("view"), view.payload["type"], call.workspace)
    return _answer(call, call.workspace.views.update(view, payload, expected_hash=call.text("hash")))


def publish(call: Call) -> Json:
    """Set a person's Home tab."""
    if not call.workspace.manifest.home_enabled:
        raise ApiError("not_enabled")
    payload = read_view(call.json("view"), "home", call.workspace)
    user = call.workspace.directory.user(call.required("user_id"))
    if user is None or user.is_bot:
        raise invalid_arguments("invalid user_id [json-pointer:/user_id]")
    return _answer(call, call.workspace.views.publish(user.id, payload, expected_hash=call.text("hash")))


def _named_view(call: Call) -> View:
    views = call.workspace.views
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise invalid_arguments("missing required field: view_id")
    view = views.get(view_id) if view_id else views.by_external_id(external_id)
    if view is None:
        raise ApiError("not_found")
    return view


def _answer(call: Call, view: View) -> Json:
    return {"view": call.workspace.view_shape(view)}


METHODS: Family = {
    "views.open": Method(open_modal, Tier.FOUR),
    "views.push": Method(push, Tier.FOUR),
    "views.update": Method(update, Tier.FOUR),
    "views.publish": Method(publish, Tier.FOUR),
}
