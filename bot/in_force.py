"""The settings in force: what admins set in Slack, else what the environment says.

They are read from the database on every access, so that a change takes effect in every process without a restart.
"""

from collections.abc import Mapping

from bot.access import Roles
from bot.config import Config, missing
from tracker.preferences import Preferences
from tracker.store.engine import Store
from tracker.store.settings import load_preferences


class InForce:
    """The settings in force; every method raises SettingRefused if a stored value is out of bounds."""

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._config = config

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment's values by setting key, as words or ids; unset variables are left out."""
        says = {
            "collect_interval_minutes": f"{self._config.collect_interval_minutes:g} minutes",
            "alert_channel": self._config.slack_channel_id or "",
            "admin_users": ", ".join(sorted(self._config.admin_users)),
            "alert_email_to": ", ".join(self._config.alert_email_to),
        }
        return {key: words for key, words in says.items() if words}

    @property
    def named_admins(self) -> tuple[str, ...]:
        """The environment's admins, as ids and e-mails, in their original order."""
        return self._config.admin_users

    @property
    def admins(self) -> tuple[str, ...]:
        """Everyone named as an admin, by id or e-mail, without duplicates."""
        return tuple(dict.fromkeys((*self._config.admin_users, *self._preferences().admin_users)))

    @property
    def has_slack(self) -> bool:
        """Whether messages can be sent."""
        return self._config.slack_bot_token is not None and bool(self._channel(self._preferences()))

    def alert_channel(self) -> str:
        """The id of the alert channel; raises ConfigRefused if there is none."""
        channel_id = self._channel(self._preferences())
        if not channel_id:
            raise missing("SLACK_CHANNEL_ID")
        return channel_id

    def roles(self) -> Roles:
        """The sources of rights; raises ConfigRefused without an alert channel."""
        preferences = self._preferences()
        channel_id = self._channel(preferences)
        if not channel_id:
            raise missing("SLACK_CHANNEL_ID")
        return Roles(
            channel_id=channel_id,
            admin_users=frozenset(entry.lower() for entry in {*self._config.admin_users, *preferences.admin_users}),
            report_readers=frozenset(preferences.report_readers),
        )

    def collect_interval_minutes(self) -> float:
        """How often to collect."""
        return self._preferences().collect_interval_minutes or self._config.collect_interval_minutes

    @property
    def has_mail(self) -> bool:
        """Whether anybody receives e-mail."""
        return self._config.has_mail and bool(self.mail_recipients())

    def mail_recipients(self) -> tuple[str, ...]:
        """The recipients of incidents and summaries by mail."""
        return self._preferences().alert_email_to or self._config.alert_email_to

    def _preferences(self) -> Preferences:
        with self._store.reading() as session:
            return load_preferences(session)

    def _channel(self, preferences: Preferences) -> str:
        return next(iter(preferences.alert_channel), self._config.slack_channel_id or "")
