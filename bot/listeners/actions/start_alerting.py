"""Start alerting, below the trial of a new installation."""

from dataclasses import replace

from blocks.notices import private_notice
from blocks.report_query import ReportQuery
from bot.access import Right
from bot.requests import Click, Reply
from bot.services import Services


def start_alerting(click: Click, services: Services) -> Reply:
    """Whoever may handle incidents may start alerts; the message then shows who did."""
    services.access.require(click.user_id, Right.HANDLE_INCIDENTS)
    is_new = services.alerting.start(
        by=click.user_id, source="slack", now=services.clock(), by_mail=services.in_force.has_mail
    )
    services.dispatcher.wake()
    redrawn = services.delivery.update(click, ReportQuery("trial"))
    return redrawn if is_new else replace(redrawn, message=private_notice("Alerts are already on."))
