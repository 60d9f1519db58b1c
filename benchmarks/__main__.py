"""All benchmarks in one table: ``python -m benchmarks [NAME…]``, or ``make bench``.

Without names all of them run and the table in docs/performance.md is written anew, with the machine
that it was measured on.
"""

import os
import platform
import re
import sys
import tempfile
import time
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from benchmarks.measuring import Figure, figures, shown
from tools.build_samples import ROOT

NAMES = (
    "issuing", "ingesting", "paneling", "feedback", "papers", "starting", "scoring", "growth",
)  # fmt: skip
"""The modules with ``rounds``, in the order of the table."""

DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- begin: python -m benchmarks -->", "<!-- end -->"


def measured(name: str) -> list[Figure]:
    """Run one module in a folder that passes."""
    with tempfile.TemporaryDirectory() as folder:
        return figures(import_module(f"benchmarks.{name}").rounds(Path(folder)))


def table(name: str, found: list[Figure]) -> list[str]:
    """Return the rows of a module."""
    return [f"| {name} | {each.name} | {shown(each.median)} | {each.spread} |" for each in found]


def machine() -> str:
    """Return what was measured on, in a sentence."""
    model = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text("utf-8"), re.M)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    libraries = ", ".join(f"{name} {version(name)}" for name in ("pandas", "openpyxl", "lxml"))
    return (
        f"{os.cpu_count()} × {model[1] if model else platform.machine()}, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"{libraries}; passing files on {disk()}; load {os.getloadavg()[0]:.1f} when it began."
    )


def disk() -> str:
    """Return the kind of file system that passing files lie on."""
    mounts = Path("/proc/mounts").read_text("utf-8").splitlines()
    kinds = dict(mount.split()[1:3] for mount in mounts)
    folder = Path(tempfile.gettempdir()).resolve()
    return next(kinds[str(each)] for each in (folder, *folder.parents) if str(each) in kinds)


def main(names: list[str]) -> None:
    """Print the table; write it into the document if it is whole."""
    lines = [f"Measured on {machine()}", "", "| | ratio of processor time | median | spread |"]
    lines += ["|---|---|---:|---|"]
    print("\n".join(lines))
    for name in names or NAMES:
        begun = time.monotonic()
        rows = table(name, measured(name))
        print("\n".join(rows), flush=True)
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr)
        lines += rows
    if not names:
        before, _, rest = DOCUMENT.read_text("utf-8").partition(BEGIN)
        written = "\n".join((BEGIN, "", *lines, "", END))
        DOCUMENT.write_text(before + written + rest.partition(END)[2], "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
