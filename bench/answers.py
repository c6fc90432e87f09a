"""What somebody in Slack waits for: a report's text and first picture, and a question that was asked before.

The stand-in Slack is a separate program and shows pictures immediately, whereas Slack scans them for a second or two.
The bot's work runs here, without its queue.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count

from pydantic import SecretStr

from bench.stand_ins import program, read_line
from blocks.report_query import ReportQuery
from bot.build import build_services
from bot.config import Config
from bot.requests import Asker, Reply
from bot.services import Services
from tracker.store.engine import Store

LONGEST_DAYS = 90


@contextmanager
def slack_questions(store: Store, *, now: datetime) -> Iterator[dict[str, Callable[[], object]]]:
    """Questions as asked in Slack, for a team in a store."""
    with program("bench.slack_room", ["--unscanned"]) as room:
        slack = json.loads(read_line(room))
        services = build_services(_config(slack), store, clock=lambda: now)
        user_id = str(services.slack.users_lookupByEmail(email="asker0@example.com")["user"]["id"])
        asker = Asker(user_id, channel_id=slack["channel_id"], response_url=None)
        yield {
            "overview in Slack, first picture": _first_picture(services, asker),
            "overview in Slack, asked again": lambda: _answer(services, asker, "30d"),
        }


def _first_picture(services: Services, asker: Asker) -> Callable[[], None]:
    """Uses another range each time, so that nothing is cached."""
    days = count(LONGEST_DAYS, -1)
    return lambda: _answer(services, asker, f"{next(days)}d")


def _answer(services: Services, asker: Asker, words: str) -> None:
    """Post the report, then add its pictures."""
    reply: Reply = services.delivery.answer(asker, ReportQuery("overview", range_words=words))
    assert reply.then is not None
    reply.then()


def _config(slack: dict[str, str]) -> Config:
    given = {
        "slack_bot_token": SecretStr(slack["bot_token"]),
        "slack_app_token": SecretStr(slack["app_token"]),
        "slack_channel_id": slack["channel_id"],
        "slack_api_url": slack["api_url"],
    }
    return Config.model_construct(**Config.model_construct().model_dump() | given)
