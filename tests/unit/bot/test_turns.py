"""Which drawing may still be sent."""

from bot.delivery.turns import MAX_REMEMBERED, Turns


def test_a_newer_turn_ends_the_older_of_its_place_alone():
    turns = Turns()
    here, there = turns.take("here"), turns.take("there")
    newer = turns.take("here")
    assert turns.is_over("here", here)
    assert not turns.is_over("here", newer)
    assert not turns.is_over("there", there)


def test_looking_at_the_newest_turn_ends_none():
    turns = Turns()
    assert turns.peek("here") == 0
    turn = turns.take("here")
    assert turns.peek("here") == turn
    assert not turns.is_over("here", turn)


def test_the_turn_of_what_made_a_place_is_over_where_somebody_asked_for_more_before_it_was_noted():
    turns = Turns()
    clicked = turns.take("quick")
    assert turns.is_over("quick", turns.first("quick"))
    assert not turns.is_over("quick", clicked)
    made = turns.first("slow")
    assert not turns.is_over("slow", made)
    turns.take("slow")
    assert turns.is_over("slow", made)


def test_the_places_that_were_left_longest_ago_are_forgotten():
    turns = Turns()
    first = turns.take(0)
    for place in range(1, MAX_REMEMBERED + 1):
        turns.take(place)
    assert turns.peek(0) == 0
    assert not turns.is_over(0, first)
