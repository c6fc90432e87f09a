"""People who join or leave the alert channel gain or lose rights at once."""

from typing import Any

from bot.services import Services


def member_joined(event: dict[str, Any], services: Services) -> None:
    """Record a new member of the alert channel."""
    services.access.member_joined(event["channel"], event["user"])


def member_left(event: dict[str, Any], services: Services) -> None:
    """Record that a member left the alert channel."""
    services.access.member_left(event["channel"], event["user"])
