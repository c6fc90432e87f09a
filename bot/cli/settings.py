"""`spendwatch settings list|get|set`."""

import getpass
import textwrap
from typing import Annotated, Any

import typer

from blocks.plain_words import WIDTH
from bot.alert_channel import ALERT_CHANNEL, why_it_cannot_post
from bot.build import build_slack, utc_now
from bot.cli.opening import open_config, open_database
from bot.cli.output import Json, console, print_json
from bot.config import Config
from bot.delivery.client import SLACK_TROUBLE, trouble_reason
from tracker.preferences import EVERY_SETTING, PREFERENCES, AnySpec, find_any, in_words
from tracker.settings import SettingRefused, SettingSpec
from tracker.settings_service import SettingsService
from tracker.store.settings import load_texts

INDENT = "    "

app = typer.Typer(help="Everything admins can set: list, get, set.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(help="The setting's key, as `settings list` shows it.")]


@app.command("list")
def list_settings(json: Json = False) -> None:
    """Show every setting with its value, meaning, bounds, unit and default."""
    with open_database(open_config()) as store, store.reading() as session:
        texts = load_texts(session)
    if json:
        print_json({"settings": [_entry(spec, texts[key]) for key, spec in EVERY_SETTING.items()]})
        return
    for key, spec in EVERY_SETTING.items():
        console().print(f"{key}: {in_words(key, texts[key])}")
        meaning = f"{spec.help} May be {spec.bounds}. Default: {spec.describe(spec.default)}."
        console().print(textwrap.fill(meaning, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT))


@app.command()
def get(key: Key, json: Json = False) -> None:
    """Show one setting."""
    spec = find_any(key)
    with open_database(open_config()) as store, store.reading() as session:
        text = load_texts(session)[spec.key]
    if json:
        print_json(_entry(spec, text))
    else:
        console().print(f"{spec.key}: {in_words(spec.key, text)}. {spec.help}")


@app.command(name="set", context_settings={"ignore_unknown_options": True})
def set_value(
    key: Key,
    value: Annotated[
        str,
        typer.Argument(
            help="The new value, in the setting's unit; lists are separated by commas. 0 turns a limit off."
        ),
    ],
    json: Json = False,
) -> None:
    """Change one setting; a threshold counts from the next run on, the rest at once."""
    spec = find_any(key)
    new = spec.text(spec.parse(value))
    config = open_config()
    remark = _look_at_channel(config, new) if spec.key == ALERT_CHANNEL and new else ""
    with open_database(config) as store:
        outcome = SettingsService(store).save({spec.key: new}, by=getpass.getuser(), source="cli", now=utc_now())
    if json:
        old = outcome.changes[0].old if outcome.changes else in_words(spec.key, new)
        print_json(_entry(spec, new) | {"old": old, "remark": remark})
        return
    for change in outcome.changes:
        when = "at once" if spec.key in PREFERENCES else "at the next run"
        console().print(f"{spec.key}: {change.old} → {change.new}, {when}.")
    if not outcome.changes:
        console().print(f"{spec.key}: {in_words(spec.key, new)}, as it was.")
    if remark:
        console().print(remark)


def _look_at_channel(config: Config, channel_id: str) -> str:
    """A note on the new alert channel; raises SettingRefused if Slack says that alerts cannot be posted there.

    Without Slack only the format of its id can be checked.
    """
    unsure = "Could not check whether the bot can post there: {}. Invite it there and run spendwatch doctor."
    if config.slack_bot_token is None:
        return unsure.format("SLACK_BOT_TOKEN is not set")
    try:
        reason = why_it_cannot_post(build_slack(config), channel_id)
    except SLACK_TROUBLE as error:
        return unsure.format(f"Slack did not say ({trouble_reason(error)})")
    if reason:
        raise SettingRefused(ALERT_CHANNEL, channel_id, reason)
    return ""


def _entry(spec: AnySpec, text: str) -> dict[str, Any]:
    value = spec.parse(text)
    return {
        "key": spec.key,
        "value": list(value) if isinstance(value, tuple) else value,
        "default": list(spec.default) if isinstance(spec.default, tuple) else spec.default,
        "unit": spec.unit if isinstance(spec, SettingSpec) else None,
        "minimum": spec.minimum if isinstance(spec, SettingSpec) else None,
        "maximum": spec.maximum if isinstance(spec, SettingSpec) else None,
        "help": spec.help,
    }
