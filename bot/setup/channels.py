"""Finding the alert channel by what a person types."""

from collections.abc import Iterator
from dataclasses import dataclass

from slack_sdk import WebClient

PAGE_SIZE = 200
MOST_PAGES = 50  # of a workspace with more than 10,000 channels the id has to be given


@dataclass(frozen=True)
class Channel:
    """A channel that the bot can see."""

    id: str
    name: str
    is_member: bool


def list_channels(slack: WebClient) -> Iterator[Channel]:
    """Every public channel, and the private ones the bot is in; raises what the client raises."""
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        page = slack.conversations_list(
            types="public_channel,private_channel", exclude_archived=True, limit=PAGE_SIZE, cursor=cursor
        )
        for channel in page["channels"]:
            yield Channel(channel["id"], channel.get("name") or "", bool(channel.get("is_member")))
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return


def find_channel(slack: WebClient, typed: str) -> str:
    """The id of a channel by its name, with or without #; what is no name of one stays as it was typed."""
    name = typed.strip().removeprefix("#").lower()
    return next((channel.id for channel in list_channels(slack) if channel.name == name), typed.strip())
