"""Billing groups, and the billing cycle with its end."""

from tracker.collect.run import Run
from tracker.store.checkpoints import Reading, mark_read
from tracker.store.cycles import save_cycle
from tracker.store.groups import save_groups


def collect_groups(run: Run) -> None:
    """Store the groups, their members, and the cycle they are listed for."""
    answer = run.client.fetch_groups()
    run.note_rejected(answer.rejected)
    with run.store.writing() as session:
        if answer.cycle_start is not None:
            save_cycle(session, answer.cycle_start, answer.cycle_end, now=run.now)
        save_groups(session, answer, now=run.now)
        mark_read(session, Reading.GROUPS, now=run.now, rows=len(answer.rows))
    run.stored.groups += len(answer.rows)
