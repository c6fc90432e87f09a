"""The person who looks at the page, which determines how names, dates and links are shown."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from urllib.parse import parse_qs, urlencode, urlsplit

from markupsafe import Markup

from sandbox.slack.directory import Directory
from sandbox.slack.page.dates import date_words, full_words, instant_of
from sandbox.slack.records import Channel, User

PERMALINK = re.compile(r"/archives/(?P<channel>\w+)/p(?P<seconds>\d+)(?P<micros>\d{6})")
SAFE_SCHEMES = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True)
class Reader:
    """One person at one moment. `now` is in `zone`, the zone of their browser."""

    directory: Directory
    user_id: str
    zone: tzinfo
    now: datetime
    base_url: str = "http://127.0.0.1/"

    def user(self, user_id: str) -> User | None:
        """The user with this id."""
        return self.directory.user(user_id)

    def user_name(self, user_id: str) -> str:
        """The text of a mention of this user; the id if unknown."""
        user = self.directory.user(user_id)
        return user.real_name if user else user_id

    def channel(self, channel_id: str) -> Channel | None:
        """The channel with this id, if this person may know its name."""
        seen = self.directory.channels_seen_by(self.user_id)
        return next((channel for channel in seen if channel.id == channel_id), None)

    def href(self, url: str) -> str | None:
        """A link's target: permalinks open on this page; None for anything but web and mail addresses."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if parts.scheme.lower() not in SAFE_SCHEMES:
            return None
        return message_href(url, self.user_id) if url.startswith(f"{self.base_url}archives/") else url

    def link(self, url: str, label: Markup | str) -> Markup:
        """A link with its label, or only text if the address must not be linked."""
        href = self.href(url)
        if href is None:
            return Markup("{}").format(label)
        if href.startswith("/"):
            return Markup('<a href="{}" data-go>{}</a>').format(href, label)
        return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(href, label)

    def date(self, seconds: float, form: str, fallback: str, url: str | None = None) -> Markup:
        """A date token in this person's zone, or `fallback` if it cannot be shown."""
        instant = instant_of(seconds, self.zone)
        words = date_words(instant, form, self.now) if instant else None
        if instant is None or words is None:
            return Markup("{}").format(fallback)
        shown = Markup('<time datetime="{}" title="{}">{}</time>').format(
            instant.isoformat(), full_words(instant), words
        )
        return self.link(url, shown) if url else shown


def message_href(permalink: str, user_id: str) -> str:
    """The page's own address for the permalink of a message, as this person."""
    parts = urlsplit(permalink)
    match = PERMALINK.search(parts.path)
    if match is None:
        return "/?" + urlencode({"as": user_id})
    query = {"as": user_id, "channel": match["channel"], "at": f"{match['seconds']}.{match['micros']}"}
    thread = parse_qs(parts.query).get("thread_ts")
    return "/?" + urlencode(query | ({"thread": thread[0]} if thread else {}))
