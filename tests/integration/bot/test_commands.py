"""What each command answers, to whom and where, through Bolt's own dispatch."""

import pytest

from bot.commands import COMMANDS
from sandbox.slack.person import all_text
from tests.integration.bot.conftest import user_id
from tests.integration.bot.people import INSIDER, OUTSIDER

REPORTS = {
    "/spend 7d": "Spend: last 7 days",
    "/topspenders 7d": "Top spenders: last 7 days",
    "/models 7d": "Models: last 7 days",
    "/user p3@example.com 7d": "Person 3",
    "/incidents": "Open incidents",
    "/incidents timeline": "Anomalies: last 30 days",
    "/spendwatch groups": "Billing groups: this",
    "/cycle": "Billing cycle",
    "/spendwatch status": "status",
    "/spendwatch notices": "Notices and weekly digests",
}


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
@pytest.mark.parametrize("word", ["help", "HELP", "?"])
def test_every_command_explains_itself_in_private(busy_desk, command, word):
    (answer,) = busy_desk.asks(INSIDER, f"{command} {word}")
    assert answer.ephemeral_to == busy_desk.person(INSIDER).id
    assert command in all_text(answer)


def test_the_help_lists_every_command(busy_desk):
    (answer,) = busy_desk.asks(INSIDER, "/spendwatch")
    assert all(command.name in all_text(answer) for command in COMMANDS)


@pytest.mark.parametrize("line", ["/spendwatch", "/spendwatch help"])
def test_the_help_of_someone_outside_the_alert_channel_lists_what_they_can_use(busy_desk, line):
    (answer,) = busy_desk.asks(OUTSIDER, line)
    assert all(name in all_text(answer) for name in ("/user", "/models", "/spendwatch", "my spend yesterday"))
    assert "/topspenders" not in all_text(answer)
    assert "Ask a workspace admin to add you" in all_text(answer)


@pytest.mark.parametrize(("line", "title"), REPORTS.items())
def test_a_command_in_a_channel_gets_a_headline_there_and_the_report_in_the_persons_conversation(
    busy_desk, line, title
):
    (headline,) = busy_desk.asks(INSIDER, line)
    report = busy_desk.report(INSIDER)
    assert headline.ephemeral_to == busy_desk.person(INSIDER).id
    assert title.lower() in all_text(headline).lower()
    assert title.lower() in all_text(report).lower()
    link = next(e for b in headline.blocks for e in b.get("elements", ()) if e.get("url"))
    assert report.ts.replace(".", "") in link["url"]


@pytest.mark.parametrize("line", REPORTS)
def test_a_command_in_the_persons_conversation_gets_the_report_right_there(busy_desk, line):
    (report,) = busy_desk.asks(INSIDER, line, in_="bot")
    assert report.ephemeral_to is None
    assert "Open report" not in all_text(report)


@pytest.mark.parametrize("line", ["/spend 7d", "/topspenders 7d", "/models 7d", "/user p3@example.com 7d", "/cycle"])
def test_charts_are_put_into_the_report_with_their_numbers_in_words(busy_desk, line):
    (report,) = busy_desk.asks(INSIDER, line, in_="bot")
    pictures = [block for block in report.blocks if block["type"] == "image"]
    assert pictures
    assert all(busy_desk.workspace.can_show(picture["slack_file"]) for picture in pictures)
    assert all("$" in picture["alt_text"] for picture in pictures)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("/spend 7dd", "7d"),
        ("/spend lst week", "last week"),
        ("/topspenders Platfrom", "Platform"),
        ("/models Platfrom", "Platform"),
        ("/incidents opne", "open"),
        ("/incidents timline", "timeline"),
        ("/incidents 77", "There is no incident 77: /incidents all"),
        ("/incidents timeline Platfrom", "Platform"),
        ("/spendwatch foo", "I know help, status, trial, groups, notices, weekly, settings and audit"),
        ("/spendwatch stauts", "status"),
        ("/user nobody-like-this", "nobody-like-this"),
        ("/user Persn 3", "Person 3"),
        ("/user Ines Quiet", "i.quiet@example.com"),
        ("/spend 7d 30d", "two ranges"),
        ("/spend 0d", "empty range"),
        ("/spend since 2027-01-01", "future"),
        ("/spend 2026-11-09 to 2026-11-02", "ends before it begins"),
        ("/spend 2026-13-45", "2026-13-45"),
        ("/topspenders 0", "empty"),
        ("/cycle 7d", "last cycle"),
        ("/cycle lst", "Did you mean last cycle"),
        ("/cycle Platform", "whole team"),
        ("/user <!channel> <https://x|y>", "channel"),
    ],
)
def test_words_that_make_no_sense_get_a_private_hint(busy_desk, line, hint):
    (answer,) = busy_desk.asks(INSIDER, line)
    text = all_text(answer)
    assert answer.ephemeral_to == busy_desk.person(INSIDER).id
    assert hint in text
    assert "Something went wrong" not in text
    assert "<!channel>" not in answer.text


