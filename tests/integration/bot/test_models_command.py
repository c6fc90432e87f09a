"""`/models` about people and in sections: who may ask for what, and what they get."""

import pytest

from sandbox.slack.person import all_text
from tests.integration.bot.people import INSIDER, OUTSIDER

SECTIONS = {"efficiency": "Model efficiency", "what-if": "What if, by member"}


@pytest.mark.parametrize("line", ["/models p3@example.com 7d", "/models Person 3 7d", "/models 7d person 3"])
def test_a_name_that_is_no_group_is_a_person(busy_desk, line):
    (report,) = busy_desk.asks(INSIDER, line, in_="bot")
    assert "Models of Person 3: last 7 days" in all_text(report)


def test_a_mention_asks_for_that_persons_models(busy_desk):
    mention = f"<@{busy_desk.person(OUTSIDER).id}>"
    (report,) = busy_desk.asks(INSIDER, f"/models {mention} 7d", in_="bot")
    assert "Something went wrong" not in all_text(report)


def test_who_may_not_read_team_reports_is_told_nothing_about_others(busy_desk):
    for line in ("/models", "/models p3@example.com", "/models Person 3", "/models nobody at all"):
        (refused,) = busy_desk.asks(OUTSIDER, line)
        assert "Only members" in all_text(refused)
        assert "Person 3" not in all_text(refused)


@pytest.mark.parametrize("section", ["efficiency", "what-if"])
def test_each_section_is_a_choice_of_the_reports_menu(busy_desk, section):
    busy_desk.asks(INSIDER, "/models 7d", in_="bot")
    report = busy_desk.report(INSIDER)
    busy_desk.clicks(INSIDER, "report.choose_filter:section", report, choice=f"section={section}")
    assert SECTIONS[section] in all_text(busy_desk.report(INSIDER))
