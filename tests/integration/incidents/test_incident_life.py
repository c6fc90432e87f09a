"""Whatever happens in whatever order: an incident never goes back, and every move is recorded."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tracker.incident_lifecycle import IncidentState
from tracker.store.tables import AnomalyRow, IncidentMoveRow, OutboxRow

STATES = list(IncidentState)
PEOPLE = st.sampled_from(["U1", "U2", "ann@example.com"])
MEMBERS = st.sampled_from(["bob@example.com", "cid@example.com", "dan@example.com", "eve@example.com"])


class IncidentLife(RuleBasedStateMachine):
    """Members run wild and calm down, time passes, people click, messages are sent, lost and sent again."""

    def __init__(self, new_company):
        super().__init__()
        self.company = new_company()
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
        self.seen = {}
        self.wins = Counter()

    @initialize()
    def four_members_with_a_quiet_past(self):
        for name in ("Bob", "Cid", "Dan", "Eve"):
            self.company.usual_days(self.company.member(name), date(2026, 11, 19))

    @rule(key=MEMBERS, dollars=st.sampled_from([30.0, 300.0]))
    def run_wild(self, key, dollars):
        self.company.run_wild(key, self.now.date(), dollars)

    @rule(key=MEMBERS)
    def calm_down(self, key):
        self.company.forget_events(key, self.now.date())

    @rule(hours=st.sampled_from([1, 13, 48]))
    def time_goes_on(self, hours):
        self.now += timedelta(hours=hours)

    @rule(announce=st.booleans())
    def detect(self, announce):
        self.company.detect(self.now, announce=announce)

    @rule(number=st.integers(1, 8), by=PEOPLE, move=st.sampled_from(["acknowledge", "resolve"]))
    def click(self, number, by, move):
        if number > len(self.company.incidents()):
            return
        outcome = getattr(self.company.service, move)(number, by=by, source="slack", now=self.now)
        self.wins[number, f"{move}d", by] += outcome.won
        assert outcome.state in ("acknowledged", "resolved")
        assert outcome.by is not None

    @rule()
    def send_what_waits(self):
        self.company.send_all(self.now)

    @rule()
    def lose_a_receipt(self):
        self.company.outbox.claim_next(now=self.now, claimer="died")

    @invariant()
    def no_incident_goes_back(self):
        for incident in self.company.incidents():
            state = STATES.index(IncidentState(incident.state))
            assert state >= self.seen.get(incident.id, 0)
            self.seen[incident.id] = state
            assert (incident.state == "resolved") == (incident.resolved_at is not None)
            assert incident.drawn_version <= incident.version

    @invariant()
    def a_subject_has_one_unresolved_incident(self):
        unresolved = Counter(row.subject for row in self.company.incidents() if row.resolved_at is None)
        assert set(unresolved.values()) <= {1}

    @invariant()
    def every_move_is_written_down_once(self):
        moves = self.company.rows(IncidentMoveRow)
        by_people = Counter((move.incident_id, move.move, move.by) for move in moves if move.by != "system")
        assert by_people == +self.wins
        once = Counter((move.incident_id, move.move) for move in moves if move.move in STATES or move.move == "opened")
        assert set(once.values()) <= {1}
        told = {(move.incident_id, move.move) for move in moves}
        for incident in self.company.incidents():
            assert (incident.id, "opened") in told
            assert ((incident.id, "resolved") in told) == (incident.state == "resolved")
            assert ((incident.id, "alerted") in told) == (incident.alerted_at is not None)

    @invariant()
    def no_incident_is_announced_twice(self):
        roots = [row.about for row in self.company.rows(OutboxRow) if row.kind == "incident"]
        in_digests = [str(row.id) for row in self.company.incidents() if row.digest_id is not None]
        assert max(Counter(roots + in_digests).values(), default=0) <= 1

    @invariant()
    def an_incident_that_somebody_has_in_hand_says_whether_it_still_holds(self):
        held = {row.incident_id for row in self.company.rows(AnomalyRow) if row.cleared_at is None}
        for incident in self.company.incidents():
            if incident.resolved_at is None:
                assert incident.is_cleared == (incident.id not in held)


def test_an_incident_never_goes_back_and_everything_is_written_down(new_company):
    run_state_machine_as_test(
        lambda: IncidentLife(new_company),
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
