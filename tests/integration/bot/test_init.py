"""`spendwatch init` against stand-ins for Cursor, Slack and Resend: at a real terminal, and for scripts."""

import os
import pty
import re
import select
import signal
import stat
import sys
import time
from contextlib import suppress
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from bot.commands import COMMANDS
from bot.config import Config
from bot.manifest import creation_link
from sandbox.cursor_api.team import SANDBOX_KEY
from sandbox.resend.app import create_app as create_resend
from sandbox.resend.mailbox import SANDBOX_KEY as RESEND_KEY
from sandbox.resend.mailbox import SENDING_KEY, Mailbox
from sandbox.serving import serve
from sandbox.slack.manifest import Manifest
from tests.running import clean_environment, run_process

PATIENCE_S = 40
ADDRESSES = ("CURSOR_API_URL", "SLACK_API_URL", "CURSOR_RATE_LIMIT_SCALE")


@pytest.fixture
def neighbours(shared_neighbours):
    """Shared, because nothing here changes them."""
    return shared_neighbours


@pytest.fixture
def addresses(neighbours):
    return {name: neighbours.env[name] for name in ADDRESSES}


class Terminal:
    """`spendwatch init` on a pseudo-terminal, and what a person would see on it."""

    def __init__(self, folder, **env):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell makes its background processes ignore Ctrl-C
            os.execve(sys.executable, [sys.executable, "-m", "bot", "init"], clean_environment(TERM="dumb", **env))
        self.seen = ""
        self._read_to = 0
        self.code = None

    def sees(self, words):
        """Wait for `words` after the previous match."""
        end = time.monotonic() + PATIENCE_S
        while (found := self.seen.find(words, self._read_to)) < 0:
            assert time.monotonic() < end, f"{words!r} is not in:\n{self.seen[self._read_to :]}"
            self._read()
        self._read_to = found + len(words)

    def prompted(self, variable):
        """Wait for the prompt of a variable: its name, then the cursor."""
        asked = re.compile(rf"^ +{variable}( \[[^\n]*\])?: ?\Z", re.MULTILINE)
        end = time.monotonic() + PATIENCE_S
        while not asked.search(self.seen):
            assert time.monotonic() < end, f"{variable} is not asked in:\n{self.seen}"
            self._read()

    def types(self, variable, text):
        self.prompted(variable)
        os.write(self.fd, f"{text}\n".encode())

    def interrupts(self, words):
        """Press Ctrl-C until `words` appear, because one pressed just before the process waits for a key is lost."""
        end, again_at = time.monotonic() + PATIENCE_S, 0.0
        while words not in self.seen[self._read_to :]:
            assert time.monotonic() < end, f"{words!r} is not in:\n{self.seen[self._read_to :]}"
            if time.monotonic() >= again_at:
                os.write(self.fd, b"\x03")
                again_at = time.monotonic() + PATIENCE_S / 4
            self._read()

    def end(self):
        end = time.monotonic() + PATIENCE_S
        while True:
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self._drain()
                self.code = os.waitstatus_to_exitcode(status)
                return self.code
            assert time.monotonic() < end, self.seen
            self._read()

    def close(self):
        if self.code is None:
            with suppress(ProcessLookupError, ChildProcessError):
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
        os.close(self.fd)

    def _read(self):
        if select.select([self.fd], [], [], 0.2)[0]:
            with suppress(OSError):
                self.seen += os.read(self.fd, 65_536).decode("utf-8", "replace").replace("\r", "")

    def _drain(self):
        while select.select([self.fd], [], [], 0.1)[0]:
            try:
                more = os.read(self.fd, 65_536)
            except OSError:
                return
            if not more:
                return
            self.seen += more.decode("utf-8", "replace").replace("\r", "")


@pytest.fixture
def terminal(tmp_path):
    opened = []

    def begin(**env):
        opened.append(Terminal(tmp_path, **env))
        return opened[-1]

    yield begin
    for each in opened:
        each.close()


def written(folder):
    return Config(_env_file=folder / ".env")


# --- at a terminal ---------------------------------------------------------------------------------------------------


