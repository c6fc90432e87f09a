"""`spendwatch run` with a lease of two seconds, so that handover tests do not wait for half a minute."""

from datetime import timedelta

from bot.cli.opening import open_config, open_database
from bot.cli.run import run_bot
from bot.ending import stop_on_signals

LEASE_DURATION = timedelta(seconds=2)


def main() -> None:
    """Run until SIGTERM."""
    config = open_config()
    with open_database(config) as store:
        run_bot(config, store, stop=stop_on_signals(), lease_duration=LEASE_DURATION)


if __name__ == "__main__":
    main()
