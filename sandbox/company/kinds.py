"""The billing kinds of a usage event in Cursor's spelling, and how each is charged."""

from enum import Enum

USAGE_BASED = "Usage-based"
INCLUDED = "Included in Business"
ERRORED = "Errored, Not Charged"
ABORTED = "Aborted, Not Charged"
USER_API_KEY = "User API Key"


class Charge(Enum):
    """How an event counts: on-demand money, included value, somebody's own key, or not at all."""

    ON_DEMAND = "on-demand"
    INCLUDED = "included"
    OWN_KEY = "own key"
    NOT_CHARGED = "not charged"
    UNKNOWN = "unknown"


def charge_of(kind: str) -> Charge:
    """Read a kind in label or enum spelling (`USAGE_EVENT_KIND_...`); others are UNKNOWN."""
    words = kind.lower().replace("_", " ").replace("-", " ").removeprefix("usage event kind ")
    if "not charged" in words:
        return Charge.NOT_CHARGED
    if "usage based" in words:
        return Charge.ON_DEMAND
    if "included" in words:
        return Charge.INCLUDED
    if "api key" in words:
        return Charge.OWN_KEY
    return Charge.UNKNOWN
