"""The outbox: rows without a payload, written in the same transaction as the change they report.

A row is waiting, claimed, sent, dead, or dropped (it no longer held when its turn came). Each channel has its own rows,
written in the same transaction, so that an outage of one does not hold up the other.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from tracker.store.bulk import insert_into
from tracker.store.row_ids import id_of
from tracker.store.tables import IncidentRow, OutboxRow

WAITING, CLAIMED, SENT, DEAD, DROPPED = "waiting", "claimed", "sent", "dead", "dropped"
UNSENT = (WAITING, CLAIMED)


class Channel(StrEnum):
    """The channel that a row is sent through."""

    SLACK = "slack"
    MAIL = "mail"


class OutboxKind(StrEnum):
    """What is to be sent. An item's `about` is the id of the incident, digest or move, or a notice's subject.

    WORSE, an increased severity, is sent by mail only.
    """

    INCIDENT = "incident"
    WORSE = "worse"
    DIGEST = "digest"
    THREAD_LINE = "thread_line"
    NOTICE = "notice"


def incident_key(incident_id: int) -> str:
    """The key of an incident's own message."""
    return f"incident:{incident_id}"


def digest_key(digest_id: int) -> str:
    """The key of a digest's message."""
    return f"digest:{digest_id}"


def mail_key(key: str) -> str:
    """The key of the mail that says the same as the message with `key`."""
    return f"{Channel.MAIL}:{key}"


def root_key(incident: IncidentRow) -> str:
    """The key of the message that shows an incident: its digest's or its own."""
    return digest_key(incident.digest_id) if incident.digest_id is not None else incident_key(id_of(incident))


def add_incident(session: Session, incident_id: int, *, now: datetime, by_mail: bool = False) -> None:
    """Queue an incident's own message and, with `by_mail`, a mail."""
    _add_root(session, OutboxKind.INCIDENT, str(incident_id), incident_key(incident_id), now=now, by_mail=by_mail)


def add_digest(session: Session, digest_id: int, *, now: datetime, by_mail: bool = False) -> None:
    """Queue a digest and, with `by_mail`, a mail."""
    _add_root(session, OutboxKind.DIGEST, str(digest_id), digest_key(digest_id), now=now, by_mail=by_mail)


def add_thread_line(session: Session, move_id: int, *, root_key: str, now: datetime, by_mail: bool = False) -> bool:
    """Queue a line about a move under the message of `root_key`; return False if that message will never exist.

    With `by_mail`, queue a mail too, provided that the incident was mailed.
    """
    if by_mail:
        _add_under(session, move_id, mail_key(root_key), Channel.MAIL, now=now)
    return _add_under(session, move_id, root_key, Channel.SLACK, now=now)


def add_worse(session: Session, incident_id: int, severity: str, *, now: datetime) -> bool:
    """Queue a mail that an incident has reached this severity, once, provided that the incident was mailed."""
    root, key = mail_key(incident_key(incident_id)), mail_key(f"{incident_key(incident_id)}:{severity}")
    if not _will_be_told(session, root) or _is_known(session, key):
        return False
    _add(session, OutboxKind.WORSE, str(incident_id), key, now=now, root_key=root, channel=Channel.MAIL)
    return True


def add_notice(session: Session, subject: str, key: str, *, now: datetime, by_mail: bool = False) -> bool:
    """Queue a notice once; return False if one with this key exists already, in any state.

    Of two concurrent transactions that add the same notice, one succeeds; the other waits for it and adds nothing. With
    `by_mail`, queue a mail too.
    """
    row = OutboxRow(kind=OutboxKind.NOTICE, about=subject, key=key, not_before=now, created_at=now)
    insert = insert_into(session, OutboxRow).values(row.model_dump(exclude={"id"}))
    added = insert.on_conflict_do_nothing(index_elements=["key"]).returning(col(OutboxRow.id))
    if session.execute(added).first() is None:
        return False
    if by_mail:
        _add(session, OutboxKind.NOTICE, subject, mail_key(key), now=now, channel=Channel.MAIL)
    return True


def find_announced(session: Session, incidents: Sequence[IncidentRow]) -> set[int]:
    """The ids of those incidents that have a message, sent or queued, of their own or in a digest."""
    keys = {root_key(incident): incident.id for incident in incidents}
    found = session.exec(select(OutboxRow.key).where(col(OutboxRow.key).in_(_own_keys(incidents)))).all()
    in_digests = {incident.id for incident in incidents if incident.digest_id is not None}
    return {incident_id for incident_id in ({keys[key] for key in found} | in_digests) if incident_id is not None}


def _own_keys(incidents: Sequence[IncidentRow]) -> list[str]:
    return [root_key(incident) for incident in incidents if incident.digest_id is None]


def _add_root(session: Session, kind: OutboxKind, about: str, key: str, *, now: datetime, by_mail: bool) -> None:
    _add(session, kind, about, key, now=now)
    if by_mail:
        _add(session, kind, about, mail_key(key), now=now, channel=Channel.MAIL)


def _is_known(session: Session, key: str) -> bool:
    return session.exec(select(OutboxRow.id).where(OutboxRow.key == key)).first() is not None


def _will_be_told(session: Session, key: str) -> bool:
    """Whether a message with this key was sent or will be."""
    state = session.exec(select(OutboxRow.state).where(OutboxRow.key == key)).first()
    return state not in (None, DEAD, DROPPED)


def _add_under(session: Session, move_id: int, root_key: str, channel: Channel, *, now: datetime) -> bool:
    if not _will_be_told(session, root_key):
        return False
    key = f"move:{move_id}"
    own_key = key if channel is Channel.SLACK else mail_key(key)
    _add(session, OutboxKind.THREAD_LINE, str(move_id), own_key, now=now, root_key=root_key, channel=channel)
    return True


def _add(
    session: Session,
    kind: OutboxKind,
    about: str,
    key: str,
    *,
    now: datetime,
    root_key: str | None = None,
    channel: Channel = Channel.SLACK,
) -> None:
    session.add(
        OutboxRow(kind=kind, channel=channel, about=about, key=key, root_key=root_key, not_before=now, created_at=now)
    )
