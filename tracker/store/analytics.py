"""What Cursor's analytics report, replaced a few days at a time, and whether a kind of them is available at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete
from sqlmodel import Session, SQLModel, col

from tracker.clock import from_ms, utc_day
from tracker.cursor.schemas.analytics import WireUser
from tracker.reports.types.analytics import AnalyticsState, Availability
from tracker.store.actors import KEYS_AT_ONCE, Sighting, ensure_actors
from tracker.store.checkpoints import UNAVAILABLE, Reading
from tracker.store.group_days import EDITS, FEATURES, GroupSums, forget_group_days
from tracker.store.tables import BackfillRow, ReadStateRow
from tracker.store.tables_analytics import (
    ClientVersionDayRow,
    ConversationDayRow,
    EditsDayRow,
    EntityTagRow,
    FeatureUseDayRow,
    FileExtensionDayRow,
    TeamActivityDayRow,
)

TAGS_KEPT = timedelta(days=2)  # a window that ends today has a different URL tomorrow


@dataclass(frozen=True)
class Kept:
    """Where one metric's rows are kept: a table, and the values in `apart` that tell them from other metrics' rows.

    A wire row has the table's columns by name, except those in `apart` and the actor's. `by_group` are the sums that
    have to be added up again when rows of members change.
    """

    table: type[SQLModel]
    apart: Mapping[str, str] = field(default_factory=dict)
    by_group: GroupSums | None = None

    @property
    def core(self) -> Table:
        """The table as a SQLAlchemy Core object."""
        return self.table.__table__  # type: ignore[attr-defined,no-any-return]

    def of_days(self, first: date, last: date) -> ColumnElement[bool]:
        """The condition that selects this metric's rows of the days first..last."""
        columns = self.core.c
        return and_(columns.day.between(first, last), *(columns[name] == value for name, value in self.apart.items()))


def _of_members(sums: GroupSums) -> Kept:
    return Kept(sums.source, sums.apart, by_group=sums)


ACTIVITY = Kept(TeamActivityDayRow)
AGENT_EDITS = Kept(EditsDayRow, {"source": "agent"})
TABS = Kept(EditsDayRow, {"source": "tab"})
MODELS = Kept(FeatureUseDayRow, {"feature": "model"})
MCP_TOOLS = Kept(FeatureUseDayRow, {"feature": "mcp_tool"})
COMMANDS = Kept(FeatureUseDayRow, {"feature": "command"})
PLAN_MODE = Kept(FeatureUseDayRow, {"feature": "plan_mode"})
ASK_MODE = Kept(FeatureUseDayRow, {"feature": "ask_mode"})
SKILLS = Kept(FeatureUseDayRow, {"feature": "skill"})
FILE_EXTENSIONS = Kept(FileExtensionDayRow)
CLIENT_VERSIONS = Kept(ClientVersionDayRow)
CONVERSATIONS = Kept(ConversationDayRow)
MEMBER_AGENT_EDITS, MEMBER_TABS = (_of_members(EDITS[name]) for name in ("agent", "tab"))
MEMBER_MODELS, MEMBER_MCP_TOOLS, MEMBER_COMMANDS = (
    _of_members(FEATURES[name]) for name in ("model", "mcp_tool", "command")
)


def analytics_state(session: Session, kind: Reading, *more: Reading) -> Availability:
    """Whether a kind of analytics can be shown; of several, the worst state, for a figure that needs all of them."""
    return max((_state(session, one) for one in (kind, *more)), key=_weakness)


def replace_team_days(session: Session, kept: Kept, first: date, last: date, rows: Sequence[object]) -> int:
    """Replace everything stored for the days first..last with these rows; return how many were stored."""
    session.execute(delete(kept.core).where(kept.of_days(first, last)))
    return _insert(session, kept, ((None, row) for row in rows))


