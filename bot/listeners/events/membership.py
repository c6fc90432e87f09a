"""Who joins and leaves the alert channel gains and loses rights at once."""

from typing import Any

from bot.services import Services


def member_joined(event: dict[str, Any], services: Services) -> None:
    """Take note of a new member of the alert channel."""
    services.access.member_joined(event["channel"], event["user"])


def member_left(event: dict[str, Any], services: Services) -> None:
    """Take note of a member who left the alert channel."""
    services.access.member_left(event["channel"], event["user"])
