"""Write docs/modules.md from the modules' own words: ``python -m tools.write_modules``."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from wuhao_batch.workspace.plan import write_atomically

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "wuhao_batch"
ARCHITECTURE, DOCUMENT = ROOT / "docs" / "architecture.md", ROOT / "docs" / "modules.md"

_ORDER = re.compile(r"^```order\n(.*?)^```", re.MULTILINE | re.DOTALL)


def document() -> str:
    """Return the whole document, folders in the order that the architecture states."""
    lines = [
        "# Modules",
        "",
        "Written by `python -m tools.write_modules` from the modules' first lines, in the order",
        "of [the architecture](architecture.md): what stands lower may import what stands higher.",
    ]
    for name in _stated_order(ARCHITECTURE.read_text("utf-8")):
        lines += ["", *_section(PACKAGE / name)]
    return "\n".join(lines) + "\n"


def _stated_order(page: str) -> Iterator[str]:
    block = _ORDER.search(page)
    for line in block[1].splitlines() if block else ():
        yield line.split()[0]


def _section(folder: Path) -> Iterator[str]:
    """Yield the lines of one folder, or of a module that stands alone."""
    if not folder.is_dir():
        module = folder.with_suffix(".py")
        yield f"## {module.name}"
        yield from ("", _summary(module))
        return
    yield f"## {folder.name}/"
    yield from ("", _summary(folder / "__init__.py"), "", "| | |", "|---|---|")
    for module in sorted(folder.rglob("*.py")):
        if module.name != "__init__.py":
            yield f"| `{module.relative_to(PACKAGE).as_posix()}` | {_summary(module)} |"


def _summary(module: Path) -> str:
    said = ast.get_docstring(ast.parse(module.read_text("utf-8"))) or ""
    first = " ".join(said.split("\n\n")[0].split())
    return re.sub(r":\w+:`[~.]*([\w.]+)`", r"`\1`", first.replace("``", "`")).replace("|", "\\|")


if __name__ == "__main__":
    write_atomically(DOCUMENT, document().encode())
