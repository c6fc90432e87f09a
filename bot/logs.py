"""Where log records go: stderr, as text or as JSON, and never with a secret in them."""

import json
import logging
import sys
import time
from typing import TextIO

TEXT = "%(asctime)sZ %(levelname)s %(name)s %(message)s"
QUIET = ("httpx", "httpcore", "slack_sdk", "slack_bolt", "matplotlib", "alembic")
MUTED = ("apscheduler",)  # it warns of each overlap that is skipped, which is what we ask of it


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record with its instant, level, logger and message."""
        fields = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False)


def set_up_logs(*, level: str, form: str, stream: TextIO | None = None) -> None:
    """Send records to `stream` (stderr): `form` is "text" or "json". Libraries speak from WARNING on."""
    handler = logging.StreamHandler(stream or sys.stderr)
    formatter = JsonFormatter() if form.lower() == "json" else logging.Formatter(TEXT, "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in MUTED:
        logging.getLogger(name).setLevel(logging.ERROR)
