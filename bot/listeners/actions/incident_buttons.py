"""Acknowledge and Resolve, on an incident's message and on every report that lists it."""

from dataclasses import replace

from blocks.notices import already_message
from blocks.report_query import QueryRefused, ReportQuery, query_of, row_id
from blocks.resolve_modal import Resolving, resolve_modal
from bot.access import Right
from bot.listeners.modals import open_modal
from bot.requests import Click, Reply
from bot.services import Services
from bot.words import WordsRefused
from tracker.incident_lifecycle import IncidentState


def incident_id_of(value: str) -> int:
    """The id of a button's incident; raises WordsRefused for a value that is not ours."""
    incident_id = row_id(value)
    if incident_id is None:
        raise WordsRefused("This button comes from an earlier version of me. `/incidents` shows the open incidents.")
    return incident_id


def acknowledge_incident(click: Click, services: Services) -> Reply:
    services.access.require(click.user_id, Right.HANDLE_INCIDENTS)
    outcome = services.incidents.acknowledge(
        incident_id_of(click.value), by=click.user_id, source="slack", now=services.clock()
    )
    services.dispatcher.wake()
    redrawn = _redrawn(click, services)
    if outcome.won:
        return redrawn
    return replace(redrawn, message=already_message(outcome.state, by=outcome.by, at=outcome.at))


def _redrawn(click: Click, services: Services) -> Reply:
    """Redraw the report that was clicked on; an incident's own message is redrawn by the dispatcher."""
    query = _report_query(click)
    return Reply.nothing() if query is None else services.delivery.update(click, query)


def _report_query(click: Click) -> ReportQuery | None:
    try:
        return query_of(click.blocks)
    except QueryRefused:  # a report of an earlier version: the incident was still handled
        return None


def _resolving(click: Click) -> Resolving:
    incident_id, query = incident_id_of(click.value), _report_query(click)
    if query is None or not click.channel_id or not click.message_ts or click.is_ephemeral:
        return Resolving(incident_id)
    return Resolving(incident_id, click.channel_id, click.message_ts, query)


def resolve_incident(click: Click, services: Services) -> Reply:
    """Ask for the cause; the submitted form resolves it."""
    services.access.require(click.user_id, Right.HANDLE_INCIDENTS)
    incident_id = incident_id_of(click.value)
    report = services.reports.incident(incident_id, now=services.clock())
    if report.state is IncidentState.RESOLVED:
        told = already_message(report.state, by=report.resolved_by, at=report.resolved_at)
        return replace(_redrawn(click, services), message=told)
    return open_modal(
        services, click.trigger_id, resolve_modal(report, _resolving(click)), again="Press Resolve again."
    )
