"""Searching and filtering the members' table by typing, by a field in the message, and by a menu."""

import pytest

from blocks import action_ids
from blocks.badges import BADGE_RULES, BADGE_WORDS, NEUTRAL
from blocks.report_query import REFRESH, ReportQuery, query_of
from sandbox.slack.person import all_text
from tests.integration.bot.people import INSIDER, OUTSIDER
from tracker.reports.types import BADGES


def names_in(message):
    (table,) = [block for block in message.blocks if block["type"] == "data_table"]
    return [row[1]["text"] for row in table["rows"][1:]]


@pytest.fixture
def table(busy_desk):
    (report,) = busy_desk.asks(INSIDER, "/topspenders 7d", in_="bot")
    return report


def test_a_search_in_the_message_finds_people_keeps_the_message_and_is_cleared_again(busy_desk, table):
    busy_desk.clicks(INSIDER, action_ids.SEARCH, table, choice="Person 1")
    found = busy_desk.report(INSIDER)
    assert found.ts == table.ts
    assert names_in(found)
    assert all(name.startswith("Person 1") for name in names_in(found))
    assert "“Person 1”" in all_text(found)
    busy_desk.clicks(INSIDER, "Show everyone", found)
    assert names_in(busy_desk.report(INSIDER)) == names_in(table)


def test_a_search_that_finds_nobody_says_so_and_offers_everyone(busy_desk, table):
    busy_desk.clicks(INSIDER, action_ids.SEARCH, table, choice="<!channel> *nobody*")
    empty = busy_desk.report(INSIDER)
    assert " with “<\u2060!channel> *nobody*” in the name or e-mail used anything" in all_text(empty)
    assert "<!channel>" not in empty.text
    assert query_of(empty.blocks).search == "<!channel> *nobody*"
    busy_desk.clicks(INSIDER, "Show everyone", empty)
    assert names_in(busy_desk.report(INSIDER)) == names_in(table)


def test_an_empty_search_shows_everyone(busy_desk, table):
    busy_desk.clicks(INSIDER, action_ids.SEARCH, table, choice="p3@")
    found = busy_desk.report(INSIDER)
    assert names_in(found) == ["Person 3"]
    busy_desk.clicks(INSIDER, action_ids.SEARCH, found, choice=None)
    assert names_in(busy_desk.report(INSIDER)) == names_in(table)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/topspenders 7d p3@example.com", "with “p3@example.com” in the name or e-mail"),
        ("/topspenders person 1 7d", "with “person” in the name or e-mail"),  # 1: as many as that
        ("/topspenders 7d web", "group Web"),
        ("/topspenders 7d wbe", "Web"),
    ],
)
def test_typed_words_are_a_group_or_else_a_search(busy_desk, line, says):
    (answer,) = busy_desk.asks(INSIDER, line, in_="bot")
    assert says in all_text(answer)


def test_a_badge_is_chosen_from_the_menu_and_shown_in_words(busy_desk, table):
    busy_desk.clicks(INSIDER, "Badge", table, choice="badge=over_budget")
    found = busy_desk.report(INSIDER)
    assert found.ts == table.ts
    assert "with the badge Over budget" in all_text(found)
    assert query_of(found.blocks).badge == "over_budget"
    busy_desk.clicks(INSIDER, "Badge", found, choice="badge=")
    assert names_in(busy_desk.report(INSIDER)) == names_in(table)


def test_a_badge_that_no_longer_exists_is_explained(busy_desk):
    text = {"type": "plain_text", "text": "x"}
    value = ReportQuery("topspenders", badge="wizard").encode()
    elements = [{"type": "button", "text": text, "action_id": REFRESH, "value": value}]
    workspace = busy_desk.workspace
    channel = workspace.directory.channel_by_name("general")
    blocks = [{"type": "actions", "block_id": "controls", "elements": elements}]
    message = workspace.post(channel, workspace.directory.bot, "a report", blocks=blocks)
    (answer,) = busy_desk.clicks(INSIDER, REFRESH, message)
    assert "earlier version" in all_text(answer)


def test_what_the_badges_mean_is_told_in_private(busy_desk, table):
    (answer,) = busy_desk.clicks(INSIDER, "What the badges mean", table)
    assert answer.ephemeral_to == busy_desk.person(INSIDER).id
    said = all_text(answer)
    for badge in BADGES:
        assert BADGE_WORDS[badge] in said
        assert BADGE_RULES[badge] in said
    assert NEUTRAL in said
    assert NEUTRAL in all_text(table)


def test_nobody_else_learns_a_rank_a_badge_or_who_there_is(busy_desk):
    for line in ("/topspenders 7d", "/topspenders 7d p3@example.com", "/topspenders 7d nobody at all"):
        (answer,) = busy_desk.asks(OUTSIDER, line)
        assert answer.ephemeral_to == busy_desk.person(OUTSIDER).id
        assert "Only members of the alert channel" in all_text(answer)
        assert "Person" not in all_text(answer)
