"""Background reading: it uses its own allowance while another endpoint has none, and never waits itself."""

from collections.abc import Iterator

from tracker.collect.background import BackgroundReading
from tracker.cursor.endpoints import SPEND, USAGE_EVENTS, Endpoint


class Allowances:
    """How many requests each endpoint allows before waiting; each request takes a second."""

    def __init__(self, **left: int) -> None:
        self.left = left
        self.seconds = 0
        self.room_again_at = 0

    def has_room(self, endpoint: Endpoint) -> bool:
        return (endpoint is USAGE_EVENTS and self.seconds >= self.room_again_at) or self.left.get(
            endpoint.rows_key, 0
        ) > 0

    def ask(self) -> None:
        self.seconds += 1
        self.left[SPEND.rows_key] -= 1


def reading(allowances: Allowances, questions: int) -> Iterator[None]:
    for _ in range(questions):
        allowances.ask()
        yield


def background(allowances: Allowances, questions: int) -> BackgroundReading:
    return BackgroundReading(allowances, SPEND, reading(allowances, questions))  # type: ignore[arg-type]


def test_it_begins_with_all_that_its_allowance_gives():
    allowances = Allowances(teamMemberSpend=20)
    background(allowances, 100).read_without_waiting()
    assert allowances.seconds == 20


def test_it_goes_on_until_the_other_has_room_again():
    allowances = Allowances(teamMemberSpend=20)
    allowances.room_again_at = 7
    background(allowances, 100).read_while_waiting_for(USAGE_EVENTS)
    assert allowances.seconds == 7


def test_it_does_nothing_while_the_other_has_room():
    allowances = Allowances(teamMemberSpend=20)
    background(allowances, 100).read_while_waiting_for(USAGE_EVENTS)
    assert allowances.seconds == 0


def test_it_lets_the_other_wait_where_it_would_have_to_wait_itself():
    allowances = Allowances(teamMemberSpend=3)
    allowances.room_again_at = 7
    background(allowances, 100).read_while_waiting_for(USAGE_EVENTS)
    assert allowances.seconds == 3


def test_once_over_it_stays_over_and_what_is_left_is_finished():
    allowances = Allowances(teamMemberSpend=20)
    short, long = background(allowances, 2), background(allowances, 10)
    short.read_without_waiting()
    short.read_without_waiting()
    assert allowances.seconds == 2
    long.finish()
    long.finish()
    assert allowances.seconds == 12
