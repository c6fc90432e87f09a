"""Checks that Cursor accepts the key."""

from collections.abc import Iterator
from functools import partial

import httpx

from bot.build import build_cursor_client, utc_now
from bot.config import Config, ConfigRefused
from bot.doctor.clock import check_clock
from bot.doctor.types import Check
from tracker.clock import utc_day
from tracker.cursor.analytics import AnalyticsQuestion
from tracker.cursor.client import CursorClient
from tracker.cursor.endpoints import TEAM_DAU
from tracker.cursor.errors import NOT_ON_THIS_PLAN, CursorApiError, CursorKeyRefused, CursorPlanRefused
from tracker.cursor.schemas.analytics import parse_days, read_activity

TIMEOUT_S = 10


def check_cursor(config: Config) -> Iterator[Check]:
    """Fetch the member list with the key, and compare clocks."""
    try:
        config.secret("CURSOR_ADMIN_API_KEY")
    except ConfigRefused as refusal:
        yield Check("Cursor key", False, "not set", str(refusal))
        return
    try:
        with build_cursor_client(config) as client:
            members = client.fetch_members()
            analytics = _check_analytics(client, has_own_key=config.cursor_analytics_api_key is not None)
    except CursorKeyRefused as error:
        yield Check("Cursor key", False, str(error), "Personal keys look the same: a team admin must make a team key.")
    except CursorPlanRefused as error:
        yield Check("Cursor key", False, str(error), "Ask Cursor which plan your team has; the Admin API needs it.")
    except CursorApiError as error:
        yield Check("Cursor", False, str(error), "Check the network, CURSOR_API_URL and Cursor's status page.")
    else:
        yield Check("Cursor key", True, f"accepted; the team has {len(members.rows)} members")
        yield analytics
        yield check_clock("Cursor", _date_header(config.cursor_api_url), now=utc_now())


def _check_analytics(client: CursorClient, *, has_own_key: bool) -> Check:
    """Fetch one day of one metric. A plan without analytics is fine; a failing analytics key of its own is not."""
    today = utc_day(utc_now())
    try:
        client.fetch_analytics(
            AnalyticsQuestion(TEAM_DAU, partial(parse_days, kind="activity", read=read_activity), today, today)
        )
    except CursorApiError as error:
        if error.status in NOT_ON_THIS_PLAN and not (has_own_key and isinstance(error, CursorKeyRefused)):
            return Check("Cursor analytics", True, "not available on this plan; every other report works without them")
        return Check("Cursor analytics", False, str(error), "Without CURSOR_ANALYTICS_API_KEY the admin key is used.")
    return Check("Cursor analytics", True, "available")


def _date_header(url: str) -> str | None:
    try:
        answer = httpx.head(url, timeout=TIMEOUT_S)
    except httpx.HTTPError:
        return None
    return str(answer.headers["date"]) if "date" in answer.headers else None