def test_a_person_gets_from_nothing_to_a_tested_file(terminal, tmp_path, neighbours, addresses):
    at = terminal(**addresses)
    at.types("DATABASE_URL", "")
    at.types("CURSOR_ADMIN_API_KEY", "crsr_wrong")
    at.sees("FAIL  Cursor key")
    at.types("CURSOR_ADMIN_API_KEY", SANDBOX_KEY)
    at.sees("ok    Cursor key")
    at.types("CURSOR_ANALYTICS_API_KEY", "")
    at.types("COMMAND_PREFIX", "SW!")
    at.sees("FAIL  COMMAND_PREFIX: must be up to 10 lower-case letters")
    at.types("COMMAND_PREFIX", "sw")
    at.sees("https://api.slack.com/apps?new_app=1&manifest_yaml=")
    at.types("SLACK_BOT_TOKEN", neighbours.env["SLACK_BOT_TOKEN"])
    at.sees("ok    Slack bot token")
    at.types("SLACK_APP_TOKEN", neighbours.env["SLACK_APP_TOKEN"])
    at.sees("ok    Slack app token")
    at.sees("#ai-spend (C")
    at.types("SLACK_CHANNEL_ID", "#ai-spend")
    at.sees("the bot is in it")
    at.types("ADMIN_USERS", "mara@example.com, nobody@example.com")
    at.sees("nobody@example.com: Slack answered users_not_found")
    at.types("ADMIN_USERS", "mara@example.com")
    at.types("RESEND_API_KEY", "")
    at.sees("spendwatch run")
    assert at.end() == 0
    config = written(tmp_path)
    assert config.secret("CURSOR_ADMIN_API_KEY") == SANDBOX_KEY
    assert config.slack_channel_id == neighbours.env["SLACK_CHANNEL_ID"]
    assert (config.command_prefix, config.admin_users) == ("sw-", ("mara@example.com",))
    for secret in (SANDBOX_KEY, "crsr_wrong", neighbours.env["SLACK_BOT_TOKEN"], neighbours.env["SLACK_APP_TOKEN"]):
        assert secret not in at.seen
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_ctrl_c_keeps_what_was_entered_and_the_next_init_goes_on(terminal, tmp_path, addresses):
    at = terminal(**addresses)
    at.types("DATABASE_URL", "")
    at.types("CURSOR_ADMIN_API_KEY", SANDBOX_KEY)
    at.prompted("CURSOR_ANALYTICS_API_KEY")
    at.interrupts("continues from there")
    assert at.end() == 130
    again = terminal(**addresses)
    again.types("DATABASE_URL", "")
    again.sees("ok    Cursor key")
    again.prompted("CURSOR_ADMIN_API_KEY")
    again.types("CURSOR_ADMIN_API_KEY", "")
    again.types("CURSOR_ANALYTICS_API_KEY", "")
    again.types("COMMAND_PREFIX", "")
    again.types("SLACK_BOT_TOKEN", "")
    again.sees("This is required")
    again.types("SLACK_BOT_TOKEN", "later")
    again.types("RESEND_API_KEY", "")
    assert again.end() == 2
    assert "Still missing: SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_CHANNEL_ID" in again.seen
    assert written(tmp_path).secret("CURSOR_ADMIN_API_KEY") == SANDBOX_KEY


# --- for scripts -----------------------------------------------------------------------------------------------------


def test_a_script_gives_everything_in_the_environment(tmp_path, neighbours):
    env = {**neighbours.env, "SLACK_CHANNEL_ID": "ai-spend"}
    ran = run_process("init", "--json", "--set", "ADMIN_USERS=mara@example.com", folder=tmp_path, **env)
    assert ran.code == 0, ran.out + ran.err
    assert ran.json["missing"] == ran.json["failing"] == []
    assert "CURSOR_ADMIN_API_KEY" in ran.json["written"]
    assert SANDBOX_KEY not in ran.out + ran.err
    assert written(tmp_path).slack_channel_id == neighbours.env["SLACK_CHANNEL_ID"]


