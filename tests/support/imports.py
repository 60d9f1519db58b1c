"""Who imports whom, as the source says it."""

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

Graph = Mapping[str, set[str]]
"""Each module → the modules of the same tree that it imports, by dotted names."""


def imports_of(root: Path, *packages: str, typing: bool = True) -> Graph:
    """Return the imports among all modules of the packages below a folder.

    Without ``typing``, those that only a type checker sees are left out.
    """
    files = {
        _name(path.relative_to(root)): path
        for package in packages
        for path in (root / package).rglob("*.py")
        if "node_modules" not in path.parts
    }
    return {
        name: {
            known
            for imported in _imported(ast.parse(path.read_text("utf-8")), typing=typing)
            if (known := _known(imported, files)) and known != name
        }
        for name, path in files.items()
    }


def circle(graph: Graph) -> list[str]:
    """Return modules that import each other in a circle, or nothing if there are none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


def against(order: list[str], graph: Graph, package: str) -> list[str]:
    """Return each import that leads from a room of the package to one below it in the order."""
    place = {room: number for number, room in enumerate(order)}
    return sorted(
        f"{name} imports {imported}"
        for name, all_imported in graph.items()
        for imported in all_imported
        if (room := _room(name, package)) in place
        and (other := _room(imported, package)) in place
        and place[other] > place[room]
    )


def _room(name: str, package: str) -> str:
    return name.removeprefix(f"{package}.").split(".")[0]


def _name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(node: ast.AST, *, typing: bool) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ImportFrom):
            yield from (f"{child.module}.{each.name}" for each in child.names)
        elif isinstance(child, ast.Import):
            yield from (each.name for each in child.names)
        elif typing or not _seen_by_type_checkers_only(child):
            yield from _imported(child, typing=typing)


def _seen_by_type_checkers_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _known(imported: str, files: Mapping[str, Path]) -> str | None:
    """Return the module that a dotted name is, or stands in."""
    if imported in files:
        return imported
    holder = imported.rpartition(".")[0]
    return holder if holder in files else None
