"""Parts of every report: range, basis and freshness, and the controls that change its query."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from blocks import action_ids
from blocks.elements import Block, Element, actions, button, context, moment, mrkdwn, option, plain, select, utc, words
from blocks.escape import NAME_LENGTH, cut, escape, outside, sentence_case
from blocks.limits import OPTION_VALUE, PLACEHOLDER, SELECT_OPTIONS
from blocks.numbers import dollars
from blocks.references import ALL, refer
from blocks.report_query import REFRESH, SEARCH_LENGTH, ReportQuery
from blocks.shown_names import shown_names
from tracker.reports.types import DayPoint, MemberDay, MemberRow, Scope, Totals

_RANGES = (
    ("24h", "Last 24 hours"),
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("7d", "Last 7 days"),
    ("14d", "Last 14 days"),
    ("30d", "Last 30 days"),
    ("this week", "This week"),
    ("last week", "Last week"),
    ("cycle", "This cycle"),
    ("last cycle", "Last cycle"),
)


def range_and_group(scope: Scope) -> str:
    """`last 7 days`, with the group if there is one; text from outside in it is made safe."""
    label = outside(scope.range.label)
    return f"{label}, group {outside(scope.group)}" if scope.group is not None else label


def footer(scope: Scope, *remarks: str) -> Block:
    """Range, basis and freshness as small print, then caveats about the figures."""
    collected = f"collected {moment(scope.collected_at)}" if scope.collected_at else "nothing collected yet"
    return context(
        plain(f"{sentence_case(range_and_group(scope))} ({_span(scope)}{_known_from(scope)})"),
        mrkdwn(f"Basis: {escape(scope.basis)}, as of {moment(scope.as_of)}, {collected}"),
        *(plain(remark) for remark in (*remarks, _counted_whole(scope)) if remark),
    )


def none_used(scope: Scope, sentence: str, of: str = "this range") -> Element:
    """The sentence for no usage, or else that nothing is known, as before the history or the first collection."""
    if scope.known_from is not None and scope.is_before_history:
        return words(f"My figures begin on {scope.known_from:%-d %b %Y}; nothing is known about {of}.")
    return words(sentence if scope.collected_at else "Nothing has been collected for this range yet; try again soon.")


def known_figures(scope: Scope, figures: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The figures of a report; none for a range before the history, where zeros would be wrong."""
    return () if scope.is_before_history else tuple(figures)


def _known_from(scope: Scope) -> str:
    return f", data from {scope.known_from:%-d %b %Y}" if scope.known_from and scope.is_cut_by_history else ""


def _counted_whole(scope: Scope) -> str:
    """The days that the range or its comparison should cut, but that can only be counted as a whole."""
    days = scope.days_counted_whole
    named = " and ".join(f"{day:%-d %b %Y}" for day in days)
    count, their = ("counts as a whole day", "its") if len(days) == 1 else ("count as whole days", "their")
    return f"{named} {count}: {their} usage events are no longer kept." if days else ""


def _span(scope: Scope) -> str:
    """The range as instants; one that is not over only has a start."""
    window = scope.range
    return f"since {utc(window.start)}" if window.end == scope.as_of else f"{utc(window.start)} to {utc(window.end)}"


def caveats(totals: Totals, days: Iterable[DayPoint | MemberDay]) -> tuple[str, ...]:
    """Sentences on why the figures are not final; "" for those that do not apply."""
    provisional = [day for day in days if day.provisional]
    since = f"{provisional[0].date:%-d %b}" if provisional else ""
    return (
        f"Provisional from {since}: Cursor may still add to it." if since else "",
        f"{dollars(totals.unknown_kind_microcents)} of it is of a billing kind I do not know."
        if totals.unknown_kind_microcents
        else "",
        f"{dollars(totals.estimated_microcents)} of it is estimated: Cursor gave no charge."
        if totals.estimated_microcents
        else "",
    )


def counters_caveat(as_of: datetime | None) -> str:
    """The caveat that Cursor's daily counters lag behind spend; "" if they are as fresh as the events."""
    return f"Used-up plans come from Cursor's daily counters as of {utc(as_of)}; spend is newer." if as_of else ""


