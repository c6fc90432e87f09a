"""The sections of /models, and the menu and buttons that switch between them."""

from collections.abc import Sequence
from dataclasses import replace

from blocks import action_ids
from blocks.elements import Block, Element, button, option, select
from blocks.report_query import ReportQuery, filter_value
from blocks.scope import controls, group_menu, range_menu

EFFICIENCY, WHAT_IF, WHAT_IF_GROUPS, PERSON = "efficiency", "what-if", "what-if-groups", "person"


def section_menu(query: ReportQuery, groups: Sequence[str]) -> Element | None:
    """The menu of sections, set to the one shown."""
    titles = {None: "Cost per request", EFFICIENCY: "Efficiency", WHAT_IF: "What if, by member"}
    if groups:
        titles[WHAT_IF_GROUPS] = "What if, by group"
    choices = [option(title, filter_value("section", section)) for section, title in titles.items()]
    chosen = filter_value("section", query.section)
    return select(action_ids.distinct(action_ids.CHOOSE_FILTER, "section"), "Section", choices, chosen=chosen)


def section_menus(query: ReportQuery, label: str, group: str | None, groups: Sequence[str]) -> Block | None:
    """The menus of section, range and, if the section has one, group."""
    of_group = None if query.section == WHAT_IF_GROUPS else group_menu(group, groups)
    return controls(section_menu(query, groups), range_menu(query, label), of_group)


def section_buttons(query: ReportQuery) -> list[Element]:
    """The other sections, as the next questions."""
    asked = ((None, "Cost per request"), (EFFICIENCY, "Which is efficient?"), (WHAT_IF, "Who could save?"))
    return [
        button(
            text,
            action_ids.distinct(action_ids.UPDATE_REPORT, "section", section or "cost"),
            replace(query, section=section, page=1).encode(),
        )
        for section, text in asked
        if section != query.section
    ]
