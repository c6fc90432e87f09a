"""Finds whom a new installation greets."""

from collections.abc import Sequence

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.delivery.client import read_refusal

UNKNOWN = {"users_not_found", "user_not_found", "user_not_visible"}


def find_installer(slack: WebClient, admin_users: Sequence[str]) -> str | None:
    """The Slack id of the first of `admin_users` whom Slack knows; None if it knows none.

    Slack names the installer only in an OAuth response, which an app created from a manifest never gets. So the first
    admin named in the environment is greeted instead. Raises SlackApiError if Slack cannot be asked.
    """
    for entry in admin_users:
        try:
            answer = slack.users_lookupByEmail(email=entry) if "@" in entry else slack.users_info(user=entry)
        except SlackApiError as error:
            if read_refusal(error).reason not in UNKNOWN:
                raise
        else:
            if not answer["user"].get("deleted"):
                return str(answer["user"]["id"])
    return None