@pytest.mark.parametrize(
    ("line", "offer", "title"),
    [
        ("/spend Platfrom 7d", "Platform", "Spend: last 7 days, group Platform"),
        ("/spend lst week", "last week", "Spend: last week"),
        ("/spend Persom 3 7d", "Person 3", "Person 3"),
        ("/models pesron 3 7d", "Person 3", "Person 3"),
        ("/topspenders pesron 3 7d", "Person 3", "p3@example.com"),
        ("/user Persom 3 7d", "Person 3", "Person 3"),
        ("/insights versoins 7d", "versions", "Client versions"),
        ("/incidents timline", "timeline", "Anomalies: last 30 days"),
        ("/cycle lst", "last cycle", "last"),
        ("/spendwatch stauts", "status", "Status of Spendwatch"),
        ("/spend xyzzy 7d", "Platform", "Spend: last 7 days, group Platform"),
        ("/models june", "june", "Models: June 2026"),
        ("/user june", "june", "June 2026"),
        ("/spend octobre", "october", "Spend: October 2026"),
    ],
)
def test_what_may_have_been_meant_is_a_button_that_asks_it(busy_desk, line, offer, title):
    (refused,) = busy_desk.asks(INSIDER, line)
    (headline,) = busy_desk.clicks(INSIDER, offer, refused)
    assert title in all_text(headline) + all_text(busy_desk.report(INSIDER))


def test_someone_who_left_the_alert_channel_learns_nothing_from_an_offer_made_before(desk):
    otto = desk.person("Otto Lead")
    (refused,) = desk.asks("Otto Lead", "/spend lst week")
    desk.after(otto.acts.leave_channel(otto.id, otto.channel_id("#ai-spend")))
    (answer,) = desk.clicks("Otto Lead", "last week", refused)
    assert "Only members of the alert channel" in all_text(answer)


@pytest.mark.parametrize("command", [command.name for command in COMMANDS])
def test_a_long_text_is_not_given_back_whole(busy_desk, command):
    (refused,) = busy_desk.asks(INSIDER, f"{command} {'w' * 3_000}")
    assert "w" * 50 in refused.text
    assert len(refused.text) < 400


def test_a_word_like_nothing_is_answered_with_the_groups_there_are_and_how_ranges_are_written(busy_desk):
    (answer,) = busy_desk.asks(INSIDER, "/spend xyzzy")
    assert "There is no billing group “xyzzy”. The groups are “" in all_text(answer)
    assert "“Platform”" in all_text(answer)
    assert "last week" in all_text(answer)


@pytest.mark.parametrize("line", ["/spend xyzzy", "/spend Platfrm", "/topspenders -1", "/models elfi"])
def test_no_range_is_suggested_for_words_that_are_like_none(busy_desk, line):
    (answer,) = busy_desk.asks(INSIDER, line)
    assert "If you meant a range" not in all_text(answer)


@pytest.mark.parametrize(
    "line", ["/spend 2026-01-05", "/topspenders 2026-01-05", "/models 2026-01-05", "/user p3@example.com 2026-01-05"]
)
def test_a_range_in_which_nothing_happened_says_so(busy_desk, line):
    (report,) = busy_desk.asks(INSIDER, line, in_="bot")
    assert "obody" in all_text(report) or "Nothing" in all_text(report) or "nothing" in all_text(report)


def test_the_group_filter_counts_only_its_members(busy_desk):
    (report,) = busy_desk.asks(INSIDER, "/spend 7d platform", in_="bot")
    text = all_text(report)
    assert "group Platform" in text
    assert "Person 1" in text
    assert "Person 3" not in text


def test_a_person_may_be_named_by_mention(busy_desk):
    (report,) = busy_desk.asks(INSIDER, "/user @ines 7d", in_="bot")
    assert "ines@example.com" in all_text(report)


def test_without_a_name_user_shows_the_person_who_asks(busy_desk):
    (report,) = busy_desk.asks(OUTSIDER, "/user 7d", in_="bot")
    assert "Ines Quiet" in all_text(report)
    assert "ines@example.com" in all_text(report)


@pytest.mark.parametrize("who", ["INES@example.com", "@ines"])
def test_a_person_may_ask_for_their_own_figures_by_name(busy_desk, who):
    (report,) = busy_desk.asks(OUTSIDER, f"/user {who} 7d", in_="bot")
    assert "ines@example.com" in all_text(report)
    assert "Rank" not in all_text(report)


