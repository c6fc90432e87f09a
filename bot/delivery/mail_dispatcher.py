"""Sends the outbox's mails, independently of the same notices in Slack."""

import base64
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from bot.delivery.drawing import NoLongerHolds
from bot.delivery.mail import MailRefused, MailTrouble, ResendClient
from bot.delivery.mail_messages import DrawnMail, MailMaker
from bot.delivery.worker import OutboxWorker, Receipt, WorkerParts
from tracker.clock import to_ms
from tracker.store.outbox import OutboxItem
from tracker.store.outbox_rows import Channel

log = logging.getLogger(__name__)

EXPIRES_AFTER = timedelta(hours=24)  # Resend recognises a repeated mail for that long, and older news is of no use
SLACK_HEAD_START = timedelta(seconds=10)
RECHECK_AFTER = timedelta(seconds=2)
REFUSED_FOR_GOOD = {400, 413, 422}  # the mail itself is wrong; all else can be fixed in Resend or the environment
WRONG_SENDER = "invalid_from_address"
ALREADY_TAKEN = "invalid_idempotent_request"

Recipients = Callable[[], Sequence[str]]
Link = Callable[[str], str | None]


class MailDispatcher(OutboxWorker):
    """Submits waiting mails to Resend.

    A mail is drawn afresh for each try, under the row's idempotency key, so that Resend sends it only once. If Resend
    refuses the key because an earlier body differed, it has accepted the mail before.
    """

    channel = Channel.MAIL
    pause_s = 0.5  # Resend: two requests a second
    trouble = (MailTrouble,)

    def __init__(
        self,
        parts: WorkerParts,
        *,
        mails: MailMaker,
        resend: ResendClient,
        sender: str,
        recipients: Recipients,
        link: Link,
    ) -> None:
        super().__init__(parts)
        self._mails = mails
        self._resend = resend
        self._sender = sender
        self._recipients = recipients
        self._link = link
        self._head_start = timedelta(0)

    def run(self) -> None:
        """Send until `stop`. Slack gets a head start, so that a mail can link to the message there."""
        self._head_start = SLACK_HEAD_START
        super().run()

    def _send(self, item: OutboxItem) -> bool:
        age = self._clock() - item.created_at
        if age > EXPIRES_AFTER:
            self._expire(item)
            return False
        if item.slack_ref is None and age < self._head_start:
            self._outbox.retry_later(item, None, not_before=self._clock() + RECHECK_AFTER, may_have_arrived=False)
            return False
        return super()._send(item)

    def _deliver(self, item: OutboxItem) -> Receipt:
        recipients = tuple(self._recipients())
        if not recipients:
            raise NoLongerHolds("there is nobody to e-mail")
        link = self._link(item.slack_ref) if item.slack_ref else None
        drawn = self._mails.draw(item, link=link, now=self._clock())
        self._wait_for_turn()
        mail = mail_payload(drawn, kind=item.kind, sender=self._sender, recipients=recipients)
        return Receipt(self._resend.send(mail, idempotency_key=idempotency_key(item)))

    def _on_trouble(self, item: OutboxItem, error: Exception) -> bool:
        if isinstance(error, MailRefused):
            return self._refused(item, error)
        assert isinstance(error, MailTrouble)
        self._retry(item, str(error), may_have_arrived=error.may_have_arrived)
        return False

    def _refused(self, item: OutboxItem, refusal: MailRefused) -> bool:
        if refusal.name == ALREADY_TAKEN:
            log.info("mail was taken before key=%s", item.key)
            return self._store_receipt(item, Receipt("taken before"))
        if refusal.status in REFUSED_FOR_GOOD and refusal.name != WRONG_SENDER:
            self._outbox.give_up(item, str(refusal), now=self._clock())
            return False
        if refusal.retry_after_s is not None:
            self._pause(refusal.retry_after_s)
        self._retry(item, str(refusal), may_have_arrived=refusal.may_have_arrived, pause=refusal.retry_after_s)
        return False

    def _expire(self, item: OutboxItem) -> None:
        """Give up a mail that failed for a day; drop one that was never tried, as it is no longer news."""
        if item.attempts == 1:
            self._outbox.drop(item, "it waited more than a day while no mail was being sent")
        else:
            self._outbox.give_up(item, "Resend did not accept it for a day", now=self._clock())


def idempotency_key(item: OutboxItem) -> str:
    """A row's key, the same for each try; the time tells apart installations that share an account."""
    return f"spendwatch/{item.key}/{to_ms(item.created_at)}"


def mail_payload(drawn: DrawnMail, *, kind: str, sender: str, recipients: Sequence[str]) -> dict[str, Any]:
    """The body of POST /emails."""
    mail = drawn.mail
    headers = {"Auto-Submitted": "auto-generated"}
    if mail.thread:
        domain = sender.rstrip(">").rpartition("@")[2]
        headers["References"] = f"<{mail.thread}@{domain}>"
    payload: dict[str, Any] = {
        "from": sender,
        "to": list(recipients),
        "subject": mail.subject,
        "html": mail.html,
        "text": mail.text,
        "headers": headers,
        "tags": [{"name": "kind", "value": kind}],
    }
    if drawn.pictures:
        payload["attachments"] = [_attachment(name, png) for name, png in drawn.pictures.items()]
    return payload


def _attachment(name: str, png: bytes) -> dict[str, str]:
    return {
        "filename": f"{name}.png",
        "content": base64.b64encode(png).decode(),
        "content_type": "image/png",
        "content_id": name,
    }
