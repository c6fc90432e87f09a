"""`spendwatch run` in its own process, between stand-ins for Cursor and for a Slack with many people."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bench.stand_ins import cursor_stand_in, program, read_line


@dataclass(frozen=True)
class RunningBot:
    """A connected bot: its process, the program for its people (`bench.slack_room`), and its database."""

    process: "subprocess.Popen[str]"
    room: "subprocess.Popen[str]"
    database: Path
    connected_after_s: float

    def ask(self, question: str) -> int:
        """The single number that a query on the bot's database returns."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            return int(connection.execute(question).fetchone()[0])


@contextmanager
def running_bot(folder: Path, *, members: int, history_days: int) -> Iterator[RunningBot]:
    """The bot with a new database in `folder` that it has begun to fill; raises RuntimeError if it cannot connect."""
    database = folder / "bot.db"
    with cursor_stand_in(members=members, history_days=history_days) as (url, key), program("bench.slack_room") as room:
        slack = json.loads(read_line(room))
        environment = {
            "CURSOR_API_URL": url,
            "CURSOR_ADMIN_API_KEY": key,
            "CURSOR_RATE_LIMIT_SCALE": "100",
            "SLACK_API_URL": slack["api_url"],
            "SLACK_BOT_TOKEN": slack["bot_token"],
            "SLACK_APP_TOKEN": slack["app_token"],
            "SLACK_CHANNEL_ID": slack["channel_id"],
            "DATABASE_URL": f"sqlite:///{database}",
            "LOG_LEVEL": "error",
        }
        begun = perf_counter()
        with program("bot", ["run"], folder=folder, environment=environment, is_heard=False) as process:
            if not json.loads(read_line(room))["connected"]:
                raise RuntimeError("the bot did not connect to the stand-in Slack: see above")
            yield RunningBot(process, room, database, perf_counter() - begun)
