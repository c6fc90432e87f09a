"""The roster: who has a seat."""

from tracker.collect.run import NotRead, Run
from tracker.cursor.endpoints import MEMBERS
from tracker.store.actors import count_members, save_roster
from tracker.store.checkpoints import Reading, mark_read


def collect_members(run: Run) -> None:
    """Store the roster. An empty one is rejected if members are known: it would mean that everybody left at once."""
    answer = run.client.fetch_members()
    run.note_rejected(answer.rejected)
    with run.store.writing() as session:
        known = count_members(session)
        if known and not answer.rows:
            raise NotRead(MEMBERS.path, f"Cursor listed no members, though {known} were known: they stay as they were")
        save_roster(session, answer.rows, is_whole=not answer.rejected, now=run.now)
        mark_read(session, Reading.MEMBERS, now=run.now, rows=len(answer.rows))
    run.stored.members += len(answer.rows)
