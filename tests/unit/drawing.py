"""One way to draw any report, for tests that hold for all of them."""

import json
from typing import Any

from blocks.drawings import drawing_of
from blocks.elements import PLAIN_LOOK, Chart, Look, Message, Summary
from blocks.report_query import ReportQuery
from tracker.reports.types import IncidentReport

Report = Any


def report_message(report: Report, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """The report as a message that can be asked again with its own controls."""
    also = {"alert_url": "https://example.com/archives/C1/p1"} if isinstance(report, IncidentReport) else {}
    return drawing_of(report).message(report, query, look, **also)


def summary_of(report: Report) -> Summary:
    """The report in short, for the headline where a command was typed."""
    return drawing_of(report).summary(report)


def charts_of(report: Report) -> tuple[Chart, ...]:
    """The pictures that the report's message has places for; nothing is drawn until `Chart.draw` is called."""
    return drawing_of(report).charts(report, ReportQuery("as it is asked at first"))


def elements(message: Message) -> dict[str, dict[str, Any]]:
    """The controls of a message by their action ids."""
    return {
        each["action_id"]: each for block in message.blocks if block["type"] == "actions" for each in block["elements"]
    }


def in_words(message: Message) -> str:
    """All that the blocks of a message hold, to look for words in it."""
    return json.dumps(message.blocks, ensure_ascii=False)
