"""The result of a check."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One check: what was found, and how to fix it if something is wrong."""

    name: str
    ok: bool
    found: str
    fix: str = ""
