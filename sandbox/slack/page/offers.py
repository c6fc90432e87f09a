"""What selects offer, and what is picked in them at first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sandbox.slack.page.emoji import with_emoji
from sandbox.slack.page.people import Faces
from sandbox.slack.records import Channel, ChannelKind
from sandbox.slack.state import Workspace

KIND_NAMES = {ChannelKind.PUBLIC: "public", ChannelKind.PRIVATE: "private", ChannelKind.DIRECT: "im"}

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Offer:
    """One thing to pick: `choice` is what an act sends for it, `words` is what people read."""

    choice: Any
    words: str
    group: str = ""


def words_of(text: Json | None) -> str:
    """A plain_text object as bare words, for attributes and menus."""
    written = str((text or {}).get("text", ""))
    return written if (text or {}).get("emoji") is False else with_emoji(written)


class Offers:
    """The offers of any select, as one person sees them."""

    def __init__(self, workspace: Workspace, faces: Faces, user_id: str) -> None:
        self._workspace = workspace
        self._faces = faces
        self._user_id = user_id

    def of(self, element: Json) -> list[Offer]:
        """Everything a select offers; nothing for external ones, which ask the app."""
        match element["type"].removeprefix("multi_"):
            case "users_select":
                people = sorted(self._faces.people(), key=lambda face: face.name.lower())
                return [Offer(face.id, face.name) for face in people]
            case "channels_select" | "conversations_select":
                return [Offer(channel.id, self._name_of(channel)) for channel in self._conversations(element)]
            case _:
                return list(_static(element))

    def grouped(self, element: Json) -> list[tuple[str, list[Offer]]]:
        """The offers under their groups' labels; one group without a label where there are none."""
        return [(label, list(offers)) for label, offers in groupby(self.of(element), key=lambda offer: offer.group)]

    def picked(self, element: Json) -> list[Offer]:
        """What is picked at first."""
        if "external" in element["type"]:
            initial = element.get("initial_options") or [element.get("initial_option")]
            return [Offer(option, words_of(option["text"])) for option in initial if option]
        chosen = set(_initial_choices(element))
        return [offer for offer in self.of(element) if offer.choice in chosen]

    def _conversations(self, element: Json) -> Iterator[Channel]:
        """Public channels, or what the select's filter lets through."""
        rules = element.get("filter", {})
        kinds = {"public"}
        if "conversations" in element["type"]:
            kinds = set(rules.get("include", KIND_NAMES.values()))
        if rules.get("exclude_bot_users"):
            kinds -= {"im"}  # the one conversation there is here is with the app
        seen = self._workspace.directory.channels_seen_by(self._user_id)
        return (channel for channel in seen if KIND_NAMES[channel.kind] in kinds)

    def _name_of(self, channel: Channel) -> str:
        is_direct = channel.kind is ChannelKind.DIRECT
        return self._workspace.directory.bot.real_name if is_direct else f"#{channel.name}"


def _static(element: Json) -> Iterator[Offer]:
    for option in element.get("options", []):
        yield Offer(option.get("value"), words_of(option["text"]))
    for group in element.get("option_groups", []):
        for option in group["options"]:
            yield Offer(option.get("value"), words_of(option["text"]), words_of(group["label"]))


def _initial_choices(element: Json) -> Iterator[Any]:
    for kind in ("user", "conversation", "channel"):
        yield from element.get(f"initial_{kind}s", [])
        if f"initial_{kind}" in element:
            yield element[f"initial_{kind}"]
    for option in element.get("initial_options") or [element.get("initial_option")]:
        if option:
            yield option.get("value")
