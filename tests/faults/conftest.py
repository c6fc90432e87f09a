"""The stand-ins and databases of the integration tests, for tests that break things."""

import pytest

from tests.integration.bot.conftest import (
    channel_id,
    clock,
    desk,
    empty_database,
    post,
    slack,
    slack_url,
    store,
    team,
    workspace,
)
from tests.integration.collect.conftest import company, cursor, either, postgres

__all__ = [
    "channel_id",
    "clock",
    "company",
    "cursor",
    "desk",
    "either",
    "empty_database",
    "post",
    "postgres",
    "slack",
    "slack_url",
    "store",
    "team",
    "workspace",
]

LONG = (pytest.mark.long, pytest.mark.timeout(3000))
