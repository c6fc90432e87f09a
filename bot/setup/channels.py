"""Finds the alert channel that a person typed."""

from collections.abc import Iterator
from dataclasses import dataclass

from slack_sdk import WebClient

PAGE_SIZE = 200
MAX_PAGES = 50  # beyond 10,000 channels, people have to type the id


@dataclass(frozen=True)
class SlackChannel:
    """A channel that the bot can see."""

    id: str
    name: str
    is_member: bool


def list_channels(slack: WebClient) -> Iterator[SlackChannel]:
    """All public channels, and private ones that the bot is in; raises what the client raises."""
    cursor: str | None = None
    for _ in range(MAX_PAGES):
        page = slack.conversations_list(
            types="public_channel,private_channel", exclude_archived=True, limit=PAGE_SIZE, cursor=cursor
        )
        for channel in page["channels"]:
            yield SlackChannel(channel["id"], channel.get("name") or "", bool(channel.get("is_member")))
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return


def find_channel(slack: WebClient, typed: str) -> str:
    """The id of the channel with that name, with or without #; any other text is returned unchanged."""
    name = typed.strip().removeprefix("#").lower()
    return next((channel.id for channel in list_channels(slack) if channel.name == name), typed.strip())
