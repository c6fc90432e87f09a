"""The Bolt app: listeners, and what they are given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from slack_bolt import App, BoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.answers import Answers
from bot.listeners import register_listeners
from bot.services import Services


@dataclass(frozen=True)
class BotIdentity:
    """Who the bot is in this workspace, as `auth.test` says."""

    team_id: str
    bot_id: str
    user_id: str

    @classmethod
    def ask(cls, slack: WebClient) -> Self:
        """Ask Slack; raises SlackApiError when the token is refused."""
        answer = slack.auth_test()
        return cls(team_id=answer["team_id"], bot_id=answer.get("bot_id") or "", user_id=answer["user_id"])


def build_app(services: Services, answers: Answers, *, bot: BotIdentity) -> App:
    """Make the app; a global middleware puts `answers` and `services` where listeners take them by name."""

    def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=bot.team_id,
            bot_token=services.slack.token,
            bot_id=bot.bot_id,
            bot_user_id=bot.user_id,
        )

    app = App(client=services.slack, authorize=authorize, request_verification_enabled=False)

    @app.middleware
    def give_services(context: BoltContext, next: Callable[[], None]) -> None:  # Bolt's own name
        context["answers"] = answers
        context["services"] = services
        next()

    register_listeners(app)
    return app
