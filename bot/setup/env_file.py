"""Edits a .env file in place: all other lines and comments are kept."""

import os
import re
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from bot.config import ConfigRefused

PRIVATE = 0o600
HEADER = "# Written by `spendwatch init`, which can be run again at any time. It holds keys: keep it private.\n"
_PLAIN = re.compile(r"[A-Za-z0-9_./:@,+=%-]+")


class EnvFile:
    """The file at `path`; the first change saves the previous content as `.env.bak`."""

    def __init__(self, path: Path, *, example: Path | None = None) -> None:
        """`example` is the initial content of a new file. Raises ConfigRefused if the file is not text."""
        self._path = path.resolve()
        self._was_there = self._path.exists()
        self._is_saved = False
        try:
            if self._was_there:
                self._text = self._path.read_text(encoding="utf-8")
            else:
                self._text = example.read_text(encoding="utf-8") if example and example.exists() else HEADER
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigRefused(f"{path} cannot be read ({error}): fix its permissions or move it away") from error

    @property
    def path(self) -> Path:
        """The file's path."""
        return self._path

    def set(self, name: str, value: str) -> None:
        """Set a variable and save, below its commented-out example if there is one. Raises ConfigRefused."""
        line, before = f"{name}={quoted(value)}", self._text
        active = list(re.finditer(rf"^[ \t]*(?:export[ \t]+)?{name}[ \t]*=.*$", self._text, re.MULTILINE))
        examples = list(re.finditer(rf"^#[ \t]*{name}=.*$", self._text, re.MULTILINE))
        if active:
            start, end = active[-1].span()  # the last definition counts
            self._text = self._text[:start] + line + self._text[end:]
        elif examples:
            end = examples[-1].end()
            self._text = f"{self._text[:end]}\n{line}{self._text[end:]}"
        else:
            self._text = f"{self._text.rstrip()}\n{line}\n".lstrip("\n")
        if self._text != before or not self._path.exists():
            self._save()

    def _save(self) -> None:
        """Replace the file atomically, readable only by its owner."""
        handle, scratch = -1, ""
        try:
            if self._was_there and not self._is_saved:
                self._back_up()
            handle, scratch = tempfile.mkstemp(prefix=".env.", dir=self._path.parent)  # mkstemp gives it mode 0600
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(self._text)
            Path(scratch).replace(self._path)
        except OSError as error:
            with suppress(OSError):
                Path(scratch).unlink(missing_ok=True)
            raise ConfigRefused(
                f"{self._path} cannot be written ({error.strerror}): run init in a folder that is yours, "
                "or fix the permissions of this one. The file was not changed."
            ) from error
        self._is_saved = True

    def _back_up(self) -> None:
        backup = self._path.with_name(self._path.name + ".bak")
        backup.unlink(missing_ok=True)
        backup.touch(mode=PRIVATE)
        shutil.copyfile(self._path, backup)


def quoted(value: str) -> str:
    """A value quoted for .env files, also for Docker Compose; raises ConfigRefused if it has several lines."""
    if any(ord(character) < ord(" ") for character in value):
        raise ConfigRefused("a value is a single line: copy it again, without the text around it")
    if _PLAIN.fullmatch(value) or not value:
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