def replace_member_days(
    session: Session,
    kept: Kept,
    first: date,
    last: date,
    users: Sequence[WireUser],
    rows: Sequence[tuple[WireUser, Any]],
    *,
    now: datetime,
) -> int:
    """Replace everything stored for `users` on the days first..last with these rows; other people keep theirs.

    Rows without an e-mail whose id is unknown are left out. Returns how many were stored.
    """
    ids = ensure_actors(session, [Sighting(user.email, user.user_id) for user in users], now=now)
    id_by_user = {user: actor_id for user, actor_id in zip(users, ids, strict=True) if actor_id is not None}
    known = sorted(set(id_by_user.values()))
    for start in range(0, len(known), KEYS_AT_ONCE):
        of_users = kept.core.c.actor_id.in_(known[start : start + KEYS_AT_ONCE])
        session.execute(delete(kept.core).where(of_users, kept.of_days(first, last)))
    if kept.by_group is not None:
        forget_group_days(session, kept.by_group, first, last)
    return _insert(session, kept, ((id_by_user[user], row) for user, row in rows if user in id_by_user))


def find_tag(session: Session, url: str) -> EntityTagRow | None:
    """The ETag of the newest answer from a URL."""
    return session.get(EntityTagRow, url)


def save_tag(session: Session, url: str, tag: str | None, *, rows: int, has_more: bool, now: datetime) -> None:
    """Remember an answer's ETag, in the transaction that stores its rows; delete old ones."""
    session.execute(delete(EntityTagRow).where(col(EntityTagRow.read_at) < now - TAGS_KEPT))
    if tag is not None:
        session.merge(EntityTagRow(url=url, tag=tag, rows=rows, has_more=has_more, read_at=now))
    else:
        session.execute(delete(EntityTagRow).where(col(EntityTagRow.url) == url))


def _insert(session: Session, kept: Kept, rows: Iterable[tuple[int | None, object]]) -> int:
    values = list(_values(kept, rows))
    if values:
        session.execute(kept.core.insert(), values)
    return len(values)


def _values(kept: Kept, rows: Iterable[tuple[int | None, object]]) -> Iterator[dict[str, Any]]:
    """Rows for the table. Equal keys are added up: names may be missing, and e-mails may differ in case."""
    given = {"actor_id", *kept.apart}
    keys = [column.name for column in kept.core.primary_key if column.name not in given]
    counts = [column.name for column in kept.core.c if not column.primary_key]
    key_of, counts_of = attrgetter("day", *keys), attrgetter(*counts, "day")
    sums: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for actor_id, row in rows:
        key = (actor_id, *key_of(row)[1:])
        new = counts_of(row)[:-1]
        known = sums.get(key)
        sums[key] = new if known is None else tuple(map(_sum, known, new))
    for (actor_id, *names), numbers in sums.items():
        whose = {} if actor_id is None else {"actor_id": actor_id}
        yield {**whose, **kept.apart, **dict(zip(keys, names, strict=True)), **dict(zip(counts, numbers, strict=True))}


def _sum(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other


def _weakness(found: Availability) -> tuple[int, float]:
    """Sort key: refused first, then never read, then the oldest reading."""
    order = (AnalyticsState.AVAILABLE, AnalyticsState.NOT_YET, AnalyticsState.UNAVAILABLE)
    return order.index(found.state), -found.read_at.timestamp() if found.read_at else 0.0


def _state(session: Session, kind: Reading) -> Availability:
    row = session.get(ReadStateRow, kind)
    history = session.get(BackfillRow, kind)
    first_day = utc_day(from_ms(history.next_end_ms)) if history else None
    if row is None:
        return Availability(AnalyticsState.NOT_YET, first_day=first_day)
    if row.detail.get(UNAVAILABLE):
        state = AnalyticsState.UNAVAILABLE
    else:
        state = AnalyticsState.NOT_YET if row.read_at is None else AnalyticsState.AVAILABLE
    return Availability(state, row.read_at, first_day)
