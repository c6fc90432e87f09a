"""The settings in force, for people who may change them."""

from collections.abc import Sequence

from blocks import action_ids
from blocks.elements import (
    PLAIN_LOOK,
    Element,
    Look,
    Message,
    Summary,
    bullets,
    button,
    context,
    header,
    line,
    message,
    moment,
    mrkdwn,
    named_pieces,
    paragraph,
    plain,
    remark,
    rich_text,
    spoken,
    words,
)
from blocks.escape import escape, message_text
from blocks.notices import notice_pieces
from blocks.report_query import ReportQuery
from blocks.scope import controls, next_question, refresh_button
from blocks.tables import Table, table_blocks
from tracker.reports.types import SettingLine, SettingsReport

THRESHOLDS, ADMINS = "When to raise an alarm", "admin_users"
HOW_TO_CHANGE = (
    "Change them here, with `/spendwatch settings` or with `spendwatch settings set KEY VALUE`. Thresholds take effect "
    "at the next run, everything else at once."
)


def settings_message(report: SettingsReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Every setting with its value, and thresholds also with their default."""
    summary = settings_summary(report)
    lines = [escape(f"{setting.title} ({setting.key}): ") + spoken(*_value(setting)) for setting in report.settings]
    return message(
        message_text(summary.text, *lines),
        header(summary.title),
        paragraph(*summary.sentence),
        table_blocks(_table(_thresholds(report)), look.tables),
        paragraph(words("Where and when, roles and e-mail", bold=True)),
        rich_text(bullets(*(line(*_line(setting)) for setting in report.settings if not _is_threshold(setting)))),
        paragraph(*notice_pieces(HOW_TO_CHANGE)),
        controls(
            button("Change settings", action_ids.CHANGE_SETTINGS, "change", style="primary"),
            next_question("Audit trail", ReportQuery("audit")),
            refresh_button(query),
        ),
        context(mrkdwn(f"As of {moment(report.as_of)}"), plain("0 turns a limit or a multiplier off.")),
        remark(look),
    )


def settings_summary(report: SettingsReport) -> Summary:
    """The report in short."""
    thresholds = _thresholds(report)
    changed, total = sum(setting.is_changed for setting in thresholds), len(thresholds)
    others = f"{changed} of {total} thresholds {'differs' if changed == 1 else 'differ'} from the default."
    sentence = others if changed else f"All {total} thresholds are at their default."
    return Summary("Settings: when to raise an alarm", (words(sentence, bold=True),), ())


def _is_threshold(setting: SettingLine) -> bool:
    return setting.section == THRESHOLDS


def _thresholds(report: SettingsReport) -> list[SettingLine]:
    return [setting for setting in report.settings if _is_threshold(setting)]


def _line(setting: SettingLine) -> list[Element]:
    remark = [words(", set here")] if setting.is_changed else []
    return [words(f"{setting.title}: ", bold=True), *_value(setting), *remark]


def _value(setting: SettingLine) -> list[Element]:
    """The value, and the environment's if that is used instead or in addition."""
    pieces = named_pieces(setting.value)
    if not setting.environment:
        return pieces
    if not setting.is_changed and setting.key != ADMINS:
        return [*pieces, words(" ("), *named_pieces(setting.environment), words(")")]
    if setting.key == ADMINS:
        return [*pieces, words("; in the environment "), *named_pieces(setting.environment)]
    return pieces


def _table(thresholds: Sequence[SettingLine]) -> Table:
    return Table(
        caption="Thresholds; ● marks a changed one, and Change settings explains each",
        columns=("Threshold", "Value", "Default"),
        rows=tuple(_cells(setting) for setting in thresholds),
        page_size=20,
    )


def _cells(setting: SettingLine) -> tuple[str, ...]:
    mark = "● " if setting.is_changed else ""
    return (f"{mark}{setting.title}", setting.value, setting.default)
