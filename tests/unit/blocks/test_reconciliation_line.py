"""The line of the status and of the doctor about events and Cursor's own sums."""

from blocks.elements import spoken
from blocks.reconciliation import reconciliation_pieces
from tests.unit.status_factories import make_reconciliation


def test_who_differs_is_named_past_the_tolerance_and_within_it():
    for since in ({}, {"past_tolerance_since": None, "members_off": 0}):
        line = spoken(*reconciliation_pieces(make_reconciliation("Mia", "Otto", **since)))
        assert line.endswith("Largest differences: Mia +$9.00; Otto +$9.00.")
        assert ("3 members beyond the tolerance" in line) == (not since)


def test_nobody_is_named_where_nobody_differs():
    agreed = make_reconciliation(largest=(), past_tolerance_since=None, members_off=0)
    assert "Largest" not in spoken(*reconciliation_pieces(agreed))
