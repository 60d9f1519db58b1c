"""Folders import in the one order that docs/architecture.md states; no file imports in a circle."""

import ast
import re

import pytest

from tests.support.drawing import ROOT
from tests.support.imports import against, circle, imports_of

PACKAGE = "wuhao_batch"
MOST_ENTRIES = 22
FACES = {"__init__", "__main__"}
"""Files that stand outside the order: what they offer comes from everywhere."""


def stated_order() -> list[str]:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    block = re.search(r"^```order\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert block is not None, "docs/architecture.md has no block ```order"
    return [line.split()[0].rstrip("/").removesuffix(".py") for line in block[1].splitlines()]


def rooms() -> set[str]:
    """Folders and modules at the package's top."""
    return {
        path.stem
        for path in (ROOT / PACKAGE).iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }


def test_the_stated_order_names_every_room_once() -> None:
    assert sorted(stated_order()) == sorted(rooms() - FACES)


def test_every_import_follows_the_stated_order() -> None:
    assert against(stated_order(), imports_of(ROOT, PACKAGE), PACKAGE) == []


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = imports_of(ROOT, PACKAGE, "tools", "benchmarks", "tests", typing=False)
    assert circle(graph) == []


def test_no_test_module_imports_another_and_the_package_imports_neither_tests_nor_tools() -> None:
    graph = imports_of(ROOT, PACKAGE, "tools", "tests")
    wrong = [
        f"{name} imports {imported}"
        for name, all_imported in graph.items()
        for imported in all_imported
        if imported.startswith("tests.test_")
        or (name.startswith(PACKAGE) and not imported.startswith(PACKAGE))
        or (name.startswith("tools") and imported.startswith("tests"))
    ]
    assert wrong == []


def test_the_package_has_few_entries_at_its_top() -> None:
    entries = [path.name for path in (ROOT / PACKAGE).iterdir() if path.name != "__pycache__"]
    assert len(entries) <= MOST_ENTRIES, sorted(entries)


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (["a", "b"], ["p.a.one imports p.b"]),
        (["b", "a"], []),
    ],
)
def test_an_import_against_the_order_is_named(order: list[str], told: list[str]) -> None:
    graph: dict[str, set[str]] = {"p.a.one": {"p.b", "p.a.two"}, "p.a.two": set(), "p.b": set()}
    assert against(order, graph, "p") == told
    assert circle(graph) == []
    assert circle(graph | {"p.b": {"p.a.one"}})


def test_no_class_name_stands_for_two_things() -> None:
    homes: dict[str, list[str]] = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, []).append(path.relative_to(ROOT).as_posix())
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}
