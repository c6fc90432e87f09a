"""`spendwatch migrate`."""

from bot.cli.opening import open_config
from bot.cli.output import Json, console, print_json
from tracker.store.engine import open_store
from tracker.store.migrate import migrate as migrate_store


def migrate(json: Json = False) -> None:
    """Bring the database to this version's schema. Every other command does so too."""
    store = open_store(open_config().database_url)
    try:
        done = migrate_store(store)
    finally:
        store.close()
    if json:
        print_json({"before": done.before, "after": done.after, "changed": done.before != done.after})
    elif done.before == done.after:
        console().print(f"The database is already at schema {done.after}.")
    else:
        console().print(f"The database is now at schema {done.after} (before: {done.before or 'empty'}).")
