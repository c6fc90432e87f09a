"""The thresholds in force, for those who may change them."""

from blocks import action_ids
from blocks.elements import (
    PLAIN_LOOK,
    Look,
    Message,
    Summary,
    button,
    context,
    header,
    message,
    moment,
    mrkdwn,
    paragraph,
    plain,
    remark,
    words,
)
from blocks.escape import escape, message_text
from blocks.notices import notice_pieces
from blocks.report_query import ReportQuery
from blocks.scope import controls, next_question, refresh_button
from blocks.tables import Table, table_blocks
from tracker.reports.types import SettingLine, SettingsReport

HOW_TO_CHANGE = (
    "Changed here, with `/spendwatch settings` or with `spendwatch settings set KEY VALUE`; a change takes effect at "
    "the next run."
)


def settings_message(report: SettingsReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """Every threshold with its value, default and meaning."""
    summary = settings_summary(report)
    lines = [escape(f"{setting.title} ({setting.key}): {setting.value}") for setting in report.settings]
    return message(
        message_text(summary.text, *lines),
        header(summary.title),
        paragraph(*summary.sentence),
        table_blocks(_table(report), look.tables),
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
    changed, total = sum(setting.is_changed for setting in report.settings), len(report.settings)
    others = f"{changed} of {total} thresholds are not at their default."
    sentence = others if changed else f"All {total} thresholds are at their default."
    return Summary("Settings: when to raise an alarm", (words(sentence, bold=True),), ())


def _table(report: SettingsReport) -> Table:
    return Table(
        caption="Thresholds; a changed one is marked with ●",
        columns=("Threshold", "Value", "Default", "What it does"),
        rows=tuple(_cells(setting) for setting in report.settings),
        page_size=20,
    )


def _cells(setting: SettingLine) -> tuple[str, ...]:
    mark = "● " if setting.is_changed else ""
    return (f"{mark}{setting.title}", setting.value, setting.default, setting.help)
