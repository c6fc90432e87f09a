"""The default range of each report."""

from collections.abc import Mapping
from types import MappingProxyType

DEFAULT_RANGES: Mapping[str, str] = MappingProxyType(
    {
        "overview": "cycle",
        "topspenders": "cycle",
        "models": "cycle",
        "user": "cycle",
        "groups": "cycle",
        "cycle": "cycle",
        "insights": "30d",
        "incidents": "30d",
        "anomalies": "30d",
        "weekly": "last week",
    }
)
