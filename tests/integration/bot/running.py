"""`spendwatch` as a shell would run it: in this process for its output, in one of its own for its life."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on stdout; raises ValueError when there is anything else."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def complaint(self) -> str:
        """The one line on stderr."""
        (line,) = self.err.splitlines()
        return line


def clean_environment(**values: str) -> dict[str, str]:
    """The environment of a process that knows nothing but `values`."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": os.environ.get("HOME", "/"), **values}


def start(*args: str, folder: Path, **env: str) -> "subprocess.Popen[str]":
    """`spendwatch` in a process of its own; its log is read from stderr."""
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *args],
        cwd=folder,
        env=clean_environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_process(*args: str, folder: Path, **env: str) -> Ran:
    """Run `spendwatch` to its end in a process of its own."""
    process = start(*args, folder=folder, **env)
    out, err = process.communicate(timeout=90)
    return Ran(process.returncode, out, err)
