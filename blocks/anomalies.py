"""The timeline of anomalies with its filters: what was found, about whom, and its state."""

from functools import partial

from blocks import action_ids
from blocks.elements import (
    PLAIN_LOOK,
    Chart,
    Element,
    Look,
    Message,
    Summary,
    header,
    images,
    message,
    option,
    paragraph,
    remark,
    select,
    stat_fields,
    utc,
    words,
)
from blocks.escape import SHORT_NAME, escape, message_text, outside
from blocks.incident_buttons import details_query
from blocks.incident_charts import anomalies_chart
from blocks.incident_words import RULE_WORDS, SEVERITY_MARKS
from blocks.limits import OPTION_VALUE, SELECT_OPTIONS
from blocks.numbers import NONE, count, counted, quantity
from blocks.references import refer
from blocks.report_query import ReportQuery, filter_value
from blocks.scope import (
    controls,
    footer,
    group_menu,
    next_question,
    page_buttons,
    page_words,
    range_and_group,
    range_menu,
    refresh_button,
)
from blocks.shown_names import shown_names
from blocks.tables import Cell, Table, table_blocks
from tracker.reports.types import (
    Actor,
    AnomaliesReport,
    AnomalyDay,
    AnomalyView,
    IncidentState,
    Rule,
    Severity,
    TimelineEntry,
    Unit,
)

STATES = {"all": "Open and cleared", "open": "Still open", "cleared": "Cleared"}

_ROWS_IN_WORDS = 20
_LISTED_DAYS = 40  # in the chart's alt text


def anomalies_message(report: AnomaliesReport, query: ReportQuery, look: Look = PLAIN_LOOK) -> Message:
    """One page of the timeline as a table, its days as a chart, a menu for each filter."""
    summary = anomalies_summary(report)
    return message(
        message_text(summary.text, *(escape(_in_words(entry)) for entry in report.entries[:_ROWS_IN_WORDS])),
        header(summary.title),
        paragraph(*summary.sentence),
        stat_fields(summary.stats),
        images(look, anomalies_charts(report)),
        table_blocks(_table(report), look.tables),
        controls(_severity_menu(report), _rule_menu(report), _subject_menu(report), _state_menu(report)),
        controls(
            range_menu(query, report.scope.range.label),
            group_menu(report.scope.group, report.groups),
            _incident_menu(report),
        ),
        controls(
            page_buttons(query, report.page, report.pages),
            next_question("Incidents", ReportQuery("incidents", query.range_words, which="all")),
            refresh_button(query),
        ),
        footer(report.scope, _group_words(report), page_words(report.page, report.pages)),
        remark(look),
    )


def anomalies_charts(report: AnomaliesReport) -> tuple[Chart, ...]:
    """Anomalies per day by severity; none if nothing was found."""
    days = [day for day in report.days if _total(day)]
    if not days:
        return ()
    listed = ", ".join(f"{day.date:%-d %b} {count(_total(day))}" for day in days[-_LISTED_DAYS:])
    return (
        Chart(
            name="anomalies",
            title="Anomalies by day",
            alt_text=f"Anomalies per day, {range_and_group(report.scope)}. {_severity_words(report)}: {listed}.",
            draw=partial(anomalies_chart, report.days, report.scope.range.label),
        ),
    )


def anomalies_summary(report: AnomaliesReport) -> Summary:
    """The report in short, for the headline where the command was typed."""
    return Summary(
        title=f"Anomalies: {range_and_group(report.scope)}",
        sentence=tuple(_sentence(report)),
        stats=(
            ("Critical", count(_sum(report, Severity.CRITICAL))),
            ("Warning", count(_sum(report, Severity.WARNING))),
            ("Info only, no incident", count(_sum(report, Severity.INFO))),
            ("Still open", count(report.listed - report.cleared)),
            ("Cleared", count(report.cleared)),
            ("Most on one day", _busiest_words(report)),
        ),
    )


def _sentence(report: AnomaliesReport) -> list[Element]:
    about = _filter_words(report)
    if not report.listed:
        return [words(f"No anomalies were detected in this range{about}.")]
    is_open = report.listed - report.cleared
    still = "none still open" if not is_open else f"{count(is_open)} still open"
    return [
        words(counted(report.listed, "anomaly", "anomalies"), bold=True),
        words(f"{about}: {_severity_words(report)}; {still}. Newest first."),
    ]


def _severity_words(report: AnomaliesReport) -> str:
    counts = ((severity, _sum(report, severity)) for severity in reversed(Severity))
    return ", ".join(f"{count(number)} {severity}" for severity, number in counts if number) or "none"


def _busiest_words(report: AnomaliesReport) -> str:
    busiest = max(report.days, key=_total, default=None)
    return f"{count(_total(busiest))} on {busiest.date:%-d %b}" if busiest and _total(busiest) else NONE


def _sum(report: AnomaliesReport, severity: Severity) -> int:
    return sum(getattr(day, severity) for day in report.days)


