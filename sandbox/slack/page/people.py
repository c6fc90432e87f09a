"""People's avatars (initials on a colour) and roles."""

import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.slack.directory import SLACKBOT_ID
from sandbox.slack.records import Channel, User
from sandbox.slack.state import Workspace

HUES = 12


@dataclass(frozen=True)
class Face:
    """A user as the page shows them. `hue` (0 to 11) is their colour, the same everywhere."""

    id: str
    name: str
    initials: str
    hue: int
    handle: str
    is_app: bool = False
    is_slack: bool = False
    roles: str = ""


def initials_of(name: str) -> str:
    """One or two letters: the first of the first and of the last word that has one."""
    words = [word for word in name.split() if _first_letter(word)]
    if not words:
        return "?"
    ends = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(_first_letter(word) for word in ends).upper()


def _first_letter(word: str) -> str:
    return next((character for character in word if unicodedata.category(character)[0] in "LN"), "")


class Faces:
    """The users of a workspace as faces. `roles` are people's titles in the company, by user id."""

    def __init__(self, workspace: Workspace, roles: Mapping[str, str], main_channel: Channel | None) -> None:
        self._workspace = workspace
        self._roles = roles
        self._main_channel = main_channel

    def of(self, user_id: str) -> Face:
        """The face of a user; one for unknown ids too."""
        user = self._workspace.directory.user(user_id) or User(user_id, user_id, user_id)
        return Face(
            user.id,
            user.real_name,
            initials_of(user.real_name),
            zlib.crc32(user.id.encode()) % HUES,
            user.name,
            is_app=user.id == self._workspace.directory.bot.id,
            is_slack=user.id == SLACKBOT_ID,
            roles=", ".join(self._words_for(user)),
        )

    def people(self) -> list[Face]:
        """Everyone whom one can act as: first those with a role, then by name."""
        people = sorted(
            self._workspace.directory.people(), key=lambda user: (user.id not in self._roles, user.real_name.lower())
        )
        return [self.of(user.id) for user in people]

    def _words_for(self, user: User) -> list[str]:
        if user.is_bot:
            return []
        words = [self._roles[user.id]] if user.id in self._roles else []
        if user.is_owner:
            words.append("owner")
        elif user.is_admin and "admin" not in " ".join(words):
            words.append("admin")
        if self._main_channel is not None and user.id not in self._main_channel.members:
            words.append(f"outside #{self._main_channel.name}")
        return words
