"""A repeated question is answered with the same page and pictures, unless something changed."""

from tracker.store.engine import Store
from tracker.store.settings import save_settings
from tracker.store.stamp import data_stamp

INSIDER, OUTSIDER = "Otto Lead", "Ines Quiet"


def asked(desk, line, name=INSIDER):
    (report,) = desk.asks(name, line, in_="bot")
    return report


def as_of(message):
    return next(part for part in str(message.blocks).split("as of <!date^")[1:])[:10]


def test_the_same_question_is_not_worked_out_again_within_minutes(desk, team, clock):
    team.person("Mara Lind", "mara@example.com")
    team.usual_days("mara@example.com", clock.now.date(), days=2, dollars=5.0)
    first = asked(desk, "/spend 7d")
    clock.advance(minutes=4)
    assert as_of(asked(desk, "/spend 7d")) == as_of(first)
    clock.advance(minutes=2)
    assert as_of(asked(desk, "/spend 7d")) != as_of(first)


def test_newer_data_are_seen_at_once(desk, team, clock):
    team.person("Mara Lind", "mara@example.com")
    team.usual_days("mara@example.com", clock.now.date(), days=2, dollars=5.0)
    first = asked(desk, "/spend 7d")
    clock.advance(minutes=1)
    team.collected(clock.now)
    assert as_of(asked(desk, "/spend 7d")) != as_of(first)


def test_an_acknowledged_incident_is_seen_at_once(desk, team, clock):
    team.runaways("rudi@example.com")
    team.judged(clock.now)
    desk.services.dispatcher.drain()
    desk.clicks(INSIDER, "Acknowledge", asked(desk, "/incidents"))
    assert "acknowledged" in str(asked(desk, "/incidents").blocks).lower()


def test_what_one_person_may_see_is_never_shown_to_another(desk, team, clock):
    team.person("Mara Lind", "mara@example.com")
    team.usual_days("mara@example.com", clock.now.date(), days=2, dollars=5.0)
    asked(desk, "/spend 7d")
    assert "Only members" in asked(desk, "/spend 7d", name=OUTSIDER).text
    assert as_of(asked(desk, "/user 7d", name="Mara Lind"))
    assert "$5.00" not in str(asked(desk, "/user 7d").blocks)  # theirs, not those of the first person


def test_a_changed_setting_is_another_state_of_the_data(store: Store, clock):
    with store.reading() as session:
        before = data_stamp(session)
    with store.writing() as session:
        save_settings(session, {"spend_spike_multiplier": "6"}, by="anna", source="cli", now=clock.now)
    with store.reading() as session:
        assert data_stamp(session) != before
