"""Imports go one way: bot -> blocks -> tracker.reports.types, bot -> tracker; the sandbox stands apart."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("bot", "blocks", "tracker", "sandbox")
BORDER = "tracker.reports.types"


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the arrow"
            module = node.module or ""
            yield from (f"{module}.{name.name}" for name in node.names)


def may_import(importer: str, imported: str) -> bool:
    source, target = importer.split(".", maxsplit=1)[0], imported.split(".", maxsplit=1)[0]
    if target not in OURS or source == target:
        return True
    match source:
        case "bot":
            return target in {"blocks", "tracker"} or (target == "sandbox" and importer == "bot.cli.demo")
        case "blocks":
            return imported.startswith(BORDER)
        case _:
            return False


def modules() -> list[Path]:
    return sorted(path for folder in OURS for path in (ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_import_follows_the_arrow(path):
    importer = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    backwards = [name for name in imported_modules(path) if not may_import(importer, name)]
    assert backwards == []


def test_an_arrow_drawn_backwards_is_seen():
    assert not may_import("tracker.detect.zscore", "blocks.numbers")
    assert not may_import("blocks.user", "tracker.store.tables.ActorRow")
    assert not may_import("sandbox.slack.state", "bot.config.Config")
    assert not may_import("bot.jobs", "sandbox.slack.server")
    assert may_import("blocks.user", "tracker.reports.types.UserReport")


def sql_users() -> list[Path]:
    return [
        path
        for path in modules()
        if any(name.startswith(("sqlmodel", "sqlalchemy")) for name in imported_modules(path))
    ]


def test_sql_lives_in_the_store_and_nowhere_else():
    elsewhere = {
        str(path.relative_to(ROOT))
        for path in sql_users()
        if not path.is_relative_to(ROOT / "tracker" / "store")
        and any(
            name != "sqlmodel.Session" and not name.startswith("sqlalchemy.exc.")
            for name in imported_modules(path)
            if name.startswith(("sqlmodel", "sqlalchemy"))
        )
    }
    assert elsewhere == set()


def test_only_the_bot_asks_the_clock():
    asked = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        if path.relative_to(ROOT).parts[0] in {"tracker", "blocks"}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"datetime", "date"}
    ]
    assert asked == []


def test_no_test_module_imports_another():
    """What several of them need stands in a module that is named for what it holds, or in a conftest."""
    tests = ROOT / "tests"
    imports = {
        str(path.relative_to(ROOT)): [
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            if any(part.startswith("test_") for part in name.split("."))
        ]
        for path in sorted(tests.rglob("*.py"))
    }
    assert {path: names for path, names in imports.items() if names} == {}
