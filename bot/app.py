"""The Bolt app: its listeners and middleware."""

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse

from bot.answers import Answers
from bot.listeners import register_listeners
from bot.redeliveries import Redeliveries, delivery_id
from bot.services import Services
from tracker.storable import storable


def build_app(services: Services, answers: Answers) -> App:
    """Build the app; a global middleware lets listeners take `answers` and `services` as arguments.

    Checks the token with Slack. Raises BoltError if it is refused, OSError without a network.
    """
    app = App(client=services.slack, logger=_bolt_log(), request_verification_enabled=False)
    redeliveries = Redeliveries()

    @app.middleware
    def skip_redelivered(body: dict[str, Any], next: Callable[[], None]) -> BoltResponse | None:  # Bolt's own name
        if redeliveries.is_repeated(delivery_id(body)):
            return BoltResponse(status=200)
        next()
        return None

    @app.middleware
    def drop_unstorable_characters(req: BoltRequest, next: Callable[[], None]) -> None:  # Bolt's own names
        req.body = storable(req.body)
        next()

    @app.middleware
    def inject_services(context: BoltContext, next: Callable[[], None]) -> None:  # Bolt's own name
        context["answers"] = answers
        context["services"] = services
        next()

    register_listeners(app)
    return app


def _bolt_log() -> logging.Logger:
    """Bolt's logger at our level; by default Bolt uses the root's, and at DEBUG it logs whole payloads."""
    bolt_log = logging.getLogger("slack_bolt")
    bolt_log.addFilter(_is_news)
    return bolt_log


def _is_news(record: logging.LogRecord) -> bool:
    """Filter out the warning that SLACK_BOT_TOKEN goes unused: our client already has it."""
    return "`token` will be unused" not in record.getMessage()
