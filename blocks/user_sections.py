"""The detailed sections of one person's report, in a common frame."""

from blocks.elements import (
    PLAIN_LOOK,
    Chart,
    Look,
    Message,
    Summary,
    header,
    images,
    message,
    paragraph,
    remark,
    stat_fields,
    utc,
)
from blocks.escape import escape, message_text, outside
from blocks.report_query import ReportQuery
from blocks.scope import controls, footer, none_used, range_menu, refresh_button, section_buttons
from blocks.user_activity import activity_screen
from blocks.user_adoption import adoption_screen
from blocks.user_models import models_screen
from blocks.user_screen import SECTIONS, Screen
from blocks.user_tools import code_screen, tools_screen
from tracker.reports.types import UserActivity, UserAdoption, UserCode, UserModels, UserPart, UserTools


def user_part_message(report: UserPart, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The section's sentence, figures, chart and tables; then buttons for the other sections."""
    screen, summary = _screen(report), user_part_summary(report)
    return message(
        _text(report, screen, summary),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, screen.charts),
        screen.details(look.tables),
        controls(section_buttons(query, SECTIONS, screen.section)),
        controls(range_menu(query, report.scope.range.label), refresh_button(query)),
        footer(report.scope, *screen.remarks),
        remark(look),
    )


def user_part_charts(report: UserPart) -> tuple[Chart, ...]:
    """The section's chart, if there is anything to draw."""
    return _screen(report).charts


def user_part_summary(report: UserPart) -> Summary:
    """A short version of the section, for the headline where it was asked for."""
    screen = _screen(report)
    return Summary(
        title=f"{outside(report.actor.display)}, {screen.section}: {outside(report.scope.range.label)}",
        sentence=tuple(screen.sentence),
        stats=tuple(screen.stats),
    )


def _screen(report: UserPart) -> Screen:
    screen = _section_screen(report)
    if not report.scope.is_before_history:
        return screen
    return Screen(screen.section, sentence=[none_used(report.scope, "")], stats=())


def _section_screen(report: UserPart) -> Screen:
    match report:
        case UserModels():
            return models_screen(report)
        case UserActivity():
            return activity_screen(report)
        case UserAdoption():
            return adoption_screen(report)
        case UserTools():
            return tools_screen(report)
        case UserCode():
            return code_screen(report)


def _text(report: UserPart, screen: Screen, summary: Summary) -> str:
    return message_text(
        summary.text,
        *map(escape, screen.spoken),
        *map(escape, screen.remarks),
        escape(f"Basis: {report.scope.basis}, as of {utc(report.scope.as_of)}."),
    )
