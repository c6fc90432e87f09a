"""Checks whether the bot can post in the channel that somebody wants as the alert channel."""

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.client import read_refusal

ALERT_CHANNEL = "alert_channel"  # the setting's key
INVITE = "type /invite @Spendwatch in that channel and try again"
SUBMISSION_TIMEOUT_S = 2  # a form's submission has to be acknowledged within three seconds
_REASONS = {
    "channel_not_found": f"I cannot see that channel: {INVITE}",
    "missing_scope": "Slack does not let me look at that channel: reinstall the app from manifest.yml",
}


def why_it_cannot_post(slack: WebClient, channel_id: str) -> str | None:
    """Why the bot cannot post alerts in that channel, and how to fix it; None if it can.

    Raises one of SLACK_TROUBLE if Slack cannot be asked.
    """
    try:
        channel = slack.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        reason = _REASONS.get(read_refusal(error).reason)
        if reason is None:
            raise
        return reason
    if channel.get("is_im") or channel.get("is_mpim"):
        return "that is a conversation; choose a channel, because its members get rights"
    if channel.get("is_archived"):
        return "that channel is archived"
    return None if channel.get("is_member") else f"I am not a member there: {INVITE}"


def without_retries(slack: WebClient) -> WebClient:
    """A copy of the client that does not retry."""
    return WebClient(token=slack.token, base_url=slack.base_url, timeout=SUBMISSION_TIMEOUT_S, retry_handlers=[])
