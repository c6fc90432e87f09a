"""Checks that this machine's clock agrees with a server's."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.doctor.types import Check

LARGEST_DIFFERENCE = timedelta(seconds=60)


def check_clock(server: str, date_header: str | None, *, now: datetime) -> Check:
    """Compare `now` with the Date header of a server's answer."""
    name = f"clock against {server}"
    if not date_header:
        return Check(name, True, "the server sends no time to compare")
    try:
        server_now = parsedate_to_datetime(date_header).astimezone(UTC)
    except ValueError:
        return Check(name, True, "the server's time cannot be read")
    difference = abs(now - server_now)
    if difference <= LARGEST_DIFFERENCE:
        return Check(name, True, f"{difference.total_seconds():.0f} s apart")
    return Check(
        name,
        False,
        f"this machine's clock is {difference.total_seconds():.0f} s off",
        "Turn on time synchronisation (NTP): days and incidents depend on this clock.",
    )