@pytest.mark.parametrize(
    "line",
    [
        "/spend 7d",
        "/spend 7d Web",
        "/spend 7d Person 3",
        "/topspenders 7d",
        "/models 7d",
        "/insights 7d",
        "/incidents 7d",
        "/incidents timeline 7d",
        "/groups 7d",
        "/cycle",
        "/spendwatch weekly",
    ],
)
def test_someone_outside_the_alert_channel_gets_their_own_figures_in_place_of_the_teams(busy_desk, line):
    (headline,) = busy_desk.asks(OUTSIDER, line)
    report = busy_desk.report(OUTSIDER)
    for said in (headline, report):
        assert said.text.startswith(
            "Only members of the alert channel can read team reports. Ask a workspace admin to add you. These"
        )
        assert "ines quiet" in said.text.lower()
        assert "Person" not in all_text(said)
        assert "#ai-spend" not in all_text(said)
        assert "Rank" not in all_text(said)
    assert ("last 7 days" in report.text) == ("7d" in line)


def test_someone_outside_without_a_seat_is_told_why_not_and_nothing_else(desk):
    (answer,) = desk.asks(OUTSIDER, "/spend 7d")
    assert answer.text == ("Only members of the alert channel can read team reports. Ask a workspace admin to add you.")


@pytest.mark.parametrize("line", ["/user p3@example.com", "/spendwatch status", "/spendwatch notices"])
def test_someone_outside_the_alert_channel_is_told_why_not_and_what_else(busy_desk, line):
    (answer,) = busy_desk.asks(OUTSIDER, line)
    assert answer.ephemeral_to == busy_desk.person(OUTSIDER).id
    assert "Only members of the alert channel" in all_text(answer)
    assert "/user" in all_text(answer)


def test_someone_outside_cannot_find_out_who_exists(busy_desk):
    (known,) = busy_desk.asks(OUTSIDER, "/user p3@example.com")
    (unknown,) = busy_desk.asks(OUTSIDER, "/user nobody@example.com")
    assert all_text(known) == all_text(unknown)


def test_a_word_typed_to_the_bot_is_answered_with_help(busy_desk):
    person = busy_desk.person(OUTSIDER)
    typed = len(person.sees())
    person.types("what do you know?")
    answer = person.waits_for(lambda message: message.bot_id and message in person.sees()[typed:])
    assert "/user" in all_text(answer)


def test_what_is_said_in_channels_is_not_answered(busy_desk):
    person = busy_desk.person(INSIDER)
    before = len(person.sees("#ai-spend"))
    busy_desk.after(person.types("good morning", in_="#ai-spend"))
    assert len(person.sees("#ai-spend")) == before + 1


@pytest.mark.parametrize(("channel", "where"), [("#ai-spend", "#ai-spend"), ("#general", "bot")])
def test_a_headline_whose_response_url_is_gone_is_told_in_another_way(busy_desk, channel, where):
    person = busy_desk.person(INSIDER)
    body = person.types("/spend 7d", in_=channel).payload | {
        "response_url": "http://127.0.0.1:9/gone",
        "trigger_id": f"1.2.{channel}",
    }
    busy_desk.answers.wait_until_idle(30)
    before = len(person.sees(where))
    busy_desk.takes(body)
    new = person.sees(where)[before:]
    assert any("Open report" in all_text(message) for message in new)


def test_joining_the_alert_channel_gives_the_right_and_leaving_takes_it(desk):
    ines, channel = desk.person(OUTSIDER), desk.person(INSIDER).channel_id("#ai-spend")
    (refused,) = desk.asks(OUTSIDER, "/spend 7d")
    desk.after(desk.person(INSIDER).acts.invite(user_id(desk.workspace, INSIDER), channel, ines.id))
    (headline,) = desk.asks(OUTSIDER, "/spend 7d")
    desk.after(ines.acts.leave_channel(ines.id, channel))
    (again,) = desk.asks(OUTSIDER, "/spend 7d")
    assert "Only members" in all_text(refused)
    assert "Spend: last 7 days" in all_text(headline)
    assert "Only members" in all_text(again)


@pytest.mark.parametrize(
    "line",
    ["/spend", "/topspenders", "/models", "/incidents", "/spendwatch status", "/spendwatch notices", "/user", "/cycle"],
)
def test_before_the_first_collection_there_is_an_answer_too(desk, line):
    (answer,) = desk.asks(INSIDER, line)
    assert "Something went wrong" not in all_text(answer)
