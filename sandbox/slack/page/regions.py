"""The regions of the page, drawn separately, so that a change in the workspace redraws only what it affects."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.resend.mailbox import Mailbox
from sandbox.slack.page.dates import zone_by_name
from sandbox.slack.page.drawing import Drawing
from sandbox.slack.page.inspector import Detail, newest_lines
from sandbox.slack.page.live import REGIONS
from sandbox.slack.page.mail_view import ShownMail, shown_mail, shown_mails
from sandbox.slack.page.people import Faces
from sandbox.slack.page.place import Place
from sandbox.slack.page.reader import Reader
from sandbox.slack.page.timeline import entries_of
from sandbox.slack.records import Channel, ChannelKind, Message
from sandbox.slack.state import Workspace

TEMPLATES = Path(__file__).parent / "templates"
MAIL = "Outbox"
OWN_COMMANDS = (
    {"command": "/invite", "usage_hint": "@name", "description": "Bring someone, or the app, into a channel"},
)


@dataclass(frozen=True)
class Room:
    """A line of the channel list."""

    name: str
    address: str
    unread: int
    is_current: bool
    is_private: bool
    is_member: bool
    is_app: bool


@dataclass(frozen=True)
class Browser:
    """A browser's preferences: time zone and chosen theme ("": the system's)."""

    zone: tzinfo
    theme: str

    @classmethod
    def of(cls, cookies: Mapping[str, str]) -> "Browser":
        """Read from cookies, which may contain anything."""
        theme = cookies.get("theme", "")
        return cls(zone_by_name(cookies.get("zone", "UTC")), theme if theme in ("light", "dark") else "")


class Regions:
    """Draws the regions of any tab. `roles` are people's titles in the company, by user id."""

    def __init__(
        self, workspace: Workspace, roles: Mapping[str, str], main_channel: str, mailbox: Mailbox | None = None
    ) -> None:
        self._workspace = workspace
        self._mailbox = mailbox
        self._roles = roles
        self._main_channel_name = main_channel
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["asdict"] = asdict

    @property
    def main_channel(self) -> Channel | None:
        """The initial channel of the page."""
        return self._workspace.directory.channel_by_name(self._main_channel_name)

    def page(self, place: Place, browser: Browser) -> str:
        """The whole page."""
        context = self._context(place, browser)
        return self._templates.get_template("page.html").render(context | {"seq": self._workspace.feed.seq})

    def empty_page(self) -> str:
        """The page of a workspace without people."""
        return self._templates.get_template("empty.html").render(theme="")

    def region(self, name: str, place: Place, browser: Browser) -> str:
        """One region's inner HTML."""
        if name not in REGIONS:
            raise KeyError(name)
        return self._templates.get_template(f"regions/{name}.html").render(self._context(place, browser))

    def title(self, place: Place) -> str:
        """The tab's title, with the number of unread messages."""
        unread = sum(room.unread for room in self._rooms(place))
        name = f"{self._heading(place)} · {self._workspace.installation.team_name}"
        return f"({unread}) {name}" if unread else name

    def detail(self, detail: Detail) -> str:
        """The details of one line of the inspector."""
        return self._templates.get_template("detail.html").render(detail=detail)

    def _context(self, place: Place, browser: Browser) -> dict[str, Any]:
        workspace = self._workspace
        faces = Faces(workspace, self._roles, self.main_channel)
        bot_id = workspace.directory.bot.id
        now = datetime.fromtimestamp(workspace.clock(), browser.zone)
        reader = Reader(workspace.directory, place.user.id, browser.zone, now, workspace.base_url)
        timeline = workspace.timeline(place.user.id, place.channel.id)
        shown = _shown_part(timeline, place)
        return {
            "place": place,
            "theme": browser.theme,
            "title": self.title(place),
            "draw": Drawing(workspace, reader, faces),
            "faces": faces,
            "me": faces.of(place.user.id),
            "app": faces.of(bot_id),
            "team": workspace.installation.team_name,
            "channel_name": self._heading(place),
            "mail_count": len(self._mailbox.mails()) if self._mailbox else None,
            "mails": lambda: shown_mails(self._mailbox, browser.zone) if self._mailbox else [],
            "mail_open": lambda: self._open_mail(place, browser.zone),
            "rooms": self._rooms(place),
            "members": [faces.of(user_id) for user_id in place.channel.members],
            "has_app": workspace.is_member(place.channel),
            "is_connected": bool(workspace.hub.connections()),
            "manifest": workspace.manifest,
            "commands": self._commands(),
            "people": [{"name": face.name, "handle": face.handle} for face in [*faces.people(), faces.of(bot_id)]],
            "entries": lambda: self._entries(shown, place, faces, reader),
            "more_above": len(timeline) > len(shown),
            "last_read": self.last_read(place),
            "thread": lambda: self._thread(place, faces, reader),
            "home": workspace.views.home(place.user.id),
            "modals": workspace.views.stack(place.user.id),
            "lines": lambda: newest_lines(workspace, browser.zone),
        }

    def _entries(self, messages: list[Message], place: Place, faces: Faces, reader: Reader) -> list[Any]:
        return list(entries_of(messages, self._workspace, faces, reader, read_up_to=self.last_read(place)))

    def last_read(self, place: Place) -> str:
        """The ts up to which the person had read when they came here."""
        if place.since is not None:
            return place.since
        return self._workspace.directory.last_read(place.user.id, place.channel.id)

    def _thread(self, place: Place, faces: Faces, reader: Reader) -> list[Any]:
        if place.thread_ts is None:
            return []
        messages = self._workspace.thread(place.user.id, place.channel.id, place.thread_ts)
        return list(entries_of(messages, self._workspace, faces, reader))

    def _rooms(self, place: Place) -> list[Room]:
        directory = self._workspace.directory
        seen = [c for c in directory.channels_seen_by(place.user.id) if c.kind is not ChannelKind.DIRECT]
        rooms = [self._room(channel, place) for channel in sorted(seen, key=lambda channel: channel.name)]
        direct = directory.find_direct_channel(place.user.id)
        unread = self._workspace.unread_count(place.user.id, direct.id) if direct else 0
        address = place.address(channel_id="app", thread_ts=None, is_home=False, shown=60)
        return [
            *rooms,
            Room(directory.bot.real_name, address, unread, place.is_app and not place.mail, True, True, True),
        ]

    def _room(self, channel: Channel, place: Place) -> Room:
        is_member = place.user.id in channel.members
        return Room(
            channel.name,
            place.address(channel_id=channel.id, thread_ts=None, is_home=False, shown=60),
            self._workspace.unread_count(place.user.id, channel.id) if is_member else 0,
            channel.id == place.channel.id and not place.mail,
            channel.kind is ChannelKind.PRIVATE,
            is_member,
            False,
        )

    def _open_mail(self, place: Place, zone: tzinfo) -> ShownMail | None:
        return shown_mail(self._mailbox, place.mail, zone) if self._mailbox and place.mail else None

    def _heading(self, place: Place) -> str:
        return MAIL if place.mail else self._workspace.directory.title_of(place.channel)

    def _commands(self) -> list[Mapping[str, str]]:
        of_app = (
            {"command": c.command, "usage_hint": c.usage_hint, "description": c.description}
            for c in self._workspace.manifest.commands.values()
        )
        return [*of_app, *OWN_COMMANDS]


def _shown_part(timeline: list[Message], place: Place) -> list[Message]:
    """The newest messages of a timeline, as many as the place asks for, and all from its target message on."""
    start = max(0, len(timeline) - place.shown)
    pointed_at = next((index for index, message in enumerate(timeline) if message.ts == place.at), start)
    return timeline[min(start, pointed_at) :]
