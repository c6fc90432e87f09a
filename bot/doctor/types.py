"""What a test of the doctor says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that was tested: what was found, and how to mend it where it is not in order."""

    name: str
    ok: bool
    found: str
    mend: str = ""
