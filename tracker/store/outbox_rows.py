"""What is to be sent: rows without payload, written in the transaction of what they speak of.

A row is waiting, claimed, sent, dead or, where it ceased to hold while it waited, dropped. Each channel has rows of its
own, written in the same transaction, so that none waits for another's receiver.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from tracker.store.bulk import insert_into
from tracker.store.tables import IncidentRow, OutboxRow

WAITING, CLAIMED, SENT, DEAD, DROPPED = "waiting", "claimed", "sent", "dead", "dropped"
UNSENT = (WAITING, CLAIMED)


class Channel(StrEnum):
    """By what a row is sent."""

    SLACK = "slack"
    MAIL = "mail"


class OutboxKind(StrEnum):
    """What is to be sent; an item's `about` is the id of the incident, digest or move, or a notice's subject.

    That an incident has become worse is told by mail alone.
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
    """The key of the mail about what the message of `key` says."""
    return f"{Channel.MAIL}:{key}"


def root_key(incident: IncidentRow) -> str:
    """The key of the message that shows an incident: its digest's, or its own."""
    assert incident.id is not None
    return digest_key(incident.digest_id) if incident.digest_id is not None else incident_key(incident.id)


def add_incident(session: Session, incident_id: int, *, now: datetime, by_mail: bool = False) -> None:
    """Have a message of its own sent for an incident, and with `by_mail` a mail too."""
    _add_root(session, OutboxKind.INCIDENT, str(incident_id), incident_key(incident_id), now=now, by_mail=by_mail)


def add_digest(session: Session, digest_id: int, *, now: datetime, by_mail: bool = False) -> None:
    """Have a digest sent, and with `by_mail` a mail too."""
    _add_root(session, OutboxKind.DIGEST, str(digest_id), digest_key(digest_id), now=now, by_mail=by_mail)


def add_thread_line(session: Session, move_id: int, *, root_key: str, now: datetime, by_mail: bool = False) -> bool:
    """Have a move told under the message of `root_key`; false where there is no such message and never will be.

    With `by_mail` it is mailed too, where a mail has told of the incident.
    """
    if by_mail:
        _add_under(session, move_id, mail_key(root_key), Channel.MAIL, now=now)
    return _add_under(session, move_id, root_key, Channel.SLACK, now=now)


def add_worse(session: Session, incident_id: int, severity: str, *, now: datetime) -> bool:
    """Have mailed that an incident has become this severe, once, where a mail has told of it."""
    root, key = mail_key(incident_key(incident_id)), mail_key(f"{incident_key(incident_id)}:{severity}")
    if not _will_be_told(session, root) or _is_known(session, key):
        return False
    _add(session, OutboxKind.WORSE, str(incident_id), key, now=now, root_key=root, channel=Channel.MAIL)
    return True


def add_notice(session: Session, subject: str, key: str, *, now: datetime, by_mail: bool = False) -> bool:
    """Have a notice sent once; false when one of this key exists already, whatever became of it.

    Of two transactions that add the same one at once, one does: the other waits for its end and adds nothing. With
    `by_mail` it is mailed too.
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
    """The ids of those incidents that have a message, sent or not, of their own or in a digest."""
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
    """Whether there is a message of this key that was sent or will be."""
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
