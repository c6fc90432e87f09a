"""Sentences written to the bot get the same reports as commands, with a note of what was understood."""

import pytest

from sandbox.slack.person import all_text
from tests.integration.bot.conftest import user_id
from tests.integration.bot.front_desk import dispatch
from tests.integration.bot.people import INSIDER, OUTSIDER


def answers_to(desk, name, sentence, *, in_="bot", at_least=1):
    """The bot's answers to a sentence, waited for because Bolt acknowledges events before handling them."""
    person = desk.person(name)
    before = {message.ts for message in person.sees(in_)}

    def from_the_bot():
        return [each for each in person.sees(in_) if each.ts not in before and each.user_id != person.id]

    person.types(sentence, in_=in_)
    person.wait_until(lambda: len(from_the_bot()) >= at_least, f"an answer to {sentence!r}")
    assert desk.answers.wait_until_idle(60)
    return from_the_bot()


@pytest.mark.parametrize(
    ("sentence", "line", "title"),
    [
        ("spend last week platform", "/spend last week Platform", "Spend: last week, group Platform"),
        ("who spent most this cycle?", "/topspenders this cycle", "Top spenders: this month"),
        ("what did Person 3 cost in the last 7 days?", "/user last 7 days p3@example.com", "Person 3"),
        ("p3@example.com 7d", "/user 7d p3@example.com", "Person 3"),
        ("top models 7d", "/models 7d", "Models: last 7 days"),
        ("open incidents", "/incidents open", "Open incidents"),
        ("forecast", "/cycle", "Billing cycle"),
        ("weekly digest platform", "/spendwatch weekly Platform", "group Platform"),
        ("repositories of Person 3", "/user code p3@example.com", "Person 3, code"),
        ("incidents of p3@example.com", "/incidents timeline p3@example.com", "Anomalies"),
        ("who has the power user badge 7d", "/topspenders power user 7d", "Top spenders: last 7 days"),
        ("what would we save with cheaper models?", "/models what if", "What if, by member"),
        ("forecast for Platform", "/cycle (I ignored: Platform)", "Billing cycle"),
        ("spend in october", "/spend in october", "Spend: October 2026"),
        ("spend of June", "/spend June", "Spend: June 2026"),
    ],
)
def test_a_sentence_in_the_bots_conversation_gets_the_report_and_what_was_understood(busy_desk, sentence, line, title):
    (report,) = answers_to(busy_desk, INSIDER, sentence)
    assert report.text.splitlines()[0] == f"I understood {line}"
    assert report.blocks[0]["type"] == "context"
    assert title.lower() in all_text(report).lower()


def test_a_mention_in_a_channel_gets_a_headline_there_and_the_report_in_the_persons_conversation(busy_desk):
    bot = busy_desk.workspace.directory.bot
    (headline,) = answers_to(busy_desk, INSIDER, f"@{bot.name} spend 7d", in_="#ai-spend")
    assert headline.text.startswith("I understood /spend 7d\n")
    assert headline.ephemeral_to == busy_desk.person(INSIDER).id
    assert "Open report" in all_text(headline)
    assert "spend: last 7 days" in all_text(busy_desk.report(INSIDER)).lower()


@pytest.mark.parametrize(
    ("text", "reply"),
    [("thanks!", "You are welcome"), ("hi there", "Hello! Ask me in your own words"), ("Good morning", "Hello!")],
)
@pytest.mark.parametrize("who", [INSIDER, OUTSIDER])
def test_small_talk_is_answered_briefly(busy_desk, who, text, reply):
    (answer,) = answers_to(busy_desk, who, text)
    assert reply in answer.text
    assert len(answer.text) < 300


@pytest.mark.parametrize("text", ["the weather today", "erson 3", "tell a joke"])
def test_what_names_nobody_is_taken_for_no_person(busy_desk, text):
    (answer,) = answers_to(busy_desk, INSIDER, text)
    assert "I did not understand" in answer.text


def test_unknown_words_get_three_suggestions_and_a_click_asks_one(busy_desk):
    (refused,) = answers_to(busy_desk, INSIDER, "why is the sky so blue")
    offered = [element for block in refused.blocks for element in block.get("elements", ()) if "value" in element]
    assert "I did not understand “why is the sky so blue”" in refused.text
    assert len({button["value"] for button in offered}) == 3
    answers = busy_desk.clicks(INSIDER, offered[0]["action_id"], refused)
    assert answers[0].text.startswith("I understood ")


@pytest.mark.parametrize("sentence", ["spend of Platfrom 7d", "spend of Persom 3 7d"])
def test_a_name_with_a_slip_is_answered_with_the_nearest(busy_desk, sentence):
    answer = answers_to(busy_desk, INSIDER, sentence)[-1]
    assert "Did you mean" in answer.text
    assert "Platform" in answer.text or "Person" in answer.text


def test_a_name_of_nobody_gets_suggestions(busy_desk):
    answer = answers_to(busy_desk, INSIDER, "how much does coffee cost")[-1]
    assert "I did not understand" in answer.text


def test_an_outsider_learns_nothing_of_the_names_that_exist(busy_desk):
    existing = answers_to(busy_desk, OUTSIDER, "Person 3 7d")[-1]
    invented = answers_to(busy_desk, OUTSIDER, "Zoltan Nobody 7d")[-1]
    assert existing.text == invented.text
    assert "I understood" not in existing.text
    assert existing.text.startswith("Only members of the alert channel can read team reports.")
    suggested = answers_to(busy_desk, OUTSIDER, "why is the sky so blue")[-1]
    assert "my spend last week" in all_text(suggested)
    assert "incidents last 30" not in all_text(suggested)


def test_an_outsider_asks_for_their_own_figures_in_words(busy_desk):
    (report,) = answers_to(busy_desk, OUTSIDER, "my spend 7d")
    assert "last 7 days" in all_text(report).lower()


def test_questions_faster_than_slack_takes_posts_are_all_answered(busy_desk, caplog):
    person = busy_desk.person(INSIDER)
    busy_desk.workspace.limits.enabled = True
    person.patience_s = 60
    before = {message.ts for message in person.sees("bot")}
    sentences = [f"spend {days}d" for days in range(2, 12)]
    for sentence in sentences:
        person.types(sentence, in_="bot")
    person.wait_until(
        lambda: sum("I understood" in m.text for m in person.sees("bot") if m.ts not in before) == len(sentences),
        "an answer to each question",
    )
    assert busy_desk.answers.wait_until_idle(60)
    answers = [m.text for m in person.sees("bot") if m.ts not in before and m.user_id != person.id]
    assert len(answers) == len(sentences)
    assert not [text for text in answers if "Something went wrong" in text]
    assert "lost" not in caplog.text


def test_an_event_that_slack_tells_again_is_answered_once(busy_desk):
    person = busy_desk.person(INSIDER)
    event = {
        "type": "message",
        "channel_type": "im",
        "channel": person.channel_id("bot"),
        "user": user_id(busy_desk.workspace, INSIDER),
        "text": "help",
        "ts": "1795356180.000100",
    }
    body = {"type": "event_callback", "event_id": "Ev0AGAIN1", "event": event, "team_id": "T0", "api_app_id": "A0"}
    for _ in range(2):
        dispatch(busy_desk.app, body)
    answers = answers_to(busy_desk, INSIDER, "status", at_least=2)
    assert len([answer for answer in answers if "/topspenders" in answer.text]) == 1
    assert len(answers) == 2
