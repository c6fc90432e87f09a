"""`spendwatch start-alerts`: the answer to the trial of a new installation, for scripts."""

import getpass

from bot.build import utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json, console, print_json
from bot.in_force import InForce
from tracker.alerting import AlertingService


def start_alerts(json: Json = False) -> None:
    """Send alerts from now on, as Start alerting below the trial does; before the first run it spares the trial."""
    config = open_config()
    with open_database(config) as store:
        by_mail = InForce(store, config).has_mail
        is_new = AlertingService(store).start(by=getpass.getuser(), source="cli", now=utc_now(), by_mail=by_mail)
    if json:
        print_json({"alerting": "on", "changed": is_new})
    else:
        console().print("Alerts are on." if is_new else "Alerts were already on.")
