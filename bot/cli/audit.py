"""`spendwatch audit`."""

from blocks.audit import audit_message
from blocks.plain_words import in_plain_words
from blocks.report_query import ReportQuery
from bot.cli.opening import now_or, open_config, open_database
from bot.cli.output import AsOf, Json, console, print_json
from tracker.reports.as_json import to_json
from tracker.reports.service import ReportService


def audit(as_of: AsOf = None, json: Json = False) -> None:
    """Print who changed which threshold and handled which incident, newest first."""
    config = open_config()
    now = now_or(as_of)
    with open_database(config) as store:
        report = ReportService(store).audit(page_size=None, now=now)
    if json:
        print_json(to_json(report))
    else:
        console().print(in_plain_words(audit_message(report, ReportQuery("audit"))))
