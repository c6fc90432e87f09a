"""Who is told by e-mail."""

from collections.abc import Sequence


def mail_recipients(alert_email_to: Sequence[str]) -> tuple[str, ...]:
    """The addresses that a mail goes to, asked anew for each; none: nobody is told, and the mail is dropped."""
    return tuple(alert_email_to)
