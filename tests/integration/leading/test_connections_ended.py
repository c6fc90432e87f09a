"""A running bot whose server ends all its connections, as on a restart: it says so and recovers by itself."""

from sandbox.slack.person import Person, all_text
from tests.faults.cutting import end_every_connection, wait_for_a_connection
from tests.integration.leading.sent_once import assert_all_is_stored_and_sent_once
from tests.running import PATIENCE_S

ROUNDS = 12


def test_a_bot_whose_connections_are_ended_again_and_again_goes_on(begin, neighbours, postgresql_url):
    bot = begin()
    bot.waits_for("message sent key=incident:1")
    otto = Person(neighbours.workspace, "Otto Lead", patience_s=PATIENCE_S)
    ended = 0
    for number in range(ROUNDS):
        wait_for_a_connection(postgresql_url)
        otto.types("/spendwatch status", in_="bot")
        ended += end_every_connection(postgresql_url)
        if number == ROUNDS // 2:
            neighbours.run_wild("otto@example.com")
    assert ended > ROUNDS
    bot.waits_for("message sent key=incident:2")
    bot.waits_for("collection finished", times=1 + sum("collection finished" in line for line in bot.lines))
    otto.types("/spendwatch status", in_="bot")
    otto.waits_for(lambda message: "figures are" in all_text(message).lower(), in_="bot")
    assert bot.process.poll() is None
    assert bot.end() == 0
    assert_all_is_stored_and_sent_once(neighbours, postgresql_url)