def _filter_words(report: AnomaliesReport) -> str:
    """The filters in words, to follow "anomalies"; "" without filters."""
    asked = report.filter
    parts = [
        f" for {outside(asked.actor.display, SHORT_NAME)}" if asked.actor else "",
        f" under the rule “{RULE_WORDS[asked.rule]}”" if asked.rule else "",
        f", {asked.severity} only" if asked.severity else "",
        f", {STATES[asked.state].lower()}" if asked.state else "",
    ]
    return "".join(parts)


def _table(report: AnomaliesReport) -> Table:
    names = shown_names((entry.actor for entry in report.entries), SHORT_NAME)
    return Table(
        caption="Anomalies, newest first; times in UTC",
        columns=("Detected", "Severity", "Who", "What", "Value / line", "State", "Incident"),
        rows=tuple(_cells(entry, names[entry.actor.key]) for entry in report.entries),
        row_header=2,
        page_size=20,
    )


def _cells(entry: TimelineEntry, name: str) -> tuple[Cell, ...]:
    anomaly = entry.anomaly
    return (
        f"{anomaly.detected_at:%-d %b, %H:%M}",
        f"{SEVERITY_MARKS[anomaly.severity]} {anomaly.severity.value.capitalize()}",
        name,
        RULE_WORDS[anomaly.rule],
        _value_and_line(anomaly),
        anomaly_state(anomaly),
        _incident_words(entry),
    )


def anomaly_state(anomaly: AnomalyView) -> str:
    """`open`, or when it was cleared."""
    return "open" if anomaly.cleared_at is None else f"cleared {anomaly.cleared_at:%-d %b, %H:%M}"


def _value_and_line(anomaly: AnomalyView) -> str:
    """`$412.10 / $251.05`; a dash for anomalies that have no figures."""
    if anomaly.unit is Unit.MEMBERS:
        return NONE
    return " / ".join(quantity(each, anomaly.unit) for each in (anomaly.value_millionths, anomaly.line_millionths))


def _incident_words(entry: TimelineEntry) -> str:
    if entry.incident_id is None or entry.incident_state is None:
        return NONE
    state = "not acknowledged" if entry.incident_state in _UNACKNOWLEDGED else entry.incident_state.value
    return f"#{entry.incident_id}, {state}"


def _in_words(entry: TimelineEntry) -> str:
    anomaly = entry.anomaly
    incident = "" if entry.incident_id is None else f" Incident {_incident_words(entry)}."
    return (
        f"{utc(anomaly.detected_at)}, {anomaly.severity.value}, {anomaly_state(anomaly)}: "
        f"{outside(anomaly.message, 200)}.{incident}"
    )


def _severity_menu(report: AnomaliesReport) -> Element | None:
    named = {each: f"{SEVERITY_MARKS[each]} {each.value.capitalize()}" for each in reversed(Severity)}
    choices = [option(text, filter_value("severity", each)) for each, text in named.items()]
    everything = option("All severities", filter_value("severity", None))
    return _menu("severity", "Severity", [everything, *choices], filter_value("severity", report.filter.severity))


def _rule_menu(report: AnomaliesReport) -> Element | None:
    choices = [option(RULE_WORDS[rule], filter_value("rule", rule)) for rule in Rule]
    everything = option("All rules", filter_value("rule", None))
    return _menu("rule", "Rule", [everything, *choices], filter_value("rule", report.filter.rule))


def _subject_menu(report: AnomaliesReport) -> Element | None:
    """Everyone, then the people with most anomalies; the selected one is always included."""
    chosen = report.filter.actor
    first: tuple[Actor, ...] = () if chosen is None else (chosen,)
    named = {_subject_value(actor.key): actor.display for actor in (*first, *report.subjects)}
    choices = [option(outside(name), value) for value, name in named.items()][: SELECT_OPTIONS - 1]
    everyone = option("Everyone and the team", filter_value("user", None))
    value = _subject_value(chosen.key) if chosen else filter_value("user", None)
    return _menu("user", "Who", [everyone, *choices], value)


def _subject_value(key: str) -> str:
    return filter_value("user", refer(key, OPTION_VALUE - len(filter_value("user", None))))


def _menu(name: str, placeholder: str, choices: list[Element], chosen: str) -> Element | None:
    return select(action_ids.distinct(action_ids.CHOOSE_FILTER, name), placeholder, choices, chosen=chosen)


def _state_menu(report: AnomaliesReport) -> Element | None:
    choices = [option(text, value) for value, text in STATES.items()]
    return select(action_ids.CHOOSE_WHICH, "State", choices, chosen=report.filter.state or "all")


def _incident_menu(report: AnomaliesReport) -> Element | None:
    """Opens one of the incidents of this page."""
    named = {entry.incident_id: entry.actor.display for entry in report.entries if entry.incident_id is not None}
    choices = [
        option(f"Incident #{number}: {outside(name, SHORT_NAME)}", details_query(number).encode())
        for number, name in named.items()
    ]
    return select(action_ids.distinct(action_ids.SHOW_REPORT, "incident"), "Open incident…", choices)


def _group_words(report: AnomaliesReport) -> str:
    return (
        "Covers people who were in the group when the anomaly was detected." if report.scope.group is not None else ""
    )


def _total(day: AnomalyDay) -> int:
    return day.critical + day.warning + day.info


_UNACKNOWLEDGED = frozenset({IncidentState.OPEN, IncidentState.ALERTED})
