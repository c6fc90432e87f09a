"""The Home tab: buttons for its sections, and a report or a note on why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from blocks import action_ids
from blocks.elements import Block, Message, actions, button, divider, paragraph
from blocks.escape import message_text
from blocks.limits import BLOCKS_PER_VIEW
from blocks.notices import notice_pieces
from blocks.report_query import ReportQuery


@dataclass(frozen=True)
class HomeSection:
    """One section of the Home tab and its first report."""

    title: str
    query: ReportQuery
    is_shown: bool = False


def home_message(sections: Sequence[HomeSection], shown: Message) -> Message:
    """A report below the buttons for all sections."""
    blocks = [*_section_buttons(sections), *shown.blocks]
    return Message(shown.text, blocks[:BLOCKS_PER_VIEW])


def home_notice(sections: Sequence[HomeSection], notice: str) -> Message:
    """The same with a sentence instead of a report."""
    return Message(message_text(notice), [*_section_buttons(sections), paragraph(*notice_pieces(notice))])


def _section_buttons(sections: Sequence[HomeSection]) -> list[Block]:
    buttons = [
        button(
            section.title,
            action_ids.distinct(action_ids.UPDATE_REPORT, "home", section.query.report),
            section.query.encode(),
            style="primary" if section.is_shown else None,
        )
        for section in sections
    ]
    row = actions(*buttons)
    return [row, divider()] if row else []
