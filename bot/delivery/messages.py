"""Loads what an outbox row is about and says how to draw it, at the moment it is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from blocks.digest import digest_charts, digest_message
from blocks.elements import Chart, Message
from blocks.incident import incident_charts, incident_message
from blocks.incident_thread import thread_line
from blocks.trouble import trouble_message
from bot.delivery.send import Draw
from tracker.reports.digest import load_digest
from tracker.reports.incident import load_incident, load_move
from tracker.reports.status import load_status
from tracker.store.engine import Store
from tracker.store.outbox import OutboxItem, OutboxKind


@dataclass(frozen=True)
class Drawing:
    """How to draw a message, the pictures it shows, and the version of what it is about (None for what has none)."""

    draw: Draw
    charts: tuple[Chart, ...] = ()
    version: int | None = None


class MessageMaker:
    """Turns outbox rows into drawings, always from the newest state."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def draw(self, item: OutboxItem, *, now: datetime) -> Drawing:
        """The drawing of a claimed row."""
        drawings: dict[OutboxKind, Callable[[], Drawing]] = {
            OutboxKind.INCIDENT: lambda: self.draw_root(OutboxKind.INCIDENT, item.about_id, now=now),
            OutboxKind.DIGEST: lambda: self.draw_root(OutboxKind.DIGEST, item.about_id, now=now),
            OutboxKind.THREAD_LINE: lambda: self._draw_thread_line(item.about_id, now),
            OutboxKind.NOTICE: lambda: self._draw_notice(now),
        }
        return drawings[item.kind]()

    def draw_root(self, kind: OutboxKind, about_id: int, *, now: datetime) -> Drawing:
        """The drawing of an incident's or a digest's root message."""
        with self._store.reading() as session:
            if kind is OutboxKind.DIGEST:
                digest = load_digest(session, about_id, now=now)
                return Drawing(lambda look: digest_message(digest, look), digest_charts(digest), digest.version)
            incident = load_incident(session, about_id, now=now)
        return Drawing(lambda look: incident_message(incident, look), incident_charts(incident), incident.version)

    def _draw_thread_line(self, move_id: int, now: datetime) -> Drawing:
        with self._store.reading() as session:
            incident_id, move = load_move(session, move_id)
            incident = load_incident(session, incident_id, now=now)
        return _fixed(thread_line(move, incident))

    def _draw_notice(self, now: datetime) -> Drawing:
        with self._store.reading() as session:
            status = load_status(session, now=now)
        return _fixed(trouble_message(status))


def _fixed(message: Message) -> Drawing:
    return Drawing(lambda _look: message)