def range_menu(query: ReportQuery, label: str) -> Element | None:
    """The menu of ranges, set to the one shown."""
    known = [option(text, range_words) for range_words, text in _RANGES]
    if query.range_words not in {words for words, _ in _RANGES}:
        known.insert(0, option(outside(label).capitalize(), refer(query.range_words, OPTION_VALUE)))
    chosen = refer(query.range_words, OPTION_VALUE)
    return select(action_ids.CHOOSE_RANGE, "Range", known, chosen=chosen)


def group_menu(shown: str | None, groups: Sequence[str]) -> Element | None:
    """The menu of billing groups, or None without groups; the group shown is always included."""
    if not groups and shown is None:
        return None
    first = [] if shown is None or shown in groups[: SELECT_OPTIONS - 1] else [shown]
    named = {refer(name, OPTION_VALUE): name for name in (*first, *groups)}
    choices = [option("All groups", ALL), *(option(outside(name), value) for value, name in named.items())]
    return select(
        action_ids.CHOOSE_GROUP, "Group", choices, chosen=ALL if shown is None else refer(shown, OPTION_VALUE)
    )


def people_menu(rows: Sequence[MemberRow]) -> Element | None:
    """The menu that opens one person's report."""
    names = shown_names((row.actor for row in rows), NAME_LENGTH)
    listed = [option(name, refer(key, OPTION_VALUE)) for key, name in names.items()]
    return select(action_ids.PICK_USER, "View user…", listed)


def page_words(page: int, pages: int) -> str:
    """The page number for the small print; "" if there is only one page."""
    return f"Page {page} of {pages}." if pages > 1 else ""


def page_buttons(query: ReportQuery, page: int, pages: int) -> list[Element]:
    """Previous and Next, as far as there are such pages."""
    asked = (("Previous", "previous", page - 1), ("Next", "next", page + 1))
    return [
        button(
            f"{name} page",
            action_ids.distinct(action_ids.UPDATE_REPORT, part),
            replace(query, page=number).encode(),
            label=f"{name} page, {number} of {pages}",
        )
        for name, part, number in asked
        if 1 <= number <= pages
    ]


def section_buttons(query: ReportQuery, sections: Iterable[tuple[str, str]], shown: str) -> list[Element]:
    """A button for each (section, name) of a report, with the current one highlighted."""
    return [
        button(
            name,
            action_ids.distinct(action_ids.UPDATE_REPORT, "part", section),
            replace(query, section=section, page=1).encode(),
            style="primary" if section == shown else None,
            label=f"{name}, shown now" if section == shown else None,
        )
        for section, name in sections
    ]


def search_field(query: ReportQuery, label: str) -> Block:
    """A search field for a part of a name; Enter redraws the report, without a search if it is empty."""
    element: Element = {
        "type": "plain_text_input",
        "action_id": action_ids.SEARCH,
        "max_length": SEARCH_LENGTH,
        "placeholder": plain("Type part of it, then press Enter", PLACEHOLDER),
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if query.search:
        element["initial_value"] = cut(query.search, SEARCH_LENGTH)
    return {"type": "input", "dispatch_action": True, "label": plain(label), "element": element}


def clear_button(query: ReportQuery) -> Element:
    """The button that removes search and badge."""
    everyone = replace(query, search=None, badge=None, page=1)
    return button("Show everyone", action_ids.distinct(action_ids.UPDATE_REPORT, "clear"), everyone.encode())


def refresh_button(query: ReportQuery) -> Element:
    """The button that redraws the report; `query_of` reads the message's query from its value."""
    return button("Refresh", REFRESH, query.encode())


def next_question(text: str, query: ReportQuery) -> Element:
    """A button that posts another report, as the answer to a likely next question."""
    return button(text, action_ids.distinct(action_ids.SHOW_REPORT, query.report), query.encode())


def controls(*elements: Element | Iterable[Element] | None) -> Block | None:
    """A row of controls from elements and lists of elements; None is skipped."""
    flat: list[Element | None] = []
    for element in elements:
        if element is None or isinstance(element, dict):
            flat.append(element)
        else:
            flat.extend(element)
    return actions(*flat)
