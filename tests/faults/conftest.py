"""The stand-ins and databases of the integration tests, for tests that break things."""

import pytest

from tests.integration.bot.conftest import (
    channel_id,
    clock,
    desk,
    post,
    slack,
    slack_url,
    team,
    workspace,
)
from tests.integration.collect.conftest import company, cursor, either

__all__ = [
    "channel_id",
    "clock",
    "company",
    "cursor",
    "desk",
    "either",
    "post",
    "slack",
    "slack_url",
    "team",
    "workspace",
]

LONG = (pytest.mark.long, pytest.mark.timeout(3000))
