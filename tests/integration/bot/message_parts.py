"""The visible parts of a message, and how often a message is in Slack."""

from collections import Counter


def labels(message):
    return [
        element["text"]["text"]
        for block in message.blocks
        for element in block.get("elements", ())
        if isinstance(element, dict) and element["type"] == "button"
    ]


def images(message):
    return [block for block in message.blocks if block["type"] == "image"]


def said(workspace) -> Counter[str]:
    """How often each outbox message is in Slack, by its key."""
    everything = [m for c in workspace.directory.channels() for m in workspace.messages.in_channel(c.id) if m.metadata]
    return Counter(message.metadata["event_payload"]["key"] for message in everything)
