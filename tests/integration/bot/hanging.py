"""A bot whose shutdown would never end."""

import logging
import threading

from bot.ending import end_in_time, stop_on_signals
from bot.logs import set_up_logs


def main() -> None:
    """Wait for SIGTERM, and then for ever."""
    set_up_logs(level="info", form="text")
    stop = stop_on_signals()
    end_in_time(stop)
    logging.getLogger("tests").info("about to hang")
    stop.wait()
    threading.Event().wait()


if __name__ == "__main__":
    main()
