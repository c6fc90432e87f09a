"""Whether the sum of the stored events agrees with the spend that Cursor reports for its members."""

from blocks.elements import (
    Element,
    Message,
    bullets,
    context,
    header,
    line,
    lines,
    message,
    plain,
    rich_text,
    spoken,
    utc,
    words,
)
from blocks.escape import message_text, outside
from blocks.numbers import counted, dollars, percent
from tracker.reports.types import MemberDifference, Reconciliation

_WHAT_IT_MEANS = (
    "Compares the usage value of the cycle's events with overallSpendCents of /teams/spend once a day, leaving out the "
    "last two hours, which Cursor may not have added up yet. Admins are notified of a difference above half a per "
    "cent, overall or for one member."
)


def reconciliation_pieces(found: Reconciliation) -> list[Element]:
    """One line for the status: both sums, their difference, and the member with the largest one."""
    largest = f"Largest differences: {'; '.join(map(_in_short, found.largest))}." if found.largest else ""
    said = " ".join(filter(None, (_verdict(found), _rest(found), largest)))
    return [words("Events against Cursor's own sums: ", bold=True), words(said)]


def difference_message(found: Reconciliation) -> Message:
    """Sent to admins once: what differs, by how much, and for which members most."""
    sentence = [words(_verdict(found), bold=True), words(f" {_rest(found)}")]
    largest = [line(*_member(each)) for each in found.largest]
    advice = (
        "Every day of the cycle is read again once a day, which picks up late events and corrected costs. If the "
        "difference stays, compare both sums with Cursor's own dashboard. I will say when they agree again."
    )
    title = "Events do not match Cursor's totals"
    return message(
        message_text(
            f"{title}.",
            spoken(*sentence),
            *(spoken(*_member(each)) for each in found.largest),
            advice,
            f"As of {utc(found.as_of)}.",
        ),
        header(f"⚠️ {title}"),
        rich_text(lines(sentence)),
        rich_text(line(words("Largest differences:", bold=True)), bullets(*largest)) if largest else None,
        context(plain(advice)),
        context(plain(f"As of {utc(found.as_of)}. {_WHAT_IT_MEANS}")),
    )


def agreement_message(found: Reconciliation) -> Message:
    """Sent to admins once, after a difference."""
    sentence = [words("Events and Cursor's own sums agree again.", bold=True), words(f" {_verdict(found)}")]
    return message(
        message_text(spoken(*sentence), f"As of {utc(found.as_of)}."),
        header("✅ Events match Cursor's totals again"),
        rich_text(lines(sentence)),
        context(plain(f"As of {utc(found.as_of)}. {_WHAT_IT_MEANS}")),
    )


def _verdict(found: Reconciliation) -> str:
    events, said = dollars(found.events_microcents), dollars(found.cursor_microcents)
    if not found.members:
        return "they cannot be compared: Cursor gives no overall spend."
    if found.past_tolerance_since is None:
        besides = ""
        if found.explained_microcents:
            besides = f", apart from {dollars(found.explained_microcents)} of events without an e-mail"
        return f"{events} and {said}, no more than half a per cent apart{besides}."
    share = percent(found.misplaced_microcents, max(found.events_microcents, found.cursor_microcents))
    differ = f"{dollars(found.misplaced_microcents)} ({share})"
    return f"{events} of events, {said} by Cursor; {differ} differs when compared by member."


def _rest(found: Reconciliation) -> str:
    parts = [f"{counted(found.members, 'member')} compared"]
    if found.members_off:
        parts.append(f"{counted(found.members_off, 'member')} beyond the tolerance")
    if found.not_comparable:
        parts.append(f"{counted(found.not_comparable, 'member')} without an overall figure")
    if found.nameless_microcents:
        parts.append(f"{dollars(found.nameless_microcents)} of events without an e-mail")
    if found.not_listed_microcents:
        parts.append(f"{dollars(found.not_listed_microcents)} by people Cursor does not list")
    return f"Cycle since {utc(found.cycle_start)}; {', '.join(parts)}."


def _member(each: MemberDifference) -> list[Element]:
    return [
        words(outside(each.actor.display), bold=True),
        words(
            f": {dollars(each.events_microcents)} of events, {dollars(each.cursor_microcents)} by Cursor "
            f"({_difference(each)})"
        ),
    ]


def _in_short(each: MemberDifference) -> str:
    return f"{outside(each.actor.display)} {_difference(each)}"


def _difference(each: MemberDifference) -> str:
    more = each.cursor_microcents - each.events_microcents
    return f"{'+' if more > 0 else ''}{dollars(more)}"
