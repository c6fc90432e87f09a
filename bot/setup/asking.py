"""Asks for the values of all steps at a terminal."""

from getpass import getpass

from rich.console import Console
from rich.prompt import Prompt
from rich.text import Text

from bot.build import build_slack
from bot.config import ConfigRefused
from bot.delivery.client import SLACK_TROUBLE
from bot.doctor.types import Check
from bot.manifest import creation_link
from bot.setup.channels import list_channels
from bot.setup.setup import Setup
from bot.setup.steps import STEPS, SetupStep, is_good

LATER = "later"
MAX_CHANNELS = 20


def ask_everything(setup: Setup, out: Console) -> None:
    """Ask for missing values and offer to change known ones; every valid answer is saved at once."""
    out.print(f"Everything goes into {setup.file.path}, each answer as soon as it is tested. Ctrl-C stops; what you")
    out.print(f"entered is kept, and the next `spendwatch init` continues. Type {LATER} to leave an answer for then.")
    for number, step in enumerate(STEPS, 1):
        if setup.is_asked(step):
            out.print(f"\n{number}/{len(STEPS)}  {step.title} ({step.variable})", style="bold")
            out.print(f"      {step.where}")
            _prepare(step, setup, out)
            _ask(step, setup, out)


def _prepare(step: SetupStep, setup: Setup, out: Console) -> None:
    if step.variable == "SLACK_BOT_TOKEN" and not setup.value_of(step):
        out.print("      This link makes the app; choose your workspace there, press Next and Create:\n")
        out.print(creation_link(setup.config.command_prefix))
        out.print("\n      If it does not open, spendwatch init --manifest prints what to paste there instead.")
    if step.variable == "SLACK_CHANNEL_ID":
        try:
            mine = [channel for channel in list_channels(build_slack(setup.config)) if channel.is_member]
        except SLACK_TROUBLE:
            return
        names = ", ".join(f"#{channel.name} ({channel.id})" for channel in mine[:MAX_CHANNELS])
        out.print(f"      The bot is in {names}." if mine else "      The bot is in no channel yet.")


def _ask(step: SetupStep, setup: Setup, out: Console) -> None:
    """Ask until the answer is valid or skipped."""
    if setup.value_of(step):
        show_checks(setup.test(step), out)
    last = ""
    while True:
        current = setup.value_of(step)
        typed = _prompt(step, current, out)
        if typed == LATER or (not typed and not last and (current or not step.is_needed)):
            return
        if not typed and not last:
            out.print(f"      This is required: enter it, or type {LATER}.")
            continue
        last = typed or last
        try:
            checks = setup.try_value(step, last)
        except ConfigRefused as refusal:
            out.print(f"FAIL  {refusal}")
            last = ""
            continue
        show_checks(checks, out)
        if is_good(checks):
            return
        out.print(f"      Enter another value, press Enter to test this one again, or type {LATER}.")


def _prompt(step: SetupStep, current: str, out: Console) -> str:
    known = "hidden, Enter keeps it" if step.is_secret else f"{current}, Enter keeps it"
    label = f"      {step.variable}" + (f" [{known}]" if current else "")
    if step.is_secret:
        return getpass(f"{label}: ").strip()  # hides the input
    return Prompt.ask(Text(label), console=out, default="", show_default=False).strip()


def show_checks(checks: list[Check], out: Console) -> None:
    """Print each check, with how to fix it if it failed; checks never contain keys."""
    for check in checks:
        out.print(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.found}")
        if check.fix:
            out.print(f"      {check.fix}")
