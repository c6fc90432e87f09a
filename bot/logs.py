"""Logging: to stderr, as text or JSON, never with a secret.

Records of one round of jobs, one answer or one round of sending share a run id, whichever module logs them.
"""

import json
import logging
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import TextIO

TEXT = "%(asctime)sZ %(levelname)s %(name)s %(message)s"
QUIET = ("httpx", "httpcore", "slack_sdk", "slack_bolt", "matplotlib", "alembic")
MUTED = ("apscheduler",)  # it warns of every skipped overlap, which is what we want it to skip


class LogLevel(StrEnum):
    """The lowest level that is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_run_id: ContextVar[str | None] = ContextVar("run_id", default=None)


@contextmanager
def log_run(run_id: str | None = None) -> Iterator[str]:
    """Give all records of this thread one run id until the end of the block.

    The id is new, unless one is given to continue or the block is already part of a run.
    """
    run_id = run_id or _run_id.get() or secrets.token_hex(4)
    token = _run_id.set(run_id)
    try:
        yield run_id
    finally:
        _run_id.reset(token)


@contextmanager
def log_outside_runs() -> Iterator[None]:
    """Log without a run id until the end of the block: the bot's whole lifetime is not a run."""
    token = _run_id.set(None)
    try:
        yield
    finally:
        _run_id.reset(token)


class TextFormatter(logging.Formatter):
    """One line for people, with the run id at its end."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # the library's own name
        """Format a record without its traceback."""
        run_id = _run_id.get()
        return super().formatMessage(record) + (f" run_id={run_id}" if run_id else "")


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record with time, level, logger, message and, within a run, its id."""
        fields = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if run_id := _run_id.get():
            fields["run_id"] = run_id
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


def logs_are_json() -> bool:
    """Whether logs are JSON objects, so that stderr must carry nothing else."""
    return any(isinstance(handler.formatter, JsonFormatter) for handler in logging.getLogger().handlers)


def set_up_logs(*, level: str, form: str, stream: TextIO | None = None) -> None:
    """Send records to `stream` (stderr) in `form`, "text" or "json". Libraries log from WARNING on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    formatter = JsonFormatter() if form == "json" else TextFormatter(TEXT, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in MUTED:
        logging.getLogger(name).setLevel(logging.ERROR)
