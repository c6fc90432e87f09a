"""The Slack app's manifest: its file, its commands with a prefix, and the link that creates the app."""

import re
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from urllib.parse import quote

from bot.config import ConfigRefused

NEW_APP = "https://api.slack.com/apps?new_app=1&manifest_yaml="
_COMMAND = re.compile(r"^(\s*- command: /)", re.MULTILINE)
_COMMENT = re.compile(r"^#.*\n", re.MULTILINE)


def find_manifest() -> Path:
    """The path of manifest.yml: next to the packages in a checkout, among the data files of an installation."""
    beside = Path(__file__).parents[1] / "manifest.yml"
    if beside.exists():
        return beside
    try:
        installed = [file for file in files("spendwatch") or [] if file.name == "manifest.yml"]
    except PackageNotFoundError:
        installed = []
    if not installed:
        raise ConfigRefused("manifest.yml is missing: install Spendwatch again, or run it from a checkout")
    return Path(str(installed[0].locate()))


def manifest(prefix: str = "") -> str:
    """The manifest as YAML, `/spend` being `/sw-spend` with the prefix `sw-`; raises ConfigRefused without the file."""
    text = find_manifest().read_text(encoding="utf-8")
    return _COMMENT.sub("", _COMMAND.sub(rf"\g<1>{prefix}", text))


def creation_link(prefix: str = "") -> str:
    """The address where Slack offers to create the app from the manifest; about 4,000 characters."""
    return NEW_APP + quote(manifest(prefix), safe="")
