"""What happens to a submitted modal once the app has answered."""

from typing import Any

from sandbox.slack.content import read_view
from sandbox.slack.deliveries import Delivery
from sandbox.slack.errors import ApiError
from sandbox.slack.forms import State
from sandbox.slack.records import Json, View
from sandbox.slack.state import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


def after_submission(workspace: Workspace, view: View, delivery: Delivery) -> str | None:
    """Carry out the app's answer; return what was wrong with it, or None. The modal then shows an error."""
    try:
        problem = _carry_out(workspace, view, delivery.ack_payload or {}, delivery)
    except ApiError as error:
        problem = f"{error.code}: {error.details}"
    if problem:
        show_trouble(workspace, view)
    return problem


def show_trouble(workspace: Workspace, view: View) -> None:
    """Show in the modal, if it is still open, that the app gave no usable answer."""
    if workspace.views.get(view.id) is not None:
        workspace.views.show_errors(view, {"": TROUBLE})


def _carry_out(workspace: Workspace, view: View, answer: Json, delivery: Delivery) -> str | None:
    views = workspace.views
    match answer.get("response_action"):
        case None:
            views.close(view)
        case "clear":
            views.clear(view.user_id)
        case "errors":
            return _show_answered_errors(workspace, view, answer.get("errors"), delivery)
        case "update":
            views.update(view, read_view(answer.get("view"), "modal", workspace))
        case "push":
            views.push(view.user_id, read_view(answer.get("view"), "modal", workspace))
        case other:
            return f"unknown response_action {other!r}"
    return None


def _show_answered_errors(workspace: Workspace, view: View, errors: Any, delivery: Delivery) -> str | None:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        return f"errors must map block_ids of input blocks ({sorted(inputs)}) to texts, got {errors!r}"
    delivery.errors = {key: str(text) for key, text in errors.items()}
    workspace.views.show_errors(view, delivery.errors)
    return None


def urls_of_submission(workspace: Workspace, user_id: str, view: View, state: State) -> list[Json]:
    """The response URLs for channels that were selected in the form."""
    urls = []
    for block in view.blocks:
        element = block.get("element", {})
        if element.get("response_url_enabled"):
            entry = state[block["block_id"]][element["action_id"]]
            channel_id = entry.get("selected_conversation") or entry.get("selected_channel")
            if channel_id:
                url = workspace.response_url(user_id, channel_id)
                ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
                urls.append({**ids, "channel_id": channel_id, "response_url": url})
    return urls
