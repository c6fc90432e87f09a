"""A weekly digest is queued once, by whichever process comes first, on each kind of database."""

import threading
from datetime import UTC, date, datetime

from tracker.notices.announce import announce_notices
from tracker.store.tables import AuditRow, OutboxRow
from tracker.weekly.service import Ended, WeeklyExists, WeeklyService

MADE_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)
KEYS = ["weekly:1:2026-11-16", "weekly:2:2026-11-16"]


def rising(company):
    """$70 and $140 a week."""
    company.usual_days(company.member("Mia"), date(2026, 11, 22), days=14)
    company.usual_days(company.member("Tom"), date(2026, 11, 22), days=7)
    company.collected(MONDAY)


def at_once(work, times=8):
    ready, failed = threading.Barrier(times), []

    def run():
        ready.wait()
        try:
            work()
        except WeeklyExists as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(failed)


def add(company, destination):
    WeeklyService(company.store).add(None, destination, is_person=False, by="mara", source="cli", now=MADE_AT)


def test_of_eight_processes_that_find_the_same_week_due_one_takes_it_up(company):
    rising(company)
    add(company, "C0000000001")
    add(company, "C0000000002")
    at_once(lambda: announce_notices(company.store, now=MONDAY))
    assert sorted(row.key for row in company.rows(OutboxRow)) == KEYS


def test_of_eight_silent_decisions_one_is_in_the_trail(company):
    company.usual_days(company.member("Mia"), date(2026, 11, 22), days=14)
    company.collected(MONDAY)
    add(company, "C0000000001")
    at_once(lambda: announce_notices(company.store, now=MONDAY))
    assert [row.action for row in company.rows(AuditRow)] == ["weekly.add", "weekly.silent"]
    assert company.rows(OutboxRow) == []


def test_of_eight_who_subscribe_the_same_place_one_does(company):
    assert at_once(lambda: add(company, "C0000000001")) == 7
    assert len(WeeklyService(company.store).list(MADE_AT).subscriptions) == 1


def test_one_that_was_stopped_can_be_made_again(company):
    add(company, "C0000000001")
    service = WeeklyService(company.store)
    service.stop(1, by="mara", source="cli", now=MADE_AT)
    add(company, "C0000000001")
    assert [each.id for each in service.list(MADE_AT).subscriptions] == [2]
    assert service.standing(1).ended is Ended.STOPPED
