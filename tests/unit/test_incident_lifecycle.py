import pytest

from tracker.incident_lifecycle import STATE_AFTER, IncidentState, Move, states_before

OPEN, ALERTED, ACKNOWLEDGED, RESOLVED = IncidentState


@pytest.mark.parametrize(
    ("move", "states"),
    [
        (Move.ALERTED, (OPEN,)),
        (Move.ACKNOWLEDGED, (OPEN, ALERTED)),
        (Move.RESOLVED, (OPEN, ALERTED, ACKNOWLEDGED)),
    ],
)
def test_a_move_leads_on_from_every_state_before_its_own(move, states):
    assert states_before(move) == states


@pytest.mark.parametrize("move", STATE_AFTER)
def test_no_move_leads_out_of_resolved(move):
    assert RESOLVED not in states_before(move)


@pytest.mark.parametrize("move", STATE_AFTER)
def test_no_move_leads_back(move):
    states = list(IncidentState)
    for state in states_before(move):
        assert states.index(state) < states.index(STATE_AFTER[move])
