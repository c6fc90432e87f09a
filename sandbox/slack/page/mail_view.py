"""Shows mail that would have been sent, isolated: it cannot run scripts, load anything or reach the page."""

import base64
import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sandbox.resend.mailbox import Attachment, Mailbox, SentMail
from sandbox.slack.page.pictures import size_words

ALL = "all"
"""In addresses: the list of all mails."""
SHOWN_MAILS = 200
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif"})
DOCUMENT_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
}
_CONTENT_ID = re.compile(r"(?<=src=\")cid:([^\"]+)(?=\")")
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


@dataclass(frozen=True)
class ShownAttachment:
    """A file of a mail; `src` is the address of its picture, "" if it is not one."""

    filename: str
    size: str
    src: str
    content_id: str | None


@dataclass(frozen=True)
class ShownMail:
    """A mail for one reader."""

    id: str
    at: datetime
    sender: str
    to: str
    subject: str
    first_words: str
    text: str
    idempotency_key: str
    attachments: tuple[ShownAttachment, ...]


def shown_mails(mailbox: Mailbox, zone: tzinfo) -> list[ShownMail]:
    """The newest mails, newest first."""
    return [_shown(mail, zone) for mail in reversed(mailbox.mails()[-SHOWN_MAILS:])]


def shown_mail(mailbox: Mailbox, mail_id: str, zone: tzinfo) -> ShownMail | None:
    """One mail by its id."""
    mail = mailbox.mail(mail_id)
    return _shown(mail, zone) if mail else None


def document_of(mail: SentMail) -> str:
    """The HTML part with embedded pictures; its links open in a new tab."""
    by_id = {each.content_id: each for each in mail.attachments if each.content_id}

    def embed(found: re.Match[str]) -> str:
        attachment = by_id.get(found[1])
        return _data_address(attachment) if attachment else found[0]

    return _HEAD.sub(r'\g<0><base target="_blank">', _CONTENT_ID.sub(embed, mail.html), count=1)


def picture_of(mail: SentMail, index: int) -> Attachment | None:
    """The attachment with this index, if it is a picture."""
    attachment = mail.attachments[index] if index < len(mail.attachments) else None
    return attachment if attachment and attachment.content_type in PICTURES else None


def _data_address(attachment: Attachment) -> str:
    kind = attachment.content_type if attachment.content_type in PICTURES else "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(attachment.content).decode()}"


def _first_words(text: str) -> str:
    """The text below the title, without separator lines."""
    body = text.partition("\n\n")[2] or text
    return " ".join(word for word in body.split() if word.strip("-"))[:200]


def _shown(mail: SentMail, zone: tzinfo) -> ShownMail:
    return ShownMail(
        id=mail.id,
        at=datetime.fromtimestamp(mail.at, zone),
        sender=mail.sender,
        to=", ".join(mail.to),
        subject=mail.subject,
        first_words=_first_words(mail.text),
        text=mail.text,
        idempotency_key=mail.idempotency_key or "",
        attachments=tuple(
            ShownAttachment(
                each.filename,
                size_words(len(each.content)),
                f"/mail/{mail.id}/{index}" if each.content_type in PICTURES else "",
                each.content_id,
            )
            for index, each in enumerate(mail.attachments)
        ),
    )
