"""`spendwatch replay`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from blocks.plain_words import in_plain_words
from blocks.replay import replay_message
from bot.cli.opening import now_or, open_config, open_database
from bot.cli.output import AsOf, Json, console, print_json
from bot.config import ConfigRefused
from tracker.reports.as_json import to_json
from tracker.reports.replay import REPLAYED_DAYS
from tracker.reports.service import ReportService
from tracker.settings import find_setting

MAX_DAYS = 90


def replay(
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A setting to try; repeatable.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=MAX_DAYS, help="UTC days, today included.")] = REPLAYED_DAYS,
    as_of: AsOf = None,
    json: Json = False,
) -> None:
    """Say which incidents other settings would have opened in the last days, and which not; nothing is saved."""
    wanted = _read(set_ or ())
    config = open_config()
    now = now_or(as_of)
    with open_database(config) as store:
        report = ReportService(store).replay(wanted, days=days, now=now)
    if json:
        print_json(to_json(report))
    else:
        console().print(in_plain_words(replay_message(report)))


def _read(pairs: Sequence[str]) -> dict[str, str]:
    """Keys and values; raises ConfigRefused for anything but a pair, UnknownSetting and SettingRefused."""
    wanted = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals:
            raise ConfigRefused(f"--set takes KEY=VALUE, such as zscore_multiplier=3, got {pair[:80]!r}")
        spec = find_setting(key)
        spec.parse(text)
        wanted[spec.key] = text
    return wanted
