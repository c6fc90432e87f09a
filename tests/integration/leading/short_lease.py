"""`spendwatch run` with a lease of two seconds, so that a test of a handover need not wait for half a minute."""

import signal
import threading
from datetime import timedelta

from bot.cli.opening import open_config, open_database
from bot.cli.run import run_bot

LASTS = timedelta(seconds=2)


def main() -> None:
    """Run until SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    config = open_config()
    with open_database(config) as store:
        run_bot(config, store, stop=stop, lease_lasts=LASTS)


if __name__ == "__main__":
    main()
