"""`spendwatch init`: from nothing to a tested .env."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import Json, console, print_json
from bot.config import ConfigRefused
from bot.logs import set_up_logs
from bot.manifest import creation_link, manifest
from bot.setup.asking import ask_everything, show_checks
from bot.setup.setup import Setup, open_setup, with_values
from bot.setup.steps import STEPS, STEPS_BY_VARIABLE

ENV_FILE = Path(".env")
STOPPED = 130  # the exit code that shells use for Ctrl-C


def init(
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="An answer; repeatable. Keys are taken from the "
            "environment instead, so that no shell history keeps them.",
        ),
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing: use --set and the environment.")] = False,
    show_manifest: Annotated[
        bool, typer.Option("--manifest", help="Print the Slack app's manifest with the prefix, then exit.")
    ] = False,
    json: Json = False,
) -> None:
    """Ask for what a new installation needs, test each answer, and write it to .env; run it again to change one."""
    set_up_logs(level="error", form="text")
    answers = _read(set_ or ())
    setup = open_setup(ENV_FILE)
    if show_manifest:
        sys.stdout.write(manifest(with_values(setup.config, _by_field(answers)).command_prefix))
        return
    if json or no_input or not sys.stdin.isatty():
        _take(setup, answers)
    else:
        _ask(setup, answers)
    _report(setup, json=json)
    if setup.missing:
        raise typer.Exit(2)
    raise typer.Exit(1 if setup.failing else 0)


def _read(pairs: tuple[str, ...] | list[str]) -> dict[str, str]:
    answers = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        step = STEPS_BY_VARIABLE.get(name)
        if not equals or step is None:
            known = ", ".join(step.variable for step in STEPS if not step.is_secret)
            raise ConfigRefused(f"--set takes NAME=VALUE with one of {known}; got {name[:40]!r}")
        if step.is_secret:
            raise ConfigRefused(f"{name} is a key: set it in the environment, not on the command line")
        answers[name] = value
    return answers


def _by_field(answers: dict[str, str]) -> dict[str, str]:
    return {STEPS_BY_VARIABLE[name].field: value for name, value in answers.items()}


def _take(setup: Setup, answers: dict[str, str]) -> None:
    """Test the given and the known values, and write those that pass."""
    for step in STEPS:
        value = answers.get(step.variable) or setup.value_of(step)
        if value and setup.is_asked(step):
            setup.try_value(step, value)


def _ask(setup: Setup, answers: dict[str, str]) -> None:
    try:
        for variable, value in answers.items():
            show_checks(setup.try_value(STEPS_BY_VARIABLE[variable], value), console())
        ask_everything(setup, console())
    except (KeyboardInterrupt, EOFError):
        console().print(f"\nStopped. What you entered is in {setup.file.path}; `spendwatch init` continues from there.")
        raise typer.Exit(STOPPED) from None


def _report(setup: Setup, *, json: bool) -> None:
    if json:
        print_json(
            {
                "file": str(setup.file.path),
                "written": setup.saved,
                "missing": setup.missing,
                "failing": setup.failing,
                "checks": [
                    {"variable": variable, "name": each.name, "ok": each.ok, "found": each.found, "fix": each.fix}
                    for variable, checks in setup.checks.items()
                    for each in checks
                ],
                "create_slack_app": creation_link(setup.config.command_prefix),
            }
        )
        return
    out = console()
    out.print()
    for variable in setup.failing:
        out.print(f"{variable} was not accepted:")
        show_checks(setup.checks[variable], out)
    if setup.missing:
        out.print(f"Still missing: {', '.join(setup.missing)}. Run spendwatch init again to continue.")
        if "SLACK_BOT_TOKEN" in setup.missing:
            out.print(f"This link makes the Slack app:\n{creation_link(setup.config.command_prefix)}")
        return
    out.print(f"Everything needed is in {setup.file.path}. What to do next:")
    out.print("  spendwatch run      starts the bot: it says hello, reads the past, and asks before its first alert")
    out.print("  spendwatch doctor   tests everything again, at any time")
