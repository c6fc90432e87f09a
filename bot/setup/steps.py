"""The values that a new installation needs, in order: where to get each, and how it is tested."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from slack_sdk import WebClient

from bot.alert_channel import why_it_cannot_post
from bot.build import build_resend, build_slack
from bot.config import Config, ConfigRefused
from bot.delivery.client import SLACK_TROUBLE, trouble_reason
from bot.delivery.mail import MailRefused, MailTrouble
from bot.doctor.cursor import check_cursor
from bot.doctor.database import check_database
from bot.doctor.mail import MAY_ONLY_SEND, check_mail
from bot.doctor.slack import check_slack
from bot.doctor.types import Check
from bot.setup.channels import find_channel

Test = Callable[[Config], Iterator[Check]]


@dataclass(frozen=True)
class SetupStep:
    """One variable. `test` is given the configuration with the new value; the first of its checks decides."""

    variable: str
    title: str
    where: str
    test: Test
    is_secret: bool = False
    is_needed: bool = False
    needs: tuple[str, ...] = ()
    """Without these the question is left out."""
    settle: Callable[[Config, str], str] = lambda _config, typed: typed
    """What is kept of what was typed, such as the id of a channel that was named."""

    @property
    def field(self) -> str:
        """The name of the field in Config."""
        return self.variable.lower()


def _taken(_config: Config) -> Iterator[Check]:
    yield from ()


def _cursor_key(config: Config) -> Iterator[Check]:
    return takewhile(lambda check: check.name != "Cursor analytics", check_cursor(config))


def _analytics_key(config: Config) -> Iterator[Check]:
    return (check for check in check_cursor(config) if check.name == "Cursor analytics")


def _bot_token(config: Config) -> Iterator[Check]:
    return takewhile(lambda check: check.name != "Slack app token", check_slack(config))


def _app_token(config: Config) -> Iterator[Check]:
    return (check for check in check_slack(config) if check.name == "Slack app token")


def _channel(config: Config) -> Iterator[Check]:
    channel_id = config.slack_channel_id or ""
    try:
        reason = why_it_cannot_post(build_slack(config), channel_id)
    except SLACK_TROUBLE as error:
        yield Check(
            "alert channel", False, f"Slack answered {trouble_reason(error)}", "Check the network and try again."
        )
        return
    fix = "Type /invite @Spendwatch in the channel, then press Enter here."
    yield Check("alert channel", reason is None, reason or f"{channel_id}: the bot is in it", fix if reason else "")


def _channel_id(config: Config, typed: str) -> str:
    try:
        return find_channel(build_slack(config), typed)
    except SLACK_TROUBLE:  # the test says what is wrong
        return typed.strip()


def _admins(config: Config) -> Iterator[Check]:
    """One check per admin; those not found come first, as the first check decides."""
    slack = build_slack(config)
    yield from sorted((_admin(slack, entry) for entry in config.admin_users), key=lambda check: check.ok)


def _admin(slack: WebClient, entry: str) -> Check:
    try:
        answer = slack.users_lookupByEmail(email=entry) if "@" in entry else slack.users_info(user=entry)
    except SLACK_TROUBLE as error:
        fix = "Use the e-mail of their Slack account, or their member id (U…)."
        return Check("admins", False, f"{entry}: Slack answered {trouble_reason(error)}", fix)
    return Check("admins", True, f"{entry} is {answer['user'].get('real_name') or answer['user']['id']}")


def _resend_key(config: Config) -> Iterator[Check]:
    try:
        build_resend(config).fetch_domains()
    except MailTrouble as trouble:
        is_good = isinstance(trouble, MailRefused) and trouble.name == MAY_ONLY_SEND
        fix = "" if is_good else "Copy the key again from resend.com/api-keys, or check the network."
        yield Check("Resend key", is_good, "accepted; it may only send" if is_good else str(trouble), fix)
    else:
        yield Check("Resend key", True, "taken")


def _mail(config: Config) -> Iterator[Check]:
    return check_mail(config) if config.has_mail else _taken(config)


STEPS = (
    SetupStep(
        "DATABASE_URL",
        "Where the figures are kept",
        "A file by default (sqlite:///data/spendwatch.db); or postgresql://user:password@host/name. "
        "Enter keeps the default.",
        lambda config: (check for check in check_database(config) if check.name == "database"),
        is_secret=False,
    ),
    SetupStep(
        "CURSOR_ADMIN_API_KEY",
        "Cursor's team key",
        "A team admin makes one at cursor.com/dashboard under API Keys; scope read-only is enough. Personal keys look "
        "the same and are refused.",
        _cursor_key,
        is_secret=True,
        is_needed=True,
    ),
    SetupStep(
        "CURSOR_ANALYTICS_API_KEY",
        "Cursor's analytics key",
        "Only if analytics have their own key; Enter uses the team key.",
        _analytics_key,
        is_secret=True,
        needs=("CURSOR_ADMIN_API_KEY",),
    ),
    SetupStep(
        "COMMAND_PREFIX",
        "A prefix for the commands in Slack",
        "Slack gives a command to the app installed last, so /user or /spend may clash with another app's. With sw "
        "they are /sw-user and /sw-spend. Enter uses none.",
        _taken,
    ),
    SetupStep(
        "SLACK_BOT_TOKEN",
        "Slack's bot token",
        "In your app: Install App, Install to Workspace, then copy the Bot User OAuth Token. It starts with xoxb-.",
        _bot_token,
        is_secret=True,
        is_needed=True,
    ),
    SetupStep(
        "SLACK_APP_TOKEN",
        "Slack's app-level token",
        "In your app: Basic Information, App-Level Tokens, Generate, with the scope connections:write. It starts with "
        "xapp-.",
        _app_token,
        is_secret=True,
        is_needed=True,
        needs=("SLACK_BOT_TOKEN",),
    ),
    SetupStep(
        "SLACK_CHANNEL_ID",
        "The alert channel",
        "Its members get alerts, read team reports and handle incidents. Type /invite @Spendwatch in it, then give its "
        "name or id here.",
        _channel,
        is_needed=True,
        needs=("SLACK_BOT_TOKEN",),
        settle=_channel_id,
    ),
    SetupStep(
        "ADMIN_USERS",
        "Who may change settings",
        "Besides workspace admins and owners: e-mails or Slack member ids, comma-separated, yours first: the bot says "
        "hello to the first. Enter names nobody.",
        _admins,
        needs=("SLACK_BOT_TOKEN",),
    ),
    SetupStep(
        "RESEND_API_KEY",
        "E-mail through Resend",
        "A key from resend.com/api-keys, for alerts by e-mail too. Enter skips e-mail.",
        _resend_key,
        is_secret=True,
    ),
    SetupStep(
        "RESEND_FROM",
        "The sender of e-mails",
        "An address of a domain verified at resend.com/domains, such as Spendwatch <alerts@example.com>.",
        _mail,
        needs=("RESEND_API_KEY",),
    ),
    SetupStep(
        "ALERT_EMAIL_TO",
        "Who gets e-mails",
        "Addresses, comma-separated. Enter leaves it to the settings in Slack.",
        _taken,
        needs=("RESEND_API_KEY",),
    ),
)
STEPS_BY_VARIABLE = {step.variable: step for step in STEPS}


def tested(step: SetupStep, config: Config) -> list[Check]:
    """The checks of a step's value; missing configuration is a failed check."""
    try:
        return list(step.test(config))
    except ConfigRefused as refusal:
        return [Check(step.title, False, str(refusal))]


def is_good(checks: list[Check]) -> bool:
    """Whether the value may be saved: only the first check decides, the others are for information."""
    return not checks or checks[0].ok
