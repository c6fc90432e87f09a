"""A redelivered Slack event is recognised by its id."""

from bot.redeliveries import MAX_REMEMBERED, Redeliveries, delivery_id


def test_an_event_is_new_once():
    redeliveries = Redeliveries()
    assert [redeliveries.is_repeated(event) for event in ("Ev1", "Ev2", "Ev1")] == [False, False, True]


def test_what_has_no_id_is_never_a_repetition():
    redeliveries = Redeliveries()
    assert not redeliveries.is_repeated(None)
    assert not redeliveries.is_repeated(None)


def test_only_the_newest_are_remembered():
    redeliveries = Redeliveries()
    for number in range(MAX_REMEMBERED + 1):
        redeliveries.is_repeated(f"Ev{number}")
    assert not redeliveries.is_repeated("Ev0")
    assert redeliveries.is_repeated(f"Ev{MAX_REMEMBERED}")


def test_events_commands_and_clicks_have_an_id_and_submissions_have_none():
    assert delivery_id({"type": "event_callback", "event_id": "Ev1"}) == "Ev1"
    assert delivery_id({"command": "/spend", "trigger_id": "1.2.a"}) == "1.2.a"
    assert delivery_id({"type": "block_actions", "trigger_id": "1.2.b"}) == "1.2.b"
    assert delivery_id({"type": "view_submission", "trigger_id": "1.2.c"}) is None
