"""Checks that Resend accepts the key and the configured sender, without sending anything."""

from collections.abc import Iterator

from sqlalchemy.exc import DatabaseError

from bot.build import build_resend
from bot.cli.opening import open_database
from bot.config import Config
from bot.delivery.mail import MailRefused, MailTrouble
from bot.doctor.types import Check
from bot.in_force import InForce
from tracker.settings import SettingRefused
from tracker.store.engine import DatabaseRefused
from tracker.store.migrate import NewerDatabase

NAME = "e-mail"
MAY_ONLY_SEND = "restricted_api_key"


def check_mail(config: Config) -> Iterator[Check]:
    """List Resend's domains. A key that may only send is refused that, and is fine."""
    if not config.has_mail:
        yield Check(NAME, True, "not set up: everything goes to Slack only")
        return
    domain = str(config.resend_from).rstrip(">").rpartition("@")[2].lower()
    words = _recipients_in_words(config)
    resend = build_resend(config)
    try:
        domains = {str(each.get("name")).lower(): str(each.get("status")) for each in resend.fetch_domains()}
    except MailRefused as refusal:
        yield _refused(refusal, domain, words)
        return
    except MailTrouble as trouble:
        yield Check(
            NAME, False, str(trouble), "Check the network and RESEND_API_URL. Until then mails wait, for up to a day."
        )
        return
    status = domains.get(domain, "unknown to Resend")
    if status != "verified":
        fix = "Verify it at resend.com/domains, or set RESEND_FROM to an address of a verified domain."
        yield Check(NAME, False, f"the domain {domain} of RESEND_FROM is {status}", fix)
        return
    yield Check(NAME, True, f"key accepted; {domain} is verified, {words}")


def _recipients_in_words(config: Config) -> str:
    try:
        with open_database(config) as store:
            recipients = InForce(store, config).mail_recipients()
    except (DatabaseRefused, NewerDatabase, SettingRefused, DatabaseError):
        return "the recipients cannot be read from the database"
    if not recipients:
        return "no recipients: set ALERT_EMAIL_TO, or addresses in the settings in Slack"
    return f"{len(recipients)} recipient{'s' if len(recipients) > 1 else ''}"


def _refused(refusal: MailRefused, domain: str, words: str) -> Check:
    if refusal.name == MAY_ONLY_SEND:
        found = f"key accepted; it may only send, so the first mail will show whether {domain} is verified; {words}"
        return Check(NAME, True, found)
    if refusal.status in (401, 403):
        return Check(NAME, False, str(refusal), "Make a key at resend.com/api-keys and set RESEND_API_KEY to it.")
    return Check(NAME, False, str(refusal), "Check RESEND_API_URL and Resend's status page.")
