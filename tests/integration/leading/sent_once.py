"""What must hold at the end, whichever bots were killed or paused."""

from collections import Counter
from datetime import UTC, datetime

from sqlmodel import func, select

from tracker.clock import to_ms
from tracker.store.engine import open_store
from tracker.store.tables import UsageEventRow


def assert_all_is_stored_and_sent_once(neighbours, database_url: str) -> None:
    store = open_store(database_url)
    with store.reading() as session:
        stored = session.exec(select(func.count()).select_from(UsageEventRow)).one()
    store.close()
    happened = neighbours.world.teams[0].events.between(0, to_ms(datetime.now(UTC)))
    assert stored == len(list(happened))
    keys = Counter(message.metadata["event_payload"]["key"] for message in neighbours.alerts if message.metadata)
    assert {"incident:1", "incident:2"} <= set(keys)
    assert set(keys.values()) == {1}
