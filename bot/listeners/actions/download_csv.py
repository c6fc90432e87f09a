"""Download CSV on a cycle's report: the file goes to the person's conversation with the bot."""

from datetime import datetime

from blocks.cycle import csv_notice
from blocks.cycle_csv import cycle_csv, cycle_csv_name
from blocks.notices import private_notice
from blocks.numbers import counted
from blocks.report_query import QueryRefused, ReportQuery
from bot.access import Right
from bot.delivery.asked import with_cycle_range
from bot.delivery.files import send_file
from bot.delivery.pages import MADE_EARLIER
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused
from tracker.store.disclosures import Disclosure

ENCODING = "utf-8-sig"  # with the BOM by which spreadsheets recognise UTF-8


def download_csv(click: Click, services: Services) -> Reply:
    services.access.require(click.user_id, Right.READ_TEAM)
    now = services.clock()
    query = _query(click.value, services, now)
    report = services.reports.cycle_members(words=query.range_words, now=now)
    name = cycle_csv_name(report)
    notice = csv_notice(name, len(report.members), report.totals.usage_value_microcents)
    channel = send_file(services.slack, click.user_id, notice, cycle_csv(report).encode(ENCODING), name)
    lines = counted(len(report.members), "line")
    services.disclosures.record(Disclosure.DOWNLOADED, name, lines, by=click.user_id, source="slack", now=now)
    if channel == click.channel_id:
        return Reply.nothing()
    return Reply.private(private_notice(f"`{name}` is in your own conversation with me."))


def _query(value: str, services: Services, now: datetime) -> ReportQuery:
    try:
        query = with_cycle_range(ReportQuery.decode(value), services.reports, now)
    except QueryRefused as error:
        raise WordsRefused(MADE_EARLIER) from error
    if query.report != "cycle":
        raise WordsRefused(MADE_EARLIER)
    return query
