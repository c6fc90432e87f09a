"""Whether Cursor takes the key and answers."""

from collections.abc import Iterator

import httpx

from bot.build import build_cursor_client, utc_now
from bot.config import Config, ConfigRefused
from bot.doctor.clock import check_clock
from bot.doctor.types import Check
from tracker.cursor.errors import CursorApiError, CursorKeyRefused, CursorPlanRefused

TIMEOUT_S = 10


def check_cursor(config: Config) -> Iterator[Check]:
    """Ask for the roster with the key; compare the clocks."""
    try:
        config.secret("CURSOR_ADMIN_API_KEY")
    except ConfigRefused as refusal:
        yield Check("Cursor key", False, "not set", str(refusal))
        return
    try:
        with build_cursor_client(config) as client:
            members = client.fetch_members()
    except CursorKeyRefused as error:
        yield Check("Cursor key", False, str(error), "Personal keys look the same: a team admin must make a team key.")
    except CursorPlanRefused as error:
        yield Check("Cursor key", False, str(error), "Ask Cursor which plan your team has; the Admin API needs it.")
    except CursorApiError as error:
        yield Check("Cursor", False, str(error), "Check the network, CURSOR_API_URL and Cursor's status page.")
    else:
        yield Check("Cursor key", True, f"taken; the team has {len(members.rows)} members")
        yield check_clock("Cursor", _date_header(config.cursor_api_url), now=utc_now())


def _date_header(url: str) -> str | None:
    try:
        answer = httpx.head(url, timeout=TIMEOUT_S)
    except httpx.HTTPError:
        return None
    return str(answer.headers["date"]) if "date" in answer.headers else None
