"""One way to draw any report, for tests that apply to all of them."""

import json
from typing import Any

from blocks.drawings import drawing_of
from blocks.elements import PLAIN_LOOK, Chart, Look, Message, Summary
from blocks.report_query import ReportQuery
from tracker.reports.types import IncidentReport

Report = Any


def report_message(report: Report, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The report as a message whose controls can request it again."""
    also = {"alert_url": "https://example.com/archives/C1/p1"} if isinstance(report, IncidentReport) else {}
    return drawing_of(report).message(report, query, look, **also)


def summary_of(report: Report) -> Summary:
    """The report's summary, for the headline where a command was typed."""
    return drawing_of(report).summary(report)


def charts_of(report: Report) -> tuple[Chart, ...]:
    """The pictures of the report's message; nothing is drawn until `Chart.draw` is called."""
    return drawing_of(report).charts(report, ReportQuery("as it is asked at first"))


def elements(message: Message) -> dict[str, dict[str, Any]]:
    """The controls of a message by their action ids."""
    return {
        each["action_id"]: each for block in message.blocks if block["type"] == "actions" for each in block["elements"]
    }


def in_words(message: Message) -> str:
    """All texts in the blocks of a message, for searching."""
    return json.dumps(message.blocks, ensure_ascii=False)
