"""Imports go one way: bot -> blocks -> tracker.reports.types, bot -> tracker; the sandbox is separate.

Within tracker they lead to a lower layer.
"""

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


LAYERS = (
    ("tracker.cursor", "tracker.detect"),
    ("tracker.reports.types",),
    ("tracker.store",),
    ("tracker.settings_service",),
    ("tracker.reports",),
    ("tracker.collect", "tracker.groups", "tracker.incidents", "tracker.weekly"),
    ("tracker.alerting", "tracker.notices"),
    ("tracker.reports.service",),
)
"""The layers within tracker, lowest first; modules not listed are plain ones below all of them."""


def place_of(module: str) -> tuple[int, str]:
    """A module's layer, counted from 1, and the longest listed name that is a prefix of the module's."""
    named = [
        (rank, name)
        for rank, layer in enumerate(LAYERS, start=1)
        for name in layer
        if f"{module}.".startswith(f"{name}.")
    ]
    return max(named, key=lambda each: len(each[1]), default=(0, "plain"))


def is_upwards(importer: str, imported: str) -> bool:
    """Whether an import within tracker leads to a higher layer, or to a neighbour in the same one."""
    own, theirs = place_of(importer), place_of(imported)
    return imported.startswith("tracker.") and own != theirs and theirs[0] >= own[0]


@pytest.mark.parametrize("path", sorted((ROOT / "tracker").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_import_within_tracker_leads_to_a_layer_below(path):
    importer = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    assert [name for name in imported_modules(path) if is_upwards(importer, name)] == []


def test_an_import_that_leads_upwards_is_seen():
    assert is_upwards("tracker.store.incidents", "tracker.incidents.trail.record")
    assert is_upwards("tracker.reports.audit", "tracker.groups.words.people_in_words")
    assert is_upwards("tracker.groups.service", "tracker.weekly.service.WeeklyService")
    assert is_upwards("tracker.clock", "tracker.detect.types.TEAM")
    assert is_upwards("tracker.reports.trial", "tracker.reports.service.ReportService")
    assert not is_upwards("tracker.store.analytics", "tracker.reports.types.analytics.AnalyticsState")
    assert not is_upwards("tracker.incidents.detection", "tracker.reports.actors.load_actors")
    assert not is_upwards("tracker.notices.reports", "tracker.notices.due.Notice")


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
    """Shared code belongs in a module named for what it holds, or in a conftest."""
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
