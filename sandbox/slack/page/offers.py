"""The choices of selects, and their initial ones."""

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
    """One choice: `choice` is the value that an act sends, `words` is the text that people see."""

    choice: Any
    words: str
    group: str = ""


def words_of(text: Json | None) -> str:
    """The text of a plain_text object, for attributes and menus."""
    written = str((text or {}).get("text", ""))
    return written if (text or {}).get("emoji") is False else with_emoji(written)


class Offers:
    """The choices of selects as one person sees them."""

    def __init__(self, workspace: Workspace, faces: Faces, user_id: str) -> None:
        self._workspace = workspace
        self._faces = faces
        self._user_id = user_id

    def of(self, element: Json) -> list[Offer]:
        """All choices of a select; none for external ones, which query the app."""
        match element["type"].removeprefix("multi_"):
            case "users_select":
                people = sorted(self._faces.people(), key=lambda face: face.name.lower())
                return [Offer(face.id, face.name) for face in people]
            case "channels_select" | "conversations_select":
                return [
                    Offer(channel.id, self._workspace.directory.title_of(channel))
                    for channel in self._conversations(element)
                ]
            case _:
                return list(_static(element))

    def grouped(self, element: Json) -> list[tuple[str, list[Offer]]]:
        """Choices by group label; one group without a label if there are no groups."""
        return [(label, list(offers)) for label, offers in groupby(self.of(element), key=lambda offer: offer.group)]

    def picked(self, element: Json) -> list[Offer]:
        """The initial choices."""
        if "external" in element["type"]:
            initial = element.get("initial_options") or [element.get("initial_option")]
            return [Offer(option, words_of(option["text"])) for option in initial if option]
        chosen = set(_initial_choices(element))
        return [offer for offer in self.of(element) if offer.choice in chosen]

    def _conversations(self, element: Json) -> Iterator[Channel]:
        """Public channels, or the conversations that the select's filter allows."""
        rules = element.get("filter", {})
        kinds = {"public"}
        if "conversations" in element["type"]:
            kinds = set(rules.get("include", KIND_NAMES.values()))
        if rules.get("exclude_bot_users"):
            kinds -= {"im"}  # the only direct message here is with the app
        seen = self._workspace.directory.channels_seen_by(self._user_id)
        return (channel for channel in seen if KIND_NAMES[channel.kind] in kinds)


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
