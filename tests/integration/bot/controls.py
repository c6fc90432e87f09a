"""Messages visible to everyone, with a control chosen by the test."""

from blocks import action_ids
from blocks.report_query import REFRESH, ReportQuery

MENUS = {
    action_ids.CHOOSE_RANGE: "30d",
    action_ids.CHOOSE_GROUP: "*",
    action_ids.CHOOSE_SORT: "name",
    action_ids.CHOOSE_WHICH: "all",
    action_ids.CHOOSE_FILTER: "severity=critical",
    action_ids.PICK_USER: "rudi@example.com",
}
TEAM_REPORT = ReportQuery("overview").encode()


def posted(desk, action_id, value, *, refresh=TEAM_REPORT, channel="general"):
    """A message of the bot visible to everyone, with one control and a report's Refresh button."""
    text = {"type": "plain_text", "text": "Do it"}
    control = {"type": "button", "text": text, "action_id": action_id, "value": value}
    if action_id in MENUS:
        options = [{"text": text, "value": value}]
        control = {"type": "static_select", "placeholder": text, "action_id": action_id, "options": options}
    elements = [control]
    if refresh is not None:
        elements.append({"type": "button", "text": text, "action_id": REFRESH, "value": refresh})
    workspace = desk.workspace
    block = {"type": "actions", "block_id": "controls", "elements": elements}
    return workspace.post(
        workspace.directory.channel_by_name(channel), workspace.directory.bot, "a report", blocks=[block]
    )
