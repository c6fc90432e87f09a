"""One table of commands: the listeners, the manifest and the README say the same."""

from pathlib import Path

import pytest
import yaml

from bot.commands import COMMANDS
from bot.doctor.slack import SCOPES
from bot.listeners.commands import HANDLERS

ROOT = Path(__file__).parents[3]
MANIFEST = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))


def test_every_command_has_a_listener_and_every_listener_a_command():
    assert set(HANDLERS) == {command.name for command in COMMANDS}


def test_the_manifest_lists_the_commands_as_the_table_does():
    listed = [
        (entry["command"], entry["description"], entry["usage_hint"])
        for entry in MANIFEST["features"]["slash_commands"]
    ]
    assert listed == [(command.name, command.description, command.usage) for command in COMMANDS]
    assert all(entry["should_escape"] for entry in MANIFEST["features"]["slash_commands"])


def test_the_readme_shows_every_command_with_its_usage():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"`{command.name} {command.usage}`" in readme


def test_the_manifest_asks_for_the_scopes_that_doctor_expects():
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == SCOPES


@pytest.mark.parametrize("method, scope", [
    ("chat_postMessage", "chat:write"),
    ("conversations_members", "channels:read"),
    ("conversations_history", "channels:history"),
    ("files_upload_v2", "files:write"),
    ("users_info", "users:read"),
])  # fmt: skip
def test_every_scope_is_there_for_a_call_that_the_code_makes(method, scope):
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py"))
    assert f".{method}(" in source
    assert scope in SCOPES
