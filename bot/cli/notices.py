"""`spendwatch notices`."""

from blocks.notices_page import notices_message
from blocks.plain_words import in_plain_words
from blocks.report_query import ReportQuery
from bot.cli.opening import now_or, open_config, open_database
from bot.cli.output import AsOf, Json, console, print_json
from tracker.reports.as_json import to_json
from tracker.reports.service import ReportService


def notices(as_of: AsOf = None, json: Json = False) -> None:
    """List the upcoming and past notices of the alert channel; sends nothing."""
    with open_database(open_config()) as store:
        report = ReportService(store).notices(now=now_or(as_of))
    if json:
        print_json(to_json(report))
    else:
        console().print(in_plain_words(notices_message(report, ReportQuery("notices"))))
