"""`spendwatch demo`: the real bot against stand-ins for Slack, Cursor and Resend on this machine."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from bot.cli.demo_story import tell_story
from bot.cli.opening import open_database
from bot.cli.output import console
from bot.cli.run import run_bot
from bot.config import Config, ConfigRefused
from bot.ending import stop_on_signals
from bot.logs import LogLevel, set_up_logs
from bot.manifest import find_manifest
from tracker.store.engine import Store

DEFAULT_PORT = 8000
COLLECT_EVERY_MINUTES = 0.2  # so that a runaway agent is seen within a minute
RATE_LIMIT_SCALE = 100  # for client and stand-in: the first run reads 75 days and should not wait for a new minute
MAIL_TO = ("ai-spend@example.com",)
PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


@dataclass(frozen=True)
class Sandbox:
    """The addresses of the stand-ins and of the page that shows what happens there."""

    page_url: str
    config: Config


def demo(
    port: Annotated[int, typer.Option(help="Port of the page.", min=0, max=65535)] = DEFAULT_PORT,
    once: Annotated[
        bool, typer.Option("--once", help="Run the story in this terminal, without a browser, then exit.")
    ] = False,
    output: Annotated[Path, typer.Option(help="Where --once saves the charts.")] = Path("demo-output"),
    members: Annotated[int, typer.Option(help="How many people the made-up company has.", min=20, max=5000)] = 65,
    log_level: Annotated[
        LogLevel, typer.Option(case_sensitive=False, help="How much to log to stderr.")
    ] = LogLevel.WARNING,
) -> None:
    """Show the whole product with neither a Slack workspace nor a Cursor key."""
    set_up_logs(level=log_level, form="text")
    with (
        tempfile.TemporaryDirectory(prefix="spendwatch-demo-") as folder,
        open_sandbox(Path(folder), port=0 if once else port, members=members) as sandbox,
        open_database(sandbox.config) as store,
    ):
        if once:
            tell_story(sandbox.page_url, sandbox.config, store, output=output, out=console())
        else:
            _run_until_stopped(sandbox, store)


def _run_until_stopped(sandbox: Sandbox, store: Store) -> None:
    # A second Ctrl-C changes nothing: ending at once would leave the temporary folder behind.
    stop = stop_on_signals(afterwards=signal.SIG_IGN)
    _print_steps(sandbox.page_url)
    run_bot(sandbox.config, store, stop=stop)
    console().print("\nThe demo has ended; it left nothing on this machine.")


def _print_steps(page_url: str) -> None:
    out = console()
    out.print(f"Spendwatch is running. Open {page_url} in your browser.")
    out.print(
        "  1. #ai-spend fills with incidents from the history; within a minute someone's agent runs out of control."
    )
    out.print(
        "  2. Press Acknowledge on an incident, then Resolve, and choose a cause: the message and its thread show it."
    )
    out.print("  3. Type /spend 7d, /topspenders and /user with a name from the table.")
    out.print("  4. Outbox in the sidebar shows what would have been sent by e-mail.")
    out.print("  5. Switch “you are” to someone outside #ai-spend and type /spend: they see only their own figures.")
    out.print("Ctrl-C stops everything.")


@contextmanager
def open_sandbox(folder: Path, *, port: int, members: int) -> Iterator[Sandbox]:
    """Run the stand-ins in their own process until the end of the block; raises ConfigRefused if they fail to start."""
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--members", str(members)]
    command += ["--rate-limit-scale", str(RATE_LIMIT_SCALE)]
    log_file = folder / "sandbox.log"
    with log_file.open("w") as stderr:
        process = subprocess.Popen(  # noqa: S603  # our own module, our own arguments
            [*command, "--manifest", str(find_manifest())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            start_new_session=True,  # Ctrl-C goes to the bot alone, which then closes this process's stdin
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            process.wait()
            raise ConfigRefused(_why_not_started(log_file.read_text()))
        addresses = json.loads(line)
        _leave_proxies_out()
        yield Sandbox(addresses.pop("page_url"), _config(addresses, folder))
    finally:
        _end(process)


def _config(addresses: dict[str, str], folder: Path) -> Config:
    """The demo's own configuration: it reads neither the environment nor a .env file."""
    secrets = {"cursor_admin_api_key", "slack_bot_token", "slack_app_token", "resend_api_key"}
    values = {key: SecretStr(value) if key in secrets else value for key, value in addresses.items()}
    return Config.model_construct(
        **Config.model_construct().model_dump()
        | values
        | {
            "database_url": f"sqlite:///{folder / 'demo.db'}",
            "collect_interval_minutes": COLLECT_EVERY_MINUTES,
            "cursor_rate_limit_scale": RATE_LIMIT_SCALE,
            "alert_email_to": MAIL_TO,
        }
    )


def _leave_proxies_out() -> None:
    """Unset the proxy variables: the Slack SDK would use a proxy even for requests to this machine."""
    for name in PROXY_VARIABLES:
        os.environ.pop(name, None)
        os.environ.pop(name.lower(), None)


def _why_not_started(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.strip()]
    if any("No module named" in line for line in lines):
        return 'the demo needs more packages: run make demo, or pip install ".[demo]", in the folder of Spendwatch'
    return lines[-1] if lines else "the stand-ins did not start and gave no reason"


def _end(process: "subprocess.Popen[str]") -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()
