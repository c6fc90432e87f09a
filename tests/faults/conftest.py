"""The stand-ins and databases of the integration tests, for tests that break things."""

import pytest

from tests.integration.bot.conftest import channel_id, clock, empty_database, slack, slack_url, workspace
from tests.integration.collect.conftest import company, cursor, either, postgres

__all__ = [
    "channel_id",
    "clock",
    "company",
    "cursor",
    "either",
    "empty_database",
    "postgres",
    "slack",
    "slack_url",
    "workspace",
]

LONG = (pytest.mark.long, pytest.mark.timeout(3000))
