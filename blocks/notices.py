"""Private messages to one person: answers, refusals, errors, and the headline of a report posted elsewhere."""

import re
from collections.abc import Sequence
from datetime import datetime

from blocks import action_ids, limits
from blocks.elements import (
    Element,
    Message,
    Summary,
    actions,
    button,
    context,
    header,
    instant_piece,
    line,
    link_button,
    message,
    paragraph,
    person_piece,
    plain,
    rich_text,
    spoken,
    stat_fields,
    words,
)
from blocks.escape import escape, is_slack_user, message_text, outside
from blocks.report_query import ReportQuery
from tracker.reports.types import IncidentState

_NOTICE_LENGTH = 2_500
_LINE_LENGTH = 200
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")


def notice_pieces(text: str) -> list[Element]:
    """A sentence as rich text: text in backticks becomes code, and nothing else is parsed, whatever its origin."""
    shown = outside(text, _NOTICE_LENGTH)
    pieces: list[Element] = []
    for position, part in enumerate(shown.split("`")):
        if part:
            piece = words(part)
            pieces.append(piece | {"style": {"code": True}} if position % 2 else piece)
    return pieces or [words(shown)]  # only backticks


def private_notice(text: str, *, ask: str | None = None, offers: Sequence[tuple[str, ReportQuery]] = ()) -> Message:
    """An answer or a refusal in a sentence, which may quote typed text; `ask` adds who can give access.

    `offers` are suggested reports, each as a button.
    """
    pieces = notice_pieces(text)
    if ask is not None:
        pieces += [words(" "), *ask_pieces(ask)]
    offered = [
        button(outside(label), action_ids.distinct(action_ids.SHOW_REPORT, place), query.encode())
        for place, (label, query) in enumerate(offers, start=1)
    ]
    return message(message_text(spoken(*pieces)), paragraph(*pieces), actions(*offered) if offered else None)


def understood_line(typed: str, left_out: Sequence[str] = ()) -> tuple[Element, ...]:
    """The command that a sentence was understood as, and the words that the command cannot take.

    `typed` is the command line, which may contain a mention.
    """
    mention = _MENTION.search(typed)
    before, after = (typed[: mention.start()], typed[mention.end() :]) if mention else (typed, "")
    left = f" (I ignored: {', '.join(outside(each) for each in left_out)})" if left_out else ""
    return (
        words(f"I understood {outside(before, _LINE_LENGTH)}"),
        *([words(" "), person_piece(mention[1])] if mention else []),
        *([words(f" {outside(after)}")] if after.strip() else []),
        *([words(left)] if left else []),
    )


def own_figures_line(ask: str) -> tuple[Element, ...]:
    """The line above the own report of people who may not read the team's; `ask` is who can give access."""
    why = "Only members of the alert channel can read team reports. "
    return words(why), *ask_pieces(ask), words(" These are your own figures.")


def with_line_above(line_above: Sequence[Element], drawn: Message) -> Message:
    """A message below a line that says what it answers, in small print unless it mentions somebody."""
    if not line_above:
        return drawn
    said = spoken(*line_above)
    has_mention = any(each["type"] == "user" for each in line_above)
    above = paragraph(*line_above) if has_mention else context(plain("".join(each["text"] for each in line_above)))
    has_room = len(drawn.blocks) < limits.BLOCKS_PER_MESSAGE
    return Message(message_text(said, drawn.text), [above, *drawn.blocks] if has_room else drawn.blocks)


def join_pieces(ask: str) -> list[Element]:
    """Who can read team reports, and who can give access."""
    return [words("Team reports are for members of the alert channel. "), *ask_pieces(ask)]


def ask_pieces(ask: str) -> list[Element]:
    """`Ask @mara to add you.`"""
    person = person_piece(ask) if is_slack_user(ask) else words(outside(ask))
    return [words("Ask "), person, words(" to add you.")]


def suggestions_message(typed: str, questions: Sequence[str]) -> Message:
    """A sentence was not understood; suggests questions as buttons."""
    return _with_questions(
        f"I did not understand “{outside(typed)}”. I know words like spend, models, incidents or cycle, ranges like "
        "last week, and names of people and groups. Did you mean:",
        questions,
    )


def hello_message(questions: Sequence[str]) -> Message:
    """The reply to a greeting, with questions to begin with as buttons."""
    return _with_questions(
        "Hello! Ask me in your own words, or type `/spendwatch help` for everything I know. For example:", questions
    )


def welcome_message() -> Message:
    """The reply to thanks."""
    return private_notice("You are welcome. `help` lists what I can answer.")


def _with_questions(text: str, questions: Sequence[str]) -> Message:
    pieces = notice_pieces(text)
    offered = [
        button(question, action_ids.distinct(action_ids.ASK_QUESTION, place), question)
        for place, question in enumerate(questions, start=1)
    ]
    return message(message_text(spoken(*pieces), *map(escape, questions)), paragraph(*pieces), actions(*offered))


def error_notice(reference: str) -> Message:
    """Something failed on our side: what the person can do, and the reference to find it in the log."""
    return private_notice(
        "Something went wrong on my side, so I could not do that. Nothing was left half done; please try again. "
        f"If it fails again, give your admin this reference: `{reference}`."
    )


def database_notice(reference: str) -> Message:
    """The database failed: people can only wait, admins can look into it."""
    return private_notice(
        "My database did not answer, so I could not do that. Nothing was left half done; please try again in a "
        f"minute. If it fails again, give your admin this reference: `{reference}`."
    )


def already_message(state: IncidentState, *, by: str | None, at: datetime | None) -> Message:
    """For the person who came second: who acknowledged or resolved the incident, and when."""
    done = {IncidentState.ACKNOWLEDGED: "acknowledged", IncidentState.RESOLVED: "resolved"}.get(state, "changed")
    pieces = [words(f"This was already {done}")]
    if by is not None:
        pieces += [words(" by "), person_piece(by)]
    if at is not None:
        pieces += [words(", "), instant_piece(at)]
    pieces.append(words(". Your click changed nothing."))
    return message(message_text(spoken(*pieces)), paragraph(*pieces))


def headline(summary: Summary, *, permalink: str, query: ReportQuery, can_share: bool = True) -> Message:
    """The headline where a command was typed: sentence, figures, and buttons to open and to share the report."""
    share = button("Share to channel", action_ids.SHARE_REPORT, query.encode()) if can_share else None
    return message(
        message_text(summary.text),
        header(summary.title),
        rich_text(line(*summary.sentence)),
        stat_fields(summary.stats),
        actions(link_button("Open report", action_ids.OPEN_REPORT, permalink), share),
    )