def test_an_existing_file_keeps_every_line_and_leaves_a_copy(tmp_path, neighbours):
    before = "# ours\nFOO='bar baz'  # kept\n\nexport SLACK_BOT_TOKEN=xoxb-old\n# COMMAND_PREFIX=zz\nLOG_LEVEL=info\r\n"
    (tmp_path / ".env").write_bytes(before.encode())
    (tmp_path / ".env").chmod(0o644)
    ran = run_process("init", "--json", "--set", "COMMAND_PREFIX=sw", folder=tmp_path, **neighbours.env)
    assert ran.code == 0, ran.out + ran.err
    lines = (tmp_path / ".env").read_text().splitlines()
    for line in ("# ours", "FOO='bar baz'  # kept", "# COMMAND_PREFIX=zz", "LOG_LEVEL=info"):
        assert line in lines
    assert lines[lines.index("# COMMAND_PREFIX=zz") + 1] == "COMMAND_PREFIX=sw-"
    assert [line for line in lines if "xoxb" in line] == [f"SLACK_BOT_TOKEN={neighbours.env['SLACK_BOT_TOKEN']}"]
    for name in (".env", ".env.bak"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert (tmp_path / ".env.bak").read_bytes() == before.encode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"CURSOR_ADMIN_API_KEY": "crsr_wrong"}, "Cursor key"),
        ({"SLACK_BOT_TOKEN": "xoxb-wrong"}, "invalid_auth"),
        ({"SLACK_APP_TOKEN": "xapp-wrong"}, "invalid_auth"),
        ({"SLACK_CHANNEL_ID": "no-such-channel"}, "I cannot see that channel"),
        ({"SLACK_API_URL": "http://127.0.0.1:9/api/"}, "Slack answered nothing"),
        ({"CURSOR_API_URL": "http://127.0.0.1:9"}, "Check the network"),
    ],
)
def test_what_fails_its_test_is_not_written_and_says_how_to_fix_it(tmp_path, neighbours, wrong, said):
    ran = run_process("init", "--no-input", folder=tmp_path, **neighbours.env | wrong)
    assert ran.code == 1, ran.out + ran.err
    assert said in ran.out
    assert "Traceback" not in ran.err
    (name,) = wrong
    if not name.endswith("URL"):
        assert f"\n{name}=" not in (tmp_path / ".env").read_text()


@pytest.mark.parametrize(("key", "code"), [(SENDING_KEY, 0), (RESEND_KEY, 0), ("re_wrong", 1)])
def test_a_key_of_resend_is_tested_without_sending_anything(tmp_path, neighbours, key, code):
    mailbox = Mailbox()
    with serve(create_resend(mailbox)) as url:
        mail = {"RESEND_API_KEY": key, "RESEND_FROM": "Spendwatch <alerts@example.com>", "RESEND_API_URL": url}
        ran = run_process("init", "--json", folder=tmp_path, **neighbours.env | mail)
    assert ran.code == code, ran.out + ran.err
    assert ("RESEND_API_KEY" in ran.json["failing"]) == bool(code)
    assert mailbox.mails() == []


@pytest.mark.parametrize("key", ["crsr two words", "crsr\nnewline", "crsr_ü"])
def test_a_key_that_was_copied_badly_is_asked_for_again(tmp_path, addresses, key):
    ran = run_process("init", "--json", folder=tmp_path, CURSOR_ADMIN_API_KEY=key, **addresses)
    assert ran.code == 2
    assert "CURSOR_ADMIN_API_KEY" in ran.json["missing"]
    assert key not in ran.out + ran.err


def test_a_key_on_the_command_line_is_refused(tmp_path):
    ran = run_process("init", "--set", "SLACK_BOT_TOKEN=xoxb-1", folder=tmp_path)
    assert ran.code == 2
    assert "set it in the environment" in ran.complaint
    assert "xoxb-1" not in ran.err


def test_a_place_where_nothing_can_be_written_says_so(tmp_path, neighbours):
    (tmp_path / ".env").symlink_to("/proc/spendwatch/.env")
    ran = run_process("init", "--no-input", folder=tmp_path, **neighbours.env)
    assert ran.code == 2
    assert "cannot be written" in ran.complaint


def test_a_file_that_is_a_folder_says_so(tmp_path, neighbours):
    (tmp_path / ".env").mkdir()
    ran = run_process("init", "--no-input", folder=tmp_path, **neighbours.env)
    assert ran.code == 2
    assert "cannot be read" in ran.complaint


# --- the link --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "sw-", "spendwatch-"])
def test_the_link_carries_a_manifest_that_slack_takes_with_every_command_under_its_prefix(prefix):
    link = creation_link(prefix)
    assert len(link) < 8_000, "longer addresses are cut by servers and browsers"
    (text,) = parse_qs(urlsplit(link).query)["manifest_yaml"]
    loaded = Manifest.load(yaml.safe_load(text))
    assert set(loaded.commands) == {f"/{prefix}{command.name[1:]}" for command in COMMANDS}
    assert all(len(name) <= 32 for name in loaded.commands)


def test_the_manifest_is_printed_for_pasting(tmp_path):
    ran = run_process("init", "--manifest", "--set", "COMMAND_PREFIX=sw", folder=tmp_path)
    assert ran.code == 0
    assert "/sw-spend" in Manifest.load(yaml.safe_load(ran.out)).commands
    assert not (tmp_path / ".env").exists()
