"""The Bolt app: listeners, and what they are given."""

from collections.abc import Callable

from slack_bolt import App, BoltContext

from bot.answers import Answers
from bot.listeners import register_listeners
from bot.services import Services


def build_app(services: Services, answers: Answers) -> App:
    """Make the app; a global middleware puts `answers` and `services` where listeners take them by name.

    Asks Slack whether the token is good; raises BoltError when it is not, and OSError without a network.
    """
    app = App(client=services.slack, request_verification_enabled=False)

    @app.middleware
    def give_services(context: BoltContext, next: Callable[[], None]) -> None:  # Bolt's own name
        context["answers"] = answers
        context["services"] = services
        next()

    register_listeners(app)
    return app
