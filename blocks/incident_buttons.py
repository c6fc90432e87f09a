"""The buttons of an incident: on its own message, in lists and on its page."""

from blocks import action_ids
from blocks.elements import Element, button
from blocks.escape import outside
from blocks.report_query import ReportQuery
from tracker.reports.types import ActorKind, IncidentReport, IncidentState


def incident_buttons(incident: IncidentReport) -> list[Element]:
    """Acknowledge and Resolve as far as the state allows, View user, Details."""
    return [*move_buttons(incident), view_button(incident), _details_button(incident)]


def move_buttons(incident: IncidentReport) -> list[Element]:
    """Acknowledge and Resolve as far as the incident's state allows."""
    value, who = str(incident.incident_id), outside(incident.actor.display, 40)
    buttons = []
    if incident.state in {IncidentState.OPEN, IncidentState.ALERTED}:
        buttons.append(
            button(
                "Acknowledge",
                action_ids.distinct(action_ids.ACKNOWLEDGE_INCIDENT, value),
                value,
                style="primary",
                label=f"Acknowledge incident {value}, {who}",
            )
        )
    if incident.state is not IncidentState.RESOLVED:
        buttons.append(
            button(
                "Resolve",
                action_ids.distinct(action_ids.RESOLVE_INCIDENT, value),
                value,
                label=f"Resolve incident {value}, {who}",
            )
        )
    return buttons


def details_query(incident_id: int) -> ReportQuery:
    """The query of one incident's page."""
    return ReportQuery("incident", incident=incident_id)


def view_button(incident: IncidentReport) -> Element:
    """The button that opens the report of the person or team over the incident's days."""
    is_of_cycle = incident.anomalies[0].day is None
    words_of_range = "cycle" if is_of_cycle else "14d"
    if incident.actor.kind is ActorKind.TEAM:
        action = action_ids.distinct(action_ids.SHOW_REPORT, incident.incident_id)
        return button("View team", action, ReportQuery("overview", words_of_range).encode())
    action = action_ids.distinct(action_ids.VIEW_USER, incident.incident_id)
    return button("View user", action, ReportQuery("user", words_of_range, user=incident.actor.key).encode())


def _details_button(incident: IncidentReport) -> Element:
    action = action_ids.distinct(action_ids.SHOW_REPORT, "incident", incident.incident_id)
    label = f"Details of incident {incident.incident_id}, {outside(incident.actor.display, 40)}"
    return button("Details", action, details_query(incident.incident_id).encode(), label=label)
