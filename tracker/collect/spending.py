"""What Cursor itself says each member has spent in the running cycle."""

from collections.abc import Iterator

from tracker.collect.run import NotRead, Run
from tracker.cursor.endpoints import SPEND
from tracker.store.checkpoints import Reading, mark_read
from tracker.store.cycles import find_cycle, save_cycle
from tracker.store.spending import save_spending


def collect_spending(run: Run) -> Iterator[None]:
    """Store every member's spend under the start of the cycle it belongs to; pauses after each request."""
    answer = yield from run.client.read_spend()
    run.note_rejected(answer.rejected)
    with run.store.writing() as session:
        if answer.cycle_start is not None:
            start = save_cycle(session, answer.cycle_start, None, now=run.now)
        else:
            cycle = find_cycle(session, run.now)
            if not cycle.is_known:
                raise NotRead(
                    SPEND.path, "Cursor did not say which cycle its spend belongs to, so none of it is stored"
                )
            start = cycle.start
        stored = save_spending(session, start, answer.rows, now=run.now)
        detail = {"limited_users_count": answer.limited_users_count}
        mark_read(session, Reading.SPENDING, now=run.now, rows=stored, detail=detail)
    run.stored.spending += stored
    run.leave_out("spend", len(answer.rows) - stored, "of nobody known")
