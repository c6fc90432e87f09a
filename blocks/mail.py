"""Mails: the same reports as in Slack, made from the same blocks, without what only works in Slack."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from blocks import mail_html, mail_text
from blocks.channel_notices import budget_notice, cycle_ends_notice, plans_notice
from blocks.digest import digest_message
from blocks.elements import Block, Look, Message
from blocks.escape import clean, cut, outside
from blocks.incident import incident_message
from blocks.incident_words import SEVERITY_MARKS, handling_block, headline
from blocks.mail_words import unlinked
from tracker.reports.types import (
    BudgetNotice,
    CycleReport,
    DigestReport,
    IncidentReport,
    IncidentState,
    PlansNotice,
)

SUBJECT_LENGTH = 150
PREHEADER_LENGTH = 200
OPEN_IN_SLACK = "Open in Slack"


@dataclass(frozen=True)
class Mail:
    """A mail without its pictures, which are attached under the names that the HTML part uses.

    `thread` is the same for all mails about one thing, so that mailboxes show them together.
    """

    subject: str
    html: str
    text: str
    thread: str = ""


@dataclass(frozen=True)
class MailLook:
    """How to draw a mail.

    `pictures` are the names of the charts that will be attached; `link` is the address of the message in Slack, and
    `people` maps Slack user ids to names.
    """

    pictures: frozenset[str] = frozenset()
    link: str | None = None
    people: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


PLAIN_MAIL = MailLook()


def incident_mail(incident: IncidentReport, look: MailLook = PLAIN_MAIL, *, is_worse: bool = False) -> Mail:
    """An incident in its current state: new, worse than before, or resolved."""
    message = _with_outcome_first(incident, incident_message(incident, _slack_look(look)))
    subject = _incident_subject(incident, "Worse now, " if is_worse else "")
    return _mail(subject, message, look, thread=f"incident-{incident.incident_id}")


def _with_outcome_first(incident: IncidentReport, message: Message) -> Message:
    """Put a resolved incident's outcome first: it is why the mail was sent."""
    handling = handling_block(incident)
    if incident.state is not IncidentState.RESOLVED or handling is None:
        return message
    title, *rest = (block for block in message.blocks if block != handling)
    return Message(message.text, [title, handling, *rest])


def _incident_subject(incident: IncidentReport, first: str) -> str:
    """The subject line: who and how severe for a resolved incident, otherwise what happened."""
    if incident.state is IncidentState.RESOLVED:
        return headline(incident)
    severity = incident.severity.value
    words = f"{first}{severity}" if first else severity.capitalize()
    return f"{SEVERITY_MARKS[incident.severity]} {words}: {outside(incident.anomalies[0].message, SUBJECT_LENGTH)}"


def digest_mail(digest: DigestReport, look: MailLook = PLAIN_MAIL) -> Mail:
    """Several new incidents of one run."""
    message = digest_message(digest, _slack_look(look))
    return _mail(_title(message), message, look, thread=f"digest-{digest.digest_id}")


def cycle_mail(report: CycleReport, look: MailLook = PLAIN_MAIL) -> Mail:
    """The cycle's summary for finance."""
    message = cycle_ends_notice(report, _slack_look(look))
    return _mail(_title(message), message, look)


def plans_mail(notice: PlansNotice, look: MailLook = PLAIN_MAIL) -> Mail:
    """Used-up plans."""
    message = plans_notice(notice, _slack_look(look))
    return _mail(f"{_title(message)}: {notice.members} of {notice.active} active users", message, look)


def budget_mail(notice: BudgetNotice, look: MailLook = PLAIN_MAIL) -> Mail:
    """A part of the team's budget that is used."""
    message = budget_notice(notice, _slack_look(look))
    return _mail(_title(message), message, look)


def trouble_mail(message: Message, look: MailLook = PLAIN_MAIL) -> Mail:
    """The figures cannot be relied on, or can be again."""
    return _mail(_title(message), message, look)


def _slack_look(look: MailLook) -> Look:
    """A look whose file ids are the content ids of attachments."""
    return Look(file_ids={name: name for name in look.pictures})


def _title(message: Message) -> str:
    return str(message.blocks[0]["text"]["text"])


def _mail(subject: str, message: Message, look: MailLook, *, thread: str = "") -> Mail:
    """A mail with both parts; the subject is forced into one line, so that no name can inject a header."""
    line = cut(unlinked(clean(subject)), SUBJECT_LENGTH)
    texts = [text for block in message.blocks if (text := mail_text.text_of(block, look.people))]
    body = "".join(mail_html.html_of(block, look.people) for block in message.blocks)
    if look.link:
        texts.append(f"{OPEN_IN_SLACK}: {look.link}")
        body += mail_html.link(OPEN_IN_SLACK, look.link)
    preheader = cut(" ".join(_first_sentence(message.blocks, look.people).split()), PREHEADER_LENGTH)
    return Mail(line, mail_html.html_page(line, body, preheader=preheader), "\n\n".join(texts) + "\n", thread)


def _first_sentence(blocks: list[Block], people: Mapping[str, str]) -> str:
    return next((mail_text.text_of(block, people) for block in blocks if block["type"] == "rich_text"), "")
