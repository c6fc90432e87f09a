"""One person's sections in Slack: who sees what, and that each is reached by its button."""

import json

import pytest

from blocks import action_ids
from blocks.report_query import ReportQuery
from sandbox.slack.person import all_text
from tests.integration.bot.controls import posted
from tests.integration.bot.people import INSIDER, OUTSIDER
from tracker.reports.types import UserSection

DEEPER = [section for section in UserSection if section is not UserSection.OVERVIEW]


def button_of(section):
    return action_ids.distinct(action_ids.UPDATE_REPORT, "part", section)


def queries_in(message):
    return [
        ReportQuery.decode(element["value"])
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button" and element["action_id"].startswith(action_ids.UPDATE_REPORT)
    ]


@pytest.mark.parametrize("section", DEEPER)
def test_each_section_is_drawn_in_the_place_of_the_one_before(busy_desk, section):
    busy_desk.asks(INSIDER, "/user p1@example.com 7d", in_="bot")
    report = busy_desk.report(INSIDER)
    busy_desk.clicks(INSIDER, button_of(section), report)
    redrawn = busy_desk.report(INSIDER)
    assert redrawn.ts == report.ts
    assert f"Person 1, {section}: last 7 days" in all_text(redrawn)
    assert {query.user for query in queries_in(redrawn)} == {"p1@example.com"}


@pytest.mark.parametrize("section", UserSection)
def test_someone_outside_sees_every_section_of_their_own_and_no_comparison(busy_desk, section):
    busy_desk.asks(OUTSIDER, "/user 7d", in_="bot")
    busy_desk.clicks(OUTSIDER, button_of(section), busy_desk.report(OUTSIDER))
    shown = busy_desk.report(OUTSIDER)
    told = all_text(shown) + json.dumps(shown.blocks)
    assert "Ines Quiet" in told
    assert not any(word in told for word in ("rank ", "team's median", "Badges", "Top spenders"))


@pytest.mark.parametrize("section", UserSection)
def test_someone_outside_reads_nothing_of_others_in_any_section(busy_desk, section):
    query = ReportQuery("user", "7d", user="p1@example.com", section=section.value).encode()
    message = posted(busy_desk, button_of(section), query)
    (answer,) = busy_desk.clicks(OUTSIDER, button_of(section), message)
    assert "Only members" in all_text(answer)
    assert "Person 1" not in all_text(answer)
    assert busy_desk.workspace.messages.get(message.channel_id, message.ts) == message


def test_a_section_of_an_earlier_version_is_explained(busy_desk):
    query = ReportQuery("user", "7d", user="p1@example.com", section="horoscope").encode()
    message = posted(busy_desk, action_ids.UPDATE_REPORT, query)
    (answer,) = busy_desk.clicks(INSIDER, action_ids.UPDATE_REPORT, message)
    assert "earlier version" in all_text(answer)
