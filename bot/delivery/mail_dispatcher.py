"""Sends by mail what the outbox holds for it, whatever becomes of the same in Slack."""

import base64
import logging
import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.drawing import NoLongerHolds
from bot.delivery.mail import MailRefused, MailTrouble, ResendClient
from bot.delivery.mail_messages import DrawnMail, MailMaker
from bot.delivery.worker import OutboxWorker
from tracker.clock import to_ms
from tracker.store.lease import LeaseLost
from tracker.store.outbox import Channel, Outbox, OutboxItem

log = logging.getLogger(__name__)

PAUSE_BETWEEN_MAILS_S = 0.5  # Resend: two requests a second
NEWS_FOR = timedelta(hours=24)  # as long as Resend knows a mail that is sent again, and as news are news
SLACK_HEAD_START = timedelta(seconds=10)
LOOK_AGAIN = timedelta(seconds=2)
WRONG_FOR_GOOD = {400, 413, 422}  # the mail itself; all else can be mended in Resend or in the environment
WRONG_SENDER = "invalid_from_address"
ALREADY_TAKEN = "invalid_idempotent_request"

Recipients = Callable[[], Sequence[str]]
Link = Callable[[str], str | None]


class MailDispatcher(OutboxWorker):
    """Claims, draws, sends, keeps the receipt.

    A mail is drawn anew each time it is tried, under one key that is the row's own, so that Resend sends it once:
    should it refuse the key because what it took before read differently, it has taken it.
    """

    def __init__(
        self,
        *,
        outbox: Outbox,
        mails: MailMaker,
        resend: ResendClient,
        sender: str,
        recipients: Recipients,
        link: Link,
        clock: Callable[[], datetime],
        claimer: str,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        rng: random.Random | None = None,
    ) -> None:
        super().__init__(outbox=outbox, clock=clock, claimer=claimer, rng=rng)
        self._mails = mails
        self._resend = resend
        self._sender = sender
        self._recipients = recipients
        self._link = link
        self._sleep = sleep
        self._monotonic = monotonic
        self._next_mail_at = 0.0
        self._patience = timedelta(0)

    def run(self) -> None:
        """Send until `stop`; Slack has a head start, so that a mail can lead to the message there."""
        self._patience = SLACK_HEAD_START
        super().run()

    def drain(self) -> int:
        """Send everything that is due now; when Resend asks for a pause, the rest waits for another round."""
        sent = 0
        while not self._stopped.is_set() and self._monotonic() >= self._next_mail_at - PAUSE_BETWEEN_MAILS_S:
            item = self._outbox.claim_next(now=self._clock(), claimer=self._claimer, channel=Channel.MAIL)
            if item is None:
                break
            sent += self._send(item)
        return sent

    def _send(self, item: OutboxItem) -> bool:
        age = self._clock() - item.created_at
        if age > NEWS_FOR:
            self._let_go(item)
            return False
        if item.slack_ref is None and age < self._patience:
            self._outbox.retry_later(item, None, not_before=self._clock() + LOOK_AGAIN, may_have_arrived=False)
            return False
        recipients = tuple(self._recipients())
        if not recipients:
            self._outbox.drop(item, "nobody is to be told by e-mail")
            return False
        return self._try(item, recipients)

    def _try(self, item: OutboxItem, recipients: Sequence[str]) -> bool:
        try:
            link = self._link(item.slack_ref) if item.slack_ref else None
            drawn = self._mails.draw(item, link=link, now=self._clock())
            receipt = self._post(item, drawn, recipients)
        except NoLongerHolds as reason:
            self._outbox.drop(item, str(reason))
            return False
        except MailRefused as refusal:
            return self._refused(item, refusal)
        except MailTrouble as trouble:
            self._retry(item, str(trouble), may_have_arrived=trouble.may_have_arrived)
            return False
        except LeaseLost:
            raise
        except Exception as error:
            log.exception("mail not drawn key=%s, it is tried again later", item.key)
            self._retry(item, f"it could not be drawn ({type(error).__name__})", may_have_arrived=False)
            return False
        return self._keep(item, receipt)

    def _post(self, item: OutboxItem, drawn: DrawnMail, recipients: Sequence[str]) -> str:
        pause = self._next_mail_at - self._monotonic()
        if pause > 0:
            self._sleep(pause)
        self._next_mail_at = self._monotonic() + PAUSE_BETWEEN_MAILS_S
        mail = mail_payload(drawn, kind=item.kind, sender=self._sender, recipients=recipients)
        return self._resend.send(mail, idempotency_key=idempotency_key(item))

    def _keep(self, item: OutboxItem, receipt: str) -> bool:
        is_first = self._outbox.store_receipt(item, receipt, now=self._clock())
        log.info("mail sent key=%s attempts=%d", item.key, item.attempts)
        return is_first

    def _refused(self, item: OutboxItem, refusal: MailRefused) -> bool:
        if refusal.name == ALREADY_TAKEN:
            log.info("mail was taken before key=%s", item.key)
            return self._keep(item, "taken before")
        if refusal.status in WRONG_FOR_GOOD and refusal.name != WRONG_SENDER:
            self._outbox.give_up(item, str(refusal), now=self._clock())
            return False
        if refusal.retry_after_s is not None:
            self._next_mail_at = self._monotonic() + PAUSE_BETWEEN_MAILS_S + refusal.retry_after_s
        self._retry(item, str(refusal), may_have_arrived=refusal.may_have_arrived, pause=refusal.retry_after_s)
        return False

    def _let_go(self, item: OutboxItem) -> None:
        """What nobody could send for a day was given up; what nobody tried to send is no news any more."""
        if item.attempts == 1:
            self._outbox.drop(item, "it waited for more than a day while nothing sent mail")
        else:
            self._outbox.give_up(item, "Resend did not take it for a day", now=self._clock())


def idempotency_key(item: OutboxItem) -> str:
    """The same for each try of a row, and no other row's: installations may share an account and count alike."""
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
