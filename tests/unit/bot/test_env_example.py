"""`.env.example` names every variable, and each of its lines can be used as it is."""

import re
from pathlib import Path

import pytest

from bot.config import Config

EXAMPLE = (Path(__file__).parents[3] / ".env.example").read_text(encoding="utf-8")
VARIABLES = {name.upper(): name for name in Config.model_fields}
COMMENTED = re.findall(r"^#[ \t]*([A-Z_]+=.*)$", EXAMPLE, flags=re.MULTILINE)


def test_every_variable_is_in_the_example():
    assert set(re.findall(r"^#?\s?([A-Z_]+)=", EXAMPLE, flags=re.MULTILINE)) == set(VARIABLES)


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read a `.env` with these lines, without this machine's environment."""
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)

    def read_lines(*lines):
        path = tmp_path / ".env"
        path.write_text("\n".join(lines), encoding="utf-8")
        return Config(_env_file=path)

    return read_lines


@pytest.mark.parametrize("line", COMMENTED)
def test_a_commented_line_is_read_when_its_mark_is_taken_away(read, line):
    variable, value = line.split("=", maxsplit=1)
    config = read(line)
    assert config == Config(_env_file=None, **{VARIABLES[variable]: value})
    assert not re.search(r"  |#", value)  # a trailing comment would become part of it


def test_the_whole_example_is_read_as_it_is(read):
    assert read(EXAMPLE) == read()


@pytest.mark.parametrize(
    ("line", "level", "form"), [("LOG_LEVEL=WARNING", "warning", "text"), ("LOG_FORMAT=Json", "info", "json")]
)
def test_upper_case_is_understood(read, line, level, form):
    config = read(line)
    assert (config.log_level, config.log_format) == (level, form)
